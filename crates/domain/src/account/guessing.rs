//! How wrong passwords slow whoever tries: mistyping costs nothing, guessing leads nowhere.

use chrono::{DateTime, TimeDelta, Utc};

/// So many wrong passwords after each other cost nothing.
const FREE: u32 = 4;

/// After so many an account is locked: until its owner lifts that, or for [`LOCK`].
pub const LOCKED_AT: u32 = 10;

/// How long a lock lasts by itself, and how long wrong passwords are remembered. A lock for ever would let anybody keep
/// somebody away from a mailbox that is lost; a day leaves a guesser ten tries.
pub const LOCK: TimeDelta = TimeDelta::hours(24);

/// Wrong passwords after each other, for one account from one kind of place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub wrong: u32,
    /// When the last one was.
    pub last_at: Option<DateTime<Utc>>,
}

/// Why there may be no try now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Until then.
    Paused(DateTime<Utc>),
    /// Until its owner lifts it, or until then.
    Locked(DateTime<Utc>),
}

impl Tries {
    /// These and one more at `now`, which counts as wrong until it was found right: so that many at one moment find room
    /// for no more than many after each other.
    pub fn one_more(self, now: DateTime<Utc>) -> Result<Self, Held> {
        let begins_anew = self.last_at.is_none_or(|last| last + LOCK <= now);
        if begins_anew {
            return Ok(Self { wrong: 1, last_at: Some(now) });
        }
        let until = self.last_at.unwrap_or(now) + pause_after(self.wrong);
        match until > now {
            true if self.wrong >= LOCKED_AT => Err(Held::Locked(until)),
            true => Err(Held::Paused(until)),
            false => Ok(Self { wrong: self.wrong + 1, last_at: Some(now) }),
        }
    }

    /// Whether the last one locked the account.
    pub fn locks(self) -> bool {
        self.wrong == LOCKED_AT
    }
}

/// How long to wait after so many wrong ones: from the fifth on 1, 2, 4, 8 and 16 minutes, then [`LOCK`].
fn pause_after(wrong: u32) -> TimeDelta {
    match wrong {
        ..=FREE => TimeDelta::zero(),
        LOCKED_AT.. => LOCK,
        _ => TimeDelta::minutes(1 << (wrong - FREE - 1)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-11-23T02:00:00Z".parse().unwrap()
    }

    #[test]
    fn pauses_grow_and_end_in_a_lock() {
        let (mut now, mut tries, mut waited) = (start(), Tries::default(), Vec::new());
        while !tries.locks() {
            tries = match tries.one_more(now) {
                Ok(tries) => tries,
                Err(Held::Paused(until)) => {
                    waited.push((tries.wrong, (until - now).num_minutes()));
                    now = until;
                    tries.one_more(now).unwrap()
                }
                Err(Held::Locked(_)) => unreachable!(),
            };
        }
        assert_eq!(waited, [(5, 1), (6, 2), (7, 4), (8, 8), (9, 16)]);
        assert_eq!(tries.one_more(now), Err(Held::Locked(now + LOCK)));
        assert_eq!(tries.one_more(now + LOCK), Ok(Tries { wrong: 1, last_at: Some(now + LOCK) }));
    }

    #[test]
    fn mistyping_costs_nothing_and_is_forgotten() {
        let mut tries = Tries::default();
        for _ in 0..=FREE {
            tries = tries.one_more(start()).unwrap();
        }
        assert!(tries.one_more(start()).is_err());
        assert_eq!(tries.one_more(start() + LOCK).unwrap().wrong, 1);
    }

    #[test]
    fn a_guesser_has_some_tries_a_day() {
        let (mut tries, mut count) = (Tries::default(), 0);
        for second in 0..24 * 3600 {
            if let Ok(next) = tries.one_more(start() + TimeDelta::seconds(second)) {
                (tries, count) = (next, count + 1);
            }
        }
        assert_eq!(count, 10);
    }
}
