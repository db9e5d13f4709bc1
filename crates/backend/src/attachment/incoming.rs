//! A file on its way in: into a temporary file, never whole in memory. Writing into the system's memory is quick and
//! happens where the bytes come in; hashing and waiting for the disk happen beside it.

use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, SystemTime};

use domain::attachment::END_BYTES;
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::task::{JoinHandle, spawn_blocking};
use uuid::Uuid;

use crate::secret::hex;
use crate::{Portal, Result};

/// Bytes that are hashed at least at once, while more come.
const HASHED_AT_ONCE: u64 = 1024 * 1024;

/// Bytes that are read at once to be hashed: fewer calls than smaller pieces, and still within a processor's cache.
const HASHED_IN_ONE_LOOK: usize = 256 * 1024;

/// Bytes that the disk is given at once, while as many more come. So little is left to wait for at the end, and where
/// the disk is slower than the line, the line waits.
const GIVEN_AT_ONCE: u64 = 16 * 1024 * 1024;

/// How many files come in to this process.
static COMING_IN: AtomicUsize = AtomicUsize::new(0);

/// Whether every processor has a file to take in: then hashing beside it gains nothing, and costs a second look.
fn crowded() -> bool {
    static PROCESSORS: LazyLock<usize> =
        LazyLock::new(|| thread::available_parallelism().map_or(1, NonZeroUsize::get));
    COMING_IN.load(Ordering::Relaxed) > *PROCESSORS
}

/// Where files on their way in lie.
pub(super) fn folder(portal: &Portal) -> PathBuf {
    portal.settings.data_dir.join("incoming")
}

/// A file on its way in. Dropped before it is kept, its bytes are gone.
pub(super) struct Incoming {
    file: Arc<File>,
    size: u64,
    hashing: Hashing,
    /// How many bytes are hashed once `hashing` has ended.
    hashed: u64,
    giving: Option<JoinHandle<io::Result<()>>>,
    /// How many bytes the disk has once `giving` has ended.
    given: u64,
    path: TemporaryPath,
}

enum Hashing {
    Resting(Sha256),
    Going(JoinHandle<io::Result<Sha256>>),
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
        let (file, hashing) = (Arc::new(file.await?), Hashing::Resting(Sha256::new()));
        Ok(Self { file, size: 0, hashing, hashed: 0, giving: None, given: 0, path })
    }

    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<()> {
        (&*self.file).write_all(piece)?;
        if let Hashing::Resting(hash) = &mut self.hashing
            && self.hashed == self.size
            && crowded()
        {
            hash.update(piece);
            self.hashed += piece.len() as u64;
        }
        self.size += piece.len() as u64;
        if self.size - self.hashed >= HASHED_AT_ONCE && self.hashing.is_over() {
            self.hash_on().await?;
        }
        if self.size - self.given >= GIVEN_AT_ONCE {
            self.given().await?;
            let file = self.file.clone();
            self.giving = Some(spawn_blocking(move || file.sync_data()));
            self.given = self.size;
        }
        Ok(())
    }

    /// Begins to hash what has come. It is read from the file, so that what waits for its turn is not held in memory.
    async fn hash_on(&mut self) -> Result<()> {
        let mut hash = self.hashing.end().await?;
        let (file, range) = (self.file.clone(), self.hashed..self.size);
        self.hashing = Hashing::Going(spawn_blocking(move || {
            hash_range(&mut hash, &file, range)?;
            Ok(hash)
        }));
        self.hashed = self.size;
        Ok(())
    }

    /// Waits for what the disk was given. An error is said once only, so none may be lost on the way.
    pub(super) async fn given(&mut self) -> Result<()> {
        match self.giving.take() {
            Some(giving) => Ok(giving.await.map_err(io::Error::other)??),
            None => Ok(()),
        }
    }

    /// Bytes so far.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the bytes so far.
    pub(super) async fn sha256(&mut self) -> Result<String> {
        if self.hashed < self.size {
            self.hash_on().await?;
        }
        let hash = self.hashing.end().await?;
        self.hashing = Hashing::Resting(hash.clone());
        Ok(hex(&hash.finalize()))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path.0
    }

    /// All of it is here.
    pub(super) async fn whole(mut self) -> Result<Whole> {
        self.given().await?;
        let sha256 = self.sha256().await?;
        let (file, [head, tail]) = (self.file.clone(), ends(self.size));
        let part = move |range: Range<u64>| {
            let mut part = vec![0; usize::try_from(range.end - range.start).unwrap_or_default()];
            file.read_exact_at(&mut part, range.start).map(|()| part)
        };
        let (head, tail) = off_thread(move || Ok((part(head)?, part(tail)?))).await?;
        Ok(Whole { sha256, size: self.size, head, tail, incoming: Some(self) })
    }
}

impl Hashing {
    fn is_over(&self) -> bool {
        match self {
            Self::Resting(_) => true,
            Self::Going(hashing) => hashing.is_finished(),
        }
    }

    /// Waits for its end and takes the hash; an empty one is left behind.
    async fn end(&mut self) -> Result<Sha256> {
        match std::mem::replace(self, Self::Resting(Sha256::new())) {
            Self::Resting(hash) => Ok(hash),
            Self::Going(hashing) => Ok(hashing.await.map_err(io::Error::other)??),
        }
    }
}

fn hash_range(hash: &mut Sha256, file: &File, range: Range<u64>) -> io::Result<()> {
    let mut buffer = vec![0; HASHED_IN_ONE_LOOK];
    let mut at = range.start;
    while at < range.end {
        let wanted = usize::try_from(range.end - at).unwrap_or(usize::MAX).min(buffer.len());
        file.read_exact_at(&mut buffer[..wanted], at)?;
        hash.update(&buffer[..wanted]);
        at += wanted as u64;
    }
    Ok(())
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
pub(super) fn ends(size: u64) -> [Range<u64>; 2] {
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
