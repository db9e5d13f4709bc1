//! What the checks of OWASP's ASVS ask of the whole stack, as `docs/security.md` lists them.

use std::sync::Mutex;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// The cookies that an answer sets.
fn cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn cookies_travel_over_https_only_and_secrets_to_this_host_only() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, _) = backend::account::testing::citizen(&portal, 1234).await;
    let draft = backend::dossier::testing::complete(&portal, &hoa).await;
    let filed = backend::dossier::submit(&portal, &hoa, draft, domain::Language::Vi).await.unwrap();
    let backend::dossier::Submitted::Filed(code) = filed else { panic!("not filed: {filed:?}") };
    let token = backend::account::testing::log_in(&portal, &hoa).await;
    let session = session_cookie(&token);
    let mut names = Vec::new();
    for (path, body) in [
        ("/api/layout/scheme", "scheme=dark".to_owned()),
        ("/api/tracking/look-up", format!("code={code}&fact=1234")),
        ("/api/account/login", "number=1&password=x".to_owned()),
        ("/api/account/answer", "step=loai-tai-khoan&answers[kind]=citizen".to_owned()),
        ("/api/account/logout", String::new()),
    ] {
        let answer = ask(&router, "POST", path, &[PAGE, FORM, ("cookie", &session)], &body).await;
        let set = cookies(&answer);
        assert!(!set.is_empty(), "{path}: {} {}", answer.status, answer.text());
        for cookie in set {
            let name = cookie.split('=').next().unwrap().to_owned();
            for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
                assert!(cookie.contains(attribute), "{path}: {cookie} lacks {attribute}");
            }
            assert!(!cookie.contains("Domain="), "{cookie}");
            // What it says is no secret, and is read as one of two words.
            assert!(name.starts_with("__Host-") || name == "scheme", "{cookie}");
            names.push(name);
        }
    }
    assert!(names.len() >= 5, "{names:?}");
}

#[tokio::test]
async fn the_policy_names_no_source_that_scripts_could_be_smuggled_into() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    for path in ["/", "/dang-nhap/tinh"] {
        let answer = ask(&router, "GET", path, &[PAGE], "").await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        for directive in ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"]
        {
            assert!(policy.contains(directive), "{path}: {policy}");
        }
        for open in ["'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*", "script-src 'self'"] {
            assert!(!policy.contains(open), "{path}: {policy}");
        }
    }
}

#[tokio::test]
async fn a_file_that_was_handed_in_never_runs_as_a_page() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::draft(&portal, &hoa).await;
    let pdf = backend::dossier::testing::pdf("x");
    let name = "a\"; filename=x.html\r\nSet-Cookie: a=1 \u{202e}lmth.pdf";
    let handed_in = backend::dossier::testing::hand_in(&portal, &hoa, draft, name, &pdf).await;
    let backend::attachment::Uploaded::Kept(paper) = handed_in else { panic!("{handed_in:?}") };
    let cookie = session_cookie(&token);
    let path = format!("/giay-to/{}", paper.id);
    let answer = ask(&router, "GET", &path, &[PAGE, ("cookie", &cookie)], "").await;
    let disposition = answer.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
    assert!(!answer.headers.contains_key("set-cookie"));
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["content-security-policy"], "default-src 'none'; sandbox");
}

#[tokio::test]
async fn a_client_cannot_say_where_it_comes_from() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let mut refused = 0;
    for at in 0..700 {
        let (v4, v6) = (format!("198.51.100.{}", at % 250), format!("2001:db8:{at:x}::1"));
        let headers = [
            PAGE,
            FORM,
            ("x-forwarded-for", v6.as_str()),
            ("x-real-ip", v4.as_str()),
            ("forwarded", "for=192.0.2.60;proto=http;host=evil.example"),
            ("x-forwarded-host", "evil.example"),
        ];
        let answer = ask(&router, "POST", "/api/account/login", &headers, "number=1&password=x").await;
        let leads_to = answer.headers.get("location").map_or("", |to| to.to_str().unwrap());
        assert!(!leads_to.contains("evil"), "{leads_to}");
        refused += usize::from(!leads_to.ends_with("?kiem-tra"));
    }
    assert!(refused > 50, "{refused} of 700 were stopped by the limit for one address");
}

/// What the server says to `sent` until it ends the connection.
async fn said(address: SocketAddr, sent: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is cut off may end in an error.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn where_a_request_ends_is_never_in_doubt() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let longest_head = std::time::Duration::from_millis(500);
    tokio::spawn(crate::connection::serve(listener, router, longest_head, std::future::pending()));
    let hidden = "GET /healthz HTTP/1.1\r\nhost: motcua.test\r\n\r\n";
    let whole = format!("GET /readyz HTTP/1.1\r\nhost: motcua.test\r\n\r\n{hidden}");
    let both = said(address, &whole).await;
    assert_eq!(both.matches("HTTP/1.1 200 OK").count(), 2, "two requests after each other are two: {both}");
    for (head, body) in [
        ("content-length: 3\r\ntransfer-encoding: chunked", "0\r\n\r\n"),
        ("transfer-encoding: chunked\r\ncontent-length: 3", "0\r\n\r\n"),
        ("transfer-encoding: chunked", "0\r\n\r\n"),
        ("transfer-encoding: chunked\r\ntransfer-encoding: identity", "0\r\n\r\n"),
        ("transfer-encoding: identity, chunked, identity", "0\r\n\r\n"),
        ("transfer-encoding: xchunked", "0\r\n\r\n"),
        ("transfer-encoding : chunked", "0\r\n\r\n"),
        ("transfer-encoding: chunked", "0x0\r\n\r\n"),
        ("transfer-encoding: chunked", "-1\r\n\r\n"),
        ("transfer-encoding: chunked", "ffffffffffffffffff\r\n\r\n"),
        ("transfer-encoding: chunked", "3\r\nabcX\r\n0\r\n\r\n"),
        ("content-length: 0\r\ncontent-length: 5", ""),
        ("content-length: +0", ""),
        ("content-length: 0, 5", ""),
        ("content-length: 0x0", ""),
        ("content-length : 0", ""),
        ("x: y\r\n content-length: 5", ""),
    ] {
        let post =
            format!("POST /api/layout/scheme HTTP/1.1\r\nhost: motcua.test\r\n{head}\r\n\r\n{body}{hidden}");
        let answer = said(address, &post).await;
        assert!(answer.matches("HTTP/1.1").count() <= 1, "{head:?} {body:?}: {answer}");
        assert!(!answer.contains("HTTP/1.1 200"), "{head:?} {body:?}: {answer}");
    }
}

/// Takes what is logged.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Taken {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_or_personal_is_logged() {
    let (taken, filter) = (Taken::default(), "debug,motcua=trace,app=trace,backend=trace,sqlx=info");
    let writer = taken.clone();
    let log = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(move || writer.clone())
        .finish();
    let _logged = tracing::subscriber::set_default(log);
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::complete(&portal, &hoa).await;
    let cookie = session_cookie(&token);
    let number = backend::account::testing::identity_number(1);
    let filed = backend::dossier::submit(&portal, &hoa, draft, domain::Language::Vi).await.unwrap();
    let backend::dossier::Submitted::Filed(code) = filed else { panic!("not filed: {filed:?}") };
    let open = backend::dossier::testing::draft(&portal, &hoa).await;
    let link = "5ec2e7".repeat(10);
    for (method, path, body) in [
        (
            "POST",
            "/api/account/login".to_owned(),
            format!("number={}&password=mat-khau-sai-nay", number.as_str()),
        ),
        ("POST", "/api/account/login".to_owned(), "number[]=1&password[x]=mat-khau-sai-nay".to_owned()),
        ("POST", "/api/account/password".to_owned(), "password=mat-khau-sai-nay".to_owned()),
        ("POST", "/api/account/code".to_owned(), "code=918273".to_owned()),
        ("POST", "/api/account/confirm".to_owned(), format!("token={link}")),
        ("GET", format!("/dang-ky/xac-nhan/{link}"), String::new()),
        ("GET", format!("/tra-cuu?ma={code}"), String::new()),
        ("POST", "/api/tracking/look-up".to_owned(), format!("code={code}&fact=0001")),
        ("GET", format!("/ho-so/{code}"), String::new()),
        (
            "POST",
            "/api/dossier/save".to_owned(),
            format!("draft={open}&step=chu-ho-so&answers[x]=Tên+bí+mật"),
        ),
        ("POST", "/api/dossier/save".to_owned(), "draft=Tên+bí+mật".to_owned()),
        ("GET", "/tai-khoan".to_owned(), String::new()),
        ("POST", "/api/account/logout".to_owned(), String::new()),
    ] {
        ask(&router, method, &path, &[PAGE, FORM, ("cookie", &cookie)], &body).await;
    }
    portal.work().await;
    let log = String::from_utf8(taken.0.lock().unwrap().clone()).unwrap();
    assert!(log.matches("answered").count() >= 13, "{log}");
    for secret in [
        token.as_str(),
        number.as_str(),
        &code,
        &link,
        "mat-khau-sai-nay",
        "918273",
        "Tên bí mật",
        "Nguyễn Thị Hoa",
        "hoa@example.vn",
        "905123456",
        "Làng Plei Ốp",
        "203.0.113.9",
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is logged");
    }
}

#[tokio::test]
async fn what_leads_on_leads_to_this_portal_only() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (_, token) = backend::account::testing::citizen(&portal, 1).await;
    let cookie = session_cookie(&token);
    for target in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/",
    ] {
        let typed = app::routes::query_value(target);
        let page = ask(&router, "GET", &format!("/dang-nhap/tinh?tiep={typed}"), &[PAGE], "").await;
        let text = page.text();
        for attribute in ["href", "action"] {
            assert!(!text.contains(&format!("{attribute}=\"{target}")), "{target}");
        }
        let body = format!("number=1&password=x&return_to={typed}");
        let login = ask(&router, "POST", "/api/account/login", &[PAGE, FORM], &body).await;
        assert!(login.headers["location"].to_str().unwrap().starts_with("/dang-nhap"), "{target}");
        let referer = [PAGE, FORM, ("cookie", &cookie), ("referer", target)];
        let scheme = ask(&router, "POST", "/api/layout/scheme", &referer, "scheme=dark").await;
        let leads_to = scheme.headers.get("location").map_or("", |to| to.to_str().unwrap());
        assert!(!leads_to.contains("evil"), "{target}: {leads_to}");
    }
}
