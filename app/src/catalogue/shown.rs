//! What the pages of this feature show, in the words and the language of the page.

use domain::catalogue::{PaperKind, ServiceLevel};
use serde::{Deserialize, Serialize};

/// What a list of procedures is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// What somebody looks for, in their words.
    #[serde(default)]
    pub words: String,
    /// Id of an event of life.
    #[serde(default)]
    pub event: String,
    /// Id of a field of administration.
    #[serde(default)]
    pub field: String,
    /// `cong-dan`, `doanh-nghiep` or `ho-kinh-doanh`.
    #[serde(default)]
    pub applicant: String,
    /// `tinh` or `xa`.
    #[serde(default)]
    pub level: String,
    /// Only what can be filed online.
    #[serde(default)]
    pub online: bool,
    /// Page, from 1; 0 is 1.
    #[serde(default)]
    pub page: usize,
}

/// A list of procedures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How many there are in all.
    pub total: usize,
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// Those of the page.
    pub rows: Vec<Row>,
    /// Name of the event of life.
    pub event: Option<String>,
    /// A question to ask back.
    pub ask_back: Option<AskBack>,
    /// Who does it, where it is other agencies' business: name and place.
    pub outside: Option<(String, String)>,
    /// Fields with how many of what is looked for lie in each.
    pub fields: Vec<Facet>,
}

/// A procedure in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Code.
    pub code: String,
    /// Name in pieces; `true` for those that were looked for.
    pub name: Vec<(String, bool)>,
    /// When one needs it.
    pub summary: String,
    /// How much of it happens online.
    pub service: ServiceLevel,
    /// Time limit.
    pub time: String,
    /// Price.
    pub fee: String,
}

/// A question to ask back, and its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskBack {
    /// The question.
    pub ask: String,
    /// Case, code and name of each procedure.
    pub ways: Vec<(String, String, String)>,
}

/// A field of administration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many procedures.
    pub count: usize,
}

/// A procedure's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as in the catalogue's procedure")]
pub struct Shown {
    pub code: String,
    pub name: String,
    pub summary: String,
    pub service: ServiceLevel,
    pub applicants: Vec<String>,
    pub applicants_note: String,
    pub field: (String, String),
    pub time: String,
    pub time_notes: Vec<String>,
    /// "thứ Năm, 03/12/2026", if it were filed now.
    pub due: String,
    /// Days off on the way there, "24/11, 25/11".
    pub days_off: String,
    pub at_desk: String,
    pub fee_at_desk: Cost,
    pub fee_online: Cost,
    pub saving: String,
    /// Amounts are set by the provincial council; those shown are a reference.
    pub is_reference: bool,
    pub exemptions: Vec<String>,
    pub papers: Vec<Paper>,
    pub has_form: bool,
    pub agency: String,
    pub result: String,
    pub delivery: Vec<String>,
    pub legal_basis: Vec<String>,
    pub needs_higher_proofing: bool,
    /// From and until of each version, the newest first.
    pub versions: Vec<(String, String)>,
    pub verified: bool,
}

/// A price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// "10.000 đ", "Miễn phí", or words.
    pub amount: String,
    /// Whether the amount is a sentence.
    pub in_words: bool,
    /// "mỗi lần", "mức tham khảo".
    pub per: String,
    /// Cases and their amounts.
    pub tiers: Vec<(String, String)>,
    /// What else there is to say.
    pub note: String,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// What it is.
    pub name: String,
    /// What one does with it.
    pub kind: PaperKind,
    /// When it is needed.
    pub need: Need,
    /// The case in which it is needed, how many, what to mind: sentences.
    pub lines: Vec<String>,
}

/// When a paper is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Need {
    Always,
    InACase,
    Optional,
}

/// A form to print and fill by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blank {
    /// Code of the procedure.
    pub code: String,
    /// Name of the procedure.
    pub name: String,
    /// Name of the paper.
    pub paper: String,
    /// Who it is addressed to.
    pub agency: String,
    /// Titles with their lines.
    pub sections: Vec<(String, Vec<BlankLine>)>,
}

/// A line of a blank form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlankLine {
    /// The question.
    pub label: String,
    /// What to mind.
    pub hint: String,
    /// Boxes to tick; none to write on a line.
    pub boxes: Vec<String>,
    /// How many lines to write on.
    pub lines: usize,
    /// Belongs to an entry of the table above it.
    pub inside: bool,
}

/// A receiving desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Its name.
    pub name: String,
    /// When it is open, a line for each span of days.
    pub hours: Vec<String>,
}
