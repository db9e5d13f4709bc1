//! What happens to a dossier, chained so that nothing can be changed or left out unseen.

use ::entity::dossier_event;
use chrono::{DateTime, Utc};
use domain::dossier::Status;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::secret::hex;

/// Something that happened to a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// Where the dossier stood after it.
    pub status: Status,
}

/// The first event of a dossier: a citizen filed it.
pub(super) fn submitted(dossier_id: Uuid, account_id: Uuid, at: DateTime<Utc>) -> dossier_event::Model {
    let mut event = dossier_event::Model {
        dossier_id,
        number: 1,
        at,
        status: Status::Submitted.as_str().to_owned(),
        actor_kind: "citizen".to_owned(),
        actor_id: Some(account_id),
        previous_hash: String::new(),
        hash: String::new(),
    };
    event.hash = hash(&event);
    event
}

/// SHA-256 over the fields in order, each on a line of its own.
fn hash(event: &dossier_event::Model) -> String {
    let text = format!(
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
