//! What can be wrong with a catalogue, and where.

use std::fmt;

use chrono::NaiveDate;

use crate::text::Text;

/// A part of a catalogue, by its place among those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Item {
    Field(usize),
    Procedure(usize),
    Agency(usize),
    Province(usize),
    DaysOff,
    Search,
}

/// One step of a path inside an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into the value of a key.
    Key(&'static str),
    /// Into an element of an array.
    Index(usize),
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(formatter, ".{key}"),
            Self::Index(index) => write!(formatter, "[{index}]"),
        }
    }
}

pub(super) type Path = Vec<Step>;

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The part in which it is.
    pub item: Item,
    /// From the part to the value, as the data spells it.
    pub path: Vec<Step>,
    /// What is wrong.
    pub mistake: Mistake,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum Mistake {
    #[error("nothing here")]
    Empty,
    #[error("not a bank's number of six digits with an account of letters and digits, and whose it is")]
    BankAccount,
    #[error("`{0}` occurs twice")]
    Twice(String),
    #[error("`{0}` is not a code like 1.001193 (without agency suffix)")]
    ProcedureCode(String),
    #[error("`{0}` is not an agency code like H21.01")]
    AgencyCode(String),
    #[error("`{0}` is not a code of {1} digits")]
    UnitCode(String, usize),
    #[error("`{0}` is not an id of small letters, digits and hyphens")]
    Slug(String),
    #[error("`{0}` is not an id of small letters, digits and underscores")]
    Identifier(String),
    #[error("there is no field of administration `{0}`")]
    NoSuchField(String),
    #[error("there is no procedure `{0}`")]
    NoSuchProcedure(String),
    #[error("there is no other agency `{0}`")]
    NoSuchAgency(String),
    #[error("there is no commune `{0}`")]
    NoSuchCommune(String),
    #[error("commune `{0}` has a receiving desk already")]
    SecondDesk(String),
    #[error("a receiving desk of a commune names the commune")]
    DeskWithoutCommune,
    #[error("a weekday occurs twice in the office hours")]
    DayTwice,
    #[error("`{0}` to `{1}` are not office hours (HH:MM, in order, not overlapping)")]
    Hours(String, String),
    #[error("{0} is a Saturday or Sunday, closed anyway")]
    NotAWeekday(NaiveDate),
    #[error("{0} is not a Saturday")]
    NotASaturday(NaiveDate),
    #[error("terms that stand for no procedure and no other words")]
    Meaningless,
    #[error("fewer than two to choose from")]
    FewChoices,
    #[error("a time limit is zero, or the cut-off is no time of day")]
    TimeLimit,
    #[error("a longer limit for verification needs an ordinary limit beside it")]
    OnlyVerification,
    #[error("neither a time limit nor words about it")]
    NoTimeLimit,
    #[error("{0} đ is not a fee (0 to 1,000,000,000; unknown is null)")]
    Amount(i64),
    #[error("filing online would cost more than at the desk")]
    DearerOnline,
    #[error("what cannot be filed online says under `at_desk` what to do instead")]
    NoWayShown,
    #[error("what cannot be filed online has no electronic form")]
    FormForNothing,
    #[error("an electronic form is asked for, but the procedure has none")]
    NoForm,
    #[error("the procedure has a form, but none of its papers is an electronic form")]
    UnusedForm,
    #[error("{0} copies are too many (at most 20)")]
    Copies(u32),
    #[error("ends before it begins")]
    EndsBefore,
    #[error("there is no question `{0}` in the form")]
    NoSuchQuestion(String),
    #[error("question `{0}` cannot have the answer `{1}`")]
    NoSuchChoice(String, String),
    #[error("question `{0}` has no fixed answers to compare with")]
    NotComparable(String),
    #[error("the condition hangs on the question itself, directly or through others")]
    Circular,
    #[error("an `and` or `or` without parts")]
    EmptyCondition,
    #[error("the least is more than the most")]
    Bounds,
    #[error("groups cannot be nested")]
    NestedGroup,
    #[error("a group has between 1 and 50 entries at most")]
    GroupSize,
    #[error("this kind of question cannot be filled from there")]
    Prefill,
}

/// Collects faults of one item after the other.
#[derive(Default)]
pub(super) struct Report {
    item: Option<Item>,
    pub(super) faults: Vec<Fault>,
}

impl Report {
    pub(super) fn begin(&mut self, item: Item) {
        self.item = Some(item);
    }

    pub(super) fn add(&mut self, path: &[Step], mistake: Mistake) {
        if let Some(item) = self.item {
            self.faults.push(Fault { item, path: path.to_vec(), mistake });
        }
    }

    pub(super) fn demand_text(&mut self, path: &[Step], text: &Text) {
        if super::is_empty(text) {
            self.add(path, Mistake::Empty);
        }
    }

    pub(super) fn demand_terms(&mut self, path: Path, terms: &[String]) {
        if terms.is_empty() || terms.iter().any(|term| term.trim().is_empty()) {
            self.add(&path, Mistake::Empty);
        }
    }
}
