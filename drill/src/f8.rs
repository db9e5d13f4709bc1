//! The disk on which the papers lie is full, and later is not.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use reqwest::StatusCode;
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};

use crate::chance::Chance;
use crate::judge;
use crate::people::prepare;
use crate::server::{Server, Setting};
use crate::tus::Device;

/// Bytes of the disk.
const DISK: u64 = 160_000_000;

/// A small disk; it goes with this value.
struct Disk(PathBuf);

impl Drop for Disk {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = unmount(&self.0, UnmountFlags::DETACH);
    }
}

impl Disk {
    fn mount(place: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&place)?;
        let size = std::ffi::CString::new(format!("size={DISK}"))?;
        mount("drill", &place, "tmpfs", MountFlags::empty(), Some(size.as_c_str()))
            .context("a small disk cannot be mounted: it takes root")?;
        Ok(Self(place))
    }

    fn free(&self) -> Result<u64> {
        let about = rustix::fs::statvfs(&self.0)?;
        Ok(about.f_bavail * about.f_frsize)
    }

    /// Fills it but for so many bytes.
    fn fill(&self, ballast: &Path, but: u64) -> Result<()> {
        let length = self.free()?.saturating_sub(but);
        std::fs::write(ballast, vec![7; usize::try_from(length)?])?;
        Ok(())
    }
}

/// Fills the disk in the middle of `rounds` files.
pub async fn run(setting: &Setting, chance: &Chance, rounds: u64) -> Result<String> {
    let disk = Disk::mount(setting.folder.join("disk"))?;
    let (data, ballast) = (setting.folder.join("data"), disk.0.join("ballast"));
    let people = prepare(&data, 1, usize::try_from(rounds)?).await?;
    let person = people.first().context("nobody")?;
    // What is on its way and what has arrived lie on the small disk, the database does not.
    for name in ["incoming", "files"] {
        let place = data.join(name);
        if place.exists() {
            std::fs::remove_dir_all(&place)?;
        }
        std::fs::create_dir_all(disk.0.join(name))?;
        std::os::unix::fs::symlink(disk.0.join(name), &place)?;
    }
    let mut server = Server::start(setting, &data, &[]).await?;
    let device = Device::new(setting.port, &person.cookie)?;
    for draft in &person.drafts {
        let file = Bytes::from(chance.pdf(usize::try_from(chance.between(2_000_000, 5_000_000))?));
        let length = file.len() as u64;
        let upload = device.create(*draft, length).await?;
        let first = usize::try_from(chance.between(1, length / 4))?;
        let answer = device.patch(upload, 0, file.slice(..first)).await?;
        ensure!(answer.offset == Some(first as u64), "the first bytes were answered {answer:?}");
        // Room for some of the rest, but not for all of it.
        disk.fill(&ballast, chance.between(0, length / 2))?;
        let answer = device.patch(upload, first as u64, file.slice(first..)).await?;
        ensure!(answer.status == StatusCode::INSUFFICIENT_STORAGE, "a full disk was answered {answer:?}");
        let kept = device.head(upload).await?.context("the upload is gone")?;
        ensure!(kept >= first as u64 && kept < length, "{kept} bytes are said to have arrived");
        ensure!(device.shows("/").await? && server.runs()?, "the portal does not go on");
        let waiting = std::fs::read_dir(disk.0.join("incoming"))?.count();
        ensure!(waiting == 0, "what could not be kept still takes room");
        std::fs::remove_file(&ballast)?;
        device.finish(upload, &file).await?;
        judge::same(&file, device.download(upload).await?.as_ref())?;
    }
    // One that is given up.
    let draft = person.drafts.first().context("no draft")?;
    let given_up = device.create(*draft, 2_000_000).await?;
    device.patch(given_up, 0, Bytes::from(vec![7; 1_000_000])).await?;
    server.stop().await?;
    let papers = judge::whole(&data).await? as u64;
    ensure!(papers == rounds, "{papers} papers of {rounds} files");
    let orphans = judge::orphans(&data).await?;
    ensure!(orphans.is_empty(), "left behind: {orphans:?}");
    Ok(format!(
        "the disk was full in the middle of {rounds} files: each time 507, an offset of what was durable, and the rest \
         taken once there was room, without a restart; nothing left behind"
    ))
}
