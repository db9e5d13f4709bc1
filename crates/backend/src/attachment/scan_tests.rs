#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use domain::dossier::EventNote;
use domain::dossier::submission::StepId;
use domain::{Language, Problem};
use futures::{FutureExt, TryStreamExt, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::scan::scan_next;
use super::*;
use crate::account::testing::citizen;
use crate::dossier::testing::{complete, draft, hand_in, pdf};
use crate::dossier::{self, Submitted, chain_is_whole};
use crate::testing::{TestPortal, on_each_database};

/// What the scanner of a test does.
#[derive(Clone, Copy)]
enum Mood {
    /// Looks for the sign below and says what it found.
    Well,
    /// Takes everything and says nothing.
    Silent,
    /// Hangs up after so many bytes, as one that is killed.
    DiesAfter(usize),
    /// Says that it is too much after so many bytes, and hangs up.
    TakesAtMost(usize),
    /// Takes everything and says this.
    Says(&'static [u8]),
    /// Says this at once.
    SaysEarly(&'static [u8]),
}

/// In place of the string of EICAR, which scanners of a developer's machine would find here.
const SIGN: &[u8] = b"EICAR";

struct Scanner {
    clamd: Clamd,
    mood: Arc<Mutex<Mood>>,
    /// What it was sent whole, one after the other.
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Scanner {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("tcp://{}", listener.local_addr().unwrap());
        let scanner = Self {
            clamd: Clamd::at(&address).unwrap().impatient(Duration::from_millis(500)),
            mood: Arc::new(Mutex::new(Mood::Well)),
            seen: Arc::default(),
        };
        let (mood, seen) = (scanner.mood.clone(), scanner.seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = *mood.lock().unwrap();
                tokio::spawn(answer(stream, mood, seen.clone()));
            }
        });
        scanner
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn seen(&self) -> Vec<Vec<u8>> {
        self.seen.lock().unwrap().clone()
    }
}

/// Speaks INSTREAM as clamd does. An error is the portal hanging up.
async fn answer(mut stream: TcpStream, mood: Mood, seen: Arc<Mutex<Vec<Vec<u8>>>>) -> std::io::Result<()> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await?;
    assert_eq!(&command, b"zINSTREAM\0");
    if let Mood::SaysEarly(words) = mood {
        stream.write_all(words).await?;
    }
    let mut content = Vec::new();
    loop {
        let length = stream.read_u32().await? as usize;
        if length == 0 {
            break;
        }
        let mut piece = vec![0; length];
        stream.read_exact(&mut piece).await?;
        content.extend(piece);
        match mood {
            Mood::DiesAfter(most) if content.len() >= most => return Ok(()),
            Mood::TakesAtMost(most) if content.len() > most => {
                return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").await;
            }
            _ => {}
        }
    }
    let is_infected = content.windows(SIGN.len()).any(|part| part == SIGN);
    seen.lock().unwrap().push(content);
    match mood {
        Mood::Silent => std::future::pending().await,
        Mood::Says(words) => stream.write_all(words).await,
        _ if is_infected => stream.write_all(b"stream: Eicar-Test-Signature FOUND\0").await,
        _ => stream.write_all(b"stream: OK\0").await,
    }
}

fn kept(uploaded: Uploaded) -> Paper {
    match uploaded {
        Uploaded::Kept(paper) => paper,
        other => panic!("not kept: {other:?}"),
    }
}

/// Hands in a PDF of more bytes than any pipe on the way to the scanner holds.
async fn hand_in_large(portal: &Portal, citizen: &Citizen, draft: Uuid) -> (Paper, Vec<u8>) {
    let mut content = pdf("lớn");
    content.splice(9..9, std::iter::repeat_n(b'%', 8_000_000));
    let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from(content.clone()))]);
    let uploaded =
        upload(portal, citizen.into(), draft, "birth_notification", "lớn.pdf", "", pieces).await.unwrap();
    (kept(uploaded), content)
}

fn infected(seed: &str) -> Vec<u8> {
    pdf(&format!("EICAR {seed}"))
}

/// What opening a file gives: its bytes, or why it is withheld; nothing where there is none.
async fn opened(
    portal: &Portal,
    citizen: &Citizen,
    paper: Uuid,
) -> Option<std::result::Result<Vec<u8>, Scan>> {
    match download(portal, citizen, paper).await.unwrap() {
        Opened::File(found) => Some(Ok(found.content.try_collect::<Vec<_>>().await.unwrap().concat())),
        Opened::Withheld(scan) => Some(Err(scan)),
        Opened::Nothing => None,
    }
}

async fn scan_all(portal: &Portal) -> usize {
    let clamd = portal.scanner.as_ref().unwrap();
    let mut scanned = 0;
    while scan_next(portal, clamd).await.unwrap() {
        scanned += 1;
    }
    scanned
}

async fn nobody_opens_a_file_before_it_is_clean(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let id = complete(&guarded, &hoa).await;
    let paper = of_draft(&guarded, id).await.unwrap().remove(0);
    assert_eq!(paper.withheld, Some(Scan::Waiting));
    assert!(paper.is_taken());
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Err(Scan::Waiting)));

    // Filing does not wait.
    let submitted = dossier::submit(&guarded, &hoa, id, Language::Vi).await.unwrap();
    let Submitted::Filed(code) = submitted else { panic!("{submitted:?}") };
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Err(Scan::Waiting)));

    assert_eq!(scan_all(&guarded).await, 1);
    let content = pdf("chứng sinh");
    assert_eq!(scanner.seen(), std::slice::from_ref(&content), "all of it was scanned");
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Ok(content)));
    let filed = dossier::by_code(&guarded, &hoa, &code).await.unwrap().unwrap();
    assert_eq!(filed.papers[0].withheld, None);
    assert_eq!(filed.events.len(), 1);
}
on_each_database!(nobody_opens_a_file_before_it_is_clean);

async fn an_infected_file_of_a_draft_is_refused(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let id = complete(&guarded, &hoa).await;
    let good = of_draft(&guarded, id).await.unwrap().remove(0);
    assert!(remove(&guarded, &hoa, id, good.id).await.unwrap());
    let bad = kept(hand_in(&guarded, &hoa, id, "a.pdf", &infected("1")).await);
    assert_eq!(scan_all(&guarded).await, 2, "also what was taken out again");

    let shown = of_draft(&guarded, id).await.unwrap();
    assert_eq!(shown[0].refusal, Some(Problem::FileInfected));
    assert!(!shown[0].is_taken());
    assert_eq!(opened(&guarded, &hoa, bad.id).await, None);
    let submitted = dossier::submit(&guarded, &hoa, id, Language::Vi).await.unwrap();
    assert_eq!(submitted, Submitted::Lacking(StepId::Papers), "it does not count as handed in");

    // The same again is known at once, and a good one takes its place.
    let again = hand_in(&guarded, &hoa, id, "b.pdf", &infected("1")).await;
    let Uploaded::Refused(again) = again else { panic!("{again:?}") };
    assert_eq!(again.refusal, Some(Problem::FileInfected));
    forget_refusals(&guarded, (&hoa).into(), id, "birth_notification").await.unwrap();
    kept(hand_in(&guarded, &hoa, id, "c.pdf", &pdf("c")).await);
    let names: Vec<_> = of_draft(&guarded, id).await.unwrap().into_iter().map(|paper| paper.name).collect();
    assert_eq!(names, ["c.pdf"]);
    let submitted = dossier::submit(&guarded, &hoa, id, Language::Vi).await.unwrap();
    assert!(matches!(submitted, Submitted::Filed(_)), "{submitted:?}");
}
on_each_database!(an_infected_file_of_a_draft_is_refused);

async fn what_is_found_after_filing_is_an_event_of_the_dossier(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let id = complete(&guarded, &hoa).await;
    // Twice the same, which is one event.
    let bad = kept(hand_in(&guarded, &hoa, id, "a.pdf", &infected("1")).await);
    kept(hand_in(&guarded, &hoa, id, "b.pdf", &infected("1")).await);
    let submitted = dossier::submit(&guarded, &hoa, id, Language::Vi).await.unwrap();
    let Submitted::Filed(code) = submitted else { panic!("{submitted:?}") };
    assert_eq!(scan_all(&guarded).await, 2);

    let filed = dossier::by_code(&guarded, &hoa, &code).await.unwrap().unwrap();
    let notes: Vec<_> = filed.events.iter().map(|event| event.note).collect();
    assert_eq!(notes, [None, Some(EventNote::FileInfected)]);
    let withheld: Vec<_> = filed.papers.iter().map(|paper| paper.withheld).collect();
    assert_eq!(withheld, [None, Some(Scan::Infected), Some(Scan::Infected)]);
    assert_eq!(opened(&guarded, &hoa, bad.id).await, Some(Err(Scan::Infected)));
    assert_eq!(opened(&portal, &hoa, bad.id).await, Some(Err(Scan::Infected)), "nor without a scanner");
    use sea_orm::{EntityTrait, QueryOrder};
    let mut events = ::entity::dossier_event::Entity::find()
        .order_by_asc(::entity::dossier_event::Column::Number)
        .all(portal.database.read())
        .await
        .unwrap();
    assert!(chain_is_whole(&events));
    events[1].note = None;
    assert!(!chain_is_whole(&events), "the note is part of the chain");
}
on_each_database!(what_is_found_after_filing_is_an_event_of_the_dossier);

async fn never_clean_by_error(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let clamd = guarded.scanner.clone().unwrap();
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&guarded, &hoa).await;
    let (paper, content) = hand_in_large(&guarded, &hoa, id).await;
    let moods = [
        Mood::Silent,
        Mood::DiesAfter(1),
        Mood::DiesAfter(4_000_000),
        Mood::DiesAfter(content.len()),
        Mood::Says(b""),
        Mood::Says(b"stream: OK"),
        Mood::Says(b"stream: OK or not\0"),
        Mood::Says(b"HTTP/1.1 200 OK\r\n\r\n\0"),
        Mood::SaysEarly(b"stream: OK\0"),
        Mood::SaysEarly(b"COMMAND READ TIMED OUT ERROR\0"),
    ];
    for (tries, mood) in (0..).zip(moods) {
        scanner.is(mood);
        assert!(scan_next(&guarded, &clamd).await.unwrap(), "try {tries}");
        assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Err(Scan::Waiting)), "try {tries}");
        assert!(!scan_next(&guarded, &clamd).await.unwrap(), "not before a pause, after try {tries}");
        portal.test_clock.advance(TimeDelta::seconds(Ord::min(15 << tries, 300)));
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let away = Clamd::at(&format!("tcp://{}", nobody.local_addr().unwrap())).unwrap();
    drop(nobody);
    assert!(scan_next(&guarded, &away).await.unwrap());
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Err(Scan::Waiting)));

    // However long that went on.
    scanner.is(Mood::Well);
    portal.test_clock.advance(TimeDelta::minutes(5));
    assert_eq!(scan_all(&guarded).await, 1);
    assert!(opened(&guarded, &hoa, paper.id).await == Some(Ok(content)));
}
on_each_database!(never_clean_by_error);

async fn what_is_too_large_to_scan_is_never_clean(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&guarded, &hoa).await;
    scanner.is(Mood::TakesAtMost(1_000_000));
    let (large, _) = hand_in_large(&guarded, &hoa, id).await;
    assert_eq!(scan_all(&guarded).await, 1);
    assert_eq!(of_draft(&guarded, id).await.unwrap()[0].refusal, Some(Problem::FileUnscannable));
    assert_eq!(opened(&guarded, &hoa, large.id).await, None);

    scanner.is(Mood::Says(b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"));
    kept(hand_in(&guarded, &hoa, id, "b.pdf", &pdf("b")).await);
    assert_eq!(scan_all(&guarded).await, 1);
    assert_eq!(of_draft(&guarded, id).await.unwrap()[0].refusal, Some(Problem::FileUnscannable));
}
on_each_database!(what_is_too_large_to_scan_is_never_clean);

async fn each_content_is_scanned_once(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let clamd = guarded.scanner.clone().unwrap();
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&guarded, &hoa).await;
    let mut papers = Vec::new();
    for (name, content) in
        [("a.pdf", pdf("1")), ("b.pdf", pdf("2")), ("c.pdf", pdf("1")), ("d.pdf", infected("1"))]
    {
        papers.push(kept(hand_in(&guarded, &hoa, id, name, &content).await).id);
    }
    let (all, clamd) = (&guarded, &clamd);
    let scans = (0..9).map(|_| async move { while scan_next(all, clamd).await.unwrap() {} });
    futures::future::join_all(scans).await;
    assert_eq!(scanner.seen().len(), 3);
    for paper in &papers[..3] {
        assert!(matches!(opened(&guarded, &hoa, *paper).await, Some(Ok(_))));
    }
    assert_eq!(opened(&guarded, &hoa, papers[3]).await, None);
    let again = kept(hand_in(&guarded, &hoa, id, "e.pdf", &pdf("2")).await);
    assert_eq!(again.withheld, None, "known to be clean");
    portal.test_clock.advance(TimeDelta::hours(1));
    assert_eq!(scan_all(&guarded).await, 0);
}
on_each_database!(each_content_is_scanned_once);

async fn what_came_before_there_was_a_scanner_is_scanned_too(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&portal, &hoa).await;
    let paper = kept(hand_in(&portal, &hoa, id, "a.pdf", &pdf("a")).await);
    assert_eq!(paper.withheld, None);
    assert_eq!(opened(&portal, &hoa, paper.id).await, Some(Ok(pdf("a"))), "without a scanner as ever");
    // What an upload brought so far is no file that anybody can open.
    let part = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"%PDF-1.7 half"))]);
    let begun = begin(&portal, (&hoa).into(), id, "birth_notification", "b.pdf", "", 1000).await.unwrap();
    let Begun::Upload(begun) = begun else { panic!("{begun:?}") };
    append(&portal, (&hoa).into(), begun.id, 0, None, part).await.unwrap();

    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Err(Scan::Waiting)));
    assert_eq!(scan_all(&guarded).await, 1);
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Ok(pdf("a"))));
}
on_each_database!(what_came_before_there_was_a_scanner_is_scanned_too);

async fn only_what_the_scanner_saw_is_clean(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&guarded, &hoa).await;
    let paper = kept(hand_in(&guarded, &hoa, id, "a.pdf", &pdf("a")).await);
    // The store gives less than was handed in.
    let sha256 = crate::secret::hex(&<sha2::Sha256 as sha2::Digest>::digest(pdf("a")));
    let place = portal.settings.data_dir.join("files").join(&sha256[..2]).join(&sha256[2..4]).join(&sha256);
    std::fs::write(&place, &pdf("a")[..9]).unwrap();
    assert_eq!(scan_all(&guarded).await, 1);
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Err(Scan::Waiting)));
    std::fs::remove_file(&place).unwrap();
    portal.test_clock.advance(TimeDelta::minutes(1));
    assert_eq!(scan_all(&guarded).await, 1);
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Err(Scan::Waiting)));
}
on_each_database!(only_what_the_scanner_saw_is_clean);

async fn the_worker_scans_as_files_come(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&guarded, &hoa).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let working = scan::work(&guarded, stopped.map(|_| ()));
    let handing_in = async {
        let paper = kept(hand_in(&guarded, &hoa, id, "a.pdf", &pdf("a")).await);
        while opened(&guarded, &hoa, paper.id).await == Some(Err(Scan::Waiting)) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.send(()).unwrap();
        paper
    };
    let ((), paper) = tokio::join!(working, handing_in);
    assert_eq!(opened(&guarded, &hoa, paper.id).await, Some(Ok(pdf("a"))));
    // Without a scanner it goes on too: whatever ends by itself is taken to have failed.
    let mut idle = std::pin::pin!(scan::work(&portal, std::future::pending()));
    assert!(futures::poll!(idle.as_mut()).is_pending());
    scan::work(&portal, std::future::ready(())).await;
}
on_each_database!(the_worker_scans_as_files_come);

async fn what_is_being_scanned_is_left_alone_and_what_fails_often_waits_behind(portal: TestPortal) {
    let scanner = Scanner::start().await;
    let guarded = portal.with_scanner(scanner.clamd.clone()).await;
    let clamd = guarded.scanner.clone().unwrap();
    let (hoa, _) = citizen(&portal, 1).await;
    let id = draft(&guarded, &hoa).await;
    let slow = kept(hand_in(&guarded, &hoa, id, "a.pdf", &pdf("a")).await);
    scanner.is(Mood::Silent);
    let (scanned, ()) = tokio::join!(scan_next(&guarded, &clamd), async {
        while scanner.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        portal.test_clock.advance(TimeDelta::minutes(2));
        assert!(!scan_next(&guarded, &clamd).await.unwrap(), "somebody still waits for its verdict");
    });
    assert!(scanned.unwrap());
    for _ in 0..6 {
        portal.test_clock.advance(TimeDelta::minutes(6));
        assert!(scan_next(&guarded, &clamd).await.unwrap());
    }
    let quick = kept(hand_in(&guarded, &hoa, id, "b.pdf", &pdf("b")).await);
    portal.test_clock.advance(TimeDelta::minutes(6));
    scanner.is(Mood::Well);
    assert!(scan_next(&guarded, &clamd).await.unwrap());
    assert_eq!(opened(&guarded, &hoa, slow.id).await, Some(Err(Scan::Waiting)));
    assert_eq!(opened(&guarded, &hoa, quick.id).await, Some(Ok(pdf("b"))));
    assert_eq!(scan_all(&guarded).await, 1);
    assert_eq!(opened(&guarded, &hoa, slow.id).await, Some(Ok(pdf("a"))));
}
on_each_database!(what_is_being_scanned_is_left_alone_and_what_fails_often_waits_behind);
