//! Files by forms, and as they are opened.

use super::*;

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
async fn an_upload_that_stands_still_is_ended() {
    let portal = TestPortal::on_sqlite().await;
    let state =
        AppState::new((*portal).clone(), Arc::new(Config::read(None, HashMap::new()).unwrap()), &SITE);
    let router = crate::router::layered(crate::upload::routes(std::time::Duration::from_millis(50)), state);
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
