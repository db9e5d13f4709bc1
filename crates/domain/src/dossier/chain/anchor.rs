//! The daily anchor: one hash over the heads of all chains that grew since the one before, chained to it.

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

use super::{Hash, Head, Key};

/// Says what is hashed, and how it is laid out.
const ANCHOR: &[u8] = b"motcua anchor 1\n";

/// The anchor of a day. To be of use it is kept where whoever can change the events cannot change it: printed, mailed,
/// published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Which day.
    pub day: NaiveDate,
    /// How many heads it holds.
    pub count: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Heads must come by the keys of their dossiers, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder;

impl Anchor {
    /// The anchor of `day` over the heads of the chains that grew since the anchor with the hash `previous`
    /// ([`super::BEGINNING`] for the first), by the keys of their dossiers. They need not all be in memory.
    ///
    /// # Errors
    ///
    /// The heads are not in order.
    pub fn new(
        previous: Hash,
        day: NaiveDate,
        heads: impl IntoIterator<Item = (Key, Head)>,
    ) -> Result<Self, OutOfOrder> {
        let mut hasher = Sha256::new_with_prefix(ANCHOR);
        hasher.update(previous);
        hasher.update(day.num_days_from_ce().to_be_bytes());
        let (mut last, mut count) = (None, 0u64);
        for (dossier, head) in heads {
            if last.is_some_and(|last| last >= dossier) {
                return Err(OutOfOrder);
            }
            hasher.update(dossier);
            hasher.update(head.number.to_be_bytes());
            hasher.update(head.hash);
            (last, count) = (Some(dossier), count + 1);
        }
        hasher.update(count.to_be_bytes());
        Ok(Self { day, count, hash: hasher.finalize().into() })
    }
}
