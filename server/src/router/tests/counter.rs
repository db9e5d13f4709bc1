//! The counter, by forms alone.

use backend::counter::testing::{CARD, PAPER, filled};
use backend::dossier::testing::{BIRTH, DESK};
use backend::staff::testing::officer;
use domain::staff::Role;

use super::*;

const BOUNDARY: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");

fn location(answer: &Answer) -> String {
    answer.headers["location"].to_str().unwrap().to_owned()
}

fn field(name: &str, value: &str) -> Vec<u8> {
    format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
}

fn photo(name: &str, shade: u8) -> Vec<u8> {
    let pixels = [shade, shade, shade, 255].repeat(300 * 400);
    let jpeg = photo::from_pixels(pixels, 300, 400).unwrap().jpeg;
    let head = format!(
        "--x\r\ncontent-disposition: form-data; name=\"files[{PAPER}]\"; filename=\"{name}\"\r\n\
         content-type: image/jpeg\r\n\r\n"
    );
    [head.as_bytes(), &jpeg, b"\r\n"].concat()
}

async fn send(router: &Router, path: &str, cookie: &str, parts: &[Vec<u8>]) -> Answer {
    let body = [parts.concat().as_slice(), b"--x--\r\n"].concat();
    let request = Request::builder().method("POST").uri(path).header("host", "motcua.test");
    let request = request.header(PAGE.0, PAGE.1).header(BOUNDARY.0, BOUNDARY.1).header("cookie", cookie);
    let mut request = request.body(Body::from(body)).unwrap();
    let peer: SocketAddr = "203.0.113.9:5000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 5_000_000).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// From the scanned card to the slip, and the slip claimed, without the program.
#[tokio::test]
async fn what_comes_on_paper_goes_from_the_card_to_the_slip() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (desk, token) = officer(&portal, 11, Role::DeskOfficer, DESK).await;
    let cookie = session_cookie(&token);
    let with = ("cookie", cookie.as_str());
    let scanned = CARD.replace('|', "%7C").replace(' ', "+");
    let sent = format!("agency={DESK}&scanned=abc");
    let answer = ask(&router, "POST", "/api/counter/begin", &[PAGE, FORM, with], &sent).await;
    assert!(location(&answer).ends_with("?kiem-tra"), "{}", location(&answer));
    let page = ask(&router, "GET", "/tiep-nhan/quay?kiem-tra", &[PAGE, with], "").await;
    assert!(page.text().contains("id=\"error-summary\""), "{}", page.text());

    let sent = format!("agency={DESK}&scanned={scanned}");
    let answer = ask(&router, "POST", "/api/counter/begin", &[PAGE, FORM, with], &sent).await;
    let visit = location(&answer);
    let page = ask(&router, "GET", &visit, &[PAGE, with], "").await;
    assert!(page.text().contains("value=\"064190001234\""), "{}", page.text());
    assert!(page.text().contains("data-still"), "forms need no program");
    assert!(page.text().contains("<option value=\"52\""), "provinces to choose from: {}", page.text());
    let id: uuid::Uuid = visit.rsplit('/').next().unwrap().parse().unwrap();
    let sent = format!(
        "visit={id}&procedure={BIRTH}&answers[person_address.province]=52\
         &answers[person_address.commune]=23563&answers[person_phone]=0905123456"
    );
    let answer = ask(&router, "POST", "/api/counter/choose", &[PAGE, FORM, with], &sent).await;
    assert_eq!(location(&answer), visit);

    let save = format!("{visit}/luu");
    let answer = send(&router, &save, &cookie, &[field("then", "file")]).await;
    assert_eq!(location(&answer), format!("{visit}?kiem-tra"), "nothing is filled in");
    let page = ask(&router, "GET", &location(&answer), &[PAGE, with], "").await;
    assert!(page.text().contains(&format!("#f-seen.{PAPER}")), "{}", page.text());
    filled(&portal, &desk, id).await;
    let pages = [photo("trang 1.jpg", 200), photo("trang 2.jpg", 90)].concat();
    let kept = [field("answers[child_name]", "Nguyễn Minh Khôi"), pages, field("then", "keep")];
    let answer = send(&router, &save, &cookie, &kept).await;
    assert_eq!(location(&answer), visit);
    let page = ask(&router, "GET", &visit, &[PAGE, with], "").await;
    assert!(page.text().contains("trang 1.pdf"), "two photos are one PDF: {}", page.text());
    assert!(!page.text().contains("trang 2"), "{}", page.text());
    assert!(page.text().contains("Nguyễn Minh Khôi"));
    let filing = [
        field("answers[dossier_pledge]", "yes"),
        field(&format!("seen[{PAPER}]"), "yes"),
        field("fee", "8.000"),
        field("then", "file"),
    ];
    let answer = send(&router, &save, &cookie, &filing).await;
    assert_eq!(location(&answer), format!("{visit}/xong"));
    let page = ask(&router, "GET", &location(&answer), &[PAGE, with], "").await;
    assert!(page.text().contains("BL-H21.01-261123-0001"), "the receipt: {}", page.text());
    let code = page.text().split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    let code = code.replace('\u{2011}', "-");
    assert_eq!(code.len(), 19, "{code}");

    let sent = format!("code={code}&number=064190001234");
    let answer = ask(&router, "POST", "/api/counter/claim", &[PAGE, FORM], &sent).await;
    assert!(location(&answer).starts_with("/dang-nhap/quen-mat-khau/"), "{}", location(&answer));
    let sent = format!("code={code}&number=064190001235");
    let answer = ask(&router, "POST", "/api/counter/claim", &[PAGE, FORM], &sent).await;
    assert_eq!(location(&answer), "/ho-so/nhan?kiem-tra");
}

/// Help with an account leaves no number in any address.
#[tokio::test]
async fn officers_help_without_a_number_in_an_address() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (_, token) = officer(&portal, 11, Role::DeskOfficer, DESK).await;
    backend::account::testing::citizen_with_password(&portal, 1).await;
    let cookie = session_cookie(&token);
    let with = ("cookie", cookie.as_str());
    let sent = "scanned=064190000001";
    let answer = ask(&router, "POST", "/api/counter/look-up", &[PAGE, FORM, with], sent).await;
    let here = location(&answer);
    assert_eq!(here, "/tiep-nhan/tai-khoan?kiem-tra");
    let page = ask(&router, "GET", &here, &[PAGE, with], "").await;
    assert!(page.text().contains("h•••@example.vn"), "the mailbox is masked: {}", page.text());
    let sent = "number=064190000001&act=recover&reason=x";
    let answer = ask(&router, "POST", "/api/counter/help-with", &[PAGE, FORM, with], sent).await;
    let page = ask(&router, "GET", &location(&answer), &[PAGE, with], "").await;
    assert!(page.text().contains("https://motcua.test/dang-nhap/quen-mat-khau/"), "{}", page.text());
    let anew = ask(&router, "GET", "/tiep-nhan/tai-khoan", &[PAGE, with], "").await;
    assert!(!anew.text().contains("quen-mat-khau/"), "who comes anew does not find the person before");
}
