//! Due times computed anew when days off, or the calendar of a desk, change: also when another process changed them.

use std::sync::Arc;
use std::time::Duration;

use ::entity::dossier;
use chrono::DateTime;
use domain::catalogue::{Agency, DaysOff};
use domain::date::today;
use domain::dossier::EventNote;
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::deadline::{self, End, by_law, due, of_intake};
use super::event::{self, By, Words};
use super::{repo, telling};
use crate::catalogue::Snapshot;
use crate::secret::hex;
use crate::{Error, Portal, Result, audit, job};

/// How often it is looked whether the catalogue in memory is another.
const PAUSE: Duration = Duration::from_secs(5);

/// How many dossiers are read at a time.
const BATCH: u64 = 200;

/// Computes due times anew whenever the calendars change. Never returns.
pub async fn follow_calendars(portal: Portal) {
    let mut seen: Option<Arc<Snapshot>> = None;
    loop {
        let catalogue = portal.catalogue();
        if seen.as_ref().is_none_or(|seen| !Arc::ptr_eq(seen, &catalogue)) {
            match compute_anew(&portal).await {
                Ok(moved) => {
                    seen = Some(catalogue);
                    if moved > 0 {
                        tracing::info!(moved, "due times moved with the days off");
                    }
                }
                Err(error) => tracing::error!(%error, "cannot compute due times anew; tried again"),
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Computes the due times of all open dossiers anew whose desk has another calendar than when this was done last; says how
/// many moved. What was cut off is done again as a whole, and changes nothing that is right already.
pub async fn compute_anew(portal: &Portal) -> Result<u64> {
    let catalogue = portal.catalogue();
    let seen = repo::calendars_seen(portal.database.read()).await?;
    let closed: Vec<&Agency> = seen
        .keys()
        .filter_map(|code| catalogue.agency(code))
        .filter(|agency| catalogue.agencies().iter().all(|open| open.code != agency.code))
        .collect();
    let mut moved = 0;
    let mut kept = Vec::new();
    for agency in catalogue.agencies().iter().chain(closed) {
        let fingerprint = fingerprint(agency, catalogue.days_off())?;
        let before = seen.get(&agency.code);
        if before == Some(&fingerprint) {
            continue;
        }
        // Of a desk that was never looked at, all was computed with the calendar that it has.
        if before.is_some() {
            moved += at_desk(portal, &agency.code).await?;
        }
        kept.push((agency.code.clone(), fingerprint));
    }
    if !kept.is_empty() {
        let transaction = portal.database.write().await?;
        repo::keep_calendars(&*transaction, kept).await?;
        transaction.commit().await?;
    }
    Ok(moved)
}

/// What due times at an agency depend on.
fn fingerprint(agency: &Agency, days_off: &DaysOff) -> Result<String> {
    let parts = (&agency.hours, &agency.closed, &agency.working, days_off);
    let text = serde_json::to_vec(&parts).map_err(|_| Error::Unreadable("agency.hours"))?;
    Ok(hex(&Sha256::digest(text)))
}

async fn at_desk(portal: &Portal, desk: &str) -> Result<u64> {
    let mut moved = 0;
    let mut after = None;
    loop {
        let rows = repo::running_after(portal.database.read(), desk, after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(moved) };
        after = Some(last.id);
        for row in &rows {
            let done = match another_end(portal, portal.database.read(), row).await {
                Ok(None) => Ok(false),
                Ok(Some(_)) => one(portal, row.id).await,
                Err(error) => Err(error),
            };
            match done {
                Ok(done) => moved += u64::from(done),
                // One that cannot be read is not to hold up the others.
                Err(error @ Error::Unreadable(_)) => {
                    tracing::error!(dossier = %row.id, %error, "cannot compute when this is due");
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// The end as it is by the calendar of now, where that is another.
async fn another_end(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &dossier::Model,
) -> Result<Option<End>> {
    if due(row).is_none() {
        return Ok(None);
    }
    let end = if row.received_at.is_some() {
        let version = super::draft::version(portal, row.procedure_version).await?;
        by_law(portal, connection, row, &version.procedure).await?
    } else {
        let since = repo::last_pause(connection, row.id).await?.and_then(|pause| pause.ends_at);
        of_intake(portal, &row.agency_code, since.unwrap_or(row.submitted_at))?
    };
    let is_other = (end.at, end.is_provisional) != (row.due_at, row.due_provisional);
    Ok(Some(end).filter(|end| is_other && end.at < deadline::never()))
}

/// Moves the end of one dossier, as an event of it; its applicant is told where it is another day.
async fn one(portal: &Portal, id: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    let Some(before) = repo::hold_dossier(&*transaction, id).await? else { return Ok(false) };
    let Some(end) = another_end(portal, &*transaction, &before).await? else { return Ok(false) };
    let mut after = before.clone();
    (after.due_at, after.due_provisional) = (end.at, end.is_provisional);
    if after.received_at.is_some() {
        after.result_by = Some(today(end.at));
    } else {
        after.answer_by = end.at;
    }
    let moves = before.due_at != end.at;
    repo::write_dossier(&*transaction, after.clone()).await?;
    if moves {
        let name = EventNote::DueChanged.as_str();
        event::append(portal, &*transaction, &after, &By::System, name, &Words::default()).await?;
        let subject = Some(("dossier", after.id.to_string()));
        audit::record(portal, &*transaction, audit::Actor::System, "dossier.due_changed", subject).await?;
    }
    if is_another_day(before.due_at, end.at) {
        telling::tell_due(portal, &*transaction, &after, before.due_at).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(moves)
}

fn is_another_day(before: DateTime<chrono::Utc>, after: DateTime<chrono::Utc>) -> bool {
    today(before) != today(after)
}

#[cfg(test)]
mod tests;
