//! What travels: the schemas of `openapi.json` as types.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::dossier::Status;
use domain::dossier::axes::{Delivery, Payment};
use domain::dossier::moves::{Move, Stage};
use domain::problem::FieldProblem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Mã hồ sơ.
    pub code: String,
    /// What moves must say they saw; also in the header `ETag`.
    pub revision: i64,
    /// Code of the procedure.
    pub procedure: String,
    /// Where it stands.
    pub status: Status,
    /// The same by the national code, 1 to 10.
    pub status_code: u8,
    /// With whom it is.
    pub stage: Stage,
    /// What was last asked for has been answered.
    pub answered: bool,
    /// Code of the receiving desk.
    pub agency: String,
    /// Code of the processing unit, once one has it.
    pub unit: Option<String>,
    /// Name of its owner.
    pub owner: String,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// When the desk took it.
    pub received_at: Option<DateTime<Utc>>,
    /// The end that counts now; none while the clock stands still.
    pub due_at: Option<DateTime<Utc>>,
    /// How its payment stands.
    pub payment: Payment,
    /// What is or was to be paid, in whole đồng.
    pub amount_vnd: i64,
    /// Where the result is.
    pub delivery: Delivery,
    /// What was answered, by path.
    pub answers: BTreeMap<String, String>,
    /// Its papers.
    pub papers: Vec<Paper>,
    /// What officers and systems added.
    pub documents: Vec<Document>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The moves that this system may make from here.
    pub moves: Vec<Move>,
}

/// A file of a dossier or draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Its id.
    pub id: Uuid,
    /// Id of the paper in the procedure.
    pub paper: String,
    /// Name of the file.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// No other took its place.
    pub is_current: bool,
    /// The virus scan holds it back.
    pub is_held_back: bool,
}

impl From<&backend::attachment::Paper> for Paper {
    fn from(file: &backend::attachment::Paper) -> Self {
        Self {
            id: file.id,
            paper: file.requirement.clone(),
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            is_current: file.superseded_in.is_none(),
            is_held_back: file.withheld.is_some(),
        }
    }
}

/// A document that was added to a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: String,
    /// Name of the file.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// When it was added.
    pub added_at: DateTime<Utc>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// Which move, or what else; none in what happened before there was a desk.
    pub name: Option<String>,
    /// Where the dossier stood after it.
    pub status: Status,
    /// What was written with it.
    pub text: String,
    /// Until when something is to be done.
    pub until: Option<NaiveDate>,
}

/// What changed, page by page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// What happened, in order.
    pub changes: Vec<Change>,
    /// What to ask `after` next.
    pub next: String,
    /// There is more already.
    pub has_more: bool,
}

/// Something that happened to a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Mã hồ sơ.
    pub code: String,
    /// Its revision after it.
    pub revision: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Which move, or what else.
    pub name: String,
    /// Where the dossier stood after it.
    pub status: Status,
    /// With whom it was.
    pub stage: Stage,
}

/// Something to file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDossier {
    /// Code of the procedure.
    pub procedure: String,
    /// For whom.
    pub applicant: Applicant,
    /// Answers by path.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// The language of what the applicant is told: `vi` or `en`.
    #[serde(default)]
    pub language: Language,
}

/// For whom something is filed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Số định danh cá nhân.
    pub identity_number: String,
    /// Day of birth.
    pub birth_date: NaiveDate,
}

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl From<Language> for domain::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

/// What is sent with the wish to file a draft.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Further answers by path.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// The language of what the applicant is told.
    #[serde(default)]
    pub language: Language,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Created {
    /// The draft.
    pub draft: Uuid,
    /// Mã hồ sơ, once it is filed.
    pub code: Option<String>,
    /// What is wrong or missing as long as it is not.
    pub problems: Vec<FieldError>,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldError {
    /// Its path.
    pub field: String,
    /// What it is, by a name.
    pub problem: String,
    /// What belongs to the name, such as the most that may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
}

impl FieldError {
    /// What is wrong with the value at `field`.
    pub fn new(field: &str, problem: &domain::Problem) -> Self {
        let (problem, details) = match serde_json::to_value(problem) {
            Ok(Value::String(name)) => (name, None),
            Ok(Value::Object(one)) => {
                one.into_iter().next().map_or_else(Default::default, |(name, details)| (name, Some(details)))
            }
            _ => Default::default(),
        };
        Self { field: field.to_owned(), problem, details }
    }
}

impl From<&FieldProblem> for FieldError {
    fn from(found: &FieldProblem) -> Self {
        Self::new(&found.path, &found.problem)
    }
}

/// A move that is wished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMove {
    /// Which.
    pub name: Move,
    /// Why, or a word to the applicant.
    #[serde(default)]
    pub reason: String,
    /// The last day for what is asked of the applicant; with `extend` the new last day of the limit.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Code of the unit that gets it.
    #[serde(default)]
    pub unit: Option<String>,
    /// What is to be paid, in whole đồng.
    #[serde(default)]
    pub amount_vnd: Option<i64>,
    /// Whether what was paid is paid back.
    #[serde(default)]
    pub refund: Option<bool>,
    /// How the result came to the applicant.
    #[serde(default)]
    pub hand_over: Option<HandOver>,
    /// Something must be verified, so the longer limit holds; said with `accept`.
    #[serde(default)]
    pub needs_verification: bool,
    /// Accepts first whatever of its papers and answers nobody has judged.
    #[serde(default)]
    pub accept_rest: bool,
}

/// How a result came to the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// In which way.
    pub way: Way,
    /// The number by which it can be followed; with `posted`.
    #[serde(default)]
    pub tracking: Option<String>,
}

/// A way of handing over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Fetched from the portal.
    Online,
    /// At the desk; the signature is kept.
    Signed,
    /// By post.
    Posted,
}

/// A move that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Mã hồ sơ.
    pub code: String,
    /// Where it stands now.
    pub status: Status,
    /// Its revision now; also in the header `ETag`.
    pub revision: i64,
}

/// A document that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Added {
    /// Its id.
    pub id: Uuid,
}
