//! What happens to a dossier, chained so that nothing can be changed or left out unseen.

use ::entity::dossier_event;
use chrono::{DateTime, Utc};
use domain::attachment::Scan;
use domain::dossier::moves::{Move, Stage};
use domain::dossier::{EventNote, Status};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::repo;
use crate::secret::hex;
use crate::{Portal, Result};

/// The name of the first event.
const SUBMIT: &str = "submit";

/// Something that happened to a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// Where the dossier stood after it.
    pub status: Status,
    /// What happened, where the status does not tell.
    pub note: Option<EventNote>,
}

/// The first event of a dossier: a citizen filed it.
pub(crate) fn submitted(dossier_id: Uuid, account_id: Uuid, at: DateTime<Utc>) -> dossier_event::Model {
    let mut event = dossier_event::Model {
        dossier_id,
        number: 1,
        at,
        status: Status::Submitted.as_str().to_owned(),
        actor_kind: "citizen".to_owned(),
        note: None,
        actor_id: Some(account_id),
        name: SUBMIT.to_owned(),
        stage: Stage::Intake.as_str().to_owned(),
        agency_code: String::new(),
        stands_in_for_id: None,
        detail: None,
        previous_hash: String::new(),
        hash: String::new(),
    };
    event.hash = hash(&event);
    event
}

/// The event after `last`: a move by the applicant, or else by the officer for the agency; without words, for demonstrations.
pub(crate) fn following(
    last: &dossier_event::Model,
    name: Move,
    (status, stage): (Status, Stage),
    at: DateTime<Utc>,
    applicant: Option<Uuid>,
    officer: Uuid,
    agency: &str,
) -> dossier_event::Model {
    let mut event = dossier_event::Model {
        dossier_id: last.dossier_id,
        number: last.number + 1,
        at,
        status: status.as_str().to_owned(),
        actor_kind: if applicant.is_some() { "citizen" } else { "officer" }.to_owned(),
        note: None,
        actor_id: applicant.or(Some(officer)),
        name: name.as_str().to_owned(),
        stage: stage.as_str().to_owned(),
        agency_code: if applicant.is_some() { String::new() } else { agency.to_owned() },
        stands_in_for_id: None,
        detail: None,
        previous_hash: last.hash.clone(),
        hash: String::new(),
    };
    event.hash = hash(&event);
    event
}

/// Notes that a file of the dossier made of `draft` turned out to be one that nobody may open.
pub(crate) async fn note_withheld(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    draft: Uuid,
    scan: Scan,
) -> Result<()> {
    let Some(dossier) = repo::hold_dossier_of_draft(connection, draft).await? else { return Ok(()) };
    let note = match scan {
        Scan::Infected => EventNote::FileInfected,
        Scan::Unscannable => EventNote::FileUnscannable,
        Scan::Waiting | Scan::Clean => return Ok(()),
    };
    let events = repo::events(connection, dossier.id).await?;
    let last = events.last();
    let mut event = dossier_event::Model {
        dossier_id: dossier.id,
        number: last.map_or(1, |last| last.number + 1),
        at: portal.clock.now(),
        status: dossier.status,
        actor_kind: "system".to_owned(),
        note: Some(note.as_str().to_owned()),
        actor_id: None,
        name: note.as_str().to_owned(),
        stage: dossier.stage,
        agency_code: String::new(),
        stands_in_for_id: None,
        detail: None,
        previous_hash: last.map(|last| last.hash.clone()).unwrap_or_default(),
        hash: String::new(),
    };
    event.hash = hash(&event);
    repo::insert_events(connection, vec![event]).await?;
    Ok(())
}

/// SHA-256 over the fields in order, each on a line of its own; a note, which not all events have, at the end.
fn hash(event: &dossier_event::Model) -> String {
    let mut text = format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n{}",
        event.previous_hash,
        event.dossier_id,
        event.number,
        // What both databases keep exactly.
        event.at.timestamp_millis(),
        event.status,
        event.actor_kind,
        event.actor_id.map(|id| id.to_string()).unwrap_or_default(),
    );
    if let Some(note) = &event.note {
        text.push('\n');
        text.push_str(note);
    }
    hex(&Sha256::digest(text.as_bytes()))
}

/// Whether the events, in order, are all there and as they were written.
pub fn chain_is_whole(events: &[dossier_event::Model]) -> bool {
    let mut previous = "";
    events.iter().zip(1..).all(|(event, number)| {
        let fits = event.number == number && event.previous_hash == previous && event.hash == hash(event);
        previous = &event.hash;
        fits
    })
}
