//! Answers for reading: "check your answers", receipts.

use super::condition::{Scope, is_shown};
use super::kept::normal;
use crate::address::{Address, Units};
use crate::answers::Answers;
use crate::form::{Field, FieldKind, Section};
use crate::money;
use crate::phone::Phone;
use crate::text::Language;

/// A question and its answer for reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Path of the answer, as the form's input has it.
    pub path: String,
    /// The question.
    pub label: String,
    /// The group and the number of the entry from 1, for answers within a repeatable group.
    pub entry: Option<(String, usize)>,
    /// The answer, possibly of several lines; empty when none was given.
    pub value: String,
}

/// The questions of a section that are shown, each with its answer.
pub fn summary(section: &Section, answers: &Answers, language: Language, units: &Units) -> Vec<Row> {
    let mut rows = Vec::new();
    for field in &section.fields {
        if !is_shown(field, answers, Scope::form()) {
            continue;
        }
        let FieldKind::Group { fields, .. } = &field.kind else {
            rows.push(row(field, field.id.clone(), None, answers, language, units));
            continue;
        };
        for (number, at) in answers.begun_entries(&field.id).enumerate() {
            let prefix = [&field.id, ".", &at.to_string(), "."].concat();
            let scope = Scope::entry(&prefix, fields);
            for inner in fields.iter().filter(|inner| is_shown(inner, answers, scope)) {
                let entry = Some((field.label.get(language).to_owned(), number + 1));
                rows.push(row(inner, scope.path(&inner.id), entry, answers, language, units));
            }
        }
    }
    rows
}

fn row(
    field: &Field,
    path: String,
    entry: Option<(String, usize)>,
    answers: &Answers,
    language: Language,
    units: &Units,
) -> Row {
    let value = display_value(field, &path, answers, language, units);
    Row { path, label: field.label.get(language).to_owned(), entry, value }
}

/// The answer at `path` for reading; empty when none was given. Groups are shown by [`summary`].
pub fn display_value(
    field: &Field,
    path: &str,
    answers: &Answers,
    language: Language,
    units: &Units,
) -> String {
    let typed = answers.get(path);
    match &field.kind {
        FieldKind::YesNo => match (typed, language) {
            ("yes", Language::Vi) => "Có".to_owned(),
            ("yes", Language::En) => "Yes".to_owned(),
            ("no", Language::Vi) => "Không".to_owned(),
            ("no", Language::En) => "No".to_owned(),
            _ => String::new(),
        },
        FieldKind::Choice { choices } => choices
            .iter()
            .find(|choice| choice.value == typed)
            .map_or_else(String::new, |choice| choice.label.get(language).to_owned()),
        FieldKind::MultiChoice { choices } => {
            let ticked: Vec<&str> = choices
                .iter()
                .filter(|choice| answers.is(path, &choice.value))
                .map(|choice| choice.label.get(language))
                .collect();
            ticked.join("\n")
        }
        FieldKind::Address { .. } => Address::read(answers, path).display(units),
        FieldKind::Person => {
            let part = |part: &str, kind: &FieldKind| normal(kind, answers.get(&[path, part].concat()));
            let parts = [
                part(".name", &FieldKind::PersonName),
                part(".identity_number", &FieldKind::IdentityNumber),
                part(".birth_date", &FieldKind::PartialDate),
            ];
            let given: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            given.join(" · ")
        }
        FieldKind::MoneyVnd { .. } => money::parse(typed).map_or_else(|_| typed.to_owned(), money::display),
        FieldKind::Number { decimals, .. } => money::parse_number(typed, *decimals)
            .map_or_else(|_| typed.to_owned(), |number| money::display_number(number, *decimals)),
        FieldKind::Phone => Phone::parse(typed).map_or_else(|_| typed.to_owned(), |phone| phone.display()),
        FieldKind::Group { .. } => String::new(),
        single => normal(single, typed),
    }
}
