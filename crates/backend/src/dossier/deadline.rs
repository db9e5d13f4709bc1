//! Until when something must be done: the desk's answer, and the result by law. Counted on the calendar of the receiving
//! desk, where the result is handed over.

use ::entity::{dossier, extension, pause};
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{self, Course, Extension, Pause, WorkCalendar};
use domain::catalogue::Procedure;
use sea_orm::ConnectionTrait;

use super::repo;
use crate::{Error, Portal, Result};

/// The end of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The moment; [`never`] where nothing says one.
    pub at: DateTime<Utc>,
    /// It may still move, because days off near it are not announced.
    pub is_provisional: bool,
}

/// What tables write where no limit runs: the last day of the year 9999.
pub(crate) fn never() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_214_400, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The end that counts now; `None` where no limit runs.
pub(crate) fn due(dossier: &dossier::Model) -> Option<DateTime<Utc>> {
    Some(dossier.due_at).filter(|at| *at < never())
}

impl End {
    /// No limit runs.
    pub fn none() -> Self {
        Self { at: never(), is_provisional: false }
    }
}

/// Until when the desk must answer what was filed, or supplemented, at `from`.
pub(super) fn of_intake(portal: &Portal, desk: &str, from: DateTime<Utc>) -> Result<End> {
    with_calendar(portal, desk, |calendar| {
        let at = calendar.intake_due(from).ok_or(Error::Unreadable("agency.hours"))?;
        Ok(End { at, is_provisional: calendar.is_provisional(domain::date::today(at)) })
    })
}

/// When the desk closes on a day that somebody sets as an end.
pub(super) fn close_of(portal: &Portal, desk: &str, day: NaiveDate) -> Result<Option<DateTime<Utc>>> {
    with_calendar(portal, desk, |calendar| Ok(calendar.close_of(day)))
}

/// When the result of a dossier that was received is due, after all that happened to its limit.
pub(super) async fn by_law(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: &dossier::Model,
    procedure: &Procedure,
) -> Result<End> {
    let limit = calendar::limit(&procedure.time_limit, dossier.needs_verification);
    let (Some(limit), Some(received_at)) = (limit, dossier.received_at) else { return Ok(End::none()) };
    let pauses: Vec<Pause> = repo::pauses(connection, dossier.id).await?.iter().filter_map(ended).collect();
    let extension = repo::last_extension(connection, dossier.id).await?.as_ref().map(extended);
    with_calendar(portal, &dossier.agency_code, |calendar| {
        let course = Course { limit, received_at, pauses: &pauses, extension };
        let at = calendar.due_after(&course).ok_or(Error::Unreadable("agency.hours"))?;
        Ok(End { at, is_provisional: calendar.is_provisional(domain::date::today(at)) })
    })
}

fn ended(row: &pause::Model) -> Option<Pause> {
    Some(Pause { from: row.begins_at, to: row.ends_at? })
}

fn extended(row: &extension::Model) -> Extension {
    Extension { at: row.given_at, to: row.until }
}

fn with_calendar<T>(
    portal: &Portal,
    desk: &str,
    ask: impl FnOnce(&WorkCalendar<'_>) -> Result<T>,
) -> Result<T> {
    let catalogue = portal.catalogue();
    let desk = catalogue.agency(desk).ok_or(Error::Unreadable("dossier.agency_code"))?;
    ask(&WorkCalendar::of(desk, catalogue.days_off()))
}
