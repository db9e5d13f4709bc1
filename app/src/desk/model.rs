//! What the pages of one dossier show an officer: sentences, ready in the language of the page.

use std::collections::BTreeMap;

use domain::dossier::Status;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A dossier for an officer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SheetPage {
    /// Mã hồ sơ.
    pub code: String,
    /// What moves say they saw.
    pub revision: i64,
    /// What verdicts say they saw.
    pub judgement_revision: i64,
    /// Where it stands.
    pub status: Status,
    /// The limit has passed.
    pub is_late: bool,
    /// What there is to know first, as terms and values.
    pub facts: Vec<(String, String)>,
    /// Who else looks at it.
    pub others: String,
    /// The papers.
    pub papers: Vec<PaperCard>,
    /// The answers by section.
    pub sections: Vec<(String, Vec<AnswerRow>)>,
    /// How many items nobody judged.
    pub unjudged: usize,
    /// How many are refused.
    pub refused: usize,
    /// Verdicts can be given.
    pub may_judge: bool,
    /// Notes can be written.
    pub may_note: bool,
    /// The fee can be taken: how much, where that is known.
    pub takes_fee: Option<i64>,
    /// A leader may agree to a further round.
    pub may_give_word: bool,
    /// The moves.
    pub offers: Vec<OfferForm>,
    /// Kinds of documents that can be added.
    pub adds: Vec<String>,
    /// The units, code and name.
    pub units: Vec<(String, String)>,
    /// Documents that officers added: id, name, kind.
    pub documents: Vec<(Uuid, String, String)>,
    /// Forms that were given out: id, name and number, when.
    pub forms: Vec<(Uuid, String, String)>,
    /// Receipts.
    pub receipts: Vec<String>,
    /// Requests for supplements.
    pub requests: Vec<RequestRow>,
    /// Notes: who and when, and what.
    pub notes: Vec<(String, String)>,
    /// What happened, the latest first.
    pub events: Vec<EventRow>,
    /// What was tried and not done.
    pub tried: Option<Tried>,
    /// What happened since the revision that a lost move saw.
    pub meanwhile: Vec<EventRow>,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperCard {
    /// How it is judged; none where it is not needed and nothing was handed in.
    pub item: Option<ItemView>,
    /// What it is.
    pub name: String,
    /// Its files.
    pub files: Vec<FileRow>,
    /// Files that others took the place of.
    pub earlier: Vec<FileRow>,
}

/// A file of a paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Why nobody opens it, or not yet.
    pub withheld: Option<String>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerRow {
    /// How it is judged; none where nothing was answered.
    pub item: Option<ItemView>,
    /// The question.
    pub label: String,
    /// The answer.
    pub value: String,
}

/// Something that is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemView {
    /// As forms send it: `paper:` or `answer:` and its id.
    pub key: String,
    /// Whether it will do; none where nobody judged.
    pub will_do: Option<bool>,
    /// Why it will not.
    pub why: String,
    /// How it differs from the round before.
    pub change: Option<String>,
    /// The reasons that can be given.
    pub reasons: Vec<(String, String)>,
}

/// A move that can be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferForm {
    /// Its name.
    pub name: String,
    /// What the button says.
    pub label: String,
    /// What it asks.
    pub asks: Vec<Ask>,
    /// What stands in its way.
    pub lacks: Option<String>,
}

/// Something that a move asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// A reason.
    Reason,
    /// A word to the applicant.
    Word,
    /// The last day for the applicant.
    Until,
    /// The new last day.
    NewDue,
    /// A unit.
    Unit,
    /// An amount.
    Amount,
    /// Whether what was paid is paid back.
    Refund,
    /// How the result is handed over.
    HandOver,
    /// Whether the longer limit holds.
    Verify,
}

/// A request for supplements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestRow {
    /// "Yêu cầu bổ sung lần 1".
    pub title: String,
    /// Who asked, and when.
    pub asked: String,
    /// Whether it was answered.
    pub answered: String,
    /// What was asked for, each with why.
    pub items: Vec<String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// What.
    pub what: String,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was written with it.
    pub words: String,
}

/// A form that was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// Which.
    pub form: String,
    /// Why.
    pub sentence: String,
    /// What was typed.
    pub typed: BTreeMap<String, String>,
}

impl SheetPage {
    /// What was typed into a field of the form that was refused.
    pub fn typed(&self, form: &str, field: &str) -> &str {
        let tried = self.tried.as_ref().filter(|tried| tried.form == form);
        tried.and_then(|tried| tried.typed.get(field)).map_or("", String::as_str)
    }

    /// Why the form was refused.
    pub fn problem(&self, form: &str) -> Option<String> {
        self.tried.as_ref().filter(|tried| tried.form == form).map(|tried| tried.sentence.clone())
    }
}

/// A paper to look at, page by page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewerPage {
    /// Mã hồ sơ.
    pub code: String,
    /// The file.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Which paper it is.
    pub paper: String,
    /// It may be opened.
    pub can_open: bool,
    /// How many pages it has.
    pub pages: usize,
}
