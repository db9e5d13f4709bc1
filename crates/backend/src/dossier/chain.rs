//! The hashes of events, and whether a chain of them is whole. What is checked is `domain`'s; here are the rows, also those of
//! before there was a desk, which have another layout.

use ::entity::dossier_event;
use domain::dossier::chain::{self, BEGINNING, Broken, Hash, Head};
use domain::dossier::moves::Stage;
use domain::dossier::{EventNote, Status};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::secret::hex;

/// The hash that an event with a name has; `None` where the row says what no event says.
pub(super) fn link_hash(row: &dossier_event::Model) -> Option<String> {
    let previous = if row.previous_hash.is_empty() { BEGINNING } else { from_hex(&row.previous_hash)? };
    let event = chain::Event {
        dossier: row.dossier_id.into_bytes(),
        number: u64::try_from(row.number).ok()?,
        at: row.at,
        name: row.name.clone(),
        status: Status::from_name(&row.status)?,
        stage: Stage::from_name(&row.stage)?,
        actor: row.actor_kind.clone(),
        account: row.actor_id.map(Uuid::into_bytes),
        stands_in_for: row.stands_in_for_id.map(Uuid::into_bytes),
        agency: row.agency_code.clone(),
        detail: match &row.detail {
            Some(detail) => Some(from_hex(detail)?),
            None => None,
        },
    };
    Some(hex(&event.link(previous).hash))
}

fn from_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    bytes?.try_into().ok()
}

/// The hash of an event of before there was a desk: SHA-256 over the fields in order, each on a line of its own; a note,
/// which not all events have, at the end.
pub(super) fn hash_of_before(event: &dossier_event::Model) -> String {
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

/// Checks the events of a dossier, in order, against a head that an anchor holds; answers with their present head.
///
/// # Errors
///
/// The first event that is not what it was.
pub(crate) fn verify(
    dossier_id: Uuid,
    events: &[dossier_event::Model],
    anchored: Option<Head>,
) -> std::result::Result<Option<Head>, Broken> {
    chain::verify(dossier_id.into_bytes(), events.iter().map(seen), anchored)
}

/// Whether the events, in order, are all there and as they were written.
pub fn chain_is_whole(events: &[dossier_event::Model]) -> bool {
    events.first().is_none_or(|first| verify(first.dossier_id, events, None).is_ok())
}

/// The head that a row says; `None` where it says none.
pub(crate) fn head(number: i64, hash: &str) -> Option<Head> {
    Some(Head { number: u64::try_from(number).ok()?, hash: from_hex(hash)? })
}

/// The event as whoever could change the database would write it anew after `last`.
#[cfg(test)]
pub(crate) fn forge(
    mut row: dossier_event::Model,
    last: Option<&dossier_event::Model>,
) -> dossier_event::Model {
    row.previous_hash = last.map(|last| last.hash.clone()).unwrap_or_default();
    row.hash = link_hash(&row).unwrap_or_default();
    row
}

fn seen(row: &dossier_event::Model) -> chain::Seen {
    let computed = if row.name.is_empty() { Some(hash_of_before(row)) } else { link_hash(row) };
    let note_fits =
        row.name.is_empty() || row.note.as_deref() == EventNote::from_name(&row.name).map(EventNote::as_str);
    // What no hash is written as fits nowhere.
    let previous = if row.previous_hash.is_empty() { Some(BEGINNING) } else { from_hex(&row.previous_hash) };
    chain::Seen {
        dossier: row.dossier_id.into_bytes(),
        number: u64::try_from(row.number).unwrap_or_default(),
        previous: previous.unwrap_or([0xff; 32]),
        hash: from_hex(&row.hash).unwrap_or_default(),
        computed: computed.filter(|_| note_fits).and_then(|hash| from_hex(&hash)),
    }
}
