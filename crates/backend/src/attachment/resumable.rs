//! Uploads that go on where they stopped. What has arrived is kept in parts, each durable in the store before its row
//! is written; only then is it counted.

use std::time::Duration;

use ::entity::{upload, upload_part};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::attachment::not_too_large;
use futures::{Stream, StreamExt, TryStreamExt};
use tokio::time::Instant;
use uuid::Uuid;

use super::checksum::Checksum;
use super::incoming::{Incoming, Whole, ends};
use super::{Sent, UPLOADS, Uploaded, admit, count_bytes, refuse, repo, store, takes};
use crate::dossier::Writer;
use crate::limit::{self, Allowance};
use crate::{Error, Portal, Result};

/// How long an upload waits for more.
const LIFE: TimeDelta = TimeDelta::days(1);

/// How long what has arrived waits to be made durable while more is coming: what a server that is killed loses.
const LONGEST_WAIT: Duration = if cfg!(test) { Duration::from_millis(20) } else { Duration::from_secs(5) };

/// How long whoever is taken over from may go on reading what has come.
const GRACE: Duration = Duration::from_millis(300);

/// Most unfinished uploads of one account.
const MOST_OPEN: u64 = 60;

/// Parts of an upload that may be as small as they come.
const SMALL_PARTS: u64 = 64;
/// With more parts than those, bytes that a part has at least on the average: each is a content of its own.
const LEAST_PART: u64 = 4096;

/// The longest name and media type that are kept, in bytes.
const LONGEST_WORD: usize = 500;

/// An upload that goes on, or has ended well or not.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Whether it is to be put together with others.
    pub is_partial: bool,
    /// The uploads it was put together of, in order.
    pub joins: Vec<Uuid>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// So much has arrived now.
    At(Resumable),
    /// The bytes do not go on where those before ended, after so many.
    Conflict(u64),
    /// More bytes than the file was to have.
    TooLong,
    /// The bytes are not those that were sent, or not all; none is kept.
    Damaged,
    /// It came in too many pieces, each a content of its own; what has come stays.
    TooMany,
    /// It is made of others, and takes no bytes of its own.
    Final,
    /// No such upload of this account.
    Nothing,
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
    start(portal, Sent { writer, draft, requirement, name, declared }, length, false).await
}

/// Begins to send `length` bytes that are no file by themselves, but a part of one for the paper `requirement` of a
/// draft; see [`super::join`].
pub async fn begin_partial(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    requirement: &str,
    length: u64,
) -> Result<Begun> {
    start(portal, Sent { writer, draft, requirement, name: "", declared: "" }, length, true).await
}

async fn start(portal: &Portal, sent: Sent<'_>, length: u64, is_partial: bool) -> Result<Begun> {
    let Sent { writer, draft, requirement, .. } = sent;
    if !takes(portal, writer, draft, requirement).await? {
        return Ok(Begun::Nothing);
    }
    if let Allowance::Until(moment) = limit::count(portal, UPLOADS, &writer.account_id().to_string()).await? {
        return Ok(Begun::NotBefore(moment));
    }
    if let Err(problem) = not_too_large(length, portal.settings.max_file_mb) {
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
    let row = upload::Model { is_partial, ..new_row(sent, length, now) };
    let transaction = portal.database.write().await?;
    repo::insert_upload(&*transaction, row.clone()).await?;
    transaction.commit().await?;
    let begun = judged(portal, writer, &row, &[]).await?;
    Ok(begun.map_or(Begun::Nothing, Begun::Upload))
}

/// The row of an upload that begins.
pub(super) fn new_row(sent: Sent<'_>, length: u64, now: DateTime<Utc>) -> upload::Model {
    let Sent { writer, draft, requirement, name, declared } = sent;
    upload::Model {
        id: Uuid::now_v7(),
        account_id: writer.account_id(),
        draft_id: draft,
        requirement: requirement.to_owned(),
        name: shortened(name).to_owned(),
        declared: shortened(declared).to_owned(),
        length: i64::try_from(length).unwrap_or(i64::MAX),
        created_at: now,
        expires_at: now + LIFE,
        finished_at: None,
        is_partial: false,
        joins: None,
    }
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
    // All of it may have been here when the server stopped.
    judged(portal, writer, &row, &parts).await
}

/// What has arrived; where that is all of a file, it is judged.
async fn judged(
    portal: &Portal,
    writer: Writer,
    row: &upload::Model,
    parts: &[upload_part::Model],
) -> Result<Option<Resumable>> {
    let now = arrived(portal, row, parts).await?;
    if row.finished_at.is_none() && !row.is_partial && now.received == now.length {
        return finish(portal, writer, row, parts).await;
    }
    Ok(Some(now))
}

pub(super) async fn find(
    portal: &Portal,
    writer: Writer,
    id: Uuid,
) -> Result<Option<(upload::Model, Vec<upload_part::Model>)>> {
    let connection = portal.database.read();
    // The parts first: where another process finishes it meanwhile, they go, and the row says so.
    let parts = repo::parts(connection, id).await?;
    let row = repo::upload(connection, writer.account_id(), id).await?;
    Ok(row.filter(|row| row.expires_at > portal.clock.now()).map(|row| (row, parts)))
}

async fn arrived(portal: &Portal, row: &upload::Model, parts: &[upload_part::Model]) -> Result<Resumable> {
    let length = row.length.unsigned_abs();
    let received = if row.finished_at.is_some() { length } else { received(parts) };
    let is_refused =
        received == length && repo::is_refused(portal.database.read(), row.draft_id, row.id).await?;
    let joins = row.joins.iter().flat_map(|ids| ids.split(' ')).filter_map(|id| id.parse().ok()).collect();
    let (id, expires_at, is_partial) = (row.id, row.expires_at, row.is_partial);
    Ok(Resumable { id, length, received, expires_at, is_refused, is_partial, joins })
}

/// Bytes of all parts.
pub(super) fn received(parts: &[upload_part::Model]) -> u64 {
    parts.last().map_or(0, |part| (part.begin + part.size).unsigned_abs())
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
    if row.joins.is_some() {
        return Ok(Appended::Final);
    }
    let before = arrived(portal, &row, &parts).await?;
    if before.received != offset || row.finished_at.is_some() && offset < before.length {
        return Ok(Appended::Conflict(before.received));
    }
    if parts.len() as u64 > SMALL_PARTS + before.received / LEAST_PART {
        return Ok(Appended::TooMany);
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
    let mut due = std::pin::pin!(tokio::time::sleep(LONGEST_WAIT));
    loop {
        let piece = tokio::select! {
            biased;
            // What is to be checked as one is kept as one.
            () = due.as_mut(), if incoming.size() > 0 && digest.is_none() => {
                let part = std::mem::replace(&mut incoming, Incoming::begin(portal).await?);
                match keep(portal, id, received, part).await? {
                    Some(part) => received += part.size.unsigned_abs(),
                    None => return conflict(portal, writer, id).await,
                }
                continue;
            }
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
                if incoming.size() == 0 {
                    due.as_mut().reset(Instant::now() + LONGEST_WAIT);
                }
                if let Some(digest) = &mut digest {
                    digest.update(&piece);
                }
                incoming.write(&piece).await?;
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
    let now = judged(portal, writer, &row, &parts).await?;
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
    incoming.given().await?;
    let blob = incoming.sha256().await?;
    store(portal, &blob, &incoming).await?;
    let in_row = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let part = upload_part::Model { upload_id, begin: in_row(begin), size: in_row(incoming.size()), blob };
    let transaction = portal.database.write().await?;
    if !repo::add_part(&*transaction, part.clone(), portal.clock.now() + LIFE).await? {
        return Ok(None);
    }
    transaction.commit().await?;
    Ok(Some(part))
}

/// The parts as one file: a single one is that file already.
async fn joined(portal: &Portal, parts: &[upload_part::Model]) -> Result<Whole> {
    if let [only] = parts {
        let (sha256, size) = (only.blob.clone(), only.size.unsigned_abs());
        let [head, tail] = ends(size);
        let (head, tail) = (portal.blobs.read(&sha256, head).await?, portal.blobs.read(&sha256, tail).await?);
        return Ok(Whole { sha256, size, head, tail, incoming: None });
    }
    let mut incoming = Incoming::begin(portal).await?;
    for part in parts {
        let mut content = portal.blobs.open(&part.blob).await?;
        while let Some(piece) = content.try_next().await.map_err(Error::Storage)? {
            incoming.write(&piece).await?;
        }
    }
    incoming.whole().await
}

/// Puts the parts together and judges the file. Doing so again changes nothing. `None` where the draft was filed or
/// deleted meanwhile: then nothing is kept, and nobody must be told that it is.
async fn finish(
    portal: &Portal,
    writer: Writer,
    row: &upload::Model,
    parts: &[upload_part::Model],
) -> Result<Option<Resumable>> {
    let whole = joined(portal, parts).await?;
    let sent = Sent {
        writer,
        draft: row.draft_id,
        requirement: &row.requirement,
        name: &row.name,
        declared: &row.declared,
    };
    let uploaded = admit(portal, row.id, sent, whole).await?;
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
