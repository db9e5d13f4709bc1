//! The portal under test: `motcua serve`, as it is, on a data folder.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};

/// What every drill is told.
#[derive(Clone)]
pub struct Setting {
    /// The portal's binary.
    pub motcua: PathBuf,
    /// The project's folder.
    pub project: PathBuf,
    /// A folder of the drill's own, emptied before and after.
    pub folder: PathBuf,
    /// Port of the portal on 127.0.0.1; the next ones are the drill's too.
    pub port: u16,
}

/// A running portal; it ends with this value.
pub struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts the portal on a data folder and waits until it serves.
    pub async fn start(setting: &Setting, data: &Path, further: &[(&str, &str)]) -> Result<Self> {
        let log =
            std::fs::File::options().create(true).append(true).open(setting.folder.join("motcua.log"))?;
        let child = Command::new(&setting.motcua)
            .arg("serve")
            .env("MOTCUA_LISTEN", format!("127.0.0.1:{}", setting.port))
            .env("MOTCUA_PUBLIC_URL", format!("http://localhost:{}", setting.port))
            .env("MOTCUA_DATA_DIR", data)
            .env("MOTCUA_DEMO", "1")
            .env("MOTCUA_LOG", "info")
            .envs(further.iter().copied())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{}", setting.motcua.display()))?;
        let mut server = Self { child, port: setting.port };
        server.wait_until_ready(setting).await?;
        Ok(server)
    }

    async fn wait_until_ready(&mut self, setting: &Setting) -> Result<()> {
        let begun = Instant::now();
        let ready = format!("http://127.0.0.1:{}/readyz", self.port);
        while begun.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the portal ended with {status}; see {}", setting.folder.join("motcua.log").display());
            }
            if reqwest::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the portal was not ready after a minute")
    }

    /// Its process.
    pub fn id(&self) -> Result<u32> {
        self.child.id().context("the portal has ended")
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Ends it at once, with SIGKILL.
    pub async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        let id = rustix::process::Pid::from_raw(self.id()?.cast_signed()).context("no process")?;
        rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        let status = tokio::time::timeout(Duration::from_secs(40), self.child.wait()).await??;
        if status.success() { Ok(()) } else { bail!("the portal ended with {status}") }
    }
}
