#![allow(clippy::unwrap_used, clippy::expect_used)]

use domain::Problem;
use futures::{TryStreamExt, stream};

use super::*;
use crate::account::{Citizen, testing::citizen};
use crate::dossier::testing::{complete, draft, hand_in, pdf};
use crate::dossier::{self, Submitted};
use crate::testing::{TestPortal, on_each_database, on_each_store};

async fn bytes(portal: &TestPortal, citizen: &Citizen, paper: Uuid) -> Option<(String, Vec<u8>)> {
    let Opened::File(found) = download(portal, citizen, paper).await.unwrap() else { return None };
    Some((found.paper.name, found.content.try_collect::<Vec<_>>().await.unwrap().concat()))
}

fn kept(uploaded: Uploaded) -> Paper {
    match uploaded {
        Uploaded::Kept(paper) => paper,
        other => panic!("not kept: {other:?}"),
    }
}

fn refused(uploaded: Uploaded) -> Problem {
    match uploaded {
        Uploaded::Refused(paper) => paper.refusal.unwrap(),
        other => panic!("not refused: {other:?}"),
    }
}

fn leftovers(portal: &TestPortal) -> usize {
    std::fs::read_dir(incoming::folder(portal)).map_or(0, |entries| entries.count())
}

async fn comes_back_as_it_was_sent(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let id = draft(&portal, &hoa).await;
    let sent = pdf("một");
    let first = kept(hand_in(&portal, &hoa, id, "gia\u{302}\u{301}y.pdf", &sent).await);
    let second = kept(hand_in(&portal, &hoa, id, "lần hai.pdf", &sent).await);
    assert_eq!(bytes(&portal, &hoa, first.id).await.unwrap(), ("giấy.pdf".into(), sent.clone()));
    assert_eq!(bytes(&portal, &hoa, second.id).await.unwrap().1, sent);
    assert!(bytes(&portal, &lan, first.id).await.is_none(), "only for its owner");
    let names: Vec<String> =
        of_draft(&portal, id).await.unwrap().into_iter().map(|paper| paper.name).collect();
    assert_eq!(names, ["giấy.pdf", "lần hai.pdf"], "in the order in which they came");
    assert!(remove(&portal, &hoa, id, first.id).await.unwrap());
    assert!(!remove(&portal, &hoa, id, first.id).await.unwrap());
    assert!(!remove(&portal, &lan, id, second.id).await.unwrap());
    assert!(bytes(&portal, &hoa, first.id).await.is_none());
    assert_eq!(
        bytes(&portal, &hoa, second.id).await.unwrap().1,
        sent,
        "the same content stays for the other"
    );
    assert_eq!(leftovers(&portal), 0);
}
on_each_store!(comes_back_as_it_was_sent);

async fn refusals_are_kept_until_the_next_try(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let id = draft(&portal, &hoa).await;
    let long = format!("{}.pdf", "a".repeat(300));
    for (name, content, problem) in [
        ("a.pdf", &b""[..], Problem::FileEmpty),
        ("phim.mov", b"\0\0\0\x14ftypqt  ", Problem::FileVideo),
        ("a.pdf", b"<html><script>alert(1)</script>", Problem::FileKind),
        ("a.pdf.exe", b"%PDF-1.7\n%%EOF", Problem::FileProgram),
        ("a.pdf", b"%PDF-1.7\n%%EOFPK\x05\x06\0\0\0\0", Problem::FileNameDisagrees),
        ("a.pdf", b"%PDF-1.7\ncut off", Problem::FileTruncated),
        (&long, b"MZ", Problem::FileProgram),
    ] {
        assert_eq!(refused(hand_in(&portal, &hoa, id, name, content).await), problem, "{name}");
        let papers = of_draft(&portal, id).await.unwrap();
        assert_eq!(papers.len(), 1);
        assert!(papers[0].name.len() <= 200 && !papers[0].name.contains('\0'));
        forget_refusals(&portal, (&lan).into(), id, "birth_notification").await.unwrap();
        assert_eq!(of_draft(&portal, id).await.unwrap().len(), 1, "not for somebody else");
        forget_refusals(&portal, (&hoa).into(), id, "another_paper").await.unwrap();
        assert_eq!(of_draft(&portal, id).await.unwrap().len(), 1, "not for another paper");
        forget_refusals(&portal, (&hoa).into(), id, "birth_notification").await.unwrap();
        assert_eq!(of_draft(&portal, id).await.unwrap(), []);
    }
    for (name, content) in [("a.mov", &b"\0\0\0\x14ftypqt  "[..]), ("b.pdf", b"MZ")] {
        refused(hand_in(&portal, &hoa, id, name, content).await);
    }
    let names: Vec<String> =
        of_draft(&portal, id).await.unwrap().into_iter().map(|paper| paper.name).collect();
    assert_eq!(names, ["a.mov", "b.pdf"], "files of one form are refused beside each other");
    forget_refusals(&portal, (&hoa).into(), id, "birth_notification").await.unwrap();
    kept(hand_in(&portal, &hoa, id, "a\u{202e}fdp\0.pdf", &pdf("x")).await);
    let papers = of_draft(&portal, id).await.unwrap();
    assert_eq!((papers.len(), papers[0].name.as_str()), (1, "afdp.pdf"));
    assert_eq!(leftovers(&portal), 0);
}
on_each_store!(refusals_are_kept_until_the_next_try);

async fn never_reads_more_than_a_file_may_have(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&portal, &hoa).await;
    let mut pieces = 0;
    let endless = stream::iter(std::iter::repeat_with(|| {
        pieces += 1;
        assert!(pieces <= 21, "stops reading at the limit");
        Ok::<_, std::io::Error>(Bytes::from(vec![b'%'; 1_000_000]))
    }));
    let uploaded =
        upload(&portal, (&hoa).into(), id, "birth_notification", "a.pdf", "", endless).await.unwrap();
    assert_eq!(refused(uploaded), Problem::FileTooLarge { max_mb: 20 });
    let cut = stream::iter([Ok(Bytes::from_static(b"%PDF-1.7")), Err(std::io::Error::other("cut"))]);
    let uploaded = upload(&portal, (&hoa).into(), id, "birth_notification", "a.pdf", "", cut).await.unwrap();
    assert_eq!(uploaded, Uploaded::Broken);
    assert_eq!(leftovers(&portal), 0);
}
on_each_store!(never_reads_more_than_a_file_may_have);

async fn at_most_so_many_files_also_at_once(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&portal, &hoa).await;
    let (portal_, hoa_) = (&portal, &hoa);
    let uploads =
        (0..25).map(|at| async move { hand_in(portal_, hoa_, id, "a.pdf", &pdf(&at.to_string())).await });
    let uploaded = futures::future::join_all(uploads).await;
    assert_eq!(uploaded.iter().filter(|one| matches!(one, Uploaded::Kept(_))).count(), rules::MAX_FILES);
    for one in uploaded.into_iter().filter(|one| matches!(one, Uploaded::Refused(_))) {
        assert_eq!(refused(one), Problem::TooManyFiles { max: rules::MAX_FILES });
    }
}
on_each_store!(at_most_so_many_files_also_at_once);

async fn files_stand_in_the_order_in_which_they_were_put(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let id = draft(&portal, &hoa).await;
    let mut files = Vec::new();
    // The clock stands still: they all came in the same millisecond.
    for name in ["a.pdf", "b.pdf", "c.pdf"] {
        let Uploaded::Kept(paper) = hand_in(&portal, &hoa, id, name, &pdf(name)).await else {
            panic!("{name}")
        };
        files.push(paper.id);
    }
    let names =
        async || of_draft(&portal, id).await.unwrap().into_iter().map(|paper| paper.name).collect::<Vec<_>>();
    assert!(raise(&portal, &hoa, id, files[2]).await.unwrap());
    assert_eq!(names().await, ["a.pdf", "c.pdf", "b.pdf"]);
    assert!(raise(&portal, &hoa, id, files[2]).await.unwrap());
    assert!(raise(&portal, &hoa, id, files[2]).await.unwrap(), "the first stays the first");
    assert_eq!(names().await, ["c.pdf", "a.pdf", "b.pdf"]);
    assert!(!raise(&portal, &lan, id, files[1]).await.unwrap(), "not somebody else's");
    portal.test_clock.advance(chrono::TimeDelta::seconds(1));
    hand_in(&portal, &hoa, id, "d.pdf", &pdf("d")).await;
    assert_eq!(names().await, ["c.pdf", "a.pdf", "b.pdf", "d.pdf"]);
}
on_each_store!(files_stand_in_the_order_in_which_they_were_put);

async fn only_papers_of_the_procedure_and_only_open_drafts(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let id = complete(&portal, &hoa).await;
    let send = async |who: &Citizen, requirement: &str| {
        let content = stream::iter([Ok::<_, std::io::Error>(Bytes::from(pdf("x")))]);
        upload(&portal, who.into(), id, requirement, "a.pdf", "", content).await.unwrap()
    };
    assert_eq!(send(&lan, "birth_notification").await, Uploaded::Nothing);
    assert_eq!(send(&hoa, "no_such_paper").await, Uploaded::Nothing);
    assert_eq!(send(&hoa, "id_card").await, Uploaded::Nothing, "shown at the desk, never uploaded");
    let submitted = dossier::submit(&portal, &hoa, id, domain::Language::Vi).await.unwrap();
    assert!(matches!(submitted, Submitted::Filed(_)));
    assert_eq!(send(&hoa, "birth_notification").await, Uploaded::Nothing);
    let paper = of_draft(&portal, id).await.unwrap().remove(0);
    assert!(!remove(&portal, &hoa, id, paper.id).await.unwrap(), "a dossier keeps its papers");
}
on_each_store!(only_papers_of_the_procedure_and_only_open_drafts);

async fn an_account_hands_in_so_much_a_day(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&portal, &hoa).await;
    let account = hoa.account_id().to_string();
    limit::count_times(&portal, KILOBYTES, &account, KILOBYTES.most - 1).await.unwrap();
    let last = hand_in(&portal, &hoa, id, "a.pdf", &pdf("a")).await;
    assert!(matches!(last, Uploaded::Kept(_)), "{last:?}");
    let until = portal.clock.now() + KILOBYTES.window;
    assert_eq!(hand_in(&portal, &hoa, id, "b.pdf", &pdf("b")).await, Uploaded::NotBefore(until));
    assert_eq!(of_draft(&portal, id).await.unwrap().len(), 1);
    let (lan, _) = citizen(&portal, 2).await;
    let others = draft(&portal, &lan).await;
    assert!(matches!(hand_in(&portal, &lan, others, "b.pdf", &pdf("b")).await, Uploaded::Kept(_)));
    portal.test_clock.advance(KILOBYTES.window);
    assert!(matches!(hand_in(&portal, &hoa, id, "b.pdf", &pdf("b")).await, Uploaded::Kept(_)));
}
on_each_store!(an_account_hands_in_so_much_a_day);

async fn a_paper_takes_only_the_kinds_that_the_catalogue_says(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let begun = dossier::begin(&portal, &hoa, "1.013225").await.unwrap();
    let dossier::Begun::Draft(id) = begun else { panic!("{begun:?}") };
    let jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9";
    let send = async |requirement: &str, name: &str, bytes: &'static [u8]| {
        let content = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(bytes))]);
        upload(&portal, (&hoa).into(), id, requirement, name, "", content).await.unwrap()
    };
    let problem = Problem::FileNotAccepted { kinds: vec![FileKind::Pdf] };
    assert_eq!(refused(send("drawings", "a.jpg", jpeg).await), problem);
    kept(send("drawings", "a.pdf", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF\n").await);
    kept(send("land_right", "a.jpg", jpeg).await);
    assert_eq!(send("no_such_paper", "a.jpg", jpeg).await, Uploaded::Nothing);
}
on_each_store!(a_paper_takes_only_the_kinds_that_the_catalogue_says);

async fn a_content_that_cannot_be_removed_stops_no_other(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&portal, &hoa).await;
    let mut places = Vec::new();
    for number in 0..4 {
        let content = pdf(&number.to_string());
        let Uploaded::Kept(paper) = hand_in(&portal, &hoa, id, "a.pdf", &content).await else { panic!() };
        assert!(remove(&portal, &hoa, id, paper.id).await.unwrap());
        let sha256 = crate::secret::hex(&<sha2::Sha256 as sha2::Digest>::digest(&content));
        places
            .push(portal.settings.data_dir.join("files").join(&sha256[..2]).join(&sha256[2..4]).join(sha256));
    }
    places.sort();
    for stuck in [&places[0], &places[2]] {
        std::fs::remove_file(stuck).unwrap();
        std::fs::create_dir_all(stuck.join("something")).unwrap();
    }
    portal.test_clock.advance(UNUSED + TimeDelta::hours(1));
    assert_eq!(clean_up(&portal).await.unwrap(), 2);
    assert!(!places[1].exists() && !places[3].exists());
    for stuck in [&places[0], &places[2]] {
        std::fs::remove_dir_all(stuck).unwrap();
        std::fs::write(stuck, "x").unwrap();
    }
    assert_eq!(clean_up(&portal).await.unwrap(), 2, "tried again the next time");
}
on_each_database!(a_content_that_cannot_be_removed_stops_no_other);
