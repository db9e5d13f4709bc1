//! What every answer promises, asked of the whole stack.

mod matrix;
mod safety;
mod thumbnail;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use backend::testing::TestPortal;
use futures::StreamExt;
use tower::ServiceExt;

use super::{AppState, router};
use crate::config::Config;
use crate::site::{File, Site};

static SITE: Site = Site {
    files: &[File {
        path: "/assets/citizen.1234.css",
        content_type: "text/css",
        cache: "public, max-age=31536000, immutable",
        etag: "\"1234\"",
        plain: b"plain",
        brotli: Some(b"brotli"),
        gzip: None,
    }],
    roles: &[
        ("stylesheet", "/assets/citizen.1234.css"),
        ("citizen-glue", "/assets/citizen.1234.js"),
        ("citizen-program", "/assets/citizen.1234.wasm"),
        ("papers-glue", "/assets/papers.1234.js"),
        ("papers-program", "/assets/papers.1234.wasm"),
        ("photo-glue", "/assets/photo.1234.js"),
        ("photo-program", "/assets/photo.1234.wasm"),
        ("sentences-vi", "/assets/vi.1234.txt"),
        ("sentences-en", "/assets/en.1234.txt"),
    ],
};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A portal without citizens' data, whose public address is `url`.
async fn portal(url: &str, demo: bool) -> (TestPortal, Router) {
    let portal = TestPortal::on_sqlite().await;
    let variables = HashMap::from([
        ("MOTCUA_PUBLIC_URL".to_owned(), url.to_owned()),
        ("MOTCUA_DATA_DIR".to_owned(), portal.settings.data_dir.display().to_string()),
        ("MOTCUA_DEMO".to_owned(), if demo { "1" } else { "0" }.to_owned()),
    ]);
    let config = Config::read(None, variables).unwrap();
    let router = router(AppState::new((*portal).clone(), Arc::new(config), &SITE));
    (portal, router)
}

async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "motcua.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(body.to_owned())).unwrap();
    let peer: SocketAddr = "203.0.113.9:5000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 5_000_000).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

#[tokio::test]
async fn pages_are_whole_documents_with_every_safety_header_and_a_nonce_of_their_own() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let mut nonces = Vec::new();
    for (path, language) in [("/dang-nhap", "vi"), ("/en/tra-cuu", "en"), ("/?x", "vi")] {
        let answer = ask(&router, "GET", path, &[PAGE], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text().contains(&format!("<html lang=\"{language}\"")), "{path}");
        assert!(answer.text().contains("<h1"), "{path}");
        for program in ["papers", "photo"] {
            let named = format!(
                "data-{program}-glue=\"/assets/{program}.1234.js\" data-{program}-program=\"/assets/{program}.1234.wasm\""
            );
            assert!(answer.text().contains(&named), "{path}: {program}");
        }
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["referrer-policy"], "same-origin");
        assert_eq!(answer.headers["strict-transport-security"], "max-age=63072000; includeSubDomains");
        let policy = answer.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("object-src 'none'"));
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        for script in answer.text().split("<script").skip(1) {
            assert!(
                script.split('>').next().unwrap().contains(&format!("nonce=\"{nonce}\"")),
                "{path}: {script:.80}"
            );
        }
        assert!(!nonces.contains(&nonce), "a nonce came twice");
        nonces.push(nonce);
    }
}

/// The pages that are the same for all strangers are kept; what belongs to one visitor never is.
#[tokio::test]
async fn public_pages_are_kept_packed_with_their_scripts_named_by_hash() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let packed = ("accept-encoding", "gzip");
    let first = ask(&router, "GET", "/en/huong-dan", &[PAGE, packed], "").await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.headers["content-encoding"], "gzip");
    assert_eq!(first.headers["cache-control"], "no-store");
    let second = ask(&router, "GET", "/en/huong-dan", &[PAGE, packed], "").await;
    assert_eq!(first.body, second.body);
    assert_ne!(first.headers["x-request-id"], second.headers["x-request-id"]);

    let plain = ask(&router, "GET", "/en/huong-dan", &[PAGE], "").await;
    let policy = plain.headers["content-security-policy"].to_str().unwrap();
    assert!(
        !plain.text().contains("nonce") && !policy.contains("nonce") && policy.contains("'strict-dynamic'")
    );
    let scripts = plain.text().matches("<script").count();
    assert!(scripts > 0);
    assert_eq!(policy.matches("'sha256-").count(), scripts);

    let dark = ask(&router, "GET", "/en/huong-dan", &[PAGE, ("cookie", "scheme=dark")], "").await;
    assert!(dark.text().contains("data-scheme=\"dark\"") && !plain.text().contains("data-scheme"));
    let known =
        ask(&router, "GET", "/en/huong-dan", &[PAGE, ("cookie", "scheme=dark; __Host-motcua=x")], "").await;
    assert!(known.text().contains("nonce="), "whoever has a cookie of ours gets a page of their own");
    let unknown = ask(&router, "GET", "/dich-vu-cong/9.999999", &[PAGE], "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.text().contains("nonce="));
}

#[tokio::test]
async fn while_the_portal_is_closed_everybody_is_told_until_when() {
    use backend::maintenance::{Maintenance, begin, end};
    let (portal, router) = portal("https://motcua.test", false).await;
    assert_eq!(ask(&router, "GET", "/", &[PAGE], "").await.status, StatusCode::OK);
    let until = portal.clock.now() + chrono::TimeDelta::minutes(90);
    begin(&portal, Maintenance { until: Some(until) }).await.unwrap();
    for (path, words) in
        [("/", "mở lại vào khoảng 23/11/2026 10:30"), ("/en/ho-so", "open again at 23/11/2026 10:30")]
    {
        let answer = ask(&router, "GET", path, &[PAGE], "").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.headers["retry-after"], "5400");
        assert!(answer.text().contains(words) && answer.text().contains("1022"), "{path}");
    }
    let call = ask(&router, "GET", "/api/account/viewer", &[("accept", "application/json")], "").await;
    assert_eq!(call.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(&router, "GET", "/readyz", &[], "").await.status, StatusCode::OK);
    assert_eq!(ask(&router, "GET", "/assets/citizen.1234.css", &[], "").await.status, StatusCode::OK);
    end(&portal).await.unwrap();
    assert_eq!(ask(&router, "GET", "/", &[PAGE], "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn plain_http_on_this_machine_promises_no_https() {
    let (_portal, router) = portal("http://localhost:3000", false).await;
    let answer = ask(&router, "GET", "/", &[PAGE], "").await;
    assert!(!answer.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn who_saves_data_gets_the_page_without_program() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let full = ask(&router, "GET", "/", &[PAGE], "").await;
    assert!(full.text().contains("citizen.1234.wasm") && full.text().contains("vi.1234.txt"));
    let saving = ask(&router, "GET", "/", &[PAGE, ("save-data", "on")], "").await;
    for file in ["citizen.1234.wasm", "citizen.1234.js", "vi.1234.txt"] {
        assert!(!saving.text().contains(file), "{file}");
    }
    assert!(saving.text().contains("citizen.1234.css"));
}

#[tokio::test]
async fn pages_travel_packed_and_files_as_they_were_packed() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    for encoding in ["br", "gzip"] {
        let answer = ask(&router, "GET", "/", &[PAGE, ("accept-encoding", encoding)], "").await;
        assert_eq!(answer.headers["content-encoding"], encoding);
        assert!(answer.headers["vary"].to_str().unwrap().contains("accept-encoding"));
    }
    let answer =
        ask(&router, "GET", "/assets/citizen.1234.css", &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!(answer.body, b"brotli");
    assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_in_its_language() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    for (path, words) in [("/khong-co", "Không tìm thấy trang"), ("/en/khong-co", "Page not found")] {
        let answer = ask(&router, "GET", path, &[PAGE], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains(words) && answer.text().contains("1022"), "{path}");
    }
}

#[tokio::test]
async fn a_code_in_an_address_is_read_only_as_far_as_a_code_goes() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let path = format!("/tra-cuu?ma={}&ket-qua=khong-thay", "7".repeat(5000));
    let answer = ask(&router, "GET", &path, &[PAGE], "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains(&"7".repeat(60)), "what was typed is shown again");
    assert!(!answer.text().contains(&format!("value=\"{}", "7".repeat(61))));
}

#[tokio::test]
async fn other_sites_cannot_change_anything() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    let foreign: [&[(&str, &str)]; 2] =
        [&[PAGE, form, ("sec-fetch-site", "cross-site")], &[PAGE, form, ("origin", "https://evil.example")]];
    for headers in foreign {
        let answer = ask(&router, "POST", "/api/layout/scheme", headers, "scheme=dark").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!answer.headers.contains_key("set-cookie"));
        assert!(answer.text().contains("1022"), "a refusal says where help is");
    }
    let own = [PAGE, form, ("sec-fetch-site", "same-origin"), ("referer", "https://motcua.test/tra-cuu")];
    let answer = ask(&router, "POST", "/api/layout/scheme", &own, "scheme=dark").await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(ask(&router, "TRACE", "/", &[PAGE], "").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn too_large_a_form_is_refused_with_a_page() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let body = format!("scheme={}", "x".repeat(super::LARGEST_FORM));
    let length = body.len().to_string();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let answer =
        ask(&router, "POST", "/api/layout/scheme", &[PAGE, form, ("content-length", &length)], &body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().contains("<h1>Nội dung gửi quá lớn</h1>"));
}

#[tokio::test]
async fn a_panic_ends_one_request_and_shows_a_page_with_its_number() {
    let (_portal, state) = {
        let portal = TestPortal::on_sqlite().await;
        let config = Config::read(None, HashMap::new()).unwrap();
        let state = AppState::new((*portal).clone(), Arc::new(config), &SITE);
        (portal, state)
    };
    async fn fail() -> StatusCode {
        panic!("on purpose")
    }
    let broken = Router::new().route("/broken", axum::routing::get(fail));
    let router = super::layered(broken, state);
    let answer = ask(&router, "GET", "/broken", &[PAGE], "").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    let number = answer.headers["x-request-id"].to_str().unwrap();
    assert!(answer.text().contains("Cổng đang gặp lỗi") && answer.text().contains(number));
    assert!(!answer.text().contains("on purpose"));
}

#[tokio::test]
async fn the_outbox_exists_in_demonstrations_only() {
    let (_portal, router) = portal("http://localhost:3000", false).await;
    for path in ["/dev/outbox", "/dev/outbox.json"] {
        assert_eq!(ask(&router, "GET", path, &[PAGE], "").await.status, StatusCode::NOT_FOUND, "{path}");
    }

    let (portal, router) = portal("http://localhost:3000", true).await;
    let outbox = backend::message::Outbox::open(portal.settings.data_dir.join("outbox")).unwrap();
    let id = "0193579f-0000-7000-8000-000000000001".parse().unwrap();
    let mail = backend::message::Mail {
        id,
        to: "hoa@example.vn".into(),
        subject: "Xác nhận <b>".into(),
        text: "Mở http://localhost:3000/xac-minh?ma=1&x=2 nhé".into(),
        html: "<p style=\"color:red\">Xin chào</p>".into(),
    };
    backend::message::Mailer::send(&outbox, &mail).await.unwrap();
    let list = ask(&router, "GET", "/dev/outbox", &[PAGE], "").await;
    assert!(list.text().contains(&format!("/dev/outbox/{id}")) && list.text().contains("Xác nhận &lt;b&gt;"));
    let message = ask(&router, "GET", &format!("/dev/outbox/{id}"), &[PAGE], "").await;
    assert!(message.text().contains("<a href=\"http://localhost:3000/xac-minh?ma=1&amp;x=2\">"));
    let html = ask(&router, "GET", &format!("/dev/outbox/{id}/html"), &[PAGE], "").await;
    assert!(html.text().contains("Xin chào"));
    assert!(html.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let json = ask(&router, "GET", "/dev/outbox.json", &[], "").await;
    assert!(json.text().contains("\"kind\":\"mail\""));
}

#[tokio::test]
async fn it_is_healthy_and_ready() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(ask(&router, "GET", path, &[], "").await.status, StatusCode::OK, "{path}");
    }
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("accept", "application/json");

/// The cookie of a session.
fn session_cookie(token: &str) -> String {
    format!("__Host-motcua={token}")
}

#[tokio::test]
async fn who_asks_a_function_is_led_to_no_other_host() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let path = "/api/catalogue/desks?words=a";
    let foreign = ("referer", "https://evil.example/phish");
    let answer = ask(&router, "GET", path, &[PAGE, foreign], "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.headers.contains_key("location"));
    let own = ask(&router, "GET", path, &[PAGE, ("referer", "https://motcua.test/noi-tiep-nhan")], "").await;
    assert_eq!(own.status, StatusCode::FOUND);
    assert!(own.headers["location"].to_str().unwrap().starts_with("https://motcua.test/noi-tiep-nhan"));
}

#[tokio::test]
async fn a_failed_function_has_the_status_of_its_cause() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (_, token) = backend::account::testing::citizen(&portal, 1).await;
    let cookie = session_cookie(&token);
    let nobody: [(&str, &str); 2] = [JSON, FORM];
    let hoa: [(&str, &str); 3] = [JSON, FORM, ("cookie", &cookie)];
    let draft = "draft=0193579f-0000-7000-8000-000000000001&step=x";
    for (path, headers, body, status, error) in [
        ("/api/dossier/autosave", &nobody[..], draft, StatusCode::BAD_REQUEST, "\"logged_out\""),
        ("/api/dossier/autosave", &hoa[..], draft, StatusCode::NOT_FOUND, "\"not_found\""),
        ("/api/dossier/begin", &hoa[..], "", StatusCode::BAD_REQUEST, "\"unfit\""),
    ] {
        let answer = ask(&router, "POST", path, headers, body).await;
        assert_eq!((answer.status, answer.text()), (status, error), "{path}");
    }
}

#[tokio::test]
async fn what_no_address_can_hold_breaks_nothing() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::draft(&portal, &hoa).await;
    let cookie = session_cookie(&token);
    let body = format!("draft={draft}&step=chu-ho-so&then=refresh:a%0D%0Ab");
    let answer = ask(&router, "POST", "/api/dossier/save", &[PAGE, FORM, ("cookie", &cookie)], &body).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(answer.headers["location"], format!("/nop-ho-so/{draft}/chu-ho-so"));
    let multipart = ("content-type", "multipart/form-data; boundary=x");
    let body = "--x\r\ncontent-disposition: form-data; name=\"then\"\r\n\r\nrefresh:a\nb\r\n--x--\r\n";
    let path = format!("/tai-len/{draft}");
    let answer = ask(&router, "POST", &path, &[PAGE, multipart, ("cookie", &cookie)], body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.headers["location"], format!("/nop-ho-so/{draft}/thanh-phan-ho-so"));
}

#[tokio::test]
async fn a_session_that_ran_out_takes_no_file_away() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::complete(&portal, &hoa).await;
    let papers = async || match backend::dossier::find(&portal, &hoa, draft).await.unwrap() {
        backend::dossier::Found::Open(draft) => draft.papers,
        other => panic!("not open: {other:?}"),
    };
    let paper = papers().await[0].id;
    let cookie = session_cookie(&token);
    let call = format!("draft={draft}&paper={paper}");
    let multipart = ("content-type", "multipart/form-data; boundary=x");
    let page = format!(
        "--x\r\ncontent-disposition: form-data; name=\"then\"\r\n\r\nwithdraw:{paper}:birth_notification\r\n--x--\r\n"
    );
    let path = format!("/tai-len/{draft}");

    portal
        .test_clock
        .advance(domain::account::session::Device::Computer.limits().idle + chrono::TimeDelta::minutes(1));
    let lapsed: [(&str, &str); 3] = [JSON, FORM, ("cookie", &cookie)];
    ask(&router, "POST", "/api/dossier/remove-paper", &lapsed, &call).await;
    let answer = ask(&router, "POST", &path, &[PAGE, multipart, ("cookie", &cookie)], &page).await;
    assert!(answer.headers["location"].to_str().unwrap().starts_with("/dang-nhap"));
    assert_eq!(papers().await.len(), 1);
    let begun =
        backend::attachment::begin(&portal, (&hoa).into(), draft, "birth_notification", "a.pdf", "", 9);
    let backend::attachment::Begun::Upload(upload) = begun.await.unwrap() else { panic!("not begun") };
    let (upload, version) = (format!("/files/{}", upload.id), ("tus-resumable", "1.0.0"));
    let end =
        async |cookie: &str| ask(&router, "DELETE", &upload, &[version, ("cookie", cookie)], "").await.status;
    assert_eq!(end(&cookie).await, StatusCode::UNAUTHORIZED);

    let tokens = backend::account::testing::log_in(&portal, &hoa).await;
    let cookie = session_cookie(&tokens);
    ask(&router, "POST", &path, &[PAGE, multipart, ("cookie", &cookie)], &page).await;
    assert_eq!(papers().await.len(), 0, "who is logged in may");
    assert_eq!(end(&cookie).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_form_is_not_read_far_ahead_of_what_is_taken() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::draft(&portal, &hoa).await;
    let sent = async |begin: &'static str, end: &'static str, pieces: usize| {
        let read = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counter = read.clone();
        let filling = futures::stream::repeat(bytes::Bytes::from_static(&[b'a'; 64 * 1024])).take(pieces);
        let whole = futures::stream::once(async move { bytes::Bytes::from_static(begin.as_bytes()) })
            .chain(filling)
            .chain(futures::stream::once(async move { bytes::Bytes::from_static(end.as_bytes()) }))
            .map(move |piece| {
                counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok::<_, std::convert::Infallible>(piece)
            })
            .then(|piece| async {
                // As from a line, so that others have their turn.
                tokio::task::yield_now().await;
                piece
            });
        let mut request = Request::post(format!("/tai-len/{draft}"))
            .header("cookie", session_cookie(&token))
            .header("host", "motcua.test")
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::from_stream(whole))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([203, 0, 113, 9], 5000))));
        let answer = router.clone().oneshot(request).await.unwrap();
        (answer.status(), read.load(std::sync::atomic::Ordering::Relaxed))
    };
    // A head of a field without end, and no field at all.
    for begin in ["--x\r\ncontent-disposition: form-data; name=\"", "nothing"] {
        let (status, _) = sent(begin, "", usize::MAX).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    let file = "--x\r\ncontent-disposition: form-data; name=\"files[birth_notification]\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n";
    let (status, read) = sent(file, "\ntrailer<</Root 1 0 R>>\n%%EOF\n\r\n--x--\r\n", 100).await;
    assert_eq!((status, read), (StatusCode::SEE_OTHER, 102), "files are as long as they are");
    let nowhere =
        "--x\r\ncontent-disposition: form-data; name=\"files[nothing]\"; filename=\"a.pdf\"\r\n\r\n%PDF";
    let (status, read) = sent(nowhere, "\r\n--x--\r\n", 100).await;
    assert_eq!((status, read), (StatusCode::SEE_OTHER, 102), "what is not wanted is read to its end");
}

#[tokio::test]
async fn a_session_that_ran_out_changes_nothing_that_is_kept() {
    use backend::attachment::kept;
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::complete(&portal, &hoa).await;
    let filed = backend::dossier::submit(&portal, &hoa, draft, domain::Language::Vi).await.unwrap();
    let backend::dossier::Submitted::Filed(code) = filed else { panic!("not filed: {filed:?}") };
    let cookie = session_cookie(&token);
    let sends = async |cookie: &str, path: &str, body: &str| {
        let answer = ask(&router, "POST", path, &[PAGE, FORM, ("cookie", cookie)], body).await;
        answer.headers["location"].to_str().unwrap().to_owned()
    };
    let ticked = format!("code={code}&keep[birth_notification]=yes&expires[birth_notification]=28/02/2099");
    let drop = async || format!("id={}", kept::list(&portal, &hoa).await.unwrap()[0].id);

    portal
        .test_clock
        .advance(domain::account::session::Device::Computer.limits().idle + chrono::TimeDelta::minutes(1));
    let to = sends(&cookie, "/api/kept/keep", &ticked).await;
    assert!(to.starts_with("/dang-nhap") && to.contains("han.birth_notification%3D28"), "{to}");
    assert!(kept::list(&portal, &hoa).await.unwrap().is_empty());
    let cookie = session_cookie(&backend::account::testing::log_in(&portal, &hoa).await);
    assert_eq!(sends(&cookie, "/api/kept/keep", &ticked).await, "/tai-khoan/giay-to?da-giu");

    portal
        .test_clock
        .advance(domain::account::session::Device::Computer.limits().idle + chrono::TimeDelta::minutes(1));
    assert!(sends(&cookie, "/api/kept/drop", &drop().await).await.starts_with("/dang-nhap"));
    assert_eq!(kept::list(&portal, &hoa).await.unwrap().len(), 1);
    let cookie = session_cookie(&backend::account::testing::log_in(&portal, &hoa).await);
    assert_eq!(sends(&cookie, "/api/kept/drop", &drop().await).await, "/tai-khoan/giay-to?da-xoa");
    assert!(kept::list(&portal, &hoa).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_found_is_remembered_for_this_host_only() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, _) = backend::account::testing::citizen(&portal, 1234).await;
    let draft = backend::dossier::testing::complete(&portal, &hoa).await;
    let filed = backend::dossier::submit(&portal, &hoa, draft, domain::Language::Vi).await.unwrap();
    let backend::dossier::Submitted::Filed(code) = filed else { panic!("not filed: {filed:?}") };
    let body = format!("code={code}&fact=1234");
    let answer = ask(&router, "POST", "/api/tracking/look-up", &[PAGE, FORM], &body).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-tra-cuu="), "{cookie}");
    let shown = async |cookie: &str| {
        let answer =
            ask(&router, "GET", &format!("/tra-cuu?ma={code}"), &[PAGE, ("cookie", cookie)], "").await;
        answer.text().contains(&code.replace('-', "\u{2011}"))
    };
    assert!(shown(&cookie).await);
    assert!(!shown(cookie.trim_start_matches("__Host-")).await, "other hosts of the domain can set that one");
}

#[tokio::test]
async fn whoever_is_below_the_level_of_a_procedure_is_told_what_to_do() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (_, token) = backend::account::testing::citizen(&portal, 1).await;
    let cookie = session_cookie(&token);
    let page = ask(&router, "GET", "/nop-ho-so?thu-tuc=1.012765", &[PAGE, ("cookie", &cookie)], "").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["Cần biết chắc hơn bạn là ai", "Xác nhận số điện thoại", "href=\"/noi-tiep-nhan\""]
    {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!page.text().contains("/api/dossier/begin"));
    let headers = [PAGE, FORM, ("cookie", &cookie)];
    let begun = ask(&router, "POST", "/api/dossier/begin", &headers, "procedure=1.012765").await;
    assert_eq!(begun.headers["location"], "/nop-ho-so?thu-tuc=1.012765");
    let profile = ask(&router, "GET", "/tai-khoan", &[PAGE, ("cookie", &cookie)], "").await;
    assert!(profile.text().contains("Mức độ thấp (IAL1)"));
}

#[tokio::test]
async fn an_upload_that_stands_still_is_ended() {
    let portal = TestPortal::on_sqlite().await;
    let state =
        AppState::new((*portal).clone(), Arc::new(Config::read(None, HashMap::new()).unwrap()), &SITE);
    let router = super::layered(crate::upload::routes(std::time::Duration::from_millis(50)), state);
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::draft(&portal, &hoa).await;
    let begun: Result<_, std::convert::Infallible> = Ok(bytes::Bytes::from_static(
        b"--x\r\ncontent-disposition: form-data; name=\"files[birth_notification]\"; filename=\"a.pdf\"\r\n\r\n%PDF",
    ));
    let body = futures::stream::once(async { begun }).chain(futures::stream::pending());
    let mut request = Request::post(format!("/tai-len/{draft}"))
        .header("cookie", session_cookie(&token))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from_stream(body))
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([203, 0, 113, 9], 5000))));
    let answer = router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_file_is_sent_by_tus_and_goes_on_where_it_stopped() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let draft = backend::dossier::testing::draft(&portal, &hoa).await;
    let session = format!("__Host-motcua={token}");
    let (cookie, version) = (("cookie", session.as_str()), ("tus-resumable", "1.0.0"));
    let bytes = ("content-type", "application/offset+octet-stream");
    let create = format!("/files/{draft}/birth_notification");
    let file = "%PDF-1.7\n% một hai ba bốn\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let (length, (first, rest)) = (file.len().to_string(), file.split_at(30));

    let options = ask(&router, "OPTIONS", "/files", &[], "").await;
    assert_eq!(options.status, StatusCode::NO_CONTENT);
    assert_eq!(options.headers["tus-version"], "1.0.0");
    assert_eq!(options.headers["tus-max-size"], "20000000");
    assert!(options.headers["tus-extension"].to_str().unwrap().contains("creation-with-upload"));

    let length_said = ("upload-length", length.as_str());
    let unversioned = ask(&router, "POST", &create, &[cookie, length_said], "").await;
    assert_eq!(unversioned.status, StatusCode::PRECONDITION_FAILED);
    let stranger = ask(&router, "POST", &create, &[version, length_said], "").await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    for wrong in ["-1", "NaN", "9223372036854775808000", ""] {
        let answer = ask(&router, "POST", &create, &[cookie, version, ("upload-length", wrong)], "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let large = ask(&router, "POST", &create, &[cookie, version, ("upload-length", "20000001")], "").await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);

    let described = ("upload-metadata", "filename Z2nhuqV5LnBkZg==,filetype YXBwbGljYXRpb24vcGRm");
    let begun = ask(&router, "POST", &create, &[cookie, version, length_said, described, bytes], first).await;
    assert_eq!(begun.status, StatusCode::CREATED);
    assert_eq!(begun.headers["upload-offset"], "30");
    assert!(begun.headers.contains_key("upload-expires"));
    let place = begun.headers["location"].to_str().unwrap().to_owned();
    assert!(place.starts_with("/files/"), "a relative address: behind a proxy nobody knows another");

    let head = ask(&router, "HEAD", &place, &[cookie, version], "").await;
    assert_eq!((head.status, &head.headers["upload-offset"]), (StatusCode::OK, &"30".parse().unwrap()));
    assert_eq!(head.headers["upload-length"], length);
    assert_eq!(head.headers["cache-control"], "no-store");
    let again = ask(&router, "PATCH", &place, &[cookie, version, bytes, ("upload-offset", "0")], first).await;
    assert_eq!(
        (again.status, &again.headers["upload-offset"]),
        (StatusCode::CONFLICT, &"30".parse().unwrap())
    );
    let damaged = [
        cookie,
        version,
        bytes,
        ("upload-offset", "30"),
        ("upload-checksum", "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    ];
    assert_eq!(ask(&router, "PATCH", &place, &damaged, rest).await.status.as_u16(), 460);
    let untyped = [cookie, version, ("upload-offset", "30")];
    assert_eq!(
        ask(&router, "PATCH", &place, &untyped, rest).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    let overridden = [cookie, version, bytes, ("upload-offset", "30"), ("x-http-method-override", "PATCH")];
    let done = ask(&router, "POST", &place, &overridden, rest).await;
    assert_eq!(
        (done.status, &done.headers["upload-offset"]),
        (StatusCode::NO_CONTENT, &length.parse().unwrap())
    );
    assert!(!done.headers.contains_key("upload-refused"));

    let paper = place.replace("/files/", "/giay-to/");
    let kept = ask(&router, "GET", &paper, &[cookie], "").await;
    assert_eq!(kept.text(), file);
    assert!(kept.headers["content-disposition"].to_str().unwrap().contains("gi%E1%BA%A5y.pdf"));

    let empty_metadata = ("upload-metadata", "");
    let begun = ask(&router, "POST", &create, &[cookie, version, length_said, empty_metadata], "").await;
    let place = begun.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(ask(&router, "DELETE", &place, &[cookie, version], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&router, "HEAD", &place, &[cookie, version], "").await.status, StatusCode::NOT_FOUND);
}

/// A scanner that finds something in everything.
async fn suspicious_scanner() -> backend::attachment::Clamd {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut sent = Vec::new();
            while !sent.ends_with(&[0; 4]) {
                stream.read_buf(&mut sent).await.unwrap();
            }
            stream.write_all(b"stream: Eicar-Test-Signature FOUND\0").await.unwrap();
        }
    });
    backend::attachment::Clamd::at(&address).unwrap()
}

#[tokio::test]
async fn a_file_is_opened_only_when_the_scanner_found_nothing() {
    let (portal, unguarded) = portal("https://motcua.test", false).await;
    let guarded = portal.with_scanner(suspicious_scanner().await).await;
    let config = Config::read(None, HashMap::new()).unwrap();
    let router = router(AppState::new(guarded.clone(), Arc::new(config), &SITE));
    let (hoa, token) = backend::account::testing::citizen(&portal, 1).await;
    let cookie = session_cookie(&token);
    let get =
        async |router: &Router, path: &str| ask(router, "GET", path, &[PAGE, ("cookie", &cookie)], "").await;
    let id = backend::dossier::testing::complete(&guarded, &hoa).await;
    let backend::dossier::Found::Open(draft) = backend::dossier::find(&guarded, &hoa, id).await.unwrap()
    else {
        panic!("not open")
    };
    let file = format!("/giay-to/{}", draft.papers[0].id);
    assert_eq!(get(&unguarded, &file).await.status, StatusCode::OK, "without a scanner as ever");
    let answer = get(&router, &file).await;
    assert_eq!(answer.status, StatusCode::LOCKED);
    assert!(answer.text().contains("Tệp đang được kiểm tra vi-rút"), "{}", answer.text());
    assert!(!answer.text().contains("%PDF"));
    let papers = get(&router, &format!("/nop-ho-so/{id}/thanh-phan-ho-so")).await;
    assert!(papers.text().contains("đang kiểm tra vi-rút, bạn cứ làm tiếp"), "{}", papers.text());
    let review = get(&router, &format!("/nop-ho-so/{id}/kiem-tra")).await;
    assert!(
        review.text().contains("Đang kiểm tra vi-rút") && !review.text().contains(&file),
        "{}",
        review.text()
    );

    let filed = backend::dossier::submit(&guarded, &hoa, id, domain::Language::Vi).await.unwrap();
    let backend::dossier::Submitted::Filed(code) = filed else { panic!("not filed: {filed:?}") };
    let receipt = get(&router, &format!("/ho-so/{code}/da-nop")).await;
    assert!(receipt.text().contains("Tệp bạn gửi đang được kiểm tra vi-rút"), "{}", receipt.text());
    let found = async {
        while !get(&router, &file).await.text().contains("Tệp này có vi-rút") {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = found => {}
        () = backend::attachment::scan(&guarded, std::future::pending()) => {}
    }
    assert_eq!(get(&router, &file).await.status, StatusCode::LOCKED);
    assert_eq!(get(&unguarded, &file).await.status, StatusCode::LOCKED);
    let dossier = get(&router, &format!("/ho-so/{code}")).await;
    for sentence in ["Một tệp có vi-rút và đã bị chặn", "Tệp có vi-rút nên không ai mở được"]
    {
        assert!(dossier.text().contains(sentence), "{}", dossier.text());
    }
}

/// Who sends files, and the addresses for them: the cookie, the address where one begins, and that of an upload of 100
/// bytes of which 30 have arrived.
async fn sender(portal: &TestPortal, router: &Router) -> (String, String, String) {
    let (hoa, token) = backend::account::testing::citizen(portal, 1).await;
    let draft = backend::dossier::testing::draft(portal, &hoa).await;
    let (session, create) = (format!("__Host-motcua={token}"), format!("/files/{draft}/birth_notification"));
    let headers = [
        ("cookie", session.as_str()),
        ("tus-resumable", "1.0.0"),
        ("upload-length", "100"),
        ("content-type", "application/offset+octet-stream"),
    ];
    let begun = ask(router, "POST", &create, &headers, &"x".repeat(30)).await;
    let place = begun.headers["location"].to_str().unwrap().to_owned();
    (session, create, place)
}

#[tokio::test]
async fn whatever_a_client_of_tus_says_wrongly_is_its_fault() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (session, create, place) = sender(&portal, &router).await;
    let many = "a YQ==,".repeat(10_000);
    let joined = format!("final;{place}");
    let known = [
        ("cookie", session.as_str()),
        ("tus-resumable", "1.0.0"),
        ("content-type", "application/offset+octet-stream"),
    ];
    let (post, patch) = (("POST", create.as_str()), ("PATCH", place.as_str()));
    let longest = "9".repeat(5_000);
    let length = ("upload-length", "100");
    let offset = ("upload-offset", "30");
    for ((method, path), headers, status) in [
        (post, vec![], 400),
        (post, vec![("upload-defer-length", "1")], 400),
        (post, vec![("upload-length", "-1")], 400),
        (post, vec![("upload-length", "NaN")], 400),
        (post, vec![("upload-length", "1e3")], 400),
        (post, vec![("upload-length", "")], 400),
        (post, vec![("upload-length", &longest)], 400),
        (post, vec![("upload-length", "9223372036854775808")], 413),
        (post, vec![("upload-length", "18446744073709551615")], 413),
        (post, vec![("upload-length", "18446744073709551616")], 400),
        (post, vec![length, ("upload-metadata", &many)], 400),
        (post, vec![length, ("upload-metadata", "filename %%%")], 400),
        (post, vec![length, ("upload-metadata", "filename YQ=")], 400),
        (post, vec![length, ("upload-metadata", "tên YQ==")], 400),
        (post, vec![length, ("upload-metadata", "")], 201),
        (post, vec![length, ("upload-checksum", "crc32 AAAA")], 400),
        (post, vec![length, ("upload-concat", "perhaps")], 400),
        (post, vec![("upload-concat", "final;")], 400),
        (post, vec![("upload-concat", "final;/giay-to/1 /files/../../etc")], 400),
        (post, vec![("upload-concat", &joined)], 404),
        (("POST", "/files/1/birth_notification"), vec![length], 400),
        (("POST", "/files/0193a5e8-0000-7000-8000-000000000000/a"), vec![length], 404),
        (patch, vec![], 400),
        (patch, vec![("upload-offset", "-1")], 400),
        (patch, vec![("upload-offset", "NaN")], 400),
        (patch, vec![("upload-offset", "")], 400),
        (patch, vec![("upload-offset", "+30")], 400),
        (patch, vec![("upload-offset", "0")], 409),
        (patch, vec![("upload-offset", "31")], 409),
        (patch, vec![("upload-offset", "9223372036854775808")], 409),
        (patch, vec![("upload-offset", "18446744073709551616")], 400),
        (patch, vec![offset, ("upload-length", "200")], 400),
        (patch, vec![offset, ("upload-checksum", "sha256")], 400),
        (patch, vec![offset, ("upload-checksum", "sha1 ###")], 400),
        (patch, vec![offset, ("upload-checksum", "sha1 YQ==")], 400),
        (patch, vec![offset, ("upload-checksum", "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=")], 460),
        (("PATCH", "/files/1"), vec![offset], 400),
        (("PATCH", "/files/%00"), vec![offset], 400),
        (("PATCH", "/files/0193a5e8-0000-7000-8000-000000000000"), vec![offset], 404),
        (("PUT", place.as_str()), vec![], 405),
        (("POST", place.as_str()), vec![("x-http-method-override", "\u{1f4c4}")], 400),
        (("POST", place.as_str()), vec![("x-http-method-override", "LIFT")], 405),
    ] {
        let answer = ask(&router, method, path, &[&known[..], &headers].concat(), &"y".repeat(10)).await;
        let said: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value:.40}")).collect();
        assert_eq!(answer.status.as_u16(), status, "{method} {path} {said:?}");
    }
    let too_long = ask(&router, patch.0, patch.1, &[&known[..], &[offset]].concat(), &"y".repeat(71)).await;
    assert_eq!(too_long.status, StatusCode::PAYLOAD_TOO_LARGE);
    for version in [vec![], vec![("tus-resumable", "0.2.2")], vec![("tus-resumable", "")]] {
        let headers = [&[known[0], known[2], offset][..], &version].concat();
        let answer = ask(&router, patch.0, patch.1, &headers, "y").await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["tus-version"]),
            (412, &"1.0.0".parse().unwrap())
        );
    }
    let head = ask(&router, "HEAD", &place, &known, "").await;
    assert_eq!(head.headers["upload-offset"], "30", "nothing of all this was taken");
}

#[tokio::test]
async fn pieces_sent_by_tus_are_put_together() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (session, create, _) = sender(&portal, &router).await;
    let (cookie, version) = (("cookie", session.as_str()), ("tus-resumable", "1.0.0"));
    let bytes = ("content-type", "application/offset+octet-stream");
    let file = "%PDF-1.7\n% một hai ba bốn\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let mut places = Vec::new();
    for piece in [&file[..30], &file[30..]] {
        let length = piece.len().to_string();
        let headers = [cookie, version, bytes, ("upload-length", &length), ("upload-concat", "partial")];
        let begun = ask(&router, "POST", &create, &headers, piece).await;
        assert_eq!(begun.status, StatusCode::CREATED);
        places.push(begun.headers["location"].to_str().unwrap().to_owned());
    }
    let head = ask(&router, "HEAD", &places[0], &[cookie, version], "").await;
    assert_eq!(
        (&head.headers["upload-concat"], &head.headers["upload-offset"]),
        (&"partial".parse().unwrap(), &"30".parse().unwrap())
    );
    let described = ("upload-metadata", "filename Z2nhuqV5LnBkZg==,filetype YXBwbGljYXRpb24vcGRm");
    // One address relative, one whole.
    let concat = format!("final;{} https://motcua.test{}", places[0], places[1]);
    let headers = [cookie, version, described, ("upload-concat", &concat)];
    let done = ask(&router, "POST", &create, &headers, "").await;
    assert_eq!((done.status, done.headers.contains_key("upload-refused")), (StatusCode::CREATED, false));
    let place = done.headers["location"].to_str().unwrap().to_owned();
    let head = ask(&router, "HEAD", &place, &[cookie, version], "").await;
    assert_eq!(head.headers["upload-concat"], format!("final;{} {}", places[0], places[1]));
    assert_eq!(head.headers["upload-length"], file.len().to_string());
    let kept = ask(&router, "GET", &place.replace("/files/", "/giay-to/"), &[cookie], "").await;
    assert_eq!(kept.text(), file);
    let more = [cookie, version, bytes, ("upload-offset", "0")];
    assert_eq!(ask(&router, "PATCH", &place, &more, "").await.status, StatusCode::FORBIDDEN);
}
