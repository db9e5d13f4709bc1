//! What a process takes of the machine, as Linux counts it.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Ticks of the processor's clock in a second, on every Linux of today.
const TICKS: f64 = 100.0;

/// A running process.
pub struct Process(pub u32);

impl Process {
    /// Seconds of a processor that it has taken so far.
    pub fn processor(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        // The name in brackets may hold spaces; the two times are the twelfth and thirteenth words after it.
        let rest = stat.rsplit(')').next().unwrap_or_default();
        let ticks =
            rest.split_whitespace().skip(11).take(2).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
        Ok(ticks / TICKS)
    }

    /// Forgets the most memory it has had; returns the megabytes it has now.
    pub fn begin_peak(&self) -> Result<f64> {
        fs::write(format!("/proc/{}/clear_refs", self.0), "5")?;
        self.megabytes("VmRSS:")
    }

    /// The most megabytes of memory it has had since [`Process::begin_peak`].
    pub fn peak(&self) -> Result<f64> {
        self.megabytes("VmHWM:")
    }

    fn megabytes(&self, what: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)).context("no such figure")?;
        let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1024.0 / 1e6)
    }
}

/// Waits until everything that was written is on the disk, so that nobody's measure pays for another's.
pub fn settle_disk() -> Result<()> {
    ensure!(Command::new("sync").status()?.success(), "the disk does not settle");
    Ok(())
}
