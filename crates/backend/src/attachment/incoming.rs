//! A file on its way in: into a temporary file while its hash is taken, never whole in memory.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use uuid::Uuid;

use crate::secret::hex;
use crate::{Portal, Result};

/// Where files on their way in lie.
pub(super) fn folder(portal: &Portal) -> PathBuf {
    portal.settings.data_dir.join("incoming")
}

/// A file on its way in. Dropped before it is kept, its bytes are gone.
pub(super) struct Incoming {
    file: fs::File,
    hash: Sha256,
    size: u64,
    // After `file`, so that the file is closed before it is removed.
    path: TemporaryPath,
}

struct TemporaryPath(PathBuf);

impl Drop for TemporaryPath {
    fn drop(&mut self) {
        // Usually it was moved to the store; what cannot be removed now, `sweep` removes later.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Incoming {
    pub(super) async fn begin(portal: &Portal) -> Result<Self> {
        let folder = folder(portal);
        fs::create_dir_all(&folder).await?;
        let path = TemporaryPath(folder.join(Uuid::now_v7().to_string()));
        let file = fs::File::options().read(true).write(true).create_new(true).open(&path.0).await?;
        Ok(Self { file, hash: Sha256::new(), size: 0, path })
    }

    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.file.write_all(piece).await?;
        self.hash.update(piece);
        self.size += piece.len() as u64;
        Ok(())
    }

    /// Hands everything written to the file; what reads it by its path needs that.
    pub(super) async fn flush(&mut self) -> Result<()> {
        Ok(self.file.flush().await?)
    }

    /// Bytes so far.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the bytes so far.
    pub(super) fn sha256(&self) -> String {
        hex(&self.hash.clone().finalize())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path.0
    }

    /// The first and the last bytes, at most `length` of each.
    pub(super) async fn ends(&mut self, length: u32) -> Result<(Vec<u8>, Vec<u8>)> {
        self.file.flush().await?;
        let head = self.part(0, length).await?;
        let tail = self.part(self.size.saturating_sub(u64::from(length)), length).await?;
        Ok((head, tail))
    }

    async fn part(&mut self, from: u64, length: u32) -> Result<Vec<u8>> {
        self.file.seek(io::SeekFrom::Start(from)).await?;
        let mut part = Vec::new();
        (&mut self.file).take(u64::from(length)).read_to_end(&mut part).await?;
        Ok(part)
    }
}

/// Removes what was left behind on its way in, more than a day ago, by a server that was stopped.
pub(super) async fn sweep(portal: &Portal, now: SystemTime) -> Result<()> {
    let mut entries = match fs::read_dir(folder(portal)).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    while let Some(entry) = entries.next_entry().await? {
        let changed = entry.metadata().await.and_then(|about| about.modified());
        let stale = changed.is_ok_and(|changed| {
            now.duration_since(changed).is_ok_and(|age| age > Duration::from_secs(24 * 60 * 60))
        });
        if stale {
            fs::remove_file(entry.path()).await?;
        }
    }
    Ok(())
}
