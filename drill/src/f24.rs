//! Fifty files arrive at once while the portal has 300 MB.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use domain::attachment::MAX_FILE_BYTES;
use tokio::task::JoinSet;

use crate::chance::Chance;
use crate::judge;
use crate::people::prepare;
use crate::server::{Server, Setting};
use crate::tus::Device;

/// The memory of the portal, its part of the disk's cache included, in bytes.
const MEMORY: u64 = 300_000_000;

const PEOPLE: u32 = 5;
const FILES_EACH: usize = 10;

/// A group of processes with a limit; it goes with this value.
struct Group {
    folder: PathBuf,
    /// Files of the limit, of the most used and of what happened, as this machine's version calls them.
    peak: &'static str,
    events: &'static str,
}

impl Drop for Group {
    fn drop(&mut self) {
        // Gone once nobody is in it; what stays is an empty group.
        let _ = std::fs::remove_dir(&self.folder);
    }
}

impl Group {
    fn of(process: u32) -> Result<Self> {
        let name = format!("motcua-drill-{process}");
        let (first, second) = (PathBuf::from("/sys/fs/cgroup/memory"), PathBuf::from("/sys/fs/cgroup"));
        let is_first = first.join("memory.limit_in_bytes").exists();
        let (folder, limit, peak, events) = if is_first {
            (first.join(name), "memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control")
        } else {
            (second.join(name), "memory.max", "memory.peak", "memory.events")
        };
        std::fs::create_dir(&folder).context("a group of processes with a limit takes root and cgroups")?;
        let group = Self { folder, peak, events };
        std::fs::write(group.folder.join(limit), MEMORY.to_string())?;
        std::fs::write(group.folder.join("cgroup.procs"), process.to_string())?;
        Ok(group)
    }

    fn peak(&self) -> Result<u64> {
        Ok(std::fs::read_to_string(self.folder.join(self.peak))?.trim().parse()?)
    }

    /// How many processes were killed for their memory.
    fn killed(&self) -> Result<u64> {
        let events = std::fs::read_to_string(self.folder.join(self.events))?;
        let line = events.lines().find_map(|line| line.strip_prefix("oom_kill "));
        Ok(line.context("no count of kills")?.trim().parse()?)
    }
}

/// Sends fifty files of 20 MB at once, `rounds` times.
pub async fn run(setting: &Setting, chance: &Chance, rounds: u64) -> Result<String> {
    let mut most_resident = 0;
    let mut most_together = 0;
    for _ in 0..rounds {
        let data = setting.folder.join("data");
        let people = prepare(&data, PEOPLE, FILES_EACH).await?;
        let mut server = Server::start(setting, &data, &[]).await?;
        let process = server.id()?;
        let group = Group::of(process)?;
        let file = Arc::new(Bytes::from(chance.pdf(usize::try_from(MAX_FILE_BYTES)?)));
        let mut uploads = JoinSet::new();
        for person in &people {
            for draft in person.drafts.clone() {
                let (file, device) = (file.clone(), Device::new(setting.port, &person.cookie)?);
                uploads.spawn(async move {
                    let upload = device.create(draft, MAX_FILE_BYTES).await?;
                    let answer = device.patch(upload, 0, Bytes::clone(&file)).await?;
                    ensure!(answer.offset == Some(MAX_FILE_BYTES), "answered {answer:?}");
                    judge::same(&file, device.download(upload).await?.as_ref())
                });
            }
        }
        while let Some(upload) = uploads.join_next().await {
            upload??;
        }
        ensure!(server.runs()? && group.killed()? == 0, "the portal was killed");
        most_resident = most_resident.max(resident(process)?);
        most_together = most_together.max(group.peak()?);
        server.stop().await?;
        drop(group);
        ensure!(judge::whole(&data).await? == people.len() * FILES_EACH, "one paper for each file");
        std::fs::remove_dir_all(&data)?;
    }
    Ok(format!(
        "{rounds} times 50 files of 20 MB at once within {} MB: nobody was killed, all whole; at most {} MB of its own, \
         {} MB with its part of the disk's cache",
        MEMORY / 1_000_000,
        most_resident / 1_000_000,
        most_together / 1_000_000
    ))
}

/// The most memory that a process has had of its own, in bytes.
fn resident(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? * 1024)
}
