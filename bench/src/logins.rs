//! Wrong logins, as fast as they are taken: whether other pages go on being answered meanwhile, and whether the time of an
//! answer tells who has an account.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use backend::account::login::{Try, try_password};
use backend::account::testing::identity_number;
use backend::testing::TestPortal;
use domain::Language;
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;

use crate::load::{self, Target};
use crate::process::Process;
use crate::report::Line;
use crate::{PORTAL_PORT, Server};

/// Guessers at once, each from an address of its own, and how long they guess.
const GUESSERS: u32 = 100;
const SPAN: Duration = Duration::from_secs(10);
/// A page that is drawn for each who asks, four times a second by so many.
const READERS: u32 = 8;
const PAUSE: Duration = Duration::from_millis(250);
/// Tries of each kind whose times are compared.
const TRIES: u32 = 150;

/// All of it.
pub async fn measure(motcua: &Path) -> Result<Vec<Line>> {
    let mut lines = pages(motcua).await?;
    lines.push(timing().await?);
    Ok(lines)
}

async fn pages(motcua: &Path) -> Result<Vec<Line>> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(
        Command::new(motcua)
            .arg("serve")
            .env("MOTCUA_LISTEN", format!("127.0.0.1:{PORTAL_PORT}"))
            .env("MOTCUA_PUBLIC_URL", format!("http://localhost:{PORTAL_PORT}"))
            .env("MOTCUA_DATA_DIR", folder.path())
            .env("MOTCUA_TRUSTED_PROXIES", "127.0.0.1")
            .env("MOTCUA_DEMO", "1"),
        Target { port: PORTAL_PORT, path: "/readyz" },
    )
    .await?;
    let process = Process(server.id());
    let before = process.begin_peak()?;
    let quiet = read(SPAN).await?;
    let (stop, guessed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut guessers = JoinSet::new();
    for guesser in 0..GUESSERS {
        guessers.spawn(guess(guesser, stop.clone(), guessed.clone()));
    }
    let busy = read(SPAN).await;
    stop.store(true, Ordering::Relaxed);
    while let Some(guesser) = guessers.join_next().await {
        guesser??;
    }
    let busy = busy?;
    let rate = guessed.load(Ordering::Relaxed) as f64 / SPAN.as_secs_f64();
    println!("{rate:.0} wrong logins a second were answered meanwhile");
    let peak = process.peak()?;
    Ok(vec![
        Line::slower("a page beside wrong logins, 95th percentile", busy, quiet, 1_000.0),
        Line::memory("most memory beside wrong logins", peak, before, before + 120.0),
    ])
}

/// The 95th percentile of the time of a page, in milliseconds.
async fn read(span: Duration) -> Result<f64> {
    let begin = Instant::now();
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        readers.spawn(async move {
            let mut times = Vec::new();
            while begin.elapsed() < span {
                let asked = Instant::now();
                load::body(&Target { port: PORTAL_PORT, path: "/dang-nhap/tinh" }).await?;
                times.push(asked.elapsed().as_secs_f64() * 1000.0);
                tokio::time::sleep(PAUSE).await;
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(reader) = readers.join_next().await {
        times.extend(reader??);
    }
    times.sort_by(f64::total_cmp);
    ensure!(!times.is_empty(), "no page was answered");
    Ok(times[times.len() * 95 / 100])
}

/// Tries one number after another, each once: what costs the most.
async fn guess(guesser: u32, stop: Arc<AtomicBool>, guessed: Arc<AtomicU64>) -> Result<()> {
    let mut connection = load::connect(PORTAL_PORT).await?;
    let mut at = 0;
    while !stop.load(Ordering::Relaxed) {
        let number = format!("064190{:06}", guesser * 5_000 + at);
        at += 1;
        let body = format!("number={number}&password=khong+phai+mat+khau");
        let request = format!(
            "POST /api/account/login HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nX-Forwarded-For: 198.18.{}.{}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            at % 250,
            guesser,
            body.len()
        );
        connection.get_mut().write_all(request.as_bytes()).await?;
        // Too many at once are sent away, which is an answer too.
        load::answer(&mut connection).await?;
        guessed.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// How likely a wrong try for an account takes longer than one for a number without one: 0.5 where the time tells
/// nothing (the area under the curve of Mann and Whitney's test).
async fn timing() -> Result<Line> {
    let portal = TestPortal::on_sqlite().await;
    for seed in 0..TRIES {
        backend::account::testing::citizen_with_password(&portal, seed).await;
    }
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for seed in 0..TRIES {
        for (times, number) in [(&mut known, seed), (&mut unknown, 500_000 + seed)] {
            let (number, address) =
                (identity_number(number), format!("198.18.{}.{}", number % 250, seed % 250));
            let tried = Try {
                attempt: None,
                session: None,
                number: number.as_str(),
                password: "khong phai mat khau",
                return_to: None,
                address: &address,
                language: Language::Vi,
                browser: None,
            };
            let begin = Instant::now();
            try_password(&portal, tried).await?;
            times.push(begin.elapsed().as_secs_f64());
        }
    }
    let longer =
        known.iter().map(|known| unknown.iter().filter(|unknown| known > unknown).count()).sum::<usize>();
    let likely = longer as f64 / f64::from(TRIES * TRIES);
    Ok(Line::chance("a wrong try takes longer where there is an account", likely, 0.1))
}
