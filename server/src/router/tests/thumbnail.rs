//! Small pictures of photos.

use super::*;

/// A photo of a grey page.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let pixels = [200, 200, 200, 255].repeat((width * height) as usize);
    photo::from_pixels(pixels, width, height).unwrap().jpeg
}

/// As from a camera that failed: a photo's markers are there, its picture is not.
fn broken(photo: &[u8]) -> Vec<u8> {
    let scan = photo.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    [&photo[..scan], &[0xff, 0xd9]].concat()
}

#[tokio::test]
async fn photos_are_shown_small_to_whoever_handed_them_in() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, hoa_token) = backend::account::testing::citizen(&portal, 1).await;
    let (_, minh_token) = backend::account::testing::citizen(&portal, 2).await;
    let draft = backend::dossier::testing::draft(&portal, &hoa).await;
    let handed_in = async |name: &str, bytes: &[u8]| match backend::dossier::testing::hand_in(
        &portal, &hoa, draft, name, bytes,
    )
    .await
    {
        backend::attachment::Uploaded::Kept(paper) => paper.id,
        other => panic!("not kept: {other:?}"),
    };
    let whole = photo(900, 1200);
    let paper = handed_in("giay.jpg", &whole).await;
    let small = format!("/giay-to/{paper}/nho");
    let of_hoa = session_cookie(&hoa_token);

    let answer = ask(&router, "GET", &small, &[("cookie", &of_hoa)], "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "image/jpeg");
    assert_eq!(answer.headers["cache-control"], "private, max-age=86400, immutable");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["content-security-policy"], "default-src 'none'; sandbox");
    assert!(answer.body.len() < 5_000 && answer.body != whole);
    let shown = photo::prepare(&answer.body).unwrap();
    assert_eq!((shown.width, shown.height), (168, 224));

    let of_minh = session_cookie(&minh_token);
    assert_eq!(ask(&router, "GET", &small, &[("cookie", &of_minh)], "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&router, "GET", &small, &[], "").await.status, StatusCode::NOT_FOUND);

    let page = format!("/nop-ho-so/{draft}/thanh-phan-ho-so");
    let others = [
        ("giay.pdf", backend::dossier::testing::pdf("small")),
        ("giay.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("broken.jpg", broken(&whole)),
    ];
    for (name, bytes) in others {
        let other = handed_in(name, &bytes).await;
        let address = format!("/giay-to/{other}/nho");
        let answer = ask(&router, "GET", &address, &[("cookie", &of_hoa)], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
        assert_eq!(answer.headers["cache-control"], "no-store");
        let text = ask(&router, "GET", &page, &[PAGE, ("cookie", &of_hoa)], "").await;
        assert!(text.text().contains(&format!("<img src=\"{small}\" alt=\"\"")), "{}", text.text());
        assert_eq!(text.text().contains(&address), name == "broken.jpg", "{name}");
    }
    let checking = format!("/nop-ho-so/{draft}/kiem-tra");
    let text = ask(&router, "GET", &checking, &[PAGE, ("cookie", &of_hoa)], "").await;
    assert!(text.text().contains(&format!("<img src=\"{small}\" alt=\"\"")), "{}", text.text());
}
