//! What the pages of filing and following get from the server.

use chrono::{DateTime, NaiveDate, Utc};
use domain::dossier::printed::PrintedForm;
use domain::dossier::{EventNote, Status};
use domain::form::Section;
use domain::{Answers, Text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ui::form::Judged;

/// What an address of filing shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shown<T> {
    /// The page.
    Page(T),
    /// Nobody is logged in: log in first.
    LoggedOut,
    /// There is no such thing, or it is somebody else's.
    Nothing,
    /// It was filed already and has this code.
    Filed(String),
}

/// A step of filing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepPage {
    /// The draft.
    pub draft: Uuid,
    /// Name of the procedure.
    pub procedure: Text,
    /// National code of the procedure.
    pub code: String,
    /// This step's part of the address.
    pub slug: String,
    /// The steps in order.
    pub steps: Vec<StepEntry>,
    /// The step before this one.
    pub before: Option<String>,
    /// When the draft was last kept, on the clock of Viet Nam.
    pub kept_at: String,
    /// The day in Viet Nam.
    #[serde(with = "domain::date::as_day_number")]
    pub today: NaiveDate,
    /// What is wrong, also when it is not shown yet.
    pub judged: Judged,
    /// What it asks.
    pub body: Body,
}

/// An entry of the list of steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepEntry {
    /// Its part of the address.
    pub slug: String,
    /// Its name.
    pub title: Text,
    /// One line of what was answered; may be empty.
    pub line: Text,
    /// How far it is.
    pub state: Progress,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Everything is there.
    Done,
    /// The step one is at.
    Now,
    /// Something is wrong or missing.
    Missing,
    /// Not begun.
    Later,
}

/// What a step asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// The receiving desk. Drawn by the server alone.
    #[cfg(feature = "ssr")]
    Desk {
        /// Code of the one chosen.
        chosen: String,
        /// The one proposed.
        proposed: Option<Desk>,
        /// All of the province.
        desks: Vec<Desk>,
    },
    /// Questions.
    Section {
        /// The questions.
        section: Section,
        /// What was typed.
        answers: Answers,
        /// Whether it is the common form, because the procedure has none of its own.
        common: bool,
    },
    /// The papers.
    Papers(Papers),
    /// Everything for checking. Drawn by the server alone.
    #[cfg(feature = "ssr")]
    Review(Review),
}

/// A receiving desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The commune it is in, such as "Phường Pleiku"; empty for the province's own.
    pub place: String,
}

/// The papers of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Papers {
    /// Questions that decide which papers are needed; a section of yes-or-no fields.
    pub questions: Section,
    /// What was answered.
    pub answers: Answers,
    /// Most megabytes of one file.
    pub max_file_mb: u64,
    /// Papers that are filled in on the portal.
    pub forms: Vec<Text>,
    /// Papers to upload.
    pub to_hand_in: Vec<Paper>,
    /// Papers to show at the desk: name and hint.
    pub to_show: Vec<(Text, Option<Text>)>,
    /// The step where the electronic form begins.
    pub form_step: Option<String>,
    /// Whether nothing is wrong or missing in it.
    pub forms_filled: bool,
    /// Whether papers are kept that can be handed in again.
    pub kept: bool,
}

/// A paper to upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// Its id in the procedure.
    pub id: String,
    /// What it is.
    pub name: Text,
    /// Help.
    pub hint: Option<Text>,
    /// Whether it must be there.
    pub required: bool,
    /// The case in which it is needed, if not always.
    pub case: Option<Text>,
    /// What a browser's file dialogue offers for it.
    pub accept: String,
    /// Which files are taken, in words.
    pub limits: String,
    /// What was handed in, in order.
    pub files: Vec<File>,
}

/// A file handed in, or refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Why it was not taken.
    pub refusal: Option<String>,
    /// Whether it is being scanned for viruses.
    pub checking: bool,
    /// Whether there is a small picture of it.
    pub pictured: bool,
}

/// Everything for checking before filing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The answers by step.
    pub groups: Vec<Group>,
    /// The first step at which something is wrong or missing.
    pub first_lack: Option<String>,
    /// Whether the declaration was ticked.
    pub pledged: bool,
    /// What is paid.
    pub fee: Fee,
}

/// The answers of one step for reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The step's part of the address; none where nothing can be changed.
    pub slug: Option<String>,
    /// Its name.
    pub title: Text,
    /// Questions and answers.
    pub rows: Vec<Row>,
    /// Whether something is wrong or missing.
    pub lacks: bool,
}

/// A question and its answer for reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The question.
    pub label: String,
    /// The answer; empty when none was given.
    pub value: String,
    /// Files.
    pub files: Vec<Handed>,
}

/// A file that was handed in, for reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handed {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Whether there is a small picture of it.
    pub pictured: bool,
    /// Why nobody may open it, or not yet.
    pub withheld: Option<String>,
}

/// What is paid for filing online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fee {
    /// Nothing.
    Free,
    /// So much, in whole đồng.
    Amount(i64),
    /// Set by a resolution that is not at hand.
    Unknown,
}

/// The page before a draft is begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// National code of the procedure.
    pub code: String,
    /// Its name.
    pub procedure: Text,
    /// Where it cannot be filed online: what to do instead.
    pub instead: Option<Text>,
    /// Drafts of it that are open.
    pub drafts: Vec<DraftEntry>,
    /// Papers to have at hand.
    pub papers: Vec<Text>,
    /// Whether the account has as many drafts as it may have.
    pub too_many: bool,
    /// Where more must be known of who files it: what would do, each by its name.
    pub lacks: Vec<String>,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftEntry {
    /// Its id.
    pub id: Uuid,
    /// What is being filed.
    pub procedure: Text,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it is deleted.
    pub expires_at: DateTime<Utc>,
}

/// A dossier in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DossierEntry {
    /// Its code.
    pub code: String,
    /// What was filed.
    pub procedure: Text,
    /// Where it stands.
    pub status: Status,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// Until when the desk must answer.
    pub answer_by: DateTime<Utc>,
    /// Day of the result by law, if the desk receives it in time.
    pub result_by: Option<NaiveDate>,
}

/// "Hồ sơ của tôi".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mine {
    /// Still open.
    pub drafts: Vec<DraftEntry>,
    /// Filed.
    pub dossiers: Vec<DossierEntry>,
    /// There are older ones, which are not listed.
    pub has_older: bool,
}

/// The receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceiptPage {
    /// What was filed.
    pub entry: DossierEntry,
    /// Name of the receiving desk.
    pub desk: Text,
    /// Where the mail went.
    pub email: String,
    /// What is paid.
    pub fee: Fee,
    /// How the result comes: `online`, `at_desk` or `post`.
    pub delivery: String,
    /// What the virus scan says of the files, if that is not the best.
    pub scan: Option<String>,
    /// Days off between filing and the answer.
    pub days_off: Vec<NaiveDate>,
    /// The QR code: how many modules wide with its quiet zone, and the path of its dark ones.
    pub qr: (usize, String),
    /// Whether papers came with it.
    pub has_papers: bool,
}

/// A dossier for the one who filed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DossierPage {
    /// What became of it, as the page says it; nothing in the browser's program, which does not draw it.
    pub fate: String,
    /// What was filed.
    pub entry: DossierEntry,
    /// Name of the receiving desk.
    pub desk: Text,
    /// What happened: moments, where it stood then, and what the status does not tell.
    pub events: Vec<(DateTime<Utc>, Status, Option<EventNote>)>,
    /// The answers.
    pub groups: Vec<Group>,
    /// The forms that the agency gave out.
    pub forms: Vec<GivenForm>,
    /// What is to be paid, if something is.
    pub to_pay: Option<ToPay>,
}

/// What is to be paid, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToPay {
    /// How much.
    pub amount: String,
    /// Name of the desk that takes it.
    pub desk: String,
    /// Until which day, where the desk said one.
    pub until: Option<String>,
    /// Into which account, if that is possible.
    pub transfer: Option<BankTransfer>,
}

/// A transfer that names the dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BankTransfer {
    /// The VietQR code: how many modules wide with its quiet zone, and the path of its dark ones.
    pub qr: (usize, String),
    /// The bank's number.
    pub bank: String,
    /// The account.
    pub account: String,
    /// Whose it is.
    pub holder: String,
    /// What it is for, by which the payment is found.
    pub purpose: String,
}

/// A form that the agency gave out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenForm {
    /// Its id, by which it is downloaded.
    pub id: Uuid,
    /// Which form.
    pub form: PrintedForm,
    /// When it was given out.
    pub issued_at: DateTime<Utc>,
}
