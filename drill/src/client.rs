//! Programs that send files: public clients of tus as they are, and the page of the papers in a browser.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use uuid::Uuid;

use crate::people::PAPER;
use crate::server::Setting;

/// How long one file may take.
const LONGEST: Duration = Duration::from_secs(150);

/// Which program sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// `tus-js-client`.
    Js,
    /// `tuspy`.
    Py,
    /// Our page of the papers, in Chromium.
    Browser,
}

/// A running program; it ends with this value.
pub struct Client {
    kind: Kind,
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Client {
    /// Starts the program. `python` is one that has tuspy.
    pub fn start(kind: Kind, setting: &Setting, python: &Path) -> Result<Self> {
        let node = |script: &str| (PathBuf::from("node"), setting.project.join("end2end/drill").join(script));
        let (program, script) = match kind {
            Kind::Js => node("upload.js"),
            Kind::Browser => node("browser.js"),
            Kind::Py => (python.to_owned(), setting.project.join("drill/clients/upload.py")),
        };
        let mut child = Command::new(&program)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{}", program.display()))?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?).lines();
        Ok(Self { kind, _child: child, input, output })
    }

    /// Sends a file for the paper of a draft over the line at `port`, until it has arrived.
    pub async fn send(&mut self, port: u16, cookie: &str, draft: Uuid, file: &Path) -> Result<()> {
        let job = json!({
            "endpoint": format!("http://127.0.0.1:{port}/files/{draft}/{PAPER}"),
            "page": format!("http://localhost:{port}/nop-ho-so/{draft}/thanh-phan-ho-so"),
            "file": file,
            "cookie": cookie,
        });
        self.input.write_all(format!("{job}\n").as_bytes()).await?;
        let answer = tokio::time::timeout(LONGEST, self.output.next_line()).await;
        let answer = answer.with_context(|| format!("{:?} takes too long", self.kind))??;
        match answer.context("the client has ended")?.as_str() {
            "done" => Ok(()),
            other => bail!("{:?}: {other}", self.kind),
        }
    }
}
