//! Where contents of files are kept, each once, under its SHA-256.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryFutureExt;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, path::Path as Key};
use tokio::fs;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::{Error, Result};

/// Bytes of a file in the order of the file.
pub type Content = BoxStream<'static, io::Result<Bytes>>;

/// Keeps contents by their SHA-256 in hexadecimal digits.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Keeps the file at `from` and takes it away from there. Once it returns, the content survives a loss of power.
    async fn keep(&self, sha256: &str, from: &Path) -> Result<()>;
    /// Reads a content.
    ///
    /// # Errors
    /// [`Error::Storage`] of kind `NotFound` where nothing was kept.
    async fn open(&self, sha256: &str) -> Result<Content>;
    /// Reads some bytes of a content.
    ///
    /// # Errors
    /// [`Error::Storage`] of kind `NotFound` where nothing was kept, and where it is shorter.
    async fn read(&self, sha256: &str, bytes: Range<u64>) -> Result<Vec<u8>>;
    /// Removes a content; nothing happens where there is none.
    async fn remove(&self, sha256: &str) -> Result<()>;
}

/// The store that `url` names: `file:///folder` or `s3://bucket/prefix`.
///
/// # Errors
/// What is wrong with the address, in words for the operator.
pub fn open_store(url: &str) -> Result<Arc<dyn BlobStore>> {
    if let Some(folder) = url.strip_prefix("file://") {
        return Ok(Arc::new(Folder::open(folder)?));
    }
    if url.starts_with("s3://") {
        return Ok(Arc::new(Bucket::open(url)?));
    }
    Err(invalid("a file store begins with file:// or s3://"))
}

fn invalid(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Storage(io::Error::new(io::ErrorKind::InvalidInput, why))
}

/// A folder on this machine: `ab/cd/abcd…`.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Uses the folder, creating it if need be.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        std::fs::create_dir_all(&root)?;
        Ok(Self { root })
    }

    fn place(&self, sha256: &str) -> Result<PathBuf> {
        if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(invalid("not a SHA-256"));
        }
        Ok(self.root.join(&sha256[..2]).join(&sha256[2..4]).join(sha256))
    }
}

/// Makes the entries of a folder survive a loss of power.
async fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder).await?.sync_all().await
}

#[async_trait]
impl BlobStore for Folder {
    async fn keep(&self, sha256: &str, from: &Path) -> Result<()> {
        let place = self.place(sha256)?;
        fs::File::open(from).await?.sync_all().await?;
        // Each folder's entry lies in the folder above it, so all three are made durable.
        let folders: Vec<&Path> = place.ancestors().skip(1).take(3).collect();
        if let Some(folder) = folders.first() {
            fs::create_dir_all(folder).await?;
        }
        match fs::rename(from, &place).await {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let beside = place.with_extension(uuid::Uuid::now_v7().simple().to_string());
                fs::copy(from, &beside).await?;
                fs::File::open(&beside).await?.sync_all().await?;
                fs::rename(&beside, &place).await?;
                fs::remove_file(from).await?;
            }
            renamed => renamed?,
        }
        // At once, so that the disk is waited for once.
        futures::future::try_join_all(folders.into_iter().map(sync_folder)).await?;
        Ok(())
    }

    async fn open(&self, sha256: &str) -> Result<Content> {
        let file = fs::File::open(self.place(sha256)?).await?;
        Ok(read(file))
    }

    async fn read(&self, sha256: &str, bytes: Range<u64>) -> Result<Vec<u8>> {
        let mut file = fs::File::open(self.place(sha256)?).await?;
        file.seek(io::SeekFrom::Start(bytes.start)).await?;
        let mut read = vec![0; usize::try_from(bytes.end - bytes.start).unwrap_or_default()];
        file.read_exact(&mut read).await?;
        Ok(read)
    }

    async fn remove(&self, sha256: &str) -> Result<()> {
        match fs::remove_file(self.place(sha256)?).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// The rest of `file`, in pieces.
fn read(file: fs::File) -> Content {
    futures::stream::try_unfold(file, async |mut file| {
        let mut piece = bytes::BytesMut::with_capacity(64 * 1024);
        let count = file.read_buf(&mut piece).await?;
        Ok((count > 0).then(|| (piece.freeze(), file)))
    })
    .boxed()
}

/// Bytes of a part, where a file is sent to a service in several: S3 takes none that are smaller.
const PART: u64 = 5 * 1024 * 1024;

/// Parts of one file on their way to a service at once.
const PARTS_AT_ONCE: usize = 2;

/// A bucket of an S3 service. Credentials, region and endpoint come from the usual variables (`AWS_ACCESS_KEY_ID`,
/// `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`).
#[derive(Clone, Debug)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
}

impl Bucket {
    /// Uses the bucket and prefix that `url` names, `s3://bucket/prefix`.
    pub fn open(url: &str) -> Result<Self> {
        let rest = url.strip_prefix("s3://").unwrap_or(url);
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build().map_err(invalid)?;
        Ok(Self::over(Arc::new(store), prefix))
    }

    /// Uses any store of objects.
    pub fn over(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self { store, prefix: Key::from(prefix) }
    }

    fn key(&self, sha256: &str) -> Key {
        self.prefix.clone().join(sha256)
    }
}

fn of_store(error: object_store::Error) -> io::Error {
    let kind = match error {
        object_store::Error::NotFound { .. } => io::ErrorKind::NotFound,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// Sends a file in parts. Where that fails the service forgets those that it has: it would keep, and bill, them for ever.
async fn send(mut upload: Box<dyn MultipartUpload>, file: fs::File) -> io::Result<()> {
    let parts = futures::stream::try_unfold(file, async |mut file| {
        let mut part = Vec::new();
        (&mut file).take(PART).read_to_end(&mut part).await?;
        Ok((!part.is_empty()).then_some((part, file)))
    });
    let sent = parts
        .map_ok(|part| upload.put_part(part.into()).map_err(of_store))
        .try_buffer_unordered(PARTS_AT_ONCE)
        .try_collect::<()>()
        .await;
    let kept = match sent {
        Ok(()) => upload.complete().await.map(drop).map_err(of_store),
        Err(error) => Err(error),
    };
    if kept.is_err()
        && let Err(error) = upload.abort().await
    {
        tracing::warn!(%error, "parts of a file may be left behind at the service");
    }
    kept
}

#[async_trait]
impl BlobStore for Bucket {
    async fn keep(&self, sha256: &str, from: &Path) -> Result<()> {
        let (store, key, from) = (self.store.clone(), self.key(sha256), from.to_owned());
        // In a task of its own: what was begun at the service is ended there also where nobody waits for it any longer.
        let kept = tokio::spawn(async move {
            let file = fs::File::open(&from).await?;
            if file.metadata().await?.len() <= PART {
                store.put(&key, fs::read(&from).await?.into()).await.map_err(of_store)?;
            } else {
                send(store.put_multipart(&key).await.map_err(of_store)?, file).await?;
            }
            fs::remove_file(from).await
        });
        Ok(kept.await??)
    }

    async fn open(&self, sha256: &str) -> Result<Content> {
        let found = self.store.get(&self.key(sha256)).await.map_err(of_store)?;
        Ok(found.into_stream().map_err(of_store).boxed())
    }

    async fn read(&self, sha256: &str, bytes: Range<u64>) -> Result<Vec<u8>> {
        if bytes.is_empty() {
            return Ok(Vec::new());
        }
        let read = self.store.get_range(&self.key(sha256), bytes.clone()).await.map_err(of_store)?;
        if read.len() as u64 != bytes.end - bytes.start {
            return Err(Error::Storage(io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(read.into())
    }

    async fn remove(&self, sha256: &str) -> Result<()> {
        match self.store.delete(&self.key(sha256)).await {
            Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
            Err(error) => Err(of_store(error).into()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SHA: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    async fn bytes(store: &dyn BlobStore) -> Result<Vec<u8>> {
        Ok(store.open(SHA).await?.try_collect::<Vec<_>>().await?.concat())
    }

    async fn keeps_reads_and_removes(store: &dyn BlobStore, folder: &Path) {
        let long = vec![7; 12 * 1024 * 1024];
        for _ in 0..2 {
            let from = folder.join("from");
            fs::write(&from, &long).await.unwrap();
            store.keep(SHA, &from).await.unwrap();
            assert!(!from.exists(), "taken away");
            assert!(bytes(store).await.unwrap() == long);
            assert_eq!(store.read(SHA, 5..8).await.unwrap(), [7; 3]);
            assert!(store.read(SHA, 5..5).await.unwrap().is_empty());
            assert!(store.read(SHA, long.len() as u64 - 1..long.len() as u64 + 1).await.is_err());
        }
        store.remove(SHA).await.unwrap();
        store.remove(SHA).await.unwrap();
        assert!(
            matches!(bytes(store).await, Err(Error::Storage(error)) if error.kind() == io::ErrorKind::NotFound)
        );
    }

    #[tokio::test]
    async fn a_folder_keeps_reads_and_removes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Folder::open(folder.path().join("files")).unwrap();
        keeps_reads_and_removes(&store, folder.path()).await;
        assert!(store.open("../../etc/passwd").await.is_err(), "only hashes name contents");
    }

    #[tokio::test]
    async fn a_bucket_keeps_reads_and_removes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Bucket::over(Arc::new(object_store::memory::InMemory::new()), "giay-to");
        keeps_reads_and_removes(&store, folder.path()).await;
    }

    #[tokio::test]
    async fn a_bucket_of_a_real_service_keeps_reads_and_removes() {
        let folder = tempfile::tempdir().unwrap();
        keeps_reads_and_removes(&*open_store(&crate::testing::bucket()).unwrap(), folder.path()).await;
    }

    /// A service that fails at some point.
    #[derive(Debug)]
    struct Failing {
        parts_taken: usize,
        aborted: Arc<std::sync::atomic::AtomicBool>,
    }

    fn failed<T>() -> object_store::Result<T> {
        Err(object_store::Error::Generic { store: "failing", source: "away".into() })
    }

    #[async_trait]
    impl MultipartUpload for Failing {
        fn put_part(&mut self, _: object_store::PutPayload) -> object_store::UploadPart {
            let taken = self.parts_taken > 0;
            self.parts_taken = self.parts_taken.saturating_sub(1);
            Box::pin(async move { if taken { Ok(()) } else { failed() } })
        }

        async fn complete(&mut self) -> object_store::Result<object_store::PutResult> {
            failed()
        }

        async fn abort(&mut self) -> object_store::Result<()> {
            self.aborted.store(true, std::sync::atomic::Ordering::Relaxed);
            Ok(())
        }
    }

    #[tokio::test]
    async fn what_a_service_took_in_part_is_given_up_when_it_fails() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("from");
        fs::write(&from, vec![7; 12 * 1024 * 1024]).await.unwrap();
        for parts_taken in 0..4 {
            let aborted = Arc::default();
            let failing = Failing { parts_taken, aborted: Arc::clone(&aborted) };
            assert!(send(Box::new(failing), fs::File::open(&from).await.unwrap()).await.is_err());
            assert!(aborted.load(std::sync::atomic::Ordering::Relaxed), "after {parts_taken} parts");
        }
    }

    #[test]
    fn addresses_of_stores_are_read() {
        assert!(open_store("ftp://x").is_err());
    }
}
