#![allow(clippy::unwrap_used, clippy::panic)]

use std::convert::Infallible;

use domain::Problem;
use domain::attachment::{MAX_FILE_BYTES, MAX_FILE_MB};
use futures::future::join_all;
use futures::stream;
use sha2::{Digest, Sha256};

use super::*;
use crate::account::{Citizen, testing::citizen};
use crate::attachment::{Joined, Opened, Paper, clean_up, download, join, of_draft};
use crate::dossier::testing::draft;
use crate::testing::TestPortal;
use crate::{on_each_database, on_each_store};

const PAPER: &str = "birth_notification";

/// A PDF of `length` bytes.
fn pdf(length: usize) -> Vec<u8> {
    let (head, tail) = ("%PDF-1.7\n", "\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    let filling = (0..).map(|at: u32| b'a' + (at.wrapping_mul(2_654_435_761) >> 28) as u8);
    let filling = filling.take(length - head.len() - tail.len());
    head.bytes().chain(filling).chain(tail.bytes()).collect()
}

async fn begun(portal: &TestPortal, citizen: &Citizen, draft: Uuid, length: usize) -> Uuid {
    let name = "giấy chứng sinh.pdf";
    match begin(portal, citizen.into(), draft, PAPER, name, "application/pdf", length as u64).await.unwrap() {
        Begun::Upload(upload) => upload.id,
        other => panic!("not begun: {other:?}"),
    }
}

/// Sends `bytes`; where `breaks`, the line then breaks.
async fn send(
    portal: &TestPortal,
    citizen: &Citizen,
    id: Uuid,
    offset: usize,
    bytes: &[u8],
    breaks: bool,
) -> Appended {
    let pieces = bytes.chunks(10_000).map(|piece| Ok(Bytes::copy_from_slice(piece)));
    let pieces: Vec<Result<Bytes, &str>> = pieces.chain(breaks.then_some(Err("broken"))).collect();
    append(portal, citizen.into(), id, offset as u64, None, stream::iter(pieces)).await.unwrap()
}

fn received(appended: Appended) -> usize {
    match appended {
        Appended::At(upload) => upload.received as usize,
        other => panic!("not kept: {other:?}"),
    }
}

async fn papers(portal: &TestPortal, draft: Uuid) -> Vec<Paper> {
    of_draft(portal, draft).await.unwrap()
}

async fn content(portal: &TestPortal, citizen: &Citizen, paper: Uuid) -> Vec<u8> {
    let Opened::File(found) = download(portal, citizen, paper).await.unwrap() else { panic!("no file") };
    found.content.try_collect::<Vec<_>>().await.unwrap().concat()
}

on_each_store!(a_file_arrives_whole_however_often_the_line_breaks);
async fn a_file_arrives_whole_however_often_the_line_breaks(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    let file = pdf(6_000_000);
    let id = begun(&portal, &hoa, draft, file.len()).await;
    let mut offset = 0;
    for length in [1, 70_000, 0, 5_000_000, 123] {
        let sent = send(&portal, &hoa, id, offset, &file[offset..offset + length], true).await;
        offset += length;
        assert_eq!(received(sent), offset);
        let seen = look(&portal, (&hoa).into(), id).await.unwrap().unwrap();
        assert_eq!((seen.received, seen.length), (offset as u64, file.len() as u64));
        assert!(papers(&portal, draft).await.is_empty());
    }
    assert_eq!(received(send(&portal, &hoa, id, offset, &file[offset..], false).await), file.len());
    let kept = papers(&portal, draft).await;
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].id, kept[0].name.as_str()), (id, "giấy chứng sinh.pdf"));
    assert!(content(&portal, &hoa, id).await == file);
    assert_eq!(look(&portal, (&hoa).into(), id).await.unwrap().unwrap().received, file.len() as u64);
}

on_each_store!(bytes_that_do_not_go_on_are_not_taken);
async fn bytes_that_do_not_go_on_are_not_taken(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let draft = draft(&portal, &hoa).await;
    let file = pdf(50_000);
    let id = begun(&portal, &hoa, draft, file.len()).await;
    assert_eq!(received(send(&portal, &hoa, id, 0, &file[..20_000], false).await), 20_000);
    for offset in [0, 19_999, 20_001] {
        assert_eq!(send(&portal, &hoa, id, offset, &file[..10], false).await, Appended::Conflict(20_000));
    }
    assert_eq!(send(&portal, &lan, id, 20_000, &file[20_000..], false).await, Appended::Nothing);
    assert_eq!(look(&portal, (&lan).into(), id).await.unwrap(), None);
    assert!(!end(&portal, (&lan).into(), id).await.unwrap());
    assert_eq!(send(&portal, &hoa, id, 20_000, &pdf(30_001), false).await, Appended::TooLong);
    assert_eq!(look(&portal, (&hoa).into(), id).await.unwrap().unwrap().received, 20_000);

    let checked = |checksum, from: usize| {
        let (portal, writer) = (&portal, Writer::from(&hoa));
        let pieces: Vec<Result<Bytes, Infallible>> = vec![Ok(Bytes::copy_from_slice(&file[from..]))];
        async move { append(portal, writer, id, from as u64, Some(checksum), stream::iter(pieces)).await.unwrap() }
    };
    let right = Sha256::digest(&file[20_000..]).to_vec();
    assert_eq!(checked(Checksum::Sha256(vec![0; 32]), 20_000).await, Appended::Damaged);
    assert_eq!(checked(Checksum::Sha1(right.clone()), 20_000).await, Appended::Damaged);
    assert_eq!(received(checked(Checksum::Sha256(right), 20_000).await), file.len());
    assert!(content(&portal, &hoa, id).await == file);
}

on_each_store!(whoever_comes_takes_over_from_one_that_stalled);
async fn whoever_comes_takes_over_from_one_that_stalled(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    let file = pdf(40_000);
    let id = begun(&portal, &hoa, draft, file.len()).await;
    let some: Result<Bytes, Infallible> = Ok(Bytes::copy_from_slice(&file[..10_000]));
    let has_stalled = tokio::sync::Notify::new();
    let pause = stream::poll_fn(|_| {
        has_stalled.notify_one();
        std::task::Poll::Pending
    });
    let stalled = stream::once(std::future::ready(some)).chain(pause);
    let first = append(&portal, (&hoa).into(), id, 0, None, stalled);
    let next = async {
        has_stalled.notified().await;
        let seen = look(&portal, (&hoa).into(), id).await.unwrap().unwrap();
        send(&portal, &hoa, id, seen.received as usize, &file[seen.received as usize..], false).await
    };
    let (first, next) = tokio::join!(first, next);
    assert_eq!(received(first.unwrap()), 10_000, "what had come counts");
    assert_eq!(received(next), file.len());
    assert!(content(&portal, &hoa, id).await == file);
}

on_each_store!(sent_from_two_processes_at_once_it_arrives_once);
async fn sent_from_two_processes_at_once_it_arrives_once(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    let file = pdf(30_000);
    let id = begun(&portal, &hoa, draft, file.len()).await;
    let other = portal.second().await;
    let send = |portal: &Portal| {
        let (portal, writer) = (portal.clone(), Writer::from(&hoa));
        let pieces: Vec<Result<Bytes, Infallible>> = vec![Ok(Bytes::copy_from_slice(&file))];
        async move { append(&portal, writer, id, 0, None, stream::iter(pieces)).await }
    };
    for sent in join_all([send(&portal), send(&other), send(&portal)]).await {
        let sent = sent.unwrap();
        assert!(matches!(sent, Appended::At(_) | Appended::Conflict(_) | Appended::Nothing), "{sent:?}");
    }
    let seen = look(&portal, (&hoa).into(), id).await.unwrap().unwrap();
    assert_eq!(seen.received, file.len() as u64);
    assert_eq!(papers(&portal, draft).await.len(), 1);
    assert!(content(&portal, &hoa, id).await == file);
}

on_each_store!(what_is_judged_is_said);
async fn what_is_judged_is_said(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    let id = begun(&portal, &hoa, draft, 5).await;
    let sent = send(&portal, &hoa, id, 0, b"MZ\x90\0\x03", false).await;
    assert!(matches!(sent, Appended::At(Resumable { is_refused: true, .. })), "{sent:?}");
    assert!(look(&portal, (&hoa).into(), id).await.unwrap().unwrap().is_refused);
    assert_eq!(papers(&portal, draft).await[0].refusal, Some(Problem::FileProgram));
    let empty = begun(&portal, &hoa, draft, 0).await;
    let sent = send(&portal, &hoa, empty, 0, b"", false).await;
    assert!(matches!(sent, Appended::At(Resumable { is_refused: true, .. })), "{sent:?}");
    assert_eq!(papers(&portal, draft).await[0].refusal, Some(Problem::FileEmpty));
    let large =
        begin(&portal, (&hoa).into(), draft, PAPER, "phim.pdf", "", MAX_FILE_BYTES + 1).await.unwrap();
    assert_eq!(large, Begun::TooLarge);
    assert_eq!(papers(&portal, draft).await[0].refusal, Some(Problem::FileTooLarge { max_mb: MAX_FILE_MB }));
    let other = begin(&portal, (&hoa).into(), draft, "no_such_paper", "a.pdf", "", 5).await.unwrap();
    assert_eq!(other, Begun::Nothing);
}

on_each_store!(a_file_that_comes_after_filing_is_not_said_to_be_kept);
async fn a_file_that_comes_after_filing_is_not_said_to_be_kept(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = crate::dossier::testing::complete(&portal, &hoa).await;
    let file = pdf(40_000);
    let id = begun(&portal, &hoa, draft, file.len()).await;
    send(&portal, &hoa, id, 0, &file[..10_000], true).await;
    let filed = crate::dossier::submit(&portal, &hoa, draft, domain::Language::Vi).await.unwrap();
    assert!(matches!(filed, crate::dossier::Submitted::Filed(_)), "{filed:?}");
    assert_eq!(send(&portal, &hoa, id, 10_000, &file[10_000..], false).await, Appended::Nothing);
    assert_eq!(look(&portal, (&hoa).into(), id).await.unwrap(), None);
    assert_eq!(papers(&portal, draft).await.len(), 1, "the one it was filed with");
}

on_each_database!(what_nobody_goes_on_with_is_dropped_and_nothing_else);
async fn what_nobody_goes_on_with_is_dropped_and_nothing_else(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    fn files(below: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
    }
    let file = pdf(40_000);
    let (given_up, ended, going_on) = (
        begun(&portal, &hoa, draft, 40_000).await,
        begun(&portal, &hoa, draft, 40_000).await,
        begun(&portal, &hoa, draft, 40_000).await,
    );
    for (id, length) in [(given_up, 100), (ended, 200), (going_on, 300)] {
        send(&portal, &hoa, id, 0, &file[..length], true).await;
    }
    assert!(end(&portal, (&hoa).into(), ended).await.unwrap());
    assert_eq!(look(&portal, (&hoa).into(), ended).await.unwrap(), None);
    portal.test_clock.advance(LIFE - TimeDelta::minutes(1));
    assert_eq!(received(send(&portal, &hoa, going_on, 300, &file[300..400], true).await), 400);
    portal.test_clock.advance(TimeDelta::minutes(2));
    assert_eq!(look(&portal, (&hoa).into(), given_up).await.unwrap(), None);
    clean_up(&portal).await.unwrap();
    assert_eq!(files(&portal.settings.data_dir.join("files")), 2, "both parts of what goes on");
    assert_eq!(received(send(&portal, &hoa, going_on, 400, &file[400..], false).await), 40_000);
    assert!(content(&portal, &hoa, going_on).await == file);
}

on_each_database!(what_arrives_slowly_is_durable_while_more_comes);
async fn what_arrives_slowly_is_durable_while_more_comes(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    let file = pdf(8_000_000);
    let id = begun(&portal, &hoa, draft, file.len()).await;
    // The line goes on until another process could say that something has arrived, and then stands still.
    let other = portal.second().await;
    let pieces = stream::unfold(0, async |sent| {
        if !repo::parts(other.database.read(), id).await.unwrap().is_empty() {
            std::future::pending::<()>().await;
        }
        let piece = file.get(sent..sent + 1_000)?;
        Some((Ok::<_, Infallible>(Bytes::copy_from_slice(piece)), sent + 1_000))
    });
    let sending = append(&portal, (&hoa).into(), id, 0, None, pieces);
    let seen = async {
        loop {
            let parts = repo::parts(other.database.read(), id).await.unwrap();
            if let Some(part) = parts.last() {
                return part.begin + part.size;
            }
            tokio::task::yield_now().await;
        }
    };
    let received = tokio::select! {
        sent = sending => panic!("the line has not ended: {sent:?}"),
        seen = seen => seen as usize,
    };
    assert!(received < file.len());
    assert_eq!(look(&other, (&hoa).into(), id).await.unwrap().unwrap().received, received as u64);
    assert_eq!(self::received(send(&portal, &hoa, id, received, &file[received..], false).await), file.len());
    assert!(content(&portal, &hoa, id).await == file);
}

/// Begins to send `bytes` as a part of a file, and sends so many of them.
async fn partial(portal: &TestPortal, citizen: &Citizen, draft: Uuid, bytes: &[u8], sent: usize) -> Uuid {
    let begun = begin_partial(portal, citizen.into(), draft, PAPER, bytes.len() as u64).await.unwrap();
    let Begun::Upload(upload) = begun else { panic!("not begun: {begun:?}") };
    assert!(upload.is_partial);
    assert_eq!(received(send(portal, citizen, upload.id, 0, &bytes[..sent], true).await), sent);
    upload.id
}

async fn joined(portal: &Portal, citizen: &Citizen, draft: Uuid, partials: &[Uuid]) -> Joined {
    join(portal, citizen.into(), draft, PAPER, "giấy.pdf", "application/pdf", partials).await.unwrap()
}

on_each_database!(pieces_sent_beside_each_other_make_one_file);
async fn pieces_sent_beside_each_other_make_one_file(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let draft = draft(&portal, &hoa).await;
    let other_draft = crate::dossier::testing::draft(&portal, &lan).await;
    let file = pdf(50_000);
    let (begin, end) = file.split_at(20_000);
    let first = partial(&portal, &hoa, draft, begin, begin.len()).await;
    let second = partial(&portal, &hoa, draft, end, 10_000).await;
    assert_eq!(joined(&portal, &hoa, draft, &[first, second]).await, Joined::Unfinished);
    assert_eq!(received(send(&portal, &hoa, second, 10_000, &end[10_000..], false).await), end.len());
    assert!(papers(&portal, draft).await.is_empty(), "a piece is no paper");

    for (who, to, of) in [
        (&hoa, draft, vec![first, Uuid::now_v7()]),
        (&hoa, draft, vec![first, second, first]),
        (&lan, other_draft, vec![first, second]),
        (&lan, draft, vec![first, second]),
        (&hoa, draft, vec![begun(&portal, &hoa, draft, 5).await]),
    ] {
        assert_eq!(joined(&portal, who, to, &of).await, Joined::Nothing);
    }
    assert!(papers(&portal, draft).await.is_empty());

    // At once and by two processes, and again when the answer was lost.
    let other = portal.second().await;
    let of = [first, second];
    let (one, two) = tokio::join!(joined(&portal, &hoa, draft, &of), joined(&other, &hoa, draft, &of));
    let Joined::Upload(upload) = &one else { panic!("not put together: {one:?}") };
    assert_eq!((upload.received, upload.is_refused, &upload.joins[..]), (50_000, false, &of[..]));
    assert_eq!(one, two);
    assert_eq!(joined(&portal, &hoa, draft, &of).await, one);
    assert_eq!(papers(&portal, draft).await.len(), 1);
    assert!(content(&portal, &hoa, upload.id).await == file);
    assert_eq!(send(&portal, &hoa, upload.id, 50_000, b"", false).await, Appended::Final);
    assert_eq!(joined(&portal, &hoa, draft, &[second, first]).await, Joined::Nothing, "they are used up");
    assert_eq!(look(&portal, (&hoa).into(), first).await.unwrap().unwrap().received, 20_000);
}

on_each_database!(pieces_are_judged_as_the_file_they_make);
async fn pieces_are_judged_as_the_file_they_make(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    let half = vec![b'x'; 11_000_000];
    let halves = [
        partial(&portal, &hoa, draft, &half, half.len()).await,
        partial(&portal, &hoa, draft, &half, half.len()).await,
    ];
    assert_eq!(joined(&portal, &hoa, draft, &halves).await, Joined::TooLarge);
    assert_eq!(papers(&portal, draft).await[0].refusal, Some(Problem::FileTooLarge { max_mb: MAX_FILE_MB }));
    let program =
        [partial(&portal, &hoa, draft, b"MZ", 2).await, partial(&portal, &hoa, draft, b"\x90\0", 2).await];
    let refused = joined(&portal, &hoa, draft, &program).await;
    assert!(matches!(&refused, Joined::Upload(upload) if upload.is_refused), "{refused:?}");
    assert_eq!(papers(&portal, draft).await[0].refusal, Some(Problem::FileProgram));
}

on_each_store!(what_has_come_in_too_many_pieces_goes_no_further);
async fn what_has_come_in_too_many_pieces_goes_no_further(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let draft = draft(&portal, &hoa).await;
    let file = pdf(20_000);
    let id = begun(&portal, &hoa, draft, file.len()).await;
    for at in 0..=SMALL_PARTS as usize {
        assert_eq!(received(send(&portal, &hoa, id, at, &file[at..=at], true).await), at + 1);
    }
    let at = SMALL_PARTS as usize + 1;
    assert_eq!(send(&portal, &hoa, id, at, &file[at..], false).await, Appended::TooMany);

    let id = begun(&portal, &hoa, draft, file.len()).await;
    let mut sent = received(send(&portal, &hoa, id, 0, &file[..10_000], true).await);
    for _ in 0..=SMALL_PARTS {
        sent = received(send(&portal, &hoa, id, sent, &file[sent..=sent], true).await);
    }
    assert_eq!(received(send(&portal, &hoa, id, sent, &file[sent..], false).await), file.len());
}
