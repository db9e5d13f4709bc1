//! A file system that loses what was not made durable when the power goes.
//!
//! It lies in memory. Each file has the bytes as programs see them and the bytes that survive; `fsync` makes the second
//! those of the first. Folders likewise have entries as they are and entries that survive, which only `fsync` of the
//! folder brings together.

mod fuse;
mod tree;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use fuser::{BackgroundSession, Config, MountOption};

use crate::chance::Chance;
use tree::Tree;

/// The file system, mounted or not. What is in it outlives its mounts.
pub struct Layer {
    tree: Arc<Mutex<Tree>>,
    mountpoint: PathBuf,
    session: Option<BackgroundSession>,
}

impl Drop for Layer {
    fn drop(&mut self) {
        self.session = None;
        detach(&self.mountpoint);
    }
}

/// Takes away a mount, if there is one, whoever still uses it.
fn detach(mountpoint: &Path) {
    // There is usually none.
    let _ = rustix::mount::unmount(mountpoint, rustix::mount::UnmountFlags::DETACH);
}

fn lock(tree: &Mutex<Tree>) -> MutexGuard<'_, Tree> {
    tree.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Layer {
    /// Holds what is in a folder, all of it durable, to be mounted at `mountpoint`.
    pub fn of(folder: &Path, mountpoint: PathBuf) -> Result<Self> {
        detach(&mountpoint);
        std::fs::create_dir_all(&mountpoint)?;
        Ok(Self { tree: Arc::new(Mutex::new(Tree::load(folder)?)), mountpoint, session: None })
    }

    /// Where it is mounted.
    pub fn mountpoint(&self) -> &Path {
        &self.mountpoint
    }

    /// Mounts it.
    pub fn mount(&mut self) -> Result<()> {
        let mut config = Config::default();
        config.mount_options = vec![MountOption::FSName("drill".into()), MountOption::NoAtime];
        let session = fuser::spawn_mount(fuse::Fuse(self.tree.clone()), &self.mountpoint, &config);
        self.session = Some(session.context("FUSE cannot be mounted: it takes root and /dev/fuse")?);
        Ok(())
    }

    /// Takes the mount away; nobody may use it any longer.
    pub fn unmount(&mut self) -> Result<()> {
        if let Some(session) = self.session.take() {
            session.umount_and_join()?;
        }
        Ok(())
    }

    /// Lets the power go after so many further writes and syncs: from then on nothing succeeds.
    pub fn lose_power_after(&self, operations: u64) {
        lock(&self.tree).lose_power_after(operations);
    }

    /// Lets the power go now, if it has not.
    pub fn lose_power(&self) {
        lock(&self.tree).lose_power_after(0);
    }

    /// Waits until the power has gone, at most so long.
    pub async fn power_lost(&self, longest: Duration) -> bool {
        let begun = std::time::Instant::now();
        while begun.elapsed() < longest {
            if lock(&self.tree).is_off() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        false
    }

    /// The power is back, and with it what was durable. Of what was not, each piece may have reached the disk by
    /// chance, the last write torn; or nothing has.
    pub fn restore(&self, chance: &Chance) {
        lock(&self.tree).restore(chance);
    }

    /// Writes everything into an ordinary folder.
    pub fn copy_to(&self, folder: &Path) -> Result<()> {
        lock(&self.tree).save(folder)
    }
}
