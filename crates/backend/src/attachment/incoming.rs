//! A file on its way in: into a temporary file while its hash is taken, never whole in memory. What has come is hashed
//! and written on a thread that may wait for the disk, while more comes.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use domain::attachment::END_BYTES;
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::task::{JoinHandle, spawn_blocking};
use uuid::Uuid;

use crate::secret::hex;
use crate::{Portal, Result};

/// Bytes that are hashed and written at once, while as many more come: the fewer files come in, the more of each.
const BATCHES: usize = 12 * 1024 * 1024;
const LARGEST_BATCH: usize = 1024 * 1024;
const SMALLEST_BATCH: usize = 64 * 1024;

/// How many files come in to this process.
static COMING_IN: AtomicUsize = AtomicUsize::new(0);

fn batch() -> usize {
    let files = COMING_IN.load(Ordering::Relaxed).max(1);
    (BATCHES / files).clamp(SMALLEST_BATCH, LARGEST_BATCH)
}

/// Bytes after which the disk is told to begin, so that little is left to wait for at the end.
const STRETCH: u64 = 4 * 1024 * 1024;

/// Where files on their way in lie.
pub(super) fn folder(portal: &Portal) -> PathBuf {
    portal.settings.data_dir.join("incoming")
}

/// A file on its way in. Dropped before it is kept, its bytes are gone.
pub(super) struct Incoming {
    /// What has come and is not handed to the file yet.
    waiting: Vec<Bytes>,
    waiting_bytes: usize,
    size: u64,
    writing: Option<JoinHandle<io::Result<()>>>,
    disk: Arc<Mutex<Disk>>,
    path: TemporaryPath,
}

/// What has been handed to the file.
struct Disk {
    file: File,
    hash: Sha256,
    written: u64,
    /// So much of it the disk has been told to write.
    told: u64,
}

impl Disk {
    fn take(&mut self, pieces: &[Bytes]) -> io::Result<()> {
        for piece in pieces {
            self.hash.update(piece);
            self.file.write_all(piece)?;
            self.written += piece.len() as u64;
        }
        #[cfg(target_os = "linux")]
        if self.written - self.told >= STRETCH {
            // Linux begins to write what it is not to keep in memory. Only a hint: what it does not do now, it does
            // when the file is made durable.
            let stretch = std::num::NonZeroU64::new(self.written - self.told);
            let _ = rustix::fs::fadvise(&self.file, self.told, stretch, rustix::fs::Advice::DontNeed);
            self.told = self.written;
        }
        Ok(())
    }
}

struct TemporaryPath(PathBuf);

impl TemporaryPath {
    fn new(path: PathBuf) -> Self {
        COMING_IN.fetch_add(1, Ordering::Relaxed);
        Self(path)
    }
}

impl Drop for TemporaryPath {
    fn drop(&mut self) {
        COMING_IN.fetch_sub(1, Ordering::Relaxed);
        // Usually it was moved to the store; what cannot be removed now, `sweep` removes later.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Incoming {
    pub(super) async fn begin(portal: &Portal) -> Result<Self> {
        let folder = folder(portal);
        let path = TemporaryPath::new(folder.join(Uuid::now_v7().to_string()));
        let place = path.0.clone();
        let file = off_thread(move || {
            std::fs::create_dir_all(folder)?;
            File::options().read(true).write(true).create_new(true).open(place)
        });
        let disk = Disk { file: file.await?, hash: Sha256::new(), written: 0, told: 0 };
        Ok(Self {
            waiting: Vec::new(),
            waiting_bytes: 0,
            size: 0,
            writing: None,
            disk: Arc::new(Mutex::new(disk)),
            path,
        })
    }

    pub(super) async fn write(&mut self, piece: Bytes) -> Result<()> {
        self.size += piece.len() as u64;
        self.waiting_bytes += piece.len();
        self.waiting.push(piece);
        if self.waiting_bytes >= batch() { self.hand_on().await } else { Ok(()) }
    }

    /// Hands what waits to the file, once what came before is there.
    async fn hand_on(&mut self) -> Result<()> {
        self.written().await?;
        let (pieces, disk) = (std::mem::take(&mut self.waiting), self.disk.clone());
        self.waiting_bytes = 0;
        self.writing =
            Some(spawn_blocking(move || disk.lock().unwrap_or_else(PoisonError::into_inner).take(&pieces)));
        Ok(())
    }

    async fn written(&mut self) -> Result<()> {
        match self.writing.take() {
            Some(writing) => Ok(writing.await.map_err(io::Error::other)??),
            None => Ok(()),
        }
    }

    /// Hands everything to the file; what reads it by its path needs that.
    pub(super) async fn flush(&mut self) -> Result<()> {
        if !self.waiting.is_empty() {
            self.hand_on().await?;
        }
        self.written().await
    }

    /// Bytes so far.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the bytes that were handed to the file.
    pub(super) fn sha256(&self) -> String {
        hex(&self.disk.lock().unwrap_or_else(PoisonError::into_inner).hash.clone().finalize())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path.0
    }

    /// All of it is here.
    pub(super) async fn whole(mut self) -> Result<Whole> {
        self.flush().await?;
        let (disk, [head, tail]) = (self.disk.clone(), ends(self.size));
        let part = move |range: std::ops::Range<u64>| {
            let mut part = vec![0; usize::try_from(range.end - range.start).unwrap_or_default()];
            let disk = disk.lock().unwrap_or_else(PoisonError::into_inner);
            disk.file.read_exact_at(&mut part, range.start).map(|()| part)
        };
        let (head, tail) = off_thread(move || Ok((part(head)?, part(tail)?))).await?;
        Ok(Whole { sha256: self.sha256(), size: self.size, head, tail, incoming: Some(self) })
    }
}

/// A file that has arrived whole.
pub(super) struct Whole {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
    /// The first and the last of them, as [`domain::attachment::judge`] wants to see them.
    pub head: Vec<u8>,
    pub tail: Vec<u8>,
    /// The file itself, if it is not in the store yet.
    pub incoming: Option<Incoming>,
}

/// Where the first and the last bytes of a file are that is judged.
pub(super) fn ends(size: u64) -> [std::ops::Range<u64>; 2] {
    let length = u64::from(END_BYTES).min(size);
    [0..length, size - length..size]
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    Ok(spawn_blocking(work).await.map_err(io::Error::other)??)
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
