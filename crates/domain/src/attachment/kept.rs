//! Papers that somebody keeps for later dossiers: until when each is good, and which fit what is asked for.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::date;
use crate::fold::fold;
use crate::problem::Problem;

/// Most papers that an account keeps.
pub const MOST_KEPT: usize = 100;

/// A paper that ends within so many days is said to end soon: time enough to get a new one.
const SOON: TimeDelta = TimeDelta::days(30);

/// Whether a paper can be handed in again on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It can.
    Good,
    /// It can, for a month at most.
    EndsSoon,
    /// Its last day is over.
    Expired,
}

/// How a paper stands `today` whose last day is `expires_on`; most papers have none.
pub fn standing(expires_on: Option<NaiveDate>, today: NaiveDate) -> Standing {
    match expires_on.map(|last| last - today) {
        Some(left) if left < TimeDelta::zero() => Standing::Expired,
        Some(left) if left <= SOON => Standing::EndsSoon,
        _ => Standing::Good,
    }
}

/// What is wrong with a last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongExpiry {
    /// It cannot be read as a day.
    NotADay(Problem),
    /// It is over: such a paper is of no use any more.
    Over,
}

/// Reads the last day of a paper; nothing typed means that it has none.
///
/// # Errors
/// [`WrongExpiry`].
pub fn expiry(typed: &str, today: NaiveDate) -> Result<Option<NaiveDate>, WrongExpiry> {
    match date::parse(typed) {
        Err(Problem::Missing) => Ok(None),
        Err(problem) => Err(WrongExpiry::NotADay(problem)),
        Ok(last) if last < today => Err(WrongExpiry::Over),
        Ok(last) => Ok(Some(last)),
    }
}

/// A paper of a procedure.
#[derive(Clone, Copy, Debug)]
pub struct PaperOf<'a> {
    /// National code of the procedure.
    pub procedure: &'a str,
    /// Its id in the procedure.
    pub requirement: &'a str,
    /// Its Vietnamese name.
    pub name: &'a str,
}

/// How well a kept paper fits what is asked for, the best first. Only an order: the person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fit {
    /// The same paper.
    Same,
    /// Probably of the same kind.
    Alike,
    /// Another one.
    Other,
}

/// How well a paper that was handed in as `kept` fits where `asked` is asked for.
pub fn fit(kept: PaperOf, asked: PaperOf) -> Fit {
    let same_place = kept.requirement == asked.requirement;
    let (name, wanted) = (fold(kept.name), fold(asked.name));
    if name == wanted || same_place && kept.procedure == asked.procedure {
        Fit::Same
    } else if same_place || has_words(&name, &wanted) || has_words(&wanted, &name) {
        Fit::Alike
    } else {
        Fit::Other
    }
}

/// Whether all of `words` are among those of `name`.
fn has_words(name: &str, words: &str) -> bool {
    words.split(' ').all(|word| name.split(' ').any(|one| one == word))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn day(written: &str) -> NaiveDate {
        written.parse().unwrap()
    }

    #[test]
    fn a_paper_is_good_on_its_last_day_and_not_after() {
        let last = Some(day("2026-12-31"));
        for (today, expected) in [
            ("2026-11-30", Standing::Good),
            ("2026-12-01", Standing::EndsSoon),
            ("2026-12-31", Standing::EndsSoon),
            ("2027-01-01", Standing::Expired),
        ] {
            assert_eq!(standing(last, day(today)), expected, "{today}");
        }
        assert_eq!(standing(None, day("2026-11-23")), Standing::Good);
        assert_eq!(standing(Some(NaiveDate::MIN), NaiveDate::MAX), Standing::Expired);
        assert_eq!(standing(Some(NaiveDate::MAX), NaiveDate::MIN), Standing::Good);
    }

    #[test]
    fn a_last_day_may_be_left_out_and_is_not_over() {
        let today = day("2026-11-23");
        assert_eq!(expiry(" ", today), Ok(None));
        assert_eq!(expiry("23/11/2026", today), Ok(Some(today)));
        assert_eq!(expiry("5-1-2030", today), Ok(Some(day("2030-01-05"))));
        assert_eq!(expiry("22/11/2026", today), Err(WrongExpiry::Over));
        assert_eq!(expiry("31/02/2027", today), Err(WrongExpiry::NotADay(Problem::NoSuchDay)));
        assert_eq!(expiry("sang năm", today), Err(WrongExpiry::NotADay(Problem::NotADate)));
    }

    #[test]
    fn the_same_paper_comes_first() {
        let paper = |procedure, requirement, name| PaperOf { procedure, requirement, name };
        let asked = paper("1.001193", "birth_notification", "Giấy chứng sinh");
        for (kept, expected) in [
            (paper("1.001193", "birth_notification", "Giấy báo sinh"), Fit::Same),
            (paper("2.000528", "notification", "GIẤY CHỨNG SINH"), Fit::Same),
            (paper("2.000528", "birth_notification", "Giấy báo sinh"), Fit::Alike),
            (paper("2.000528", "copy", "Bản sao giấy chứng sinh"), Fit::Alike),
            (paper("1.001193", "authorisation", "Văn bản ủy quyền"), Fit::Other),
            (paper("2.000528", "contract", "Giấy"), Fit::Alike),
        ] {
            assert_eq!(fit(kept, asked), expected, "{kept:?}");
        }
        assert!(Fit::Same < Fit::Alike && Fit::Alike < Fit::Other);
    }
}
