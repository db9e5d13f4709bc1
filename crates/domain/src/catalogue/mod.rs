//! Procedures (thủ tục hành chính) as the catalogue declares them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::attachment::FileKind;
use crate::form::{Condition, Section};
use crate::text::Text;

mod check;
mod office;
mod words;

pub use check::{Fault, Item, Mistake, Step, check};
pub use office::{BankAccount, read_days, read_hours, written_days, written_hours};
pub use words::{Ambiguity, LifeEvent, Outside, SearchWords, Synonym, SynonymKind, Way};

/// All that the catalogue holds, brought together from its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Fields of administration, in the order in which they are shown.
    pub fields: Vec<ProcedureField>,
    /// Procedures in force.
    pub procedures: Vec<Procedure>,
    /// Receiving desks and processing units.
    pub agencies: Vec<Agency>,
    /// All provinces with their communes.
    pub units: Vec<Province>,
    /// Closed days and working Saturdays.
    pub days_off: DaysOff,
    /// Words for search.
    pub search: SearchWords,
}

/// A procedure in one version. A dossier keeps the version it was filed under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// National code such as `1.001193`, without an agency suffix.
    pub code: String,
    /// Official name.
    pub name: Text,
    /// In one sentence, when one needs it.
    pub summary: Text,
    /// Id of its field (lĩnh vực), `^[a-z][a-z0-9-]*$`, as used in addresses.
    pub field: String,
    /// Cấp thực hiện.
    pub level: AgencyLevel,
    /// Who decides, in words.
    pub agency: Text,
    /// How much of it happens online.
    pub service: ServiceLevel,
    /// Who may apply.
    pub applicants: Vec<Applicant>,
    /// Who may apply, in words, where the list does not say it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicants_note: Option<Text>,
    /// Time limit for the result.
    pub time_limit: TimeLimit,
    /// Fee when filed at the desk.
    pub fee_at_desk: Fee,
    /// Fee when filed online.
    pub fee_online: Fee,
    /// Who pays nothing or less, shown right under the price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<Text>,
    /// Thành phần hồ sơ, in order.
    pub papers: Vec<PaperRequirement>,
    /// What one gets in the end.
    pub result: Text,
    /// How the result can be received.
    pub delivery: Vec<Delivery>,
    /// What one must still come to the desk for; where nothing can be filed online, what to do instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_desk: Option<Text>,
    /// Decrees, circulars and laws, by their official names.
    pub legal_basis: Vec<String>,
    /// Least proofing level of the account that files it.
    pub least_proofing: ProofingLevel,
    /// Its own form; absent where the common form (the request in words) and the papers serve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Vec<Section>>,
    /// First day in force.
    pub in_force_from: NaiveDate,
    /// Last day in force, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_to: Option<NaiveDate>,
    /// Whether code and official name were both found in a source.
    pub verified: bool,
    /// Where the facts come from.
    pub source: String,
}

/// Cấp thực hiện.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyLevel {
    /// Cấp tỉnh.
    Province,
    /// Cấp xã.
    Commune,
}

/// How much of a procedure happens online (Nghị định 42/2022/NĐ-CP).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevel {
    /// Toàn trình: information, filing, processing and result.
    Full,
    /// Một phần: anything less.
    Partial,
    /// Chỉ cung cấp thông tin: cannot be filed online.
    Information,
}

/// Who may apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applicant {
    /// Công dân.
    Citizen,
    /// Doanh nghiệp, and other organisations.
    Business,
    /// Hộ kinh doanh.
    HouseholdBusiness,
}

/// Time limit for the result, from receipt of a complete dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeLimit {
    /// The ordinary limit; absent where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinary: Option<Duration>,
    /// The limit where verification is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_verification: Option<Duration>,
    /// The limit in words where the numbers do not say it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// A length of official time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Duration {
    /// The same working day if received before the cut-off, else the next working day.
    SameDay {
        /// Minutes after midnight, Vietnamese time; 15:00 where none is given.
        #[serde(default = "usual_cutoff")]
        cutoff_minutes: u32,
    },
    /// Working days in half steps; 5 is 2.5 days.
    WorkingDays {
        /// Number of half working days.
        half_days: u32,
    },
    /// Working hours; 8 make a working day.
    WorkingHours {
        /// Number of working hours.
        hours: u32,
    },
    /// Calendar days; a limit that ends on a day off ends on the next working day.
    CalendarDays {
        /// Number of days.
        days: u32,
    },
}

/// A price. Unknown is never 0 đ and never a saving.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Whole đồng; `None` is unknown ("theo nghị quyết của HĐND tỉnh"). Written out as `null`, never left out.
    #[serde(deserialize_with = "present")]
    pub amount_vnd: Option<i64>,
    /// Per what: "bản", "lần", "trang".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Text>,
    /// Tiers and conditions in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<FeeTier>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Set by the provincial council, so the amount is a reference ("mức tham khảo").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub set_by_provincial_council: bool,
}

/// A price for one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeTier {
    /// The case.
    pub case: Text,
    /// Whole đồng.
    pub amount_vnd: i64,
}

/// A paper (giấy tờ) of the dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRequirement {
    /// Identifies the paper in its procedure: `^[a-z][a-z0-9_]*$`.
    pub id: String,
    /// What it is.
    pub name: Text,
    /// What to mind: age, substitutes, when it is not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
    /// What one does with it.
    pub kind: PaperKind,
    /// When it is needed.
    pub needed: PaperNeed,
    /// Originals (bản chính) to hand in.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub originals: u32,
    /// Copies (bản sao) to hand in.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub copies: u32,
    /// Kinds of files that are taken for it.
    #[serde(default = "FileKind::all", skip_serializing_if = "is_every_kind")]
    pub accepts: Vec<FileKind>,
}

/// What one does with a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// The electronic form, filled in on the portal.
    ElectronicForm,
    /// Nộp: handed in with the dossier, so uploaded when filing online.
    Submit,
    /// Xuất trình: shown at the desk, never uploaded.
    Present,
}

/// When a paper is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PaperNeed {
    /// Always.
    Always,
    /// May be added, never required.
    Optional,
    /// When the answers to the form say so.
    When {
        /// The case in words.
        case: Text,
        /// The question that explains the rule.
        ask: Text,
        /// Decides over the form's answers.
        condition: Condition,
    },
    /// When the applicant says yes to a question asked with the papers. The answer is kept at
    /// `paper.<id>` as `yes` or `no`.
    Asked {
        /// The case in words.
        case: Text,
        /// The question.
        ask: Text,
    },
}

/// How the result can be received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Trực tuyến.
    Online,
    /// Tại bộ phận một cửa.
    AtDesk,
    /// Qua bưu chính công ích, postage paid by the receiver.
    Post,
}

/// How well the portal knows who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofingLevel {
    /// Mail confirmed.
    Ial1,
    /// Mail and phone confirmed; the guide's "mức độ trung bình".
    Ial2,
    /// Seen at the desk, or VNeID level 2.
    Ial3,
}

/// A field of administration (lĩnh vực).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureField {
    /// Id used in addresses.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// A receiving desk or processing unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Code such as `H21.01`, the first part of the dossier codes it gives.
    pub code: String,
    /// What it does.
    pub kind: AgencyKind,
    /// Cấp.
    pub level: AgencyLevel,
    /// Name.
    pub name: Text,
    /// Five-digit code of the commune it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<String>,
    /// Code of the agency above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Fields it processes (processing units of the province).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Office hours.
    pub hours: Vec<OpeningHours>,
    /// Days on which it is closed although others work: a local holiday, a storm.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub closed: BTreeSet<NaiveDate>,
    /// Days on which it works although others do not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub working: BTreeSet<NaiveDate>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Where it can be called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// To which fees can be transferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<BankAccount>,
}

/// What an agency does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// Bộ phận tiếp nhận và trả kết quả (một cửa).
    ReceivingDesk,
    /// Đơn vị xử lý.
    ProcessingUnit,
}

/// Office hours on some weekdays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// `mon` … `sun`.
    pub days: Vec<Weekday>,
    /// From and to, each `HH:MM`, in order and not overlapping.
    pub open: Vec<(String, String)>,
}

/// A day of the week, as the catalogue writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// A province with its communes (Quyết định 19/2025/QĐ-TTg).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Province {
    /// Two digits.
    pub code: String,
    /// Full name, "Tỉnh Gia Lai".
    pub name: String,
    /// Its communes.
    pub communes: Vec<Commune>,
}

/// A commune, ward or special zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commune {
    /// Five digits.
    pub code: String,
    /// Full name, "Phường Quy Nhơn".
    pub name: String,
}

/// Days on which state offices are closed although it is a weekday, and Saturdays on which they work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    /// Closed weekdays.
    pub closed: BTreeSet<NaiveDate>,
    /// Working Saturdays.
    pub working_saturdays: BTreeSet<NaiveDate>,
    /// First day from which the dates are computed, not announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional_from: Option<NaiveDate>,
}

fn is_every_kind(kinds: &Vec<FileKind>) -> bool {
    *kinds == FileKind::ALL
}

/// 15:00, after which a dossier is answered on the next working day (Nghị định 23/2015/NĐ-CP Art. 7).
fn usual_cutoff() -> u32 {
    15 * 60
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Unlike a plain `Option`, refuses a missing key: whoever does not know an amount says so.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Option::deserialize(deserializer)
}
