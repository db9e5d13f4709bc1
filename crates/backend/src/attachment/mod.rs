//! Papers of a dossier and their contents.

mod checksum;
mod clamd;
mod incoming;
mod joined;
pub mod kept;
mod repo;
mod resumable;
mod scan;
mod store;
mod writers;

use std::io;
use std::time::{Duration, SystemTime};

use ::entity::paper;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Problem;
use domain::attachment::{self as rules, FileKind, Scan, clean_name, judge, not_too_large};
use domain::catalogue::PaperKind;
use domain::dossier::paper::AUTHORISATION;
use futures::{Stream, StreamExt};
use sea_orm::ConnectionTrait;
use tokio::time::timeout;
use uuid::Uuid;

use crate::account::Citizen;
use crate::dossier::{self, Writer};
use crate::limit::{self, Allowance, Limit};
use crate::{Error, Portal, Result};

pub use checksum::Checksum;
pub use clamd::Clamd;
use incoming::{Incoming, Whole};
pub use joined::{Joined, join};
use repo::Scanned;
pub(crate) use repo::{contents, supersede};
pub use resumable::{Appended, Begun, Resumable, append, begin, begin_partial, end, look};
pub use scan::work as scan;
pub use store::{BlobStore, Bucket, Content, Folder, open_store};
pub(crate) use writers::Writers;

/// Uploads of one account.
const UPLOADS: Limit = Limit { name: "upload.account", most: 300, window: TimeDelta::hours(1) };

/// What one account hands in, in kilobytes, also if it is taken out again. Thirty full dossiers a day are below.
const KILOBYTES: Limit = Limit { name: "upload.kilobytes", most: 1_000_000, window: TimeDelta::days(1) };

/// How long a content without papers is kept: longer than any upload takes.
const UNUSED: TimeDelta = TimeDelta::days(1);

/// How long the store may take to remove one.
const LONGEST_REMOVAL: Duration = Duration::from_secs(5);

/// A file handed in, or the refusal of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its id.
    pub id: Uuid,
    /// Id of the paper in the procedure.
    pub requirement: String,
    /// Name of the file, cleaned.
    pub name: String,
    /// Media type by content; empty when refused.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// Why it was not taken.
    pub refusal: Option<Problem>,
    /// What the virus scan says of it, where nobody may open it for that.
    pub withheld: Option<Scan>,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
    /// Number of the supplement that put others in its place, if one did.
    pub superseded_in: Option<u32>,
}

impl Paper {
    /// Whether it counts as handed in: what still waits for the virus scan does.
    pub fn is_taken(&self) -> bool {
        self.refusal.is_none() && self.withheld.and_then(Scan::problem).is_none()
    }

    /// Whether there is a small picture of it: it is a photo of a kind that is decoded, and may be opened.
    pub fn has_thumbnail(&self) -> bool {
        let decoded = [FileKind::Jpeg, FileKind::Png, FileKind::Webp].map(FileKind::media_type);
        self.refusal.is_none() && self.withheld.is_none() && decoded.contains(&self.media_type.as_str())
    }

    fn read(portal: &Portal, Scanned { paper: row, scan }: Scanned) -> Result<Self> {
        // The bytes have a state, a refusal has none.
        let scan = scan.as_deref().map(scan_of).transpose()?;
        let refusal = row.refusal.as_deref().map(serde_json::from_str::<Problem>).transpose();
        Ok(Self {
            id: row.id,
            requirement: row.requirement,
            name: row.name,
            media_type: row.media_type,
            size: row.size.unsigned_abs(),
            refusal: refusal.map_err(|_| Error::Unreadable("paper.refusal"))?,
            withheld: scan.and_then(|scan| withheld(portal, scan)),
            created_at: row.created_at,
            superseded_in: row.superseded_in.map(i32::unsigned_abs),
        })
    }
}

/// Why nobody may open a content, if that is so.
fn withheld(portal: &Portal, scan: Scan) -> Option<Scan> {
    Some(scan).filter(|scan| scan.withholds(portal.scanner.is_some()))
}

/// What a row says; whatever is not understood is never taken for clean.
fn scan_of(scan: &str) -> Result<Scan> {
    Scan::from_name(scan).ok_or(Error::Unreadable("blob.scan"))
}

/// What became of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uploaded {
    /// It is kept.
    Kept(Paper),
    /// It is not taken; the refusal is kept, so that the page shows it.
    Refused(Paper),
    /// The connection broke; nothing is kept.
    Broken,
    /// No open draft of this account, or no such paper in its procedure.
    Nothing,
    /// Too many uploads; not before this moment.
    NotBefore(DateTime<Utc>),
}

/// Takes a file for the paper `requirement` of a draft: streams it to the store, judges it by what it holds, notes it.
///
/// `name` and `declared` (its media type) are what the browser says about it. Refusals of files before it stay: several
/// may come with one form, see [`forget_refusals`].
pub async fn upload<E>(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    requirement: &str,
    name: &str,
    declared: &str,
    content: impl Stream<Item = std::result::Result<Bytes, E>> + Send,
) -> Result<Uploaded> {
    if !takes(portal, writer, draft, requirement).await? {
        return Ok(Uploaded::Nothing);
    }
    if let Allowance::Until(moment) = limit::count(portal, UPLOADS, &writer.account_id().to_string()).await? {
        return Ok(Uploaded::NotBefore(moment));
    }
    let mut incoming = Incoming::begin(portal).await?;
    let mut content = std::pin::pin!(content);
    while let Some(piece) = content.next().await {
        let Ok(piece) = piece else { return Ok(Uploaded::Broken) };
        let size = incoming.size() + piece.len() as u64;
        if let Err(problem) = not_too_large(size, portal.settings.max_file_mb) {
            let sent = Sent { writer, draft, requirement, name, declared };
            return note_refusal(portal, Uuid::now_v7(), sent, problem).await;
        }
        incoming.write(&piece).await?;
    }
    if let Allowance::Until(moment) = count_bytes(portal, writer, incoming.size()).await? {
        return Ok(Uploaded::NotBefore(moment));
    }
    let sent = Sent { writer, draft, requirement, name, declared };
    keep_or_refuse(portal, Uuid::now_v7(), sent, incoming.whole().await?).await
}

/// Forgets what was refused for the paper `requirement` of a draft, because something new comes for it.
pub async fn forget_refusals(portal: &Portal, writer: Writer, draft: Uuid, requirement: &str) -> Result<()> {
    let papers = repo::papers(portal.database.read(), draft).await?;
    let is_refusal = |paper: &paper::Model| paper.requirement == requirement && paper.refusal.is_some();
    if !papers.iter().any(|row| is_refusal(&row.paper)) {
        return Ok(());
    }
    let transaction = portal.database.write().await?;
    if dossier::note_papers(portal, &*transaction, writer, draft).await? {
        repo::delete_refusals(&*transaction, draft, requirement).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Counts what an account hands in.
async fn count_bytes(portal: &Portal, writer: Writer, bytes: u64) -> Result<Allowance> {
    let kilobytes = i32::try_from(bytes / 1000 + 1).unwrap_or(i32::MAX);
    limit::count_times(portal, KILOBYTES, &writer.account_id().to_string(), kilobytes).await
}

/// What is said of a file that was sent.
#[derive(Clone, Copy)]
struct Sent<'a> {
    writer: Writer,
    draft: Uuid,
    requirement: &'a str,
    name: &'a str,
    declared: &'a str,
}

/// Judges a file that has arrived whole, and keeps it or its refusal as the paper `id` in the place of earlier refusals;
/// doing so again changes nothing.
async fn admit(portal: &Portal, id: Uuid, sent: Sent<'_>, whole: Whole) -> Result<Uploaded> {
    forget_refusals(portal, sent.writer, sent.draft, sent.requirement).await?;
    keep_or_refuse(portal, id, sent, whole).await
}

async fn keep_or_refuse(portal: &Portal, id: Uuid, sent: Sent<'_>, whole: Whole) -> Result<Uploaded> {
    let Sent { writer, draft, requirement, name, declared } = sent;
    let Whole { sha256, size, head, tail, incoming } = whole;
    let Some(accepts) = accepts(portal, writer, draft, requirement).await? else {
        return Ok(Uploaded::Nothing);
    };
    let kind = match judge(name, declared, size, &head, &tail, &accepts) {
        Ok(kind) => kind,
        Err(problem) => return note_refusal(portal, id, sent, problem).await,
    };
    let fits = fits(portal.database.read(), draft, requirement, size).await?;
    if let Err(problem) = fits {
        return note_refusal(portal, id, sent, problem).await;
    }

    if let Some(incoming) = incoming {
        store(portal, &sha256, &incoming).await?;
    }
    let row = paper::Model {
        id,
        draft_id: draft,
        requirement: requirement.to_owned(),
        name: clean_name(name, Some(kind)),
        media_type: kind.media_type().to_owned(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        blob: Some(sha256),
        refusal: None,
        position: portal.clock.now().timestamp_millis(),
        created_at: portal.clock.now(),
        superseded_in: None,
    };
    let transaction = portal.database.write().await?;
    // First the content, as whoever notes what the scanner says of it at this moment.
    let scan =
        repo::hold_scan(&*transaction, row.blob.as_deref().unwrap_or_default(), portal.clock.now()).await?;
    let scan = scan.ok_or(Error::Unreadable("paper.blob"))?;
    if let Some(problem) = scan_of(&scan)?.problem() {
        drop(transaction);
        return note_refusal(portal, id, sent, problem).await;
    }
    // Takes hold of the draft, so that the count below is true for every upload beside this one.
    if !dossier::note_papers(portal, &*transaction, writer, draft).await? {
        return Ok(Uploaded::Nothing);
    }
    if let Err(problem) = self::fits(&*transaction, draft, requirement, size).await? {
        drop(transaction);
        return note_refusal(portal, id, sent, problem).await;
    }
    repo::insert_paper(&*transaction, row.clone()).await?;
    transaction.commit().await?;
    portal.arrivals().notify_one();
    Ok(Uploaded::Kept(Paper::read(portal, Scanned { paper: row, scan: Some(scan) })?))
}

/// A file that came and may be kept.
pub(crate) struct Kept {
    pub sha256: String,
    pub name: String,
    pub media_type: &'static str,
    pub size: u64,
}

/// What became of a file that came for something else than a paper of a draft.
pub(crate) enum Arrived {
    Kept(Kept),
    Refused(Problem),
    Broken,
}

/// Streams a file to the store and judges it by what it holds. It stays for a day though nothing uses it yet; whoever makes
/// something of it holds its content first ([`hold`]).
pub(crate) async fn take_in<E>(
    portal: &Portal,
    name: &str,
    declared: &str,
    accepts: &[FileKind],
    content: impl Stream<Item = std::result::Result<Bytes, E>> + Send,
) -> Result<Arrived> {
    let mut incoming = Incoming::begin(portal).await?;
    let mut content = std::pin::pin!(content);
    while let Some(piece) = content.next().await {
        let Ok(piece) = piece else { return Ok(Arrived::Broken) };
        let size = incoming.size() + piece.len() as u64;
        if let Err(problem) = not_too_large(size, portal.settings.max_file_mb) {
            return Ok(Arrived::Refused(problem));
        }
        incoming.write(&piece).await?;
    }
    let Whole { sha256, size, head, tail, incoming } = incoming.whole().await?;
    let kind = match judge(name, declared, size, &head, &tail, accepts) {
        Ok(kind) => kind,
        Err(problem) => return Ok(Arrived::Refused(problem)),
    };
    if let Some(incoming) = incoming {
        store(portal, &sha256, &incoming).await?;
    }
    let name = clean_name(name, Some(kind));
    Ok(Arrived::Kept(Kept { sha256, name, media_type: kind.media_type(), size }))
}

/// Holds a content until the transaction is over; says why nothing may be made of it.
pub(crate) async fn hold(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    sha256: &str,
) -> Result<std::result::Result<(), Problem>> {
    let scan = repo::hold_scan(connection, sha256, portal.clock.now()).await?;
    let scan = scan.ok_or(Error::Unreadable("blob"))?;
    Ok(scan_of(&scan)?.problem().map_or(Ok(()), Err))
}

/// Tells the virus scan that something has come.
pub(crate) fn ring(portal: &Portal) {
    portal.arrivals().notify_one();
}

/// Puts everything that came into the store; once it returns, the content survives a loss of power, and stays for a day
/// though nothing uses it yet.
async fn store(portal: &Portal, sha256: &str, incoming: &Incoming) -> Result<()> {
    let size = i64::try_from(incoming.size()).unwrap_or(i64::MAX);
    let transaction = portal.database.write().await?;
    repo::touch_blob(&*transaction, sha256, size, portal.clock.now()).await?;
    transaction.commit().await?;
    portal.blobs.keep(sha256, incoming.path()).await
}

/// Whether the draft is open and its procedure has this paper to hand in.
async fn takes(portal: &Portal, writer: Writer, draft: Uuid, requirement: &str) -> Result<bool> {
    Ok(accepts(portal, writer, draft, requirement).await?.is_some())
}

/// The kinds of files that this paper takes, if the draft is open and its procedure has it to hand in.
async fn accepts(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    requirement: &str,
) -> Result<Option<Vec<FileKind>>> {
    let Some(version) = dossier::version_that_takes(portal, writer, draft, requirement).await? else {
        return Ok(None);
    };
    let mut papers = version.procedure.papers.iter();
    let paper = papers.find(|paper| paper.id == requirement);
    Ok(match paper {
        Some(paper) if paper.kind == PaperKind::Submit || requirement == AUTHORISATION => {
            Some(paper.accepts.clone())
        }
        None if requirement == AUTHORISATION => Some(FileKind::ALL.to_vec()),
        _ => None,
    })
}

async fn fits(
    connection: &impl ConnectionTrait,
    draft: Uuid,
    requirement: &str,
    size: u64,
) -> Result<std::result::Result<(), Problem>> {
    let all = repo::papers(connection, draft).await?.into_iter().map(|row| row.paper);
    let kept: Vec<paper::Model> = all.filter(|row| row.blob.is_some()).collect();
    let count = kept.iter().filter(|row| row.requirement == requirement).count();
    let bytes = kept.iter().map(|row| row.size.unsigned_abs()).sum();
    Ok(rules::fits(count, bytes, size))
}

/// Keeps a refusal in the place of earlier ones for the same paper.
async fn refuse(portal: &Portal, id: Uuid, sent: Sent<'_>, problem: Problem) -> Result<Uploaded> {
    forget_refusals(portal, sent.writer, sent.draft, sent.requirement).await?;
    note_refusal(portal, id, sent, problem).await
}

async fn note_refusal(portal: &Portal, id: Uuid, sent: Sent<'_>, problem: Problem) -> Result<Uploaded> {
    let Sent { writer, draft, requirement, name, .. } = sent;
    let row = paper::Model {
        id,
        draft_id: draft,
        requirement: requirement.to_owned(),
        name: clean_name(name, None),
        media_type: String::new(),
        size: 0,
        blob: None,
        refusal: Some(serde_json::to_string(&problem).map_err(|_| Error::Unreadable("paper.refusal"))?),
        position: portal.clock.now().timestamp_millis(),
        created_at: portal.clock.now(),
        superseded_in: None,
    };
    let transaction = portal.database.write().await?;
    if !dossier::note_papers(portal, &*transaction, writer, draft).await? {
        return Ok(Uploaded::Nothing);
    }
    repo::insert_paper(&*transaction, row.clone()).await?;
    transaction.commit().await?;
    Ok(Uploaded::Refused(Paper::read(portal, Scanned { paper: row, scan: None })?))
}

/// Takes a file (or the refusal of one) out of an open draft; says whether there was one. Only for who is logged in: a
/// session that ran out may add, and destroys nothing.
pub async fn remove(portal: &Portal, citizen: &Citizen, draft: Uuid, paper: Uuid) -> Result<bool> {
    remove_as(portal, citizen.into(), draft, paper).await
}

/// The same for whoever is known to be logged in and may write into the draft.
pub(crate) async fn remove_as(portal: &Portal, writer: Writer, draft: Uuid, paper: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    if !dossier::note_papers(portal, &*transaction, writer, draft).await? {
        return Ok(false);
    }
    let removed = repo::delete_paper(&*transaction, draft, paper).await?;
    transaction.commit().await?;
    Ok(removed)
}

/// Puts a file of an open draft before the one that stands before it for the same paper; says whether there is such a
/// file.
pub async fn raise(portal: &Portal, citizen: &Citizen, draft: Uuid, paper: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    if !dossier::note_papers(portal, &*transaction, citizen.into(), draft).await? {
        return Ok(false);
    }
    let raised = repo::raise_paper(&*transaction, draft, paper).await?;
    transaction.commit().await?;
    Ok(raised)
}

/// A file on its way out.
pub struct Download {
    /// What it is.
    pub paper: Paper,
    /// Its bytes.
    pub content: Content,
}

/// What became of the wish to open a file.
pub enum Opened {
    /// Here it is.
    File(Download),
    /// Nobody may open it, for what the virus scan says.
    Withheld(Scan),
    /// No such file of this account.
    Nothing,
}

/// Opens a file, if `citizen` handed it in or keeps it and the virus scan found nothing in it.
pub async fn download(portal: &Portal, citizen: &Citizen, paper: Uuid) -> Result<Opened> {
    let found = match repo::paper_of(portal.database.read(), citizen.account_id(), paper).await? {
        Some(found) => Some((found.paper.blob.clone(), Paper::read(portal, found)?)),
        None => kept::file(portal, citizen, paper).await?.map(|(sha256, paper)| (Some(sha256), paper)),
    };
    let Some((Some(sha256), paper)) = found else { return Ok(Opened::Nothing) };
    if let Some(scan) = paper.withheld {
        return Ok(Opened::Withheld(scan));
    }
    let content = portal.blobs.open(&sha256).await?;
    Ok(Opened::File(Download { paper, content }))
}

/// Files and refusals of a draft, in the order in which they came or were put.
pub(crate) async fn of_draft(portal: &Portal, draft: Uuid) -> Result<Vec<Paper>> {
    let rows = repo::papers(portal.database.read(), draft).await?;
    rows.into_iter().map(|row| Paper::read(portal, row)).collect()
}

/// Opens a file of the dossier that was made of a draft, for whoever may read that.
pub(crate) async fn open_in(portal: &Portal, draft: Uuid, paper: Uuid) -> Result<Opened> {
    let Some(found) = repo::paper_in(portal.database.read(), draft, paper).await? else {
        return Ok(Opened::Nothing);
    };
    let sha256 = found.paper.blob.clone().unwrap_or_default();
    let paper = Paper::read(portal, found)?;
    if let Some(scan) = paper.withheld {
        return Ok(Opened::Withheld(scan));
    }
    let content = portal.blobs.open(&sha256).await?;
    Ok(Opened::File(Download { paper, content }))
}

/// Opens a content that is no paper, for whoever may read it.
pub(crate) async fn open_content(
    portal: &Portal,
    id: Uuid,
    requirement: &str,
    name: String,
    media_type: String,
    size: u64,
    sha256: &str,
) -> Result<Opened> {
    let scan = repo::scan(portal.database.read(), sha256).await?.ok_or(Error::Unreadable("blob"))?;
    if let Some(scan) = withheld(portal, scan_of(&scan)?) {
        return Ok(Opened::Withheld(scan));
    }
    let paper = Paper {
        id,
        requirement: requirement.to_owned(),
        name,
        media_type,
        size,
        refusal: None,
        withheld: None,
        created_at: portal.clock.now(),
        superseded_in: None,
    };
    Ok(Opened::File(Download { paper, content: portal.blobs.open(sha256).await? }))
}

/// Takes all files out of a draft that is about to be deleted.
pub(crate) async fn take_all(connection: &impl ConnectionTrait, draft: Uuid) -> Result<()> {
    Ok(repo::delete_papers(connection, draft).await?)
}

/// Removes contents that no paper has had for a day, and what was left behind on its way in. Says how many contents.
pub async fn clean_up(portal: &Portal) -> Result<usize> {
    let before = portal.clock.now() - UNUSED;
    resumable::delete_expired(portal).await?;
    let (mut removed, mut failed) = (0, 0);
    loop {
        // Behind those that could not be removed now: they are tried again the next time.
        let unused = repo::unused_blobs(portal.database.read(), before, failed, 100).await?;
        if unused.is_empty() {
            break;
        }
        for sha256 in unused {
            match remove_content(portal, &sha256, before).await {
                Ok(true) => removed += 1,
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(content = sha256, %error, "a content that nobody has cannot be removed");
                    failed += 1;
                }
            }
        }
    }
    incoming::sweep(portal, SystemTime::from(portal.clock.now())).await?;
    Ok(removed)
}

/// Removes a content that nobody has had since `before`; says whether it did.
async fn remove_content(portal: &Portal, sha256: &str, before: DateTime<Utc>) -> Result<bool> {
    // The file goes before the transaction ends: an upload of the same content waits for the row until then, and so
    // cannot keep a file that is about to go.
    let transaction = portal.database.write().await?;
    let forgotten = repo::forget_blob(&*transaction, sha256, before).await?;
    if forgotten {
        // Everybody who writes waits meanwhile, so a store that stands still is not waited for.
        let removed = timeout(LONGEST_REMOVAL, portal.blobs.remove(sha256)).await;
        removed.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))?;
    }
    transaction.commit().await?;
    Ok(forgotten)
}

#[cfg(test)]
mod bad_input_tests;
#[cfg(test)]
mod scan_tests;
#[cfg(test)]
mod tests;
