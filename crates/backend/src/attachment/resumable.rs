//! Uploads that go on where they stopped. What has arrived is kept in parts, each durable in the store before its row
//! is written; only then is it counted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::entity::{upload, upload_part};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::attachment::not_too_large;
use futures::{Stream, StreamExt, TryStreamExt};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::incoming::Incoming;
use super::{Sent, UPLOADS, Uploaded, admit, count_bytes, refuse, repo, takes};
use crate::dossier::Writer;
use crate::limit::{self, Allowance};
use crate::{Error, Portal, Result};

/// How long an upload waits for more.
const LIFE: TimeDelta = TimeDelta::days(1);

/// Bytes after which what has arrived is made durable though more is coming: what a server that is killed loses.
const PART: u64 = 4 * 1024 * 1024;

/// How long whoever is taken over from may go on reading what has come.
const GRACE: Duration = Duration::from_millis(300);

/// Most unfinished uploads of one account.
const MOST_OPEN: u64 = 60;

/// The longest name and media type that are kept, in bytes.
const LONGEST_WORD: usize = 500;

/// An upload that goes on, or has ended well or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resumable {
    /// Its id.
    pub id: Uuid,
    /// Bytes of the whole file.
    pub length: u64,
    /// Bytes that have arrived and are durable.
    pub received: u64,
    /// What has arrived is dropped then, unless more comes.
    pub expires_at: DateTime<Utc>,
    /// All of it has arrived, was judged and not taken; the page of the papers says why.
    pub is_refused: bool,
}

/// What became of the wish to send a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It can be sent.
    Upload(Resumable),
    /// It is larger than any file may be; the refusal is kept, so that the page shows it.
    TooLarge,
    /// No open draft of this account, or no such paper in its procedure.
    Nothing,
    /// Too many uploads; not before this moment.
    NotBefore(DateTime<Utc>),
}

/// What became of more bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// So much has arrived now.
    At(Resumable),
    /// The bytes do not go on where those before ended, after so many.
    Conflict(u64),
    /// More bytes than the file was to have.
    TooLong,
    /// The bytes are not those that were sent, or not all; none is kept.
    Damaged,
    /// No such upload of this account.
    Nothing,
}

/// What the bytes of one request must add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1, which every client of tus knows.
    Sha1(Vec<u8>),
    /// SHA-256.
    Sha256(Vec<u8>),
}

impl Checksum {
    fn reader(&self) -> Digests {
        match self {
            Self::Sha1(_) => Digests::Sha1(Sha1::new()),
            Self::Sha256(_) => Digests::Sha256(Sha256::new()),
        }
    }

    fn expected(&self) -> &[u8] {
        match self {
            Self::Sha1(expected) | Self::Sha256(expected) => expected,
        }
    }
}

enum Digests {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Digests {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
        }
    }

    fn is(self, expected: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => digest.finalize().as_slice() == expected,
            Self::Sha256(digest) => digest.finalize().as_slice() == expected,
        }
    }
}

/// Who is writing to which upload in this process: one at a time, and whoever comes takes over from one that may have
/// stalled.
#[derive(Default)]
pub(crate) struct Writers(Mutex<HashMap<Uuid, Writing>>);

/// Who writes to one upload, or waits for it.
#[derive(Default)]
struct Writing {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Tells the last one who came that somebody else has.
    taken_over: CancellationToken,
}

/// The turn to write to an upload.
struct Turn {
    taken_over: CancellationToken,
    _guard: OwnedMutexGuard<()>,
}

impl Writers {
    async fn take(&self, id: Uuid) -> Turn {
        let taken_over = CancellationToken::new();
        let turn = {
            let mut writers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            writers.retain(|_, writing| Arc::strong_count(&writing.turn) > 1);
            let writing = writers.entry(id).or_default();
            std::mem::replace(&mut writing.taken_over, taken_over.clone()).cancel();
            writing.turn.clone()
        };
        Turn { taken_over, _guard: turn.lock_owned().await }
    }
}

/// Begins to send a file of `length` bytes for the paper `requirement` of a draft.
pub async fn begin(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    requirement: &str,
    name: &str,
    declared: &str,
    length: u64,
) -> Result<Begun> {
    if !takes(portal, writer, draft, requirement).await? {
        return Ok(Begun::Nothing);
    }
    if let Allowance::Until(moment) = limit::count(portal, UPLOADS, &writer.account_id().to_string()).await? {
        return Ok(Begun::NotBefore(moment));
    }
    let (name, declared) = (shortened(name), shortened(declared));
    if let Err(problem) = not_too_large(length, portal.settings.max_file_mb) {
        let sent = Sent { writer, draft, requirement, name, declared };
        refuse(portal, Uuid::now_v7(), sent, problem).await?;
        return Ok(Begun::TooLarge);
    }
    if let Allowance::Until(moment) = count_bytes(portal, writer, length).await? {
        return Ok(Begun::NotBefore(moment));
    }
    let now = portal.clock.now();
    if repo::open_uploads(portal.database.read(), writer.account_id()).await? >= MOST_OPEN {
        return Ok(Begun::NotBefore(now + LIFE));
    }
    let row = upload::Model {
        id: Uuid::now_v7(),
        account_id: writer.account_id(),
        draft_id: draft,
        requirement: requirement.to_owned(),
        name: name.to_owned(),
        declared: declared.to_owned(),
        length: i64::try_from(length).unwrap_or(i64::MAX),
        created_at: now,
        expires_at: now + LIFE,
        finished_at: None,
    };
    let transaction = portal.database.write().await?;
    repo::insert_upload(&*transaction, row.clone()).await?;
    transaction.commit().await?;
    let begun = if length == 0 {
        finish(portal, writer, &row, &[]).await?
    } else {
        Some(arrived(portal, &row, &[]).await?)
    };
    Ok(begun.map_or(Begun::Nothing, Begun::Upload))
}

fn shortened(word: &str) -> &str {
    word.get(..LONGEST_WORD).unwrap_or_else(|| {
        let end = (0..=word.len().min(LONGEST_WORD)).rev().find(|end| word.is_char_boundary(*end));
        &word[..end.unwrap_or(0)]
    })
}

/// How much of a file has arrived. Whoever is still sending it is interrupted, so that all that came counts.
pub async fn look(portal: &Portal, writer: Writer, id: Uuid) -> Result<Option<Resumable>> {
    if repo::upload(portal.database.read(), writer.account_id(), id).await?.is_none() {
        return Ok(None);
    }
    let _turn = portal.upload_writers().take(id).await;
    let Some((row, parts)) = find(portal, writer, id).await? else { return Ok(None) };
    let now = arrived(portal, &row, &parts).await?;
    if row.finished_at.is_none() && now.received == now.length {
        // All of it was here, and then the server stopped.
        return finish(portal, writer, &row, &parts).await;
    }
    Ok(Some(now))
}

async fn find(
    portal: &Portal,
    writer: Writer,
    id: Uuid,
) -> Result<Option<(upload::Model, Vec<upload_part::Model>)>> {
    let connection = portal.database.read();
    match repo::upload(connection, writer.account_id(), id).await? {
        Some(row) if row.expires_at > portal.clock.now() => {
            let parts = repo::parts(connection, id).await?;
            Ok(Some((row, parts)))
        }
        _ => Ok(None),
    }
}

async fn arrived(portal: &Portal, row: &upload::Model, parts: &[upload_part::Model]) -> Result<Resumable> {
    let length = row.length.unsigned_abs();
    let received = match row.finished_at {
        Some(_) => length,
        None => parts.last().map_or(0, |part| (part.begin + part.size).unsigned_abs()),
    };
    let is_refused =
        received == length && repo::is_refused(portal.database.read(), row.draft_id, row.id).await?;
    Ok(Resumable { id: row.id, length, received, expires_at: row.expires_at, is_refused })
}

/// Adds bytes to an upload after the first `offset`. Where the line breaks, what came is kept, unless a checksum was to
/// tell whether it is right.
pub async fn append<E>(
    portal: &Portal,
    writer: Writer,
    id: Uuid,
    offset: u64,
    checksum: Option<Checksum>,
    content: impl Stream<Item = std::result::Result<Bytes, E>> + Send,
) -> Result<Appended> {
    if repo::upload(portal.database.read(), writer.account_id(), id).await?.is_none() {
        return Ok(Appended::Nothing);
    }
    let turn = portal.upload_writers().take(id).await;
    let Some((row, mut parts)) = find(portal, writer, id).await? else { return Ok(Appended::Nothing) };
    let before = arrived(portal, &row, &parts).await?;
    if before.received != offset || row.finished_at.is_some() && offset < before.length {
        return Ok(Appended::Conflict(before.received));
    }
    let mut received = before.received;
    let mut digest = checksum.as_ref().map(Checksum::reader);
    let mut incoming = Incoming::begin(portal).await?;
    let mut content = std::pin::pin!(content);
    let mut is_whole = false;
    // What is already on this side of a broken line still counts: it need not be sent again.
    let mut over = std::pin::pin!(async {
        turn.taken_over.cancelled().await;
        tokio::time::sleep(GRACE).await;
    });
    loop {
        let piece = tokio::select! {
            biased;
            piece = content.next() => piece,
            () = over.as_mut() => break,
        };
        match piece {
            None => is_whole = true,
            Some(Err(_)) => {}
            Some(Ok(piece)) => {
                if received + incoming.size() + piece.len() as u64 > before.length {
                    return Ok(Appended::TooLong);
                }
                incoming.write(&piece).await?;
                if let Some(digest) = &mut digest {
                    digest.update(&piece);
                } else if incoming.size() >= PART {
                    let full = std::mem::replace(&mut incoming, Incoming::begin(portal).await?);
                    match keep(portal, id, received, full).await? {
                        Some(part) => received += part.size.unsigned_abs(),
                        None => return conflict(portal, writer, id).await,
                    }
                }
                continue;
            }
        }
        break;
    }
    if let (Some(checksum), Some(digest)) = (&checksum, digest)
        && !(is_whole && digest.is(checksum.expected()))
    {
        return Ok(Appended::Damaged);
    }
    if incoming.size() > 0 && keep(portal, id, received, incoming).await?.is_none() {
        return conflict(portal, writer, id).await;
    }
    parts = repo::parts(portal.database.read(), id).await?;
    let now = arrived(portal, &row, &parts).await?;
    let now = if row.finished_at.is_none() && now.received == now.length {
        finish(portal, writer, &row, &parts).await?
    } else {
        Some(now)
    };
    Ok(now.map_or(Appended::Nothing, Appended::At))
}

async fn conflict(portal: &Portal, writer: Writer, id: Uuid) -> Result<Appended> {
    let found = find(portal, writer, id).await?;
    Ok(match found {
        Some((row, parts)) => Appended::Conflict(arrived(portal, &row, &parts).await?.received),
        None => Appended::Nothing,
    })
}

/// Keeps a part that begins after `begin` bytes; `None` where another process wrote there.
async fn keep(
    portal: &Portal,
    upload_id: Uuid,
    begin: u64,
    mut incoming: Incoming,
) -> Result<Option<upload_part::Model>> {
    incoming.flush().await?;
    let (sha256, size) = (incoming.sha256(), i64::try_from(incoming.size()).unwrap_or(i64::MAX));
    let transaction = portal.database.write().await?;
    repo::touch_blob(&*transaction, &sha256, size, portal.clock.now()).await?;
    transaction.commit().await?;
    portal.blobs.keep(&sha256, incoming.path()).await?;
    let begin = i64::try_from(begin).unwrap_or(i64::MAX);
    let part = upload_part::Model { upload_id, begin, size, blob: sha256 };
    let transaction = portal.database.write().await?;
    if !repo::add_part(&*transaction, part.clone(), portal.clock.now() + LIFE).await? {
        return Ok(None);
    }
    transaction.commit().await?;
    Ok(Some(part))
}

/// Puts the parts together and judges the file. Doing so again changes nothing. `None` where the draft was filed or
/// deleted meanwhile: then nothing is kept, and nobody must be told that it is.
async fn finish(
    portal: &Portal,
    writer: Writer,
    row: &upload::Model,
    parts: &[upload_part::Model],
) -> Result<Option<Resumable>> {
    let mut incoming = Incoming::begin(portal).await?;
    for part in parts {
        let mut content = portal.blobs.open(&part.blob).await?;
        while let Some(piece) = content.try_next().await.map_err(Error::Storage)? {
            incoming.write(&piece).await?;
        }
    }
    let sent = Sent {
        writer,
        draft: row.draft_id,
        requirement: &row.requirement,
        name: &row.name,
        declared: &row.declared,
    };
    let uploaded = admit(portal, row.id, sent, incoming).await?;
    let transaction = portal.database.write().await?;
    if matches!(uploaded, Uploaded::Nothing) {
        repo::delete_upload(&*transaction, row.account_id, row.id).await?;
        transaction.commit().await?;
        return Ok(None);
    }
    repo::finish_upload(&*transaction, row.id, portal.clock.now()).await?;
    transaction.commit().await?;
    Ok(Some(arrived(portal, row, parts).await?))
}

/// Ends an upload and forgets what has arrived; says whether there was one.
pub async fn end(portal: &Portal, writer: Writer, id: Uuid) -> Result<bool> {
    let _turn = match repo::upload(portal.database.read(), writer.account_id(), id).await? {
        Some(_) => portal.upload_writers().take(id).await,
        None => return Ok(false),
    };
    let transaction = portal.database.write().await?;
    let deleted = repo::delete_upload(&*transaction, writer.account_id(), id).await?;
    transaction.commit().await?;
    Ok(deleted)
}

/// Forgets uploads that ran out; their parts go as contents that nobody has.
pub(super) async fn delete_expired(portal: &Portal) -> Result<u64> {
    let transaction = portal.database.write().await?;
    let deleted = repo::delete_expired_uploads(&*transaction, portal.clock.now()).await?;
    transaction.commit().await?;
    Ok(deleted)
}

#[cfg(test)]
#[path = "resumable_tests.rs"]
mod tests;
