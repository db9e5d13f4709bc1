//! Files by tus.

use super::*;

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
