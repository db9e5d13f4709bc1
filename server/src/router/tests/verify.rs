//! What anybody learns of a paper, and its file.

use backend::account::testing::{citizen_with_password as citizen, log_in};
use backend::printed::testing::{OFFICER, receipt};

use super::*;

#[tokio::test]
async fn anybody_learns_whether_a_paper_is_genuine_and_nothing_about_a_person() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let code = backend::dossier::testing::filed(&portal, &hoa).await;
    let id = receipt(&portal, &code).await;
    let shown = async |path: &str| {
        let answer = ask(&router, "GET", path, &[PAGE], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        String::from_utf8_lossy(&answer.body).into_owned()
    };
    let (seal, typed) = backend::printed::testing::marks(&portal, id).await;
    for (path, says) in [
        (format!("/xac-minh?s={seal}"), "Giấy thật, còn hiệu lực"),
        (format!("/xac-minh?ma={typed}"), "Giấy thật, còn hiệu lực"),
        (format!("/en/xac-minh?ma={typed}"), "Genuine and in force"),
    ] {
        let page = shown(&path).await;
        assert!(page.contains(says), "{path}: {page}");
        assert!(page.contains(&code.replace('-', "\u{2011}")), "{path}");
        for personal in ["Nguyễn", OFFICER, "0905"] {
            assert!(!page.contains(personal), "{path}: {personal}");
        }
    }
    let altered = seal.replacen(|sign: char| sign != '0', "0", 1);
    assert!(shown(&format!("/xac-minh?s={altered}")).await.contains("Mã trên giấy đã bị sửa"));
    assert!(shown("/xac-minh?ma=10PN-4XWW-R7K0-PC29").await.contains("Không có giấy nào với mã này"));

    let cookie = session_cookie(&log_in(&portal, &hoa).await);
    let page = ask(&router, "GET", &format!("/ho-so/{code}"), &[PAGE, ("cookie", &cookie)], "").await;
    let file = format!("/ho-so/{code}/giay/{id}");
    assert!(String::from_utf8_lossy(&page.body).contains(&file), "the page leads to the file");
    let answer = ask(&router, "GET", &file, &[PAGE, ("cookie", &cookie)], "").await;
    assert_eq!(answer.headers["content-type"], "application/pdf");
    assert_eq!(
        answer.headers["content-disposition"],
        format!("attachment; filename=\"{code}.pdf\"").as_str()
    );
    assert!(answer.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(answer.body.starts_with(b"%PDF-"));
}
