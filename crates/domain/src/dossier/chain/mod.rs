//! The chain of a dossier's events: each holds the hash of the one before, so that none can be changed, left out or put
//! elsewhere unseen. Once a day an anchor over the heads of the chains that grew is kept apart, so that a chain written anew
//! as a whole is seen too.
//!
//! Events hold references and digests, no personal text; so what they refer to can be deleted and the chain stays whole.

mod anchor;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

pub use anchor::{Anchor, OutOfOrder};

use super::moves::Stage;
use super::status::Status;

/// A SHA-256.
pub type Hash = [u8; 32];
/// A key of a table, as its sixteen bytes.
pub type Key = [u8; 16];

/// What stands before the first event.
pub const BEGINNING: Hash = [0; 32];

/// Says what is hashed, and how it is laid out.
const EVENT: &[u8] = b"motcua event 1\n";

/// Something that happened to a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The dossier.
    pub dossier: Key,
    /// 1, 2, 3, … within the dossier.
    pub number: u64,
    /// When, to the millisecond, which every database keeps exactly.
    pub at: DateTime<Utc>,
    /// What: the name of a move or a note.
    pub name: String,
    /// Where the dossier stood after it.
    pub status: Status,
    /// With whom it was after it.
    pub stage: Stage,
    /// In which role: [`super::moves::Actor::as_str`].
    pub actor: String,
    /// Account of the actor, if it was a person.
    pub account: Option<Key>,
    /// Account for which the actor stood in.
    pub stands_in_for: Option<Key>,
    /// Code of the agency for which the actor acted; empty for applicants and the portal itself.
    pub agency: String,
    /// Digest over what belongs to the event and is kept elsewhere, such as the reason, with a random salt that goes when
    /// the text is deleted: then nobody can find out the text by trying.
    pub detail: Option<Hash>,
}

/// An event in its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The event.
    pub event: Event,
    /// Hash of the link before; [`BEGINNING`] for the first.
    pub previous: Hash,
    /// Hash of this one.
    pub hash: Hash,
}

/// The last link of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of its event.
    pub number: u64,
    /// Its hash.
    pub hash: Hash,
}

/// The first link at which a chain is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number that the event there has or should have.
    pub number: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An event of another dossier.
    OtherDossier,
    /// Not the number that follows: events are missing, too many, or in another order.
    Number,
    /// It does not hold the hash of the link before.
    Previous,
    /// The event is not the one that was hashed.
    Changed,
    /// The chain ends before the event that an anchor holds.
    CutOff,
    /// Not the event that an anchor holds, though its chain is whole: it was written anew.
    Rewritten,
}

impl Event {
    /// The event after `previous`, sealed with its hash.
    pub fn link(self, previous: Hash) -> Link {
        let hash = self.hash(&previous);
        Link { event: self, previous, hash }
    }

    /// The bytes that are hashed: numbers big-endian and of fixed length, words with their length before them, so that no two
    /// events have the same.
    fn bytes(&self, previous: &Hash) -> Vec<u8> {
        let mut bytes = [EVENT, previous.as_slice(), self.dossier.as_slice()].concat();
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.at.timestamp_millis().to_be_bytes());
        bytes.push(self.status.code());
        for words in [self.name.as_str(), self.stage.as_str(), &self.actor, &self.agency] {
            bytes.extend((words.len() as u64).to_be_bytes());
            bytes.extend(words.as_bytes());
        }
        let optional = [
            self.account.as_ref().map(Key::as_slice),
            self.stands_in_for.as_ref().map(Key::as_slice),
            self.detail.as_ref().map(Hash::as_slice),
        ];
        for present in optional {
            bytes.push(u8::from(present.is_some()));
            bytes.extend(present.unwrap_or_default());
        }
        bytes
    }

    fn hash(&self, previous: &Hash) -> Hash {
        Sha256::digest(self.bytes(previous)).into()
    }
}

/// A link as it was read, with what its event hashes to by the layout it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The dossier of its event.
    pub dossier: Key,
    /// Number of its event.
    pub number: u64,
    /// The hash that it holds of the link before.
    pub previous: Hash,
    /// The hash that it holds of itself.
    pub hash: Hash,
    /// The hash of what it says; `None` where it says what no event says.
    pub computed: Option<Hash>,
}

impl From<&Link> for Seen {
    fn from(link: &Link) -> Self {
        Self {
            dossier: link.event.dossier,
            number: link.event.number,
            previous: link.previous,
            hash: link.hash,
            computed: Some(link.event.hash(&link.previous)),
        }
    }
}

/// Checks the chain of a dossier, its events in order, against a head that an anchor holds. Answers with its present head;
/// `None` where there is no event.
///
/// # Errors
///
/// The first link that is not what it was.
pub fn verify(
    dossier: Key,
    links: impl IntoIterator<Item = impl Into<Seen>>,
    anchored: Option<Head>,
) -> Result<Option<Head>, Broken> {
    let mut head: Option<Head> = None;
    for link in links {
        let link: Seen = link.into();
        let number = head.map_or(1, |head| head.number + 1);
        let previous = head.map_or(BEGINNING, |head| head.hash);
        let broken = |fault| Err(Broken { number, fault });
        if link.dossier != dossier {
            return broken(Fault::OtherDossier);
        }
        if link.number != number {
            return broken(Fault::Number);
        }
        if link.previous != previous {
            return broken(Fault::Previous);
        }
        if link.computed != Some(link.hash) {
            return broken(Fault::Changed);
        }
        if anchored.is_some_and(|anchored| anchored.number == number && anchored.hash != link.hash) {
            return broken(Fault::Rewritten);
        }
        head = Some(Head { number, hash: link.hash });
    }
    let length = head.map_or(0, |head| head.number);
    match anchored {
        Some(anchored) if anchored.number > length => {
            Err(Broken { number: length + 1, fault: Fault::CutOff })
        }
        _ => Ok(head),
    }
}
