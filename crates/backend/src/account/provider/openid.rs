//! OpenID Connect (Core 1.0): authorization code with PKCE, state and nonce, at providers that the operator names.
//!
//! What a provider says of itself is read once (Discovery 1.0). Its keys are read again when a token names one that is
//! not known, once for that token, so that a rotation is followed without asking at every login.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::address::Address;
use domain::identity::IdentityNumber;
use domain::person_name::PersonName;
use domain::phone::Phone;
use domain::{Language, date};
use futures::future::BoxFuture;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreIdToken, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessToken, AdditionalClaims, AsyncHttpClient, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, SignatureVerificationError, SubjectIdentifier,
    TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::Claims;
use crate::{Error, Result};

/// The largest answer of a provider that is read, in bytes.
const LARGEST: usize = 1_000_000;

/// A provider as the operator describes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Names it in addresses: lower-case letters, digits, dashes.
    pub name: String,
    /// What its button says.
    pub label: String,
    /// Address of the issuer; its description lies at `/.well-known/openid-configuration` below.
    pub issuer: String,
    /// What the provider knows this portal by.
    pub client_id: String,
    /// Secret of this portal, unless the provider gives none.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// What is asked for besides `openid`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The claims that say what a person is.
    pub claims: ClaimNames,
}

/// Names of claims.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimNames {
    /// Số định danh cá nhân.
    pub identity_number: String,
    /// Full name.
    #[serde(default = "ClaimNames::name")]
    pub name: String,
    /// Day of birth, `1990-03-07` or `07/03/1990`.
    #[serde(default = "ClaimNames::birth_date")]
    pub birth_date: String,
    /// Mobile number; may be left out by the provider.
    #[serde(default = "ClaimNames::phone")]
    pub phone: String,
    /// How well the provider has seen the person, 1 or 2; unknown without it.
    #[serde(default)]
    pub level: Option<String>,
}

impl ClaimNames {
    fn name() -> String {
        "name".into()
    }

    fn birth_date() -> String {
        "birthdate".into()
    }

    fn phone() -> String {
        "phone_number".into()
    }
}

/// Why a login by a provider came to nothing. Nothing personal is in it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The provider is away, or its answer is none that the protocol knows.
    #[error("the provider cannot be asked: {0}")]
    Unreachable(String),
    /// The token is not what it must be: its signature, audience, issuer, nonce, or time.
    #[error("the token is refused: {0}")]
    Forged(ClaimsVerificationError),
    /// There is no token, or a claim that is needed is missing or cannot be read.
    #[error("the provider does not tell: {0}")]
    Silent(&'static str),
}

/// What must be known again when the browser comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    pub provider: String,
    pub state: String,
    pub language: String,
    nonce: String,
    verifier: String,
}

/// What the provider's description says, and the keys with it.
type Known = CoreProviderMetadata;

/// A provider.
pub struct OpenId {
    settings: Settings,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    http: Http,
    known: Mutex<Option<Known>>,
}

/// Whatever a provider claims.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Extra {
    #[serde(flatten)]
    said: BTreeMap<String, Value>,
}

impl AdditionalClaims for Extra {}

#[derive(Debug, thiserror::Error)]
enum HttpFault {
    #[error("{0}")]
    Request(#[from] reqwest::Error),
    #[error("the answer is too large")]
    TooLarge,
}

/// Reads a file of providers: a JSON list of [`Settings`].
pub fn read(path: &Path) -> Result<Vec<Settings>> {
    let invalid = |why: String| Error::Storage(std::io::Error::new(std::io::ErrorKind::InvalidData, why));
    let providers: Vec<Settings> =
        serde_json::from_slice(&std::fs::read(path)?).map_err(|error| invalid(error.to_string()))?;
    for provider in &providers {
        let is_name = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        if provider.name.is_empty() || !provider.name.chars().all(is_name) {
            return Err(invalid(format!("`{}` is no name (a-z, 0-9, -)", provider.name)));
        }
    }
    Ok(providers)
}

impl OpenId {
    /// The provider that `settings` describe; nothing is asked of it yet. `public_url` is the portal's address.
    pub fn new(settings: Settings, public_url: &str) -> Result<Self> {
        let invalid = || {
            let why = format!("issuer of `{}`: expected https:// (or http://localhost)", settings.name);
            Error::Storage(std::io::Error::new(std::io::ErrorKind::InvalidData, why))
        };
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| invalid())?;
        let is_local = matches!(issuer.url().host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if issuer.url().scheme() != "https" && !is_local {
            return Err(invalid());
        }
        let redirect = RedirectUrl::new(format!("{public_url}/dang-nhap/oidc/{}", settings.name))
            .map_err(|_| Error::Unreadable("public_url"))?;
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Error::Message(error.to_string()))?;
        Ok(Self { settings, issuer, redirect, http: Http(http), known: Mutex::new(None) })
    }

    /// Names it in addresses.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// What its button says.
    pub fn label(&self) -> &str {
        &self.settings.label
    }

    /// Where the browser is to go, and what must be known when it comes back.
    pub(crate) async fn begin(&self, language: Language) -> Result<(String, Begun), Fault> {
        let known = self.known().await?;
        let client = CoreClient::from_provider_metadata(known, self.client_id(), self.client_secret())
            .set_redirect_uri(self.redirect.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            // Who sits at a browser that was left open there proves nothing by coming back.
            .set_max_age(Duration::from_secs(60))
            .url();
        let begun = Begun {
            provider: self.settings.name.clone(),
            state: state.into_secret(),
            language: language.tag().to_owned(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((url.into(), begun))
    }

    /// Who it is that came back with `code`.
    pub(crate) async fn finish(&self, code: &str, begun: Begun, now: DateTime<Utc>) -> Result<Claims, Fault> {
        let known = self.known().await?;
        let client = CoreClient::from_provider_metadata(known, self.client_id(), self.client_secret())
            .set_redirect_uri(self.redirect.clone());
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| Fault::Unreachable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| Fault::Unreachable(error.to_string()))?;
        let token = answer.id_token().ok_or(Fault::Silent("id_token"))?;
        let nonce = Nonce::new(begun.nonce);
        let subject = match self.verify(token, &nonce, now).await {
            Err(Fault::Forged(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            ))) => {
                self.renew_keys().await?;
                self.verify(token, &nonce, now).await?
            }
            verified => verified?,
        };
        let mut said = payload(token).ok_or(Fault::Silent("id_token"))?;
        if !said.contains_key(&self.settings.claims.identity_number) {
            said.extend(self.user_info(answer.access_token(), &subject).await?);
        }
        self.claims(&subject, &said, now)
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    fn client_secret(&self) -> Option<ClientSecret> {
        self.settings.client_secret.clone().map(ClientSecret::new)
    }

    async fn known(&self) -> Result<Known, Fault> {
        let mut held = self.known.lock().await;
        if let Some(known) = &*held {
            return Ok(known.clone());
        }
        let known = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| Fault::Unreachable(error.to_string()))?;
        *held = Some(known.clone());
        Ok(known)
    }

    async fn renew_keys(&self) -> Result<(), Fault> {
        let known = self.known().await?;
        let keys = CoreJsonWebKeySet::fetch_async(known.jwks_uri(), &self.http)
            .await
            .map_err(|error| Fault::Unreachable(error.to_string()))?;
        *self.known.lock().await = Some(known.set_jwks(keys));
        Ok(())
    }

    /// Whom the token speaks of, if it is the provider's, for this portal, for this browser's login, and of now.
    async fn verify(
        &self,
        token: &CoreIdToken,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<SubjectIdentifier, Fault> {
        let known = self.known().await?;
        // What a provider signs with a secret, or not at all, anybody could who knows the secret.
        let algorithms: Vec<_> = known
            .id_token_signing_alg_values_supported()
            .iter()
            .filter(|algorithm| {
                !matches!(
                    algorithm,
                    CoreJwsSigningAlgorithm::None
                        | CoreJwsSigningAlgorithm::HmacSha256
                        | CoreJwsSigningAlgorithm::HmacSha384
                        | CoreJwsSigningAlgorithm::HmacSha512
                )
            })
            .cloned()
            .collect();
        let client = CoreClient::from_provider_metadata(known, self.client_id(), self.client_secret());
        let verifier = client.id_token_verifier().set_allowed_algs(algorithms).set_time_fn(move || now);
        let claims = token.claims(&verifier, nonce).map_err(Fault::Forged)?;
        Ok(claims.subject().clone())
    }

    /// What the provider says elsewhere than in the token.
    async fn user_info(
        &self,
        access: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<Map<String, Value>, Fault> {
        let known = self.known().await?;
        let client = CoreClient::from_provider_metadata(known, self.client_id(), self.client_secret());
        let Ok(request) = client.user_info(access.clone(), Some(subject.clone())) else {
            return Ok(Map::new());
        };
        let said: UserInfoClaims<Extra, CoreGenderClaim> =
            request.request_async(&self.http).await.map_err(|error| Fault::Unreachable(error.to_string()))?;
        match serde_json::to_value(said) {
            Ok(Value::Object(said)) => Ok(said),
            _ => Err(Fault::Silent("userinfo")),
        }
    }

    fn claims(
        &self,
        subject: &SubjectIdentifier,
        said: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<Claims, Fault> {
        let names = &self.settings.claims;
        let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
        let identity_number = IdentityNumber::parse(text(&names.identity_number), now.year())
            .map_err(|_| Fault::Silent("identity number"))?;
        let birth_date = text(&names.birth_date);
        let birth_date: NaiveDate = birth_date
            .parse()
            .or_else(|_| date::parse(birth_date))
            .map_err(|_| Fault::Silent("birth date"))?;
        let phone = Phone::parse_mobile(text(&names.phone));
        let level = names.level.as_ref().and_then(|name| said.get(name));
        let level = level.and_then(|level| level.as_i64().or_else(|| level.as_str()?.parse().ok()));
        Ok(Claims {
            issuer: self.settings.issuer.clone(),
            subject: subject.to_string(),
            sex: identity_number.sex(),
            identity_number,
            name: PersonName::parse(text(&names.name))
                .map_err(|_| Fault::Silent("name"))?
                .as_str()
                .to_owned(),
            birth_date,
            phone: phone.map(|phone| phone.e164().to_owned()).unwrap_or_default(),
            address: Address::default(),
            level: level.and_then(|level| i16::try_from(level).ok()).unwrap_or_default().clamp(0, 2),
        })
    }
}

/// The claims of a token that was verified, whatever they are called.
fn payload(token: &CoreIdToken) -> Option<Map<String, Value>> {
    let token = token.to_string();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// How providers are asked.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpFault;
    type Future = BoxFuture<'c, Result<HttpResponse, HttpFault>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let mut answer = self.0.execute(request.try_into()?).await?;
            let mut response = HttpResponse::new(Vec::new());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            while let Some(part) = answer.chunk().await? {
                if response.body().len() + part.len() > LARGEST {
                    return Err(HttpFault::TooLarge);
                }
                response.body_mut().extend_from_slice(&part);
            }
            Ok(response)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
