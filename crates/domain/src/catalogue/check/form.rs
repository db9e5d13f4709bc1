//! Judging a form: its questions, and conditions over them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::fault::{Mistake, Path, Report, Step};
use super::is_identifier;
use crate::form::{Choice, Condition, Field, FieldKind, Prefill, Required, Section};

const MOST_ENTRIES: usize = 50;

/// The questions that conditions may refer to, by id.
pub(super) type Questions<'a> = BTreeMap<&'a str, &'a Field>;

/// Judges the sections and hands back what conditions outside of them may refer to.
pub(super) fn check<'a>(sections: &'a [Section], report: &mut Report) -> Questions<'a> {
    let mut questions = Questions::new();
    let mut section_ids = HashSet::new();
    for (index, section) in sections.iter().enumerate() {
        let at = |key: &'static str| -> Path { vec!["form".into(), index.into(), key.into()] };
        if !is_identifier(&section.id) {
            report.add(&at("id"), Mistake::Identifier(section.id.clone()));
        }
        if !section_ids.insert(section.id.as_str()) {
            report.add(&at("id"), Mistake::Twice(section.id.clone()));
        }
        report.demand_text(&at("title"), &section.title);
        collect(&section.fields, &at("fields"), &mut questions, report);
    }
    for (index, section) in sections.iter().enumerate() {
        let path: Path = vec!["form".into(), index.into(), "fields".into()];
        fields(&section.fields, &path, &questions, true, report);
    }
    questions
}

fn collect<'a>(fields: &'a [Field], path: &[Step], into: &mut Questions<'a>, report: &mut Report) {
    if fields.is_empty() {
        report.add(path, Mistake::Empty);
    }
    for (index, field) in fields.iter().enumerate() {
        let at = below(path, &[index.into(), "id".into()]);
        if !is_identifier(&field.id) {
            report.add(&at, Mistake::Identifier(field.id.clone()));
        }
        if into.insert(&field.id, field).is_some() {
            report.add(&at, Mistake::Twice(field.id.clone()));
        }
    }
}

fn fields(fields_: &[Field], path: &[Step], questions: &Questions<'_>, outermost: bool, report: &mut Report) {
    for (index, field) in fields_.iter().enumerate() {
        let at = |key: &'static str| below(path, &[index.into(), key.into()]);
        report.demand_text(&at("label"), &field.label);
        match &field.kind {
            FieldKind::Number { min: Some(min), max: Some(max), .. }
            | FieldKind::MoneyVnd { min: Some(min), max: Some(max) }
                if min > max =>
            {
                report.add(&at("max"), Mistake::Bounds);
            }
            FieldKind::Text { max_length: Some(0) } | FieldKind::LongText { max_length: Some(0) } => {
                report.add(&at("max_length"), Mistake::Bounds);
            }
            FieldKind::Choice { choices: given } | FieldKind::MultiChoice { choices: given } => {
                choices(given, &at("choices"), report);
            }
            FieldKind::Group { .. } if !outermost => report.add(&at("type"), Mistake::NestedGroup),
            FieldKind::Group { min, max, fields: inner } => {
                if *max == 0 || *max > MOST_ENTRIES {
                    report.add(&at("max"), Mistake::GroupSize);
                }
                if min > max {
                    report.add(&at("max"), Mistake::Bounds);
                }
                let mut inside = questions.clone();
                collect(inner, &at("fields"), &mut inside, report);
                fields(inner, &at("fields"), &inside, false, report);
            }
            _ => {}
        }
        if let Some(shown) = &field.when {
            condition(shown, questions, &at("when"), report);
            if leads_back(field, questions) {
                report.add(&at("when"), Mistake::Circular);
            }
        }
        if let Required::When(required) = &field.required {
            condition(required, questions, &at("required"), report);
        }
        if field.prefill.is_some_and(|source| !fits(source, &field.kind)) {
            report.add(&at("prefill"), Mistake::Prefill);
        }
    }
}

fn choices(choices: &[Choice], path: &[Step], report: &mut Report) {
    if choices.len() < 2 {
        report.add(path, Mistake::FewChoices);
    }
    let mut values = HashSet::new();
    for (index, choice) in choices.iter().enumerate() {
        let at = |key: &'static str| below(path, &[index.into(), key.into()]);
        if !is_identifier(&choice.value) {
            report.add(&at("value"), Mistake::Identifier(choice.value.clone()));
        }
        if !values.insert(choice.value.as_str()) {
            report.add(&at("value"), Mistake::Twice(choice.value.clone()));
        }
        report.demand_text(&at("label"), &choice.label);
    }
}

/// Judges a condition over `questions`.
pub(super) fn condition(
    condition_: &Condition,
    questions: &Questions<'_>,
    path: &[Step],
    report: &mut Report,
) {
    let mut compare = |id: &String, values: &[String]| match questions.get(id.as_str()) {
        None => report.add(path, Mistake::NoSuchQuestion(id.clone())),
        Some(field) => {
            for value in values {
                if let Err(mistake) = can_answer(field, value) {
                    report.add(path, mistake);
                }
            }
        }
    };
    match condition_ {
        Condition::Eq(id, value) => compare(id, std::slice::from_ref(value)),
        Condition::In(id, values) => compare(id, values),
        Condition::Answered(id) => compare(id, &[]),
        Condition::And(parts) | Condition::Or(parts) => {
            if parts.is_empty() {
                report.add(path, Mistake::EmptyCondition);
            }
            let key = if matches!(condition_, Condition::And(_)) { "and" } else { "or" };
            for (index, part) in parts.iter().enumerate() {
                condition(part, questions, &below(path, &[key.into(), index.into()]), report);
            }
        }
        Condition::Not(part) => condition(part, questions, &below(path, &["not".into()]), report),
    }
}

fn can_answer(field: &Field, value: &str) -> Result<(), Mistake> {
    let known = match &field.kind {
        FieldKind::YesNo => matches!(value, "yes" | "no"),
        FieldKind::Choice { choices } | FieldKind::MultiChoice { choices } => {
            choices.iter().any(|choice| choice.value == value)
        }
        _ => return Err(Mistake::NotComparable(field.id.clone())),
    };
    if known { Ok(()) } else { Err(Mistake::NoSuchChoice(field.id.clone(), value.to_owned())) }
}

/// Whether showing the field depends on the field itself.
fn leads_back(field: &Field, questions: &Questions<'_>) -> bool {
    let mut open: Vec<&str> = field.when.iter().flat_map(mentioned).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == field.id {
            return true;
        }
        if seen.insert(id)
            && let Some(next) = questions.get(id)
        {
            open.extend(next.when.iter().flat_map(mentioned));
        }
    }
    false
}

fn mentioned(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Eq(id, _) | Condition::In(id, _) | Condition::Answered(id) => vec![id],
        Condition::And(parts) | Condition::Or(parts) => parts.iter().flat_map(mentioned).collect(),
        Condition::Not(part) => mentioned(part),
    }
}

fn fits(source: Prefill, kind: &FieldKind) -> bool {
    match source {
        Prefill::AccountName => matches!(kind, FieldKind::PersonName | FieldKind::Text { .. }),
        Prefill::AccountIdentityNumber => matches!(kind, FieldKind::IdentityNumber | FieldKind::Text { .. }),
        Prefill::AccountBirthDate => matches!(kind, FieldKind::Date { .. } | FieldKind::PartialDate),
        Prefill::AccountSex => ["male", "female"].iter().all(|sex| match kind {
            FieldKind::Choice { choices } => choices.iter().any(|choice| choice.value == *sex),
            _ => false,
        }),
        Prefill::AccountPhone => matches!(kind, FieldKind::Phone),
        Prefill::AccountEmail => matches!(kind, FieldKind::Email),
        Prefill::AccountAddress => matches!(kind, FieldKind::Address { .. }),
        Prefill::BusinessName => matches!(kind, FieldKind::Text { .. }),
        Prefill::BusinessTaxCode => matches!(kind, FieldKind::TaxCode),
    }
}

fn below(path: &[Step], steps: &[Step]) -> Path {
    [path, steps].concat()
}
