//! Measures the portal beside the plainest thing that does the same work, in the same run on the same machine.
//!
//! `cargo xtask bench site` builds what is needed and starts this.

mod baseline;
mod desk;
mod durable;
mod load;
mod logins;
mod process;
mod report;
mod search;
mod submissions;
mod tus;
mod uploads;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use load::Target;
use report::Line;

const PORTAL_PORT: u16 = 4480;
const BASELINE_PORT: u16 = 4481;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Pages, assets, submissions and search.
    Site {
        /// The portal's binary.
        #[arg(long)]
        motcua: PathBuf,
        /// The folder `catalogue`.
        #[arg(long)]
        catalogue: PathBuf,
    },
    /// Files sent by tus, beside `@tus/server`.
    Uploads {
        /// The portal's binary.
        #[arg(long)]
        motcua: PathBuf,
        /// The script that starts `@tus/server`.
        #[arg(long)]
        tus_server: PathBuf,
    },
    /// Wrong logins: whether others are held up, and whether time tells who has an account.
    Logins {
        /// The portal's binary.
        #[arg(long)]
        motcua: PathBuf,
    },
    /// The inbox of officers over many dossiers, on both databases.
    Desk {
        /// Where the database of SQLite and the keys stay.
        #[arg(long)]
        folder: PathBuf,
        /// Address of a database of PostgreSQL.
        #[arg(long)]
        postgres: Option<String>,
        /// How many dossiers there are.
        #[arg(long, default_value_t = 1_000_000)]
        dossiers: u64,
    },
    /// Submissions alone, for looking where their time goes.
    Submissions,
    /// Serves what the portal is measured against.
    Baseline {
        /// Port on 127.0.0.1.
        #[arg(long)]
        port: u16,
        /// File to serve as the asset.
        #[arg(long)]
        asset: PathBuf,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    match Arguments::parse().what {
        What::Site { motcua, catalogue } => site(motcua, &catalogue).await,
        What::Uploads { motcua, tus_server } => finish(&uploads::measure(&motcua, &tus_server).await?),
        What::Logins { motcua } => finish(&logins::measure(&motcua).await?),
        What::Desk { folder, postgres, dossiers } => {
            finish(&desk::measure(&folder, postgres.as_deref(), dossiers).await?)
        }
        What::Submissions => finish(&[submissions_line(tempfile::tempdir()?.path()).await?]),
        What::Baseline { port, asset } => baseline::serve(port, std::fs::read(asset)?.into()).await,
    }
}

/// A server that ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Either it ends now or it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// The number of its process.
    fn id(&self) -> u32 {
        self.0.id()
    }

    async fn start(command: &mut Command, ready: Target<'_>) -> Result<Self> {
        let server = Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
        for _ in 0..600 {
            if load::body(&ready).await.is_ok() {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("{command:?} was not ready after half a minute")
    }
}

fn portal(path: &str) -> Target<'_> {
    Target { port: PORTAL_PORT, path }
}

fn baseline(path: &str) -> Target<'_> {
    Target { port: BASELINE_PORT, path }
}

async fn site(motcua: PathBuf, catalogue: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut lines = Vec::new();

    let portal_server = Server::start(
        Command::new(motcua)
            .arg("serve")
            .env("MOTCUA_LISTEN", format!("127.0.0.1:{PORTAL_PORT}"))
            .env("MOTCUA_PUBLIC_URL", format!("http://localhost:{PORTAL_PORT}"))
            .env("MOTCUA_DATA_DIR", folder.path().join("portal"))
            .env("MOTCUA_DEMO", "1"),
        portal("/readyz"),
    )
    .await?;
    let home = load::body(&portal("/")).await?;
    let procedure = load::body(&portal("/dich-vu-cong/1.001193")).await?;
    let script = hashed_script(&String::from_utf8_lossy(&home)).context("the home page names no script")?;
    let asset = folder.path().join("asset");
    std::fs::write(&asset, load::body(&portal(&script)).await?)?;

    let baseline_server = Server::start(
        Command::new(std::env::current_exe()?)
            .args(["baseline", "--port", &BASELINE_PORT.to_string(), "--asset"])
            .arg(&asset),
        baseline("/asset"),
    )
    .await?;

    for (what, path, bytes) in
        [("home page", "/", home.len()), ("procedure page", "/dich-vu-cong/1.001193", procedure.len())]
    {
        let page = format!("/page/{bytes}");
        let plain = load::body(&baseline(&page)).await?.len();
        let (ours, against) = load::compare(&portal(path), &baseline(&page)).await?;
        lines.push(Line::ratio(&format!("{what}, {bytes} bytes beside {plain}"), ours, against, 0.6));
    }
    let (ours, against) = load::compare(&portal(&script), &baseline("/asset")).await?;
    lines.push(Line::ratio("asset from memory", ours, against, 0.7));

    drop((portal_server, baseline_server));

    lines.push(submissions_line(folder.path()).await?);
    let what = format!("search over {} procedures, 99th percentile", search::PROCEDURES);
    lines.push(Line::time(&what, search::slow_search(catalogue)?, 3.0));

    finish(&lines)
}

/// Submissions beside bare commits before and after.
async fn submissions_line(folder: &Path) -> Result<Line> {
    let before = durable::commits_per_second(folder, 4_000)?;
    let submissions = submissions::per_second().await?;
    let after = durable::commits_per_second(folder, 4_000)?;
    Ok(Line::ratio("submissions beside bare commits", submissions, before.midpoint(after), 0.2))
}

fn finish(lines: &[Line]) -> Result<()> {
    if report::print(lines) { Ok(()) } else { bail!("a goal was missed") }
}

/// The address of the first script or stylesheet with a hash in its name that the page loads.
fn hashed_script(page: &str) -> Option<String> {
    let end = page.find(".css\"")? + ".css".len();
    let begin = page[..end].rfind('"')? + 1;
    Some(page[begin..end].to_owned())
}
