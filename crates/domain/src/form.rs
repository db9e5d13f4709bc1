//! Forms as data: sections of fields with conditions, declared in the catalogue and evaluated on both sides.
//!
//! Registration, filing and the procedures' own forms are all lists of [`Section`]s over one [`Answers`]: one
//! renderer draws them, one checker judges them.

use serde::{Deserialize, Serialize};

use crate::text::Text;

mod declared;

/// One page of a wizard: a group of questions that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Identifies the section in addresses: `^[a-z][a-z0-9_]*$`, unique in its form.
    pub id: String,
    /// Heading of the page and of its entry in the list of steps.
    pub title: Text,
    /// The questions in order.
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "declared::DeclaredField")]
pub struct Field {
    /// Path of its answer: `^[a-z][a-z0-9_]*$`, unique in the form.
    pub id: String,
    /// The question.
    pub label: Text,
    /// Help under the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
    /// What kind of answer it takes, with the bounds of that kind.
    #[serde(flatten)]
    pub kind: FieldKind,
    /// When an answer must be given, as long as the field is shown.
    #[serde(default, skip_serializing_if = "Required::never")]
    pub required: Required,
    /// When the field is shown; always if absent. A hidden field is neither required nor kept on submitting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Where a first answer comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
}

impl Section {
    /// A section of the portal's own forms.
    pub fn new(id: &str, title: Text, fields: Vec<Field>) -> Self {
        Self { id: id.to_owned(), title, fields }
    }
}

impl Field {
    /// A question of the portal's own forms that must be answered.
    pub fn new(id: &str, kind: FieldKind, vi: &str, en: &str) -> Self {
        Self {
            id: id.to_owned(),
            label: Text::new(vi, en),
            hint: None,
            kind,
            required: Required::Fixed(true),
            when: None,
            prefill: None,
        }
    }

    /// May be left empty.
    pub fn optional(mut self) -> Self {
        self.required = Required::Fixed(false);
        self
    }

    /// With help under the label.
    pub fn hint(mut self, vi: &str, en: &str) -> Self {
        self.hint = Some(Text::new(vi, en));
        self
    }

    /// Shown only when the condition holds.
    pub fn when(mut self, condition: Condition) -> Self {
        self.when = Some(condition);
        self
    }

    /// With a first answer from what the account holds.
    pub fn prefill(mut self, source: Prefill) -> Self {
        self.prefill = Some(source);
        self
    }
}

impl Choice {
    /// A choice of the portal's own forms.
    pub fn new(value: &str, vi: &str, en: &str) -> Self {
        Self { value: value.to_owned(), label: Text::new(vi, en) }
    }
}

impl Condition {
    /// The field has exactly this value.
    pub fn eq(field: &str, value: &str) -> Self {
        Self::Eq(field.to_owned(), value.to_owned())
    }
}

/// The kinds of answers. In data: `"type": "text"` beside the bounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of words.
    Text {
        /// Most characters (Unicode scalar values after NFC).
        #[serde(skip_serializing_if = "Option::is_none")]
        max_length: Option<usize>,
    },
    /// Several lines of words.
    LongText {
        /// Most characters (Unicode scalar values after NFC).
        #[serde(skip_serializing_if = "Option::is_none")]
        max_length: Option<usize>,
    },
    /// A number, whole unless decimals are allowed; typed the Vietnamese way, `1.234,5`.
    Number {
        /// Digits allowed after the decimal comma.
        #[serde(skip_serializing_if = "is_zero")]
        decimals: u32,
        /// Least value.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Greatest value.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// An amount in whole đồng; dots between thousands may be typed.
    MoneyVnd {
        /// Least amount.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Greatest amount.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// A day, dd/mm/yyyy, in one text input.
    Date {
        /// Something that has happened (birth, issue of a paper), so a day after today is refused.
        #[serde(skip_serializing_if = "is_false")]
        past: bool,
    },
    /// A day, a month of a year, or a year alone; of something that has happened.
    PartialDate,
    /// Yes or no, kept as `yes` or `no`.
    YesNo,
    /// One of several.
    Choice {
        /// What may be chosen.
        choices: Vec<Choice>,
    },
    /// Any of several; each ticked one is kept as `yes` at `field.value`.
    MultiChoice {
        /// What may be chosen.
        choices: Vec<Choice>,
    },
    /// Họ, chữ đệm và tên of a person.
    PersonName,
    /// Số định danh cá nhân, 12 digits.
    IdentityNumber,
    /// A Vietnamese phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Mã số thuế: 10 digits, 10 with a branch of 3, or 12.
    TaxCode,
    /// Dân tộc, one of the 54 or words of one's own.
    Ethnicity,
    /// Quốc tịch.
    Nationality,
    /// Province, commune and the rest in words: `.province`, `.commune`, `.detail`.
    Address {
        /// House, street or hamlet must be given too, because something is to be brought there.
        #[serde(skip_serializing_if = "is_false")]
        detailed: bool,
    },
    /// A person in short: `.name`, `.identity_number`, `.birth_date`.
    Person,
    /// Entries of the same questions: `group.0.field`, `group.1.field`, …
    Group {
        /// Fewest entries.
        min: usize,
        /// Most entries.
        max: usize,
        /// The questions of one entry; they may refer to one another by id and to fields outside.
        fields: Vec<Field>,
    },
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

/// One thing that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is kept.
    pub value: String,
    /// What is shown.
    pub label: Text,
}

/// Whether an answer must be given: `true`, `false` or a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "`required` takes true, false or a condition")]
pub enum Required {
    /// Always or never.
    Fixed(bool),
    /// When the condition holds.
    When(Condition),
}

impl Required {
    fn never(&self) -> bool {
        *self == Self::Fixed(false)
    }
}

impl Default for Required {
    fn default() -> Self {
        Self::Fixed(false)
    }
}

/// A small expression over other answers. In data: `{"eq": ["field", "value"]}`, `{"and": [..]}`, …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The field has exactly this value; for a multiple choice, this value is ticked.
    Eq(String, String),
    /// The field has one of these values; for a multiple choice, at least one of them is ticked.
    In(String, Vec<String>),
    /// The field has any answer.
    Answered(String),
    /// All hold.
    And(Vec<Condition>),
    /// At least one holds.
    Or(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

/// Where a first answer comes from: what the account already holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prefill {
    /// Name of the person.
    #[serde(rename = "account.name")]
    AccountName,
    /// Identity number of the person.
    #[serde(rename = "account.identity_number")]
    AccountIdentityNumber,
    /// Date of birth.
    #[serde(rename = "account.birth_date")]
    AccountBirthDate,
    /// Sex, `male` or `female`.
    #[serde(rename = "account.sex")]
    AccountSex,
    /// Phone number.
    #[serde(rename = "account.phone")]
    AccountPhone,
    /// Mail address.
    #[serde(rename = "account.email")]
    AccountEmail,
    /// Address.
    #[serde(rename = "account.address")]
    AccountAddress,
    /// Name of the organisation one files for.
    #[serde(rename = "business.name")]
    BusinessName,
    /// Tax code of the organisation one files for.
    #[serde(rename = "business.tax_code")]
    BusinessTaxCode,
}
