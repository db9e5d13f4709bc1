//! Files by tus: `motcua serve` beside `@tus/server`, which neither knows who sends, nor hashes, nor judges, nor makes
//! anything durable.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use backend::Portal;
use backend::testing::TestPortal;
use tokio::task::JoinSet;

use crate::load::{self, Target, middle};
use crate::process::{self, Process};
use crate::report::Line;
use crate::tus::{self, File};
use crate::{BASELINE_PORT, PORTAL_PORT, Server, baseline, portal};

const MEBIBYTE: usize = 1024 * 1024;

/// What is measured: so many files at once, of so many bytes, so often.
struct Load {
    what: &'static str,
    files: usize,
    bytes: usize,
    rounds: usize,
}

const ONE: Load = Load { what: "one file of 64 MiB", files: 1, bytes: 64 * MEBIBYTE, rounds: 25 };
const MANY: Load = Load { what: "50 files of 20 MiB at once", files: 50, bytes: 20 * MEBIBYTE, rounds: 3 };

/// At least so many times the throughput of `@tus/server`.
const GOAL: f64 = 1.5;

/// Many files at once take less memory than this, in megabytes.
const MEMORY_GOAL: f64 = 50.0;

/// Where a file goes, and as whom.
struct Place {
    port: u16,
    path: String,
    headers: String,
}

/// What the rounds of one server came to.
#[derive(Default)]
struct Rounds {
    bytes_per_second: Vec<f64>,
    processor_seconds: f64,
    gigabytes: f64,
}

impl Rounds {
    fn add(&mut self, bytes: usize, seconds: f64, processor_seconds: f64) {
        self.bytes_per_second.push(bytes as f64 / seconds);
        self.processor_seconds += processor_seconds;
        self.gigabytes += bytes as f64 / 1e9;
    }

    fn processor(&self) -> f64 {
        self.processor_seconds / self.gigabytes
    }
}

/// Measures both servers in turns. `tus_server` is the script that starts the other one.
pub async fn measure(motcua: &Path, tus_server: &Path) -> Result<Vec<Line>> {
    let folder = tempfile::tempdir()?;
    let (data, other) = (folder.path().join("portal"), folder.path().join("other"));
    fs::create_dir(&other)?;
    let motcua = Server::start(
        Command::new(motcua)
            .arg("serve")
            .env("MOTCUA_LISTEN", format!("127.0.0.1:{PORTAL_PORT}"))
            .env("MOTCUA_PUBLIC_URL", format!("http://localhost:{PORTAL_PORT}"))
            .env("MOTCUA_DATA_DIR", &data)
            .env("MOTCUA_MAX_FILE_MB", "100"),
        portal("/readyz"),
    )
    .await?;
    let tus_server = Server::start(
        Command::new("node").arg(tus_server).arg(BASELINE_PORT.to_string()).arg(&other),
        baseline("/readyz"),
    )
    .await?;
    let mut measured = Measured {
        portal: TestPortal::beside(&data).await,
        motcua: Process(motcua.id()),
        baseline: Process(tus_server.id()),
        stored: [data.join("files"), other],
        people: 0,
        files: 0,
    };
    let mut lines = Vec::new();
    for load in [ONE, MANY] {
        lines.extend(measured.load(&load).await?);
    }
    Ok(lines)
}

struct Measured {
    /// Makes accounts and drafts in the portal's database.
    portal: Portal,
    motcua: Process,
    baseline: Process,
    /// Where the files of the one and of the other end up.
    stored: [PathBuf; 2],
    people: u32,
    files: u64,
}

impl Measured {
    async fn load(&mut self, load: &Load) -> Result<Vec<Line>> {
        let file = File::new(0, load.bytes);
        // Both meet their first file before anything is measured.
        let first = Load { files: 1, rounds: 1, ..*load };
        self.round(&first, &file, true).await?;
        self.round(&first, &file, false).await?;
        let before = [self.motcua.begin_peak()?, self.baseline.begin_peak()?];
        let (mut ours, mut theirs) = (Rounds::default(), Rounds::default());
        for _ in 0..load.rounds {
            let (bytes, seconds, processor) = self.round(load, &file, true).await?;
            ours.add(bytes, seconds, processor);
            let (bytes, seconds, processor) = self.round(load, &file, false).await?;
            theirs.add(bytes, seconds, processor);
        }
        let grown = [self.motcua.peak()? - before[0], self.baseline.peak()? - before[1]];
        let processor =
            Line::processor(&format!("{}, processor", load.what), ours.processor(), theirs.processor());
        let throughput =
            Line::throughput(load.what, middle(ours.bytes_per_second), middle(theirs.bytes_per_second), GOAL);
        let memory = Line::memory(&format!("{}, memory", load.what), grown[0], grown[1], MEMORY_GOAL);
        Ok(vec![throughput, processor, memory])
    }

    /// Sends the files of one round, all at once, and looks whether they are there. Bytes, seconds, and seconds of a
    /// processor that the server took.
    async fn round(&mut self, load: &Load, file: &File, ours: bool) -> Result<(usize, f64, f64)> {
        let mut sent = Vec::new();
        for _ in 0..load.files {
            self.files += 1;
            sent.push((self.place(ours).await?, file.like(self.files)));
        }
        let server = if ours { &self.motcua } else { &self.baseline };
        let processor = server.processor()?;
        let begin = Instant::now();
        let mut clients = JoinSet::new();
        for (place, file) in sent {
            clients.spawn(async move {
                let upload = tus::send(place.port, &place.path, &place.headers, &file).await?;
                anyhow::Ok((place, upload, file))
            });
        }
        let sent = clients.join_all().await.into_iter().collect::<Result<Vec<_>>>()?;
        let seconds = begin.elapsed().as_secs_f64();
        let processor = server.processor()? - processor;
        for (place, upload, file) in sent {
            let stored = self.check(ours, &place, &upload, &file).await.with_context(|| upload.clone())?;
            fs::remove_file(stored)?;
        }
        process::settle_disk()?;
        Ok((load.files * load.bytes, seconds, processor))
    }

    /// Somebody with a draft of their own, so that no limit of one account is met.
    async fn place(&mut self, ours: bool) -> Result<Place> {
        if !ours {
            return Ok(Place { port: BASELINE_PORT, path: "/files".into(), headers: String::new() });
        }
        self.people += 1;
        let (citizen, token) = backend::account::testing::citizen(&self.portal, self.people).await;
        let draft = backend::dossier::testing::draft(&self.portal, &citizen).await;
        Ok(Place {
            port: PORTAL_PORT,
            path: format!("/files/{draft}/birth_notification"),
            headers: format!("Cookie: motcua={token}\r\n"),
        })
    }

    /// Whether what is handed out, or lies there, is what was sent; where it lies.
    async fn check(&self, ours: bool, place: &Place, upload: &str, file: &File) -> Result<PathBuf> {
        let sha256 = file.sha256();
        let id = upload.rsplit('/').next().unwrap_or_default();
        let [ours_stored, theirs_stored] = &self.stored;
        let (kept, stored) = if ours {
            let target = Target { port: place.port, path: &format!("/giay-to/{id}") };
            let stored = ours_stored.join(&sha256[..2]).join(&sha256[2..4]).join(&sha256);
            (load::body_for(&target, &place.headers).await?, stored)
        } else {
            let stored = theirs_stored.join(id);
            (fs::read(&stored)?, stored)
        };
        ensure!(tus::sha256(&kept) == sha256, "what arrived is not what was sent");
        Ok(stored)
    }
}
