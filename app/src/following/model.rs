//! What the pages about a filed dossier show its applicant.

use domain::Answers;
use domain::form::Section;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ui::form::Judged;

/// What became of a dossier, and what its applicant can do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fate {
    /// Why it was refused, stopped or takes longer: what it is about, and the officer's words.
    pub why: Option<(String, String)>,
    /// What is asked of them: each item with why.
    pub asked: Vec<String>,
    /// The word of the officer.
    pub word: String,
    /// Until when.
    pub until: Option<String>,
    /// Whom to call.
    pub call: String,
    /// The end of the limit that runs.
    pub due: Option<String>,
    /// What is to be paid, and where.
    pub to_pay: Option<String>,
    /// What must be paid before the result is there.
    pub pay_first: Option<String>,
    /// The documents of the result: id and name.
    pub results: Vec<(Uuid, String)>,
    /// It can be withdrawn.
    pub may_withdraw: bool,
    /// It can be rated: what was said before.
    pub rating: Option<(u8, String)>,
}

/// The answer to a request for supplements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupplementPage {
    /// Mã hồ sơ.
    pub code: String,
    /// The questions that were asked for, and those that the answers open.
    pub section: Section,
    /// What was answered.
    pub answers: Answers,
    /// What is wrong.
    pub judged: Judged,
    /// What is asked for, in order.
    pub items: Vec<ItemRow>,
    /// Papers that the new answers need.
    pub new: Vec<PaperRow>,
    /// The word of the officer.
    pub word: String,
    /// Until when.
    pub until: Option<String>,
    /// Whom to call.
    pub call: String,
}

/// Something that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemRow {
    /// What.
    pub name: String,
    /// Why.
    pub why: String,
    /// Where an explanation is sent.
    pub explains: String,
    /// The explanation.
    pub explanation: String,
    /// Neither changed nor explained.
    pub is_open: bool,
    /// How a paper is handed in; none for answers.
    pub paper: Option<PaperRow>,
}

/// A paper to hand in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperRow {
    /// Its id in the procedure.
    pub id: String,
    /// What it is.
    pub name: String,
    /// What file dialogues offer.
    pub accept: String,
    /// Files that are there now.
    pub before: Vec<String>,
    /// Files that are handed in, each with why it was not taken.
    pub files: Vec<(Uuid, String, Option<String>)>,
}
