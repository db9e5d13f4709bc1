//! What the forms say: typed values, which the forms show as text.

mod kept;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

pub use kept::{ControlSheet, Line, Outcome, Register, Step};

/// One form with everything that stands on it. Times are those of the clock in Viet Nam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its head and foot.
    pub head: Head,
    /// How anybody finds out whether it is genuine; none on what is only kept at the desk.
    pub proof: Option<Proof>,
    /// What it says.
    pub content: Content,
}

/// What stands above and below every form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The agency above the one that gives the form out, if there is one.
    pub superior: Option<String>,
    /// The agency that gives it out.
    pub agency: String,
    /// Its number within the year; none where the form has none.
    pub number: Option<u32>,
    /// What follows the number, `TNHS`.
    pub symbol: String,
    /// Where it was given out.
    pub place: String,
    /// When.
    pub issued_at: NaiveDateTime,
    /// Mã hồ sơ; none on the register.
    pub dossier_code: Option<String>,
    /// Number of the form under the circular, two digits.
    pub form_number: String,
    /// The circular, `03/2025/TT-VPCP`.
    pub circular: String,
}

/// What leads from the paper to the page that says whether it is genuine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The address in the QR code.
    pub link: String,
    /// The code for whoever cannot scan.
    pub typed_code: String,
    /// Where that code is typed, as people write addresses.
    pub page: String,
}

/// The national forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Content {
    /// 01 Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
    Receipt(Receipt),
    /// 02 Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
    SupplementRequest(SupplementRequest),
    /// 03 Phiếu từ chối tiếp nhận giải quyết hồ sơ.
    Refusal(Refusal),
    /// 04 Phiếu xin lỗi và đề nghị gia hạn.
    Apology(Apology),
    /// 05 Thông báo dừng giải quyết hồ sơ.
    Stop(Stop),
    /// 06 Phiếu kiểm soát quá trình giải quyết hồ sơ.
    ControlSheet(ControlSheet),
    /// 07 Sổ theo dõi hồ sơ.
    Register(Register),
}

/// A person or organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name as it is written.
    pub name: String,
    /// Where they live or have their seat.
    pub address: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// Whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// An officer or an agency.
    pub name: String,
    /// Phone number.
    pub phone: String,
}

/// Form 01.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Whose dossier it is.
    pub applicant: Party,
    /// What is asked for: name of the procedure.
    pub procedure: String,
    /// What was handed in.
    pub papers: Vec<Paper>,
    /// How many sets.
    pub sets: u32,
    /// The time limit by rule, where there is one.
    pub time_limit: Option<Limit>,
    /// When the dossier was received.
    pub received_at: NaiveDateTime,
    /// When the result is due; none where no rule sets a limit.
    pub due_at: Option<NaiveDateTime>,
    /// Where the result is received.
    pub delivery: Option<Delivery>,
    /// Fees and charges in whole đồng; none where the amount is not known.
    pub amount_vnd: Option<u64>,
    /// Whether they were paid.
    pub is_paid: bool,
    /// Where it stands in the register.
    pub book: Option<Book>,
    /// Who handed it in.
    pub handed_in_by: String,
    /// The officer who received it.
    pub received_by: String,
}

/// A time limit as rules set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "snake_case")]
pub enum Limit {
    /// The same working day.
    SameDay,
    /// Working days, in halves.
    WorkingDays {
        /// So many halves.
        half_days: u32,
    },
    /// Working hours.
    WorkingHours {
        /// So many.
        hours: u32,
    },
    /// Days of the calendar.
    CalendarDays {
        /// So many.
        days: u32,
    },
}

/// Where the result is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Trực tuyến.
    Online,
    /// Tại bộ phận một cửa.
    AtDesk,
    /// Qua bưu chính công ích.
    Post,
}

/// At which stage of a dossier something is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Tiếp nhận.
    Intake,
    /// Thẩm định, giải quyết.
    Processing,
}

/// A place in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// Quyển số.
    pub volume: String,
    /// Số thứ tự.
    pub line: u32,
}

/// A paper that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its name.
    pub name: String,
    /// In which form it came.
    pub kind: PaperKind,
    /// How many.
    pub quantity: u32,
}

/// Hình thức của giấy tờ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// Bản chính.
    Original,
    /// Bản sao.
    Copy,
    /// Bản điện tử.
    Electronic,
}

/// Form 02.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementRequest {
    /// Whose dossier it is.
    pub applicant: Party,
    /// Name of the procedure.
    pub procedure: String,
    /// Everything that is asked for.
    pub points: Vec<Point>,
    /// At which stage it is asked.
    pub stage: Stage,
    /// Until when it is to be answered, if there is such a time.
    pub answer_by: Option<NaiveDateTime>,
    /// Whom to ask.
    pub contact: Contact,
    /// The officer who asks.
    pub officer: String,
}

/// Something to be supplemented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The paper or answer.
    pub what: String,
    /// Why.
    pub why: String,
    /// By which rule.
    pub basis: Option<String>,
}

/// Form 03.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Whose dossier it is.
    pub applicant: Party,
    /// Name of the procedure.
    pub procedure: String,
    /// Why, one reason each.
    pub reasons: Vec<String>,
    /// By which rule.
    pub basis: Option<String>,
    /// The officer who refuses.
    pub officer: String,
}

/// Form 04.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apology {
    /// Whose dossier it is.
    pub applicant: Party,
    /// Name of the procedure.
    pub procedure: String,
    /// Who is late.
    pub unit: String,
    /// When the dossier was received.
    pub received_at: NaiveDateTime,
    /// When the result was due.
    pub due_before: NaiveDateTime,
    /// When it is due now.
    pub due_at: NaiveDateTime,
    /// Why.
    pub reason: String,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// Who signs for the unit.
    pub officer: String,
}

/// Form 05.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Whose dossier it is.
    pub applicant: Party,
    /// Name of the procedure.
    pub procedure: String,
    /// Who stops it.
    pub unit: String,
    /// When the dossier was received, if it was.
    pub received_at: Option<NaiveDateTime>,
    /// Why, one reason each.
    pub reasons: Vec<String>,
    /// By which rule.
    pub basis: Option<String>,
    /// At which stage.
    pub stage: Stage,
    /// What becomes of money that was paid, in words.
    pub settlement: Option<String>,
    /// Who signs for the unit.
    pub officer: String,
}
