//! What changed since a system last asked, in order and page by page.

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use domain::dossier::Status;
use domain::dossier::moves::Stage;
use domain::staff::{Action, Deed};
use uuid::Uuid;

use super::{System, repo};
use crate::dossier::target;
use crate::{Error, Portal, Result};

/// Most changes of one page.
pub const MOST_CHANGES: u64 = 200;

/// What happened a moment ago comes with the next page: of two who write at once the one that began first may be done
/// last, and would be passed over.
const SETTLES: TimeDelta = TimeDelta::seconds(10);

/// Up to where a system has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) at: DateTime<Utc>,
    pub(super) dossier: Uuid,
    pub(super) number: i64,
}

impl Cursor {
    /// The beginning of what happened at `at` or later.
    pub fn since(at: DateTime<Utc>) -> Self {
        Self { at, dossier: Uuid::nil(), number: 0 }
    }

    /// Reads what [`Cursor`] is written as.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '_');
        let (at, dossier, number) = (parts.next()?, parts.next()?, parts.next()?);
        let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
        // Other years no database of ours knows.
        let at = Some(at).filter(|at| (1970..=9999).contains(&at.year()))?;
        Some(Self { at, dossier: dossier.parse().ok()?, number: number.parse().ok()? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // As exactly as the database keeps it.
        let at = self.at.to_rfc3339_opts(SecondsFormat::Nanos, true);
        write!(formatter, "{at}_{}_{}", self.dossier.simple(), self.number)
    }
}

/// Something that happened to a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Mã hồ sơ.
    pub code: String,
    /// Its revision after it.
    pub revision: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// A move, or what else happened.
    pub name: String,
    /// Where the dossier stood after it.
    pub status: Status,
    /// With whom it was.
    pub stage: Stage,
}

/// A page of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// What happened, in order.
    pub changes: Vec<Change>,
    /// Where the next page begins, also where there is nothing yet.
    pub next: Cursor,
    /// There is more already.
    pub has_more: bool,
}

/// What happened after `after` to the dossiers that the system may read.
pub async fn changes(portal: &Portal, system: &System, after: Cursor, most: u64) -> Result<Changes> {
    let most = most.clamp(1, MOST_CHANGES);
    let until = portal.clock.now() - SETTLES;
    let found = repo::events(portal.database.read(), system.agency(), &after, until, most).await?;
    let has_more = found.len() as u64 == most;
    let mut next = after;
    let mut changes = Vec::with_capacity(found.len());
    for (event, dossier) in found {
        next = Cursor { at: event.at, dossier: event.dossier_id, number: event.number };
        if system.officer().may(Action::OnDossier(Deed::Read, target(&dossier)?)).is_none() {
            continue;
        }
        changes.push(Change {
            code: dossier.code,
            revision: event.number,
            at: event.at,
            status: Status::from_name(&event.status).ok_or(Error::Unreadable("dossier_event.status"))?,
            stage: Stage::from_name(&event.stage).ok_or(Error::Unreadable("dossier_event.stage"))?,
            name: event.name,
        });
    }
    Ok(Changes { changes, next, has_more })
}
