//! What pages are.

use super::*;

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
async fn too_large_a_form_is_refused_with_a_page() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let body = format!("scheme={}", "x".repeat(crate::router::LARGEST_FORM));
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
    let router = crate::router::layered(broken, state);
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
