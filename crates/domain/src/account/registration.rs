//! Registering: the steps in the order of the citizens' guide, what each asks, and what is still missing.
//!
//! What was typed lies in one [`Answers`]; the password never does.

use chrono::{Datelike, NaiveDate};

use super::{AccountKind, OrganisationKind};
use crate::address::Units;
use crate::answers::Answers;
use crate::check::{self, Checked, check_section};
use crate::date;
use crate::form::{Choice, Condition, Field, FieldKind, Prefill, Section};
use crate::identity::{IdentityNumber, Sex};
use crate::phone::Phone;
use crate::problem::{FieldProblem, FieldWarning, Problem, Warning};
use crate::text::Text;

/// Path of the account's kind: `citizen` or `organisation`.
pub const KIND: &str = "kind";
/// Path of the organisation's kind.
pub const ORGANISATION_KIND: &str = "organisation_kind";
/// Path of the verification level.
pub const LEVEL: &str = "level";
/// Path of the identity number.
pub const IDENTITY_NUMBER: &str = "identity_number";
/// Path of the consent to the processing of personal data (Luật 91/2025/QH15), `yes` when given.
pub const CONSENT: &str = "consent";
/// Path of the mail address.
pub const EMAIL: &str = "email";
/// The one verification level that can be chosen: "Xác minh mức độ trung bình (IAL2)".
pub const LEVEL_IAL2: &str = "ial2";

/// The most that all answers of a registration take with their paths, in bytes: several times what the longest names and
/// addresses do.
const MAX_BYTES: usize = 16 * 1024;

/// Whether a registration is still of a size that is stored; anybody may send one.
pub fn fits(answers: &Answers) -> bool {
    answers.size() <= MAX_BYTES
}

/// A step of registration, each with an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// "Tài khoản cấp bởi dịch vụ công tỉnh …", then "Đăng ký tài khoản".
    Provider,
    /// "Công dân" or "Doanh nghiệp".
    Kind,
    /// "Xác minh mức độ trung bình (IAL2)".
    Level,
    /// The number, then "Tiến hành đăng ký".
    IdentityNumber,
    /// Password, personal information, consent, then "Đăng ký".
    Details,
    /// The mail was sent; its button or code confirms.
    Mail,
    /// The account works.
    Confirmed,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Self; 7] = [
        Self::Provider,
        Self::Kind,
        Self::Level,
        Self::IdentityNumber,
        Self::Details,
        Self::Mail,
        Self::Confirmed,
    ];
}

/// What the answers do not hold, and decides about the steps all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// An acceptable password was set.
    pub password_set: bool,
    /// Everything was sent with "Đăng ký" and the mail is on its way.
    pub submitted: bool,
    /// The mail was confirmed.
    pub confirmed: bool,
}

/// The account's kind, once it was answered.
pub fn account_kind(answers: &Answers) -> Option<AccountKind> {
    match answers.get(KIND) {
        "citizen" => Some(AccountKind::Citizen),
        "organisation" => {
            OrganisationKind::from_answer(answers.get(ORGANISATION_KIND)).map(AccountKind::Organisation)
        }
        _ => None,
    }
}

/// What a step asks, but for the password and the consent; empty where it asks nothing.
pub fn sections(step: Step) -> Vec<Section> {
    match step {
        Step::Kind => vec![kind_section()],
        Step::Level => vec![level_section()],
        Step::IdentityNumber => vec![identity_section()],
        Step::Details => vec![organisation_section(), personal_section()],
        Step::Provider | Step::Mail | Step::Confirmed => Vec::new(),
    }
}

/// What somebody with an account is asked who adds an organisation to it. [`KIND`] must be answered `organisation`.
pub fn organisation_sections() -> Vec<Section> {
    let mut kind = kind_section();
    kind.fields.retain(|field| field.id == ORGANISATION_KIND);
    vec![Section { fields: [kind.fields, organisation_section().fields].concat(), ..organisation_section() }]
}

/// What is asked of somebody who put down the wrong mailbox.
pub fn mailbox_section() -> Section {
    let mut section = personal_section();
    section.fields.retain(|field| field.id == EMAIL);
    section
}

/// Whether registration has an input at this path, and the answer is not beyond all measure.
pub fn accepts(path: &str, typed: &str) -> bool {
    let all: Vec<Section> = Step::ALL.into_iter().flat_map(sections).collect();
    path == CONSENT && typed.len() <= 8 || check::accepts(&all, path, typed)
}

fn kind_section() -> Section {
    let kinds = vec![
        Choice::new("citizen", "Công dân", "Citizen"),
        Choice::new("organisation", "Doanh nghiệp", "Business"),
    ];
    let organisations = vec![
        Choice::new("enterprise", "Doanh nghiệp", "Enterprise"),
        Choice::new("household_business", "Hộ kinh doanh", "Household business"),
        Choice::new("other", "Tổ chức khác", "Other organisation"),
    ];
    Section::new("kind", Text::new("Loại tài khoản", "Kind of account"), vec![
        Field::new(KIND, FieldKind::Choice { choices: kinds }, "Bạn đăng ký tài khoản cho ai?", "Who is the account for?"),
        Field::new(ORGANISATION_KIND, FieldKind::Choice { choices: organisations }, "Loại tổ chức", "Kind of organisation")
            .hint(
                "Tài khoản là của người đại diện; sau này bạn nộp hồ sơ cho mình hoặc cho tổ chức đều được.",
                "The account is the representative's, who can then file for themselves or for the organisation.",
            )
            .when(Condition::eq(KIND, "organisation")),
    ])
}

fn level_section() -> Section {
    let levels = vec![Choice::new(
        LEVEL_IAL2,
        "Xác minh mức độ trung bình (IAL2)",
        "Medium verification level (IAL2)",
    )];
    Section::new(
        "level",
        Text::new("Mức độ xác minh", "Verification level"),
        vec![Field::new(
            LEVEL,
            FieldKind::Choice { choices: levels },
            "Chọn mức độ xác minh",
            "Choose the verification level",
        )],
    )
}

fn identity_section() -> Section {
    Section::new(
        "identity",
        Text::new("Số CMND/CCCD", "Identity number"),
        vec![
            Field::new(
                IDENTITY_NUMBER,
                FieldKind::IdentityNumber,
                "Số CMND/CCCD",
                "Identity number (CMND/CCCD)",
            )
            .hint(
                "12 chữ số trên thẻ căn cước. Đăng ký cho tổ chức thì nhập số của người đại diện.",
                "The 12 digits on the identity card. For an organisation, the number of its representative.",
            ),
        ],
    )
}

fn personal_section() -> Section {
    let sexes = vec![Choice::new("male", "Nam", "Male"), Choice::new("female", "Nữ", "Female")];
    Section::new(
        "personal",
        Text::new("Thông tin cá nhân", "Personal information"),
        vec![
            Field::new("name", FieldKind::PersonName, "Họ, chữ đệm và tên", "Full name")
                .hint("Như trên thẻ căn cước, đủ dấu.", "As on the identity card, with all marks.")
                .prefill(Prefill::AccountName),
            Field::new("birth_date", FieldKind::Date { past: true }, "Ngày sinh", "Date of birth")
                .prefill(Prefill::AccountBirthDate),
            Field::new("sex", FieldKind::Choice { choices: sexes }, "Giới tính", "Sex"),
            Field::new("phone", FieldKind::Phone, "Số điện thoại di động", "Mobile phone number")
                .hint("Để nhận tin nhắn về hồ sơ của bạn.", "For messages about your dossiers.")
                .prefill(Prefill::AccountPhone),
            Field::new(EMAIL, FieldKind::Email, "Email", "E-mail")
                .hint("Thư xác nhận sẽ được gửi đến đây.", "The confirmation is sent here.")
                .prefill(Prefill::AccountEmail),
            Field::new("address", FieldKind::Address { detailed: true }, "Nơi ở hiện tại", "Where you live")
                .prefill(Prefill::AccountAddress),
        ],
    )
}

fn organisation_section() -> Section {
    let shown = || Condition::eq(KIND, "organisation");
    Section::new(
        "organisation",
        Text::new("Thông tin tổ chức", "Organisation"),
        vec![
            Field::new(
                "organisation_name",
                FieldKind::Text { max_length: Some(200) },
                "Tên tổ chức hoặc hộ kinh doanh",
                "Name of the organisation or household business",
            )
            .hint("Như trên giấy chứng nhận đăng ký.", "As on the certificate of registration.")
            .prefill(Prefill::BusinessName)
            .when(shown()),
            Field {
                required: crate::form::Required::When(Condition::Not(Box::new(Condition::eq(
                    ORGANISATION_KIND,
                    "other",
                )))),
                ..Field::new("organisation_tax_code", FieldKind::TaxCode, "Mã số thuế", "Tax code")
                    .hint(
                        "10 chữ số, 13 chữ số với chi nhánh, hoặc 12 chữ số với hộ kinh doanh.",
                        "10 digits, 13 for a branch, or 12 for a household business.",
                    )
                    .when(shown())
            },
            Field::new(
                "organisation_address",
                FieldKind::Address { detailed: true },
                "Địa chỉ trụ sở",
                "Address of the head office",
            )
            .when(shown()),
            Field::new(
                "organisation_position",
                FieldKind::Text { max_length: Some(100) },
                "Chức danh của người đại diện",
                "Position of the representative",
            )
            .hint("Ví dụ: Giám đốc, Chủ hộ kinh doanh.", "For example director, owner.")
            .optional()
            .when(shown()),
        ],
    )
}

/// Judges the answers of one step, the password apart.
pub fn check_step(step: Step, answers: &Answers, today: NaiveDate, units: Option<&Units>) -> Checked {
    let mut found = Checked::default();
    for section in sections(step) {
        let part = check_section(&section, answers, today, units);
        found.problems.extend(part.problems);
        found.warnings.extend(part.warnings);
    }
    if step == Step::Details {
        let mut problem =
            |path: &str, problem| found.problems.push(FieldProblem { path: path.to_owned(), problem });
        if Phone::parse(answers.get("phone")).is_ok_and(|phone| !phone.is_mobile()) {
            problem("phone", Problem::NotMobile);
        }
        if answers.get(CONSENT) != "yes" {
            problem(CONSENT, Problem::NotAgreed);
        }
        found.warnings.extend(disagreements(answers, today));
    }
    found
}

/// Where birth date and sex disagree with the number that was given a step before: said where it can be put right.
fn disagreements(answers: &Answers, today: NaiveDate) -> Vec<FieldWarning> {
    let Ok(number) = IdentityNumber::parse(answers.get(IDENTITY_NUMBER), today.year()) else {
        return Vec::new();
    };
    let birth_year = date::parse(answers.get("birth_date")).ok().map(|day| day.year());
    let sex = Sex::from_answer(answers.get("sex"));
    number
        .warnings(birth_year, sex)
        .into_iter()
        .filter_map(|warning| {
            let path = match warning {
                Warning::BirthYearDisagrees { .. } => "birth_date",
                Warning::SexDisagrees { .. } => "sex",
                _ => return None,
            };
            Some(FieldWarning { path: path.to_owned(), warning })
        })
        .collect()
}

/// The first step at which something is still missing; [`Step::Confirmed`] when nothing is.
pub fn next_step(answers: &Answers, progress: Progress, today: NaiveDate, units: Option<&Units>) -> Step {
    if progress.confirmed {
        return Step::Confirmed;
    }
    let asked = [Step::Kind, Step::Level, Step::IdentityNumber];
    if let Some(step) = asked.into_iter().find(|step| !check_step(*step, answers, today, units).is_fine()) {
        return step;
    }
    if !progress.password_set
        || !check_step(Step::Details, answers, today, units).is_fine()
        || !progress.submitted
    {
        return Step::Details;
    }
    Step::Mail
}

/// Whether "Đăng ký" may go through: every step up to it is fine.
pub fn is_complete(answers: &Answers, password_set: bool, today: NaiveDate, units: Option<&Units>) -> bool {
    let progress = Progress { password_set, submitted: true, confirmed: false };
    next_step(answers, progress, today, units) == Step::Mail
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn citizen() -> Answers {
        let mut answers = Answers::default();
        for (path, typed) in [
            (KIND, "citizen"),
            (LEVEL, LEVEL_IAL2),
            (IDENTITY_NUMBER, "064190001234"),
            ("name", "Nguyễn Thị Lan"),
            ("birth_date", "07/03/1990"),
            ("sex", "female"),
            ("phone", "0905123456"),
            ("email", "lan@example.vn"),
            ("address.province", "52"),
            ("address.commune", "21583"),
            ("address.detail", "12 Lê Lợi"),
            (CONSENT, "yes"),
        ] {
            assert!(accepts(path, typed), "{path}");
            answers.set(path, typed);
        }
        answers
    }

    fn next(answers: &Answers, progress: Progress) -> Step {
        next_step(answers, progress, today(), None)
    }

    #[test]
    fn leads_through_the_steps_in_order() {
        let all = citizen();
        let mut answers = Answers::default();
        let nothing = Progress::default();
        assert_eq!(next(&answers, nothing), Step::Kind);
        for (path, expected) in
            [(KIND, Step::Level), (LEVEL, Step::IdentityNumber), (IDENTITY_NUMBER, Step::Details)]
        {
            answers.set(path, all.get(path));
            assert_eq!(next(&answers, nothing), expected);
        }
        assert_eq!(next(&all, nothing), Step::Details, "no password yet");
        let with_password = Progress { password_set: true, ..nothing };
        assert_eq!(next(&all, with_password), Step::Details, "not sent yet");
        let submitted = Progress { submitted: true, ..with_password };
        assert_eq!(next(&all, submitted), Step::Mail);
        assert_eq!(next(&all, Progress { confirmed: true, ..submitted }), Step::Confirmed);
    }

    #[test]
    fn every_precondition_leads_back_to_its_step() {
        let submitted = Progress { password_set: true, submitted: true, confirmed: false };
        for (path, typed, expected) in [
            (KIND, "king", Step::Kind),
            (LEVEL, "ial3", Step::Level),
            (IDENTITY_NUMBER, "064190001", Step::IdentityNumber),
            ("name", "", Step::Details),
            ("phone", "02693824404", Step::Details),
            ("address.detail", "", Step::Details),
            (CONSENT, "", Step::Details),
        ] {
            let mut answers = citizen();
            answers.set(path, typed);
            assert_eq!(next(&answers, submitted), expected, "{path}");
            assert!(!is_complete(&answers, true, today(), None), "{path}");
        }
        assert!(is_complete(&citizen(), true, today(), None));
        assert!(!is_complete(&citizen(), false, today(), None));
    }

    #[test]
    fn organisations_give_what_they_are() {
        let mut answers = citizen();
        answers.set(KIND, "organisation");
        assert_eq!(next(&answers, Progress::default()), Step::Kind, "which kind of organisation");
        assert_eq!(account_kind(&answers), None);
        answers.set(ORGANISATION_KIND, "enterprise");
        assert_eq!(account_kind(&answers), Some(AccountKind::Organisation(OrganisationKind::Enterprise)));
        let problems = check_step(Step::Details, &answers, today(), None).problems;
        let paths: Vec<&str> = problems.iter().map(|found| found.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "organisation_name",
                "organisation_tax_code",
                "organisation_address.province",
                "organisation_address.commune",
                "organisation_address.detail"
            ]
        );
        answers.set(ORGANISATION_KIND, "other");
        let problems = check_step(Step::Details, &answers, today(), None).problems;
        assert!(
            problems.iter().all(|found| found.path != "organisation_tax_code"),
            "associations may have none"
        );
    }

    #[test]
    fn says_where_birth_date_and_sex_disagree_with_the_number() {
        let mut answers = citizen();
        answers.set("birth_date", "07/03/1991");
        answers.set("sex", "male");
        let found = check_step(Step::Details, &answers, today(), None);
        assert!(found.is_fine());
        let paths: Vec<&str> = found.warnings.iter().map(|found| found.path.as_str()).collect();
        assert_eq!(paths, ["birth_date", "sex"]);
        assert_eq!(check_step(Step::Details, &citizen(), today(), None).warnings, []);
    }

    #[test]
    fn nothing_else_is_accepted() {
        for path in ["password", "is_admin", "address", "kind.citizen", "consent.x"] {
            assert!(!accepts(path, "x"), "{path}");
        }
        assert!(!accepts(CONSENT, &"y".repeat(100)));
    }
}
