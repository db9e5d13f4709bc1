//! Server functions: who may ask them, and what they answer.

use super::*;

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
