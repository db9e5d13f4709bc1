//! The forms that stay with the dossier or at the desk.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Delivery, Party};

/// Form 06.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlSheet {
    /// Name of the procedure.
    pub procedure: String,
    /// The unit that processes it.
    pub lead_unit: String,
    /// The units that help, in words.
    pub other_units: Option<String>,
    /// When the dossier was received.
    pub received_at: Option<NaiveDateTime>,
    /// When the result is due.
    pub due_at: Option<NaiveDateTime>,
    /// Each handing over, the oldest first.
    pub steps: Vec<Step>,
}

/// A handing over from one to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Giao.
    pub from: String,
    /// Nhận.
    pub to: String,
    /// When.
    pub at: NaiveDateTime,
    /// How it stood with the time, where that is said.
    pub outcome: Option<Outcome>,
    /// What happened.
    pub note: String,
}

/// Trước hạn, đúng hạn, quá hạn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Before its time.
    Early,
    /// In time.
    OnTime,
    /// Too late.
    Late,
}

/// Form 07.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// Which book.
    pub volume: Option<String>,
    /// The first day in it.
    pub from: NaiveDateTime,
    /// The last.
    pub to: NaiveDateTime,
    /// A line for each dossier.
    pub lines: Vec<Line>,
}

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Mã hồ sơ.
    pub dossier_code: String,
    /// Name of the procedure.
    pub procedure: String,
    /// How many sets.
    pub sets: u32,
    /// Whose dossier it is.
    pub applicant: Party,
    /// The unit that processes it.
    pub unit: String,
    /// When it was received.
    pub received_at: Option<NaiveDateTime>,
    /// When the result is due.
    pub due_at: Option<NaiveDateTime>,
    /// When it went to the unit.
    pub sent_at: Option<NaiveDateTime>,
    /// When the result was handed over.
    pub returned_at: Option<NaiveDateTime>,
    /// How the result is received.
    pub delivery: Option<Delivery>,
    /// Anything else.
    pub note: String,
}
