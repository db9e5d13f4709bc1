//! Once a day an anchor over the heads of all chains that grew, chained to the one before, so that a chain written anew as a
//! whole is seen too. It is also a line of a file, to be kept where whoever can change the database cannot change it.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use ::entity::{anchor, anchored_head};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::date::{from_local, today};
use domain::dossier::chain::{Anchor, BEGINNING, Hash, Head, Key};
use uuid::Uuid;

use super::repo;
use crate::dossier::head;
use crate::secret::hex;
use crate::{Error, Portal, Result};

/// How often it is looked whether a day is over.
const PAUSE: Duration = Duration::from_secs(5 * 60);

/// How long after its end a day is anchored: by then all that is dated within it is committed.
const GRACE: TimeDelta = TimeDelta::minutes(15);

/// How many dossiers are read at a time.
pub(super) const BATCH: u64 = 500;

/// The file with a line for each anchor, in the portal's folder.
const LOG: &str = "anchors.log";

/// An anchor as the file has it: `2026-11-23 41 fab3252f…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which day.
    pub day: NaiveDate,
    /// How many heads it holds.
    pub count: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split_whitespace();
        let line = Self {
            day: parts.next()?.parse().ok()?,
            count: parts.next()?.parse().ok()?,
            hash: parts.next()?.to_owned(),
        };
        parts.next().is_none().then_some(line)
    }
}

/// Reads such a file, wherever it was kept.
///
/// # Errors
///
/// The number of the first line that is none.
pub fn read_log(text: &str) -> std::result::Result<Vec<Line>, usize> {
    text.lines().zip(1..).map(|(line, number)| Line::read(line).ok_or(number)).collect()
}

/// Anchors each day once it is over. Never returns.
pub async fn keep(portal: Portal) {
    loop {
        match anchor(&portal).await {
            Ok(0) => {}
            Ok(days) => tracing::info!(days, "anchored the chains of the dossiers"),
            Err(error) => tracing::error!(%error, "cannot anchor the chains of the dossiers"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Anchors all days that are over and have no anchor, the first time all that happened before; says how many. Several
/// instances at once make the same, once.
pub async fn anchor(portal: &Portal) -> Result<u64> {
    let Some(last) = today(portal.clock.now() - GRACE).pred_opt() else { return Ok(0) };
    let mut before = repo::last_anchor(portal.database.read()).await?;
    let mut made = 0;
    loop {
        let day = match &before {
            None => last,
            Some(before) => before.day.succ_opt().ok_or(Error::Unreadable("anchor.day"))?,
        };
        if day > last {
            break;
        }
        before = Some(make(portal, before.as_ref(), day).await?);
        made += 1;
    }
    write_log(portal).await?;
    Ok(made)
}

async fn make(portal: &Portal, before: Option<&anchor::Model>, day: NaiveDate) -> Result<anchor::Model> {
    let from = before.and_then(|before| before.day.succ_opt()).map(beginning);
    let until = day.succ_opt().map(beginning).ok_or(Error::Unreadable("anchor.day"))?;
    let mut heads: Vec<(Key, Head)> = Vec::new();
    let mut after = None;
    loop {
        let read = portal.database.read();
        let grown = repo::grown(read, from, until, after, BATCH).await?;
        let Some(last) = grown.last() else { break };
        after = Some(*last);
        let rows = last_links(day, repo::links_before(read, &grown, until).await?);
        for row in &rows {
            let head = head(row.number, &row.hash).ok_or(Error::Unreadable("dossier_event.hash"))?;
            heads.push((row.dossier_id.into_bytes(), head));
        }
        let transaction = portal.database.write().await?;
        repo::keep_heads(&*transaction, &rows).await?;
        transaction.commit().await?;
    }
    let previous_hash = before.map_or_else(|| hex(&BEGINNING), |before| before.hash.clone());
    let previous = hash_of(&previous_hash)?;
    let made = Anchor::new(previous, day, heads).map_err(|_| Error::Unreadable("anchored_head"))?;
    let row = anchor::Model {
        day,
        previous_hash,
        count: i64::try_from(made.count).map_err(|_| Error::Unreadable("anchor.count"))?,
        hash: hex(&made.hash),
        made_at: portal.clock.now(),
    };
    let transaction = portal.database.write().await?;
    let kept = repo::keep_anchor(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(kept)
}

/// The last of each dossier's.
fn last_links(day: NaiveDate, links: Vec<(Uuid, i64, String)>) -> Vec<anchored_head::Model> {
    let mut rows: Vec<anchored_head::Model> = Vec::new();
    for (dossier_id, number, hash) in links {
        let row = anchored_head::Model { day, dossier_id, number, hash };
        match rows.last_mut().filter(|last| last.dossier_id == dossier_id) {
            Some(last) => *last = row,
            None => rows.push(row),
        }
    }
    rows
}

/// The first moment of a day.
fn beginning(day: NaiveDate) -> DateTime<Utc> {
    from_local(day.and_time(NaiveTime::MIN))
}

pub(super) fn hash_of(text: &str) -> Result<Hash> {
    head(0, text).map(|head| head.hash).ok_or(Error::Unreadable("anchor.hash"))
}

/// Adds to the file the anchors that it does not have yet.
async fn write_log(portal: &Portal) -> Result<()> {
    let path = portal.settings.data_dir.join(LOG);
    let written = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error.into()),
    };
    let most = u64::from(u32::MAX);
    let missing = repo::anchors_after(portal.database.read(), last_day(&written), most).await?;
    if missing.is_empty() { Ok(()) } else { append(&path, &missing) }
}

/// The last day in the file. Where its last line was cut off, that anchor is written again.
fn last_day(written: &str) -> Option<NaiveDate> {
    written.lines().rev().find_map(Line::read).map(|line| line.day)
}

fn append(path: &Path, missing: &[anchor::Model]) -> Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).read(true).append(true).open(path)?;
    // Another process with the same folder may do the same.
    file.lock()?;
    let mut written = String::new();
    file.read_to_string(&mut written)?;
    let last = last_day(&written);
    let mut lines = String::new();
    if !written.is_empty() && !written.ends_with('\n') {
        lines.push('\n');
    }
    for row in missing.iter().filter(|row| last.is_none_or(|last| row.day > last)) {
        lines += &format!("{} {} {}\n", row.day, row.count, row.hash);
    }
    file.write_all(lines.as_bytes())?;
    Ok(file.sync_all()?)
}
