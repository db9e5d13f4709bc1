//! Against a small provider that says whatever a test wants it to say.

use std::sync::{Arc, Mutex, PoisonError};

use base64::engine::general_purpose::STANDARD;
use openidconnect::core::CoreEdDsaPrivateSigningKey;
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::Portal;
use crate::account::login::redirect::{Back, begin, come_back};
use crate::account::login::{Outcome, Step};
use crate::account::provider::Providers;
use crate::account::{Session, authenticate, testing};
use crate::secret::random_bytes;
use crate::testing::{TestPortal, on_each_database};

const ADDRESS: &str = "198.51.100.7";
const NUMBER: &str = "064195002345";

/// A key with a name.
fn key(id: &str) -> Arc<CoreEdDsaPrivateSigningKey> {
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend(random_bytes::<32>());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
    Arc::new(CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(id.into()))).unwrap())
}

/// Header and claims of a token, before it is signed.
type Tweak = fn(&mut Map<String, Value>, &mut Map<String, Value>);

struct Said {
    issuer: String,
    /// What tokens are signed with.
    signing: Arc<CoreEdDsaPrivateSigningKey>,
    /// What is published.
    published: Vec<Arc<CoreEdDsaPrivateSigningKey>>,
    /// Says something else than it should.
    tweak: Tweak,
    /// The claims are told by the userinfo endpoint only.
    elsewhere: bool,
    now: i64,
    /// What the browser brought: nonce and challenge.
    asked: (String, String),
    keys_read: u32,
    tokens_given: u32,
}

#[derive(Clone)]
struct Provider(Arc<Mutex<Said>>);

impl Provider {
    async fn start(now: DateTime<Utc>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let key = key("first");
        let provider = Self(Arc::new(Mutex::new(Said {
            issuer: format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port()),
            signing: key.clone(),
            published: vec![key],
            tweak: |_, _| {},
            elsewhere: false,
            now: now.timestamp(),
            asked: Default::default(),
            keys_read: 0,
            tokens_given: 0,
        })));
        let serving = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.answer(stream).await;
            }
        });
        provider
    }

    fn with<T>(&self, act: impl FnOnce(&mut Said) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn answer(&self, mut stream: TcpStream) {
        let mut request = Vec::new();
        let (head, body) = loop {
            let mut part = [0; 4096];
            let read = stream.read(&mut part).await.unwrap();
            if read == 0 {
                return;
            }
            request.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.to_lowercase();
            let length = length.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                break (head.to_owned(), body.to_owned());
            }
        };
        let path = head.split(' ').nth(1).unwrap();
        let (status, json) = self.with(|said| said.say(path, &body));
        let json = json.to_string();
        let length = json.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{json}"
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

impl Said {
    fn say(&mut self, path: &str, body: &str) -> (&'static str, Value) {
        let at = |path: &str| format!("{}{path}", self.issuer);
        match path {
            "/.well-known/openid-configuration" => (
                "200 OK",
                json!({
                    "issuer": self.issuer, "authorization_endpoint": at("/auth"), "token_endpoint": at("/token"),
                    "userinfo_endpoint": at("/me"), "jwks_uri": at("/keys"), "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
                }),
            ),
            "/keys" => {
                self.keys_read += 1;
                let keys: Vec<_> = self.published.iter().map(|key| key.as_verification_key()).collect();
                ("200 OK", json!({ "keys": keys }))
            }
            "/token" => {
                let field = |name: &str| {
                    let (_, rest) = body.split_once(&format!("{name}="))?;
                    rest.split('&').next().map(str::to_owned)
                };
                let verifier = field("code_verifier").unwrap_or_default();
                let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
                if field("code").as_deref() != Some("the-code") || challenge != self.asked.1 {
                    return ("400 Bad Request", json!({ "error": "invalid_grant" }));
                }
                self.tokens_given += 1;
                let token = self.token();
                ("200 OK", json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }))
            }
            "/me" => ("200 OK", Value::Object(self.person())),
            _ => ("404 Not Found", json!({})),
        }
    }

    fn person(&self) -> Map<String, Value> {
        let Value::Object(person) = json!({
            "sub": "person-7", "so_dinh_danh": NUMBER, "name": "Ksor H'Nhi", "birthdate": "1995-06-12",
            "phone_number": "+84905222345", "muc": "2",
        }) else {
            panic!()
        };
        person
    }

    fn token(&self) -> String {
        let kid = self.signing.as_verification_key();
        let kid = serde_json::to_value(kid).unwrap()["kid"].clone();
        let Value::Object(mut header) = json!({ "alg": "EdDSA", "kid": kid }) else { panic!() };
        let Value::Object(mut claims) = json!({
            "iss": self.issuer, "aud": "motcua", "exp": self.now + 300, "iat": self.now, "nonce": self.asked.0,
            "sub": "person-7",
        }) else {
            panic!()
        };
        if !self.elsewhere {
            claims.extend(self.person());
        }
        (self.tweak)(&mut header, &mut claims);
        let part = |part: Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(part).to_string());
        let algorithm = header["alg"].clone();
        let signed = [part(header), part(claims)].join(".");
        let signature = match algorithm.as_str() {
            Some("none") => Vec::new(),
            Some("HS256") => {
                use hmac::{Hmac, KeyInit, Mac};
                let mut mac = Hmac::<Sha256>::new_from_slice(b"the secret").unwrap();
                mac.update(signed.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            _ => self.signing.sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes()).unwrap(),
        };
        [signed, URL_SAFE_NO_PAD.encode(signature)].join(".")
    }
}

/// A portal that offers the provider.
async fn offered(portal: &TestPortal) -> (Portal, Provider) {
    // As the server does at its start; fails only where another test has.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let provider = Provider::start(portal.clock.now()).await;
    let settings = json!({
        "name": "tinh-ban", "label": "Tỉnh bạn", "issuer": provider.with(|said| said.issuer.clone()),
        "client_id": "motcua", "client_secret": "the secret",
        "claims": { "identity_number": "so_dinh_danh", "level": "muc" },
    });
    let openid = OpenId::new(serde_json::from_value(settings).unwrap(), &portal.settings.public_url).unwrap();
    let providers = Providers { own: true, vneid: None, openid: vec![Arc::new(openid)] };
    (portal.offering(providers).await, provider)
}

/// The browser goes to the provider; returns its attempt and its state.
async fn go(portal: &Portal, provider: &Provider) -> (String, String) {
    let away = begin(portal, "tinh-ban", Some("/ho-so"), Language::Vi, ADDRESS).await.unwrap().unwrap();
    let url = reqwest::Url::parse(&away.url).unwrap();
    let query = |name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(query("redirect_uri"), "https://motcua.test/dang-nhap/oidc/tinh-ban");
    assert_eq!((query("response_type"), query("code_challenge_method")), ("code".into(), "S256".into()));
    provider.with(|said| said.asked = (query("nonce"), query("code_challenge")));
    (away.attempt, query("state"))
}

fn back<'a>(attempt: &'a str, state: &'a str) -> Back<'a> {
    Back { attempt, session: None, state, code: Some("the-code") }
}

/// A whole login; the account, if somebody is logged in.
async fn log_in(portal: &Portal, provider: &Provider) -> Option<uuid::Uuid> {
    let (attempt, state) = go(portal, provider).await;
    match come_back(portal, "tinh-ban", back(&attempt, &state)).await.unwrap().outcome? {
        Outcome::LoggedIn { session, return_to } => {
            assert_eq!(return_to.as_deref(), Some("/ho-so"));
            match authenticate(portal, &session).await.unwrap() {
                Session::Active(citizen) => Some(citizen.account_id()),
                other => panic!("{other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

async fn whoever_the_provider_vouches_for_has_one_account(portal: TestPortal) {
    let (portal, provider) = offered(&portal).await;
    let first = log_in(&portal, &provider).await.unwrap();
    let read = portal.database.read();
    assert_eq!(super::super::level(read, first).await.unwrap(), Some(2));
    let row = crate::account::repo::account(read, first).await.unwrap().unwrap();
    assert_eq!(row.name, "Ksor H'Nhi");
    provider.with(|said| said.elsewhere = true);
    assert_eq!(log_in(&portal, &provider).await, Some(first), "claims of the userinfo endpoint count too");
    provider.with(|said| said.tweak = |_, claims| drop(claims.insert("sub".into(), "another".into())));
    assert_eq!(log_in(&portal, &provider).await, None, "but only those of the same person");
}
on_each_database!(whoever_the_provider_vouches_for_has_one_account);

async fn forged_tokens_are_refused(portal: TestPortal) {
    let (portal, provider) = offered(&portal).await;
    let forgeries: [(&str, Tweak); 10] = [
        ("wrong audience", |_, claims| drop(claims.insert("aud".into(), "another portal".into()))),
        ("one more audience", |_, claims| drop(claims.insert("aud".into(), json!(["motcua", "another"])))),
        ("wrong issuer", |_, claims| drop(claims.insert("iss".into(), "https://evil.example".into()))),
        ("wrong nonce", |_, claims| drop(claims.insert("nonce".into(), "another".into()))),
        ("no nonce", |_, claims| drop(claims.remove("nonce"))),
        ("expired", |_, claims| {
            let issued = claims["iat"].as_i64().unwrap();
            claims.insert("exp".into(), json!(issued - 1));
        }),
        ("alg none", |header, _| drop(header.insert("alg".into(), "none".into()))),
        ("signed with the secret", |header, _| drop(header.insert("alg".into(), "HS256".into()))),
        ("another algorithm", |header, _| drop(header.insert("alg".into(), "RS256".into()))),
        ("no number", |_, claims| drop(claims.insert("so_dinh_danh".into(), "123".into()))),
    ];
    for (what, tweak) in forgeries {
        provider.with(|said| said.tweak = tweak);
        assert_eq!(log_in(&portal, &provider).await, None, "{what}");
    }
    assert_eq!(provider.with(|said| said.tokens_given), 10, "each was given a token");
    provider.with(|said| {
        said.tweak = |_, _| {};
        said.signing = key("first");
    });
    assert_eq!(log_in(&portal, &provider).await, None, "another key of the same name");
    provider.with(|said| said.signing = said.published[0].clone());
    assert!(log_in(&portal, &provider).await.is_some());
}
on_each_database!(forged_tokens_are_refused);

async fn keys_are_read_again_when_a_token_names_a_new_one(portal: TestPortal) {
    let (portal, provider) = offered(&portal).await;
    for _ in 0..3 {
        assert!(log_in(&portal, &provider).await.is_some());
    }
    assert_eq!(provider.with(|said| said.keys_read), 1, "not at every login");
    let old = provider.with(|said| {
        let new = key("second");
        said.signing = new.clone();
        said.published.insert(0, new);
        said.published.pop().unwrap()
    });
    for _ in 0..3 {
        assert!(log_in(&portal, &provider).await.is_some());
    }
    assert_eq!(provider.with(|said| said.keys_read), 2, "once for the new one");
    provider.with(|said| said.signing = old);
    assert_eq!(log_in(&portal, &provider).await, None, "the old key is worth nothing any more");
    assert_eq!(provider.with(|said| said.keys_read), 3);
}
on_each_database!(keys_are_read_again_when_a_token_names_a_new_one);

async fn an_answer_is_taken_once_from_the_browser_that_asked(portal: TestPortal) {
    let (portal, provider) = offered(&portal).await;
    let (attempt, state) = go(&portal, &provider).await;
    let come_back = async |back: Back<'_>| come_back(&portal, "tinh-ban", back).await.unwrap().outcome;
    assert_eq!(come_back(back("no such attempt", &state)).await, Some(Outcome::Lost), "another browser");
    assert_eq!(come_back(back(&attempt, "another state")).await, None);
    assert_eq!(come_back(back(&attempt, &state)).await, Some(Outcome::Lost), "then the attempt is over");
    let (attempt, state) = go(&portal, &provider).await;
    let refused = Back { code: None, ..back(&attempt, &state) };
    assert_eq!(come_back(refused).await, None, "the person did not want to");
    let (attempt, state) = go(&portal, &provider).await;
    provider.with(|said| said.asked.1 = "another challenge".into());
    assert_eq!(come_back(back(&attempt, &state)).await, None, "a code that another browser asked for");
    let (attempt, state) = go(&portal, &provider).await;
    let twenty = (0..20).map(|_| come_back(back(&attempt, &state)));
    let outcomes = futures::future::join_all(twenty).await;
    let won = outcomes.iter().filter(|outcome| matches!(outcome, Some(Outcome::LoggedIn { .. }))).count();
    assert_eq!(won, 1, "{outcomes:?}");
    assert_eq!(begin(&portal, "nobody", None, Language::Vi, ADDRESS).await.unwrap(), None);
}
on_each_database!(an_answer_is_taken_once_from_the_browser_that_asked);

async fn an_account_that_somebody_registered_is_asked_about(portal: TestPortal) {
    let (portal_with, provider) = offered(&portal).await;
    testing::citizen_with_number(&portal, NUMBER).await;
    let (attempt, state) = go(&portal_with, &provider).await;
    let outcome = come_back(&portal_with, "tinh-ban", back(&attempt, &state)).await.unwrap().outcome;
    assert!(matches!(outcome, Some(Outcome::Next { step: Step::Claim, .. })), "{outcome:?}");
}
on_each_database!(an_account_that_somebody_registered_is_asked_about);

#[test]
fn issuers_are_reached_safely() {
    let settings = |issuer: &str| {
        serde_json::from_value(json!({
            "name": "x", "label": "X", "issuer": issuer, "client_id": "c", "claims": { "identity_number": "n" },
        }))
        .unwrap()
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    for (issuer, fit) in [
        ("https://id.example.vn", true),
        ("http://localhost:4000", true),
        ("http://id.example.vn", false),
        ("id.example.vn", false),
    ] {
        assert_eq!(OpenId::new(settings(issuer), "https://a.vn").is_ok(), fit, "{issuer}");
    }
}
