//! The virus scanner is away, stands still, is killed in the middle of a scan, or takes no file so large.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use uuid::Uuid;

use crate::chance::Chance;
use crate::judge;
use crate::people::{Person, prepare};
use crate::server::{Server, Setting};
use crate::tus::Device;

/// The only thing that this scanner finds: one line written by hand, of the file that every scanner finds.
const EICAR: &[u8] = br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

/// Drafts of a round.
const CASES: usize = 5;

/// How long a file may take to be scanned once the scanner is there: the portal's longest pause, and the scan.
const LONGEST: Duration = Duration::from_secs(90);

/// How long is looked whether a file is withheld that cannot be clean.
const WITHHELD: Duration = Duration::from_secs(3);

/// clamd with a configuration of its own.
struct Scanner {
    config: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Scanner {
    fn prepare(folder: &Path, port: u16) -> Result<Self> {
        let signatures = folder.join("signatures");
        std::fs::create_dir_all(&signatures)?;
        let hex: String = EICAR.iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(signatures.join("eicar.ndb"), format!("Eicar-Test:0:*:{hex}\n"))?;
        let config = folder.join("clamd.conf");
        std::fs::write(
            &config,
            format!(
                "DatabaseDirectory {}\nTCPAddr 127.0.0.1\nTCPSocket {port}\nForeground yes\nAlertExceedsMax yes\n\
                 StreamMaxLength 4M\nLogFile {}\n",
                signatures.display(),
                folder.join("clamd.log").display()
            ),
        )?;
        Ok(Self { config, port, child: None })
    }

    async fn start(&mut self) -> Result<()> {
        let mut clamd = Command::new("clamd");
        clamd.arg("--config-file").arg(&self.config).stdout(Stdio::null()).stderr(Stdio::null());
        let child = clamd.kill_on_drop(true).spawn();
        let mut child = child.context("clamd is not installed (on Debian: apt install clamav-daemon)")?;
        let begun = Instant::now();
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            ensure!(child.try_wait()?.is_none(), "clamd ended; see its log beside {}", self.config.display());
            ensure!(begun.elapsed() < Duration::from_secs(30), "clamd does not listen");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.child = Some(child);
        Ok(())
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let id = self.child.as_ref().and_then(Child::id).context("clamd does not run")?;
        Ok(kill_process(Pid::from_raw(id.cast_signed()).context("no process")?, signal)?)
    }

    async fn kill(&mut self) -> Result<()> {
        match self.child.take() {
            Some(mut child) => Ok(child.kill().await?),
            None => Ok(()),
        }
    }
}

/// Goes through all of it `rounds` times.
pub async fn run(setting: &Setting, chance: &Chance, rounds: u64) -> Result<String> {
    let data = setting.folder.join("data");
    let people = prepare(&data, 1, CASES * usize::try_from(rounds)?).await?;
    let person = people.first().context("nobody")?;
    let port = setting.port + 2;
    let server =
        Server::start(setting, &data, &[("MOTCUA_CLAMD", &format!("tcp://127.0.0.1:{port}"))]).await?;
    let mut scanner = Scanner::prepare(&setting.folder, port)?;
    for drafts in person.drafts.chunks(CASES) {
        round(setting, chance, &data, person, drafts, &mut scanner).await?;
    }
    server.stop().await?;
    judge::whole(&data).await?;
    Ok(format!(
        "{rounds} times with clamd away, stopped, killed in the middle of a scan, and for files that it finds a virus in or \
         takes to be too large: nothing was handed out that was not clean, filing waited for nothing, and all that waited \
         was scanned later"
    ))
}

async fn round(
    setting: &Setting,
    chance: &Chance,
    data: &Path,
    person: &Person,
    drafts: &[Uuid],
    scanner: &mut Scanner,
) -> Result<()> {
    let device = Device::new(setting.port, &person.cookie)?;
    let [away, infected, large, slow, killed] = drafts else { bail!("five drafts are needed") };
    let hand_in = async |draft: Uuid, file: &Bytes| {
        let upload = device.create(draft, file.len() as u64).await?;
        device.finish(upload, file).await?;
        anyhow::Ok(upload)
    };
    let pdf = |bytes: u64| anyhow::Ok(Bytes::from(chance.pdf(usize::try_from(bytes)?)));
    let withheld = async |upload: Uuid, why: &str| {
        let begun = Instant::now();
        while begun.elapsed() < WITHHELD {
            ensure!(
                device.download(upload).await.map_or(true, |file| file.is_none()),
                "handed out though {why}"
            );
            ensure!(scan(data, upload)?.as_deref() != Some("clean"), "called clean though {why}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    };
    let clean = async |upload: Uuid, file: &Bytes| {
        let begun = Instant::now();
        while scan(data, upload)?.as_deref() != Some("clean") {
            ensure!(begun.elapsed() < LONGEST, "not scanned though the scanner is there");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        judge::same(file, device.download(upload).await?.as_ref())
    };

    let first_file = pdf(chance.between(1_000, 2_000_000))?;
    let first = hand_in(*away, &first_file).await?;
    device.submit(*away).await.context("filing while the scanner is away")?;
    withheld(first, "the scanner is away").await?;
    scanner.start().await?;
    clean(first, &first_file).await?;

    let bad = Bytes::from([b"%PDF-1.7\n", EICAR, b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"].concat());
    let bad = hand_in(*infected, &bad).await?;
    let too_large = hand_in(*large, &pdf(6_000_000)?).await?;
    withheld(bad, "it has a virus").await?;
    withheld(too_large, "it is too large to scan").await?;

    scanner.signal(Signal::STOP)?;
    let slow_file = pdf(chance.between(1_000, 2_000_000))?;
    let second = hand_in(*slow, &slow_file).await?;
    withheld(second, "the scanner stands still").await?;
    scanner.signal(Signal::CONT)?;
    clean(second, &slow_file).await?;

    scanner.signal(Signal::STOP)?;
    let last_file = pdf(chance.between(1_000_000, 3_000_000))?;
    let third = hand_in(*killed, &last_file).await?;
    tokio::time::sleep(Duration::from_millis(chance.between(0, 1_000))).await;
    scanner.kill().await?;
    withheld(third, "the scanner was killed").await?;
    scanner.start().await?;
    clean(third, &last_file).await?;
    withheld(bad, "it had a virus").await?;
    withheld(too_large, "it was too large to scan").await?;
    scanner.kill().await
}

/// What is known of the content of a paper; nothing where it was refused meanwhile.
fn scan(data: &Path, paper: Uuid) -> Result<Option<String>> {
    let database = judge::database(data)?;
    let mut found =
        database.prepare("SELECT scan FROM blob JOIN paper ON paper.blob = sha256 WHERE id = ?1")?;
    let mut found = found.query_map([paper], |row| row.get(0))?;
    Ok(found.next().transpose()?)
}
