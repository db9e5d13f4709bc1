//! The forms that the portal comes with, against what filing asks beside them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::paper::needed_papers;
use super::sections::{DELIVERY, DESK, FILED_FOR, PLEDGE, all_sections};
use super::submission::{Filing, StepId, accepts};
use crate::answers::Answers;
use crate::catalogue::Procedure;
use crate::form::{Condition, Field, FieldKind};
use crate::problem::Problem;

fn procedures() -> Vec<Procedure> {
    #[derive(serde::Deserialize)]
    struct File {
        procedures: Vec<Procedure>,
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/procedures");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let texts = files.map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| serde_json::from_str::<File>(&text).unwrap().procedures).collect()
}

#[test]
fn questions_of_filing_and_of_forms_have_different_ids() {
    for procedure in procedures() {
        let sections = all_sections(&procedure, &[]);
        let mut fields = BTreeSet::new();
        for field in sections.iter().flat_map(|section| &section.fields) {
            assert!(fields.insert(field.id.as_str()), "{}: {} twice", procedure.code, field.id);
        }
        for field in procedure.form.iter().flatten().flat_map(|section| &section.fields) {
            assert!(
                !field.id.starts_with("dossier_") && field.id != "paper",
                "{}: {}",
                procedure.code,
                field.id
            );
        }
        let ids: BTreeSet<&str> = sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids.len(), sections.len(), "{}: sections of one id", procedure.code);
    }
}

/// Every procedure can be filed: answering what is asked, as it is asked, ends with nothing missing.
#[test]
fn every_procedure_can_be_completed() {
    for procedure in procedures() {
        let mut answers = Answers::default();
        for (path, typed) in [(DESK, "H21.15"), (FILED_FOR, "self"), (PLEDGE, "yes")] {
            answers.set(path, typed);
        }
        let mut files = BTreeMap::new();
        let mut asked = 0;
        let left = loop {
            let filing = Filing {
                procedure: &procedure,
                answers: &answers,
                organisations: &[],
                files: &files,
                desk_exists: Some(true),
                today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
                units: None,
            };
            let lacks = filing.lacks();
            asked += 1;
            if lacks.is_empty() || asked > 12 {
                break lacks;
            }
            let sections = all_sections(&procedure, &[]);
            for problem in lacks.into_iter().flat_map(|lack| lack.problems) {
                let path = problem.path;
                match problem.problem {
                    Problem::PaperMissing { .. } => {
                        files.insert(path.trim_start_matches("paper.").to_owned(), 1);
                    }
                    Problem::NotChosen if path.starts_with("paper.") => answers.set(path, "yes"),
                    _ => {
                        let (path, typed) =
                            answer(&sections.iter().flat_map(|s| &s.fields).collect::<Vec<_>>(), &path);
                        assert!(accepts(&procedure, &sections, &path, &typed), "{}: {path}", procedure.code);
                        answers.set(path, typed);
                    }
                }
            }
        };
        assert_eq!(left, [], "{}", procedure.code);
        assert!(answers.has(DELIVERY), "{}", procedure.code);
        assert!(needed_papers(&procedure, &answers).len() >= procedure.papers.len());
    }
}

/// A right answer for the field at a path.
fn answer(fields: &[&Field], path: &str) -> (String, String) {
    let (id, rest) = path.split_once('.').unwrap_or((path, ""));
    let field = fields.iter().find(|field| field.id == id).unwrap_or_else(|| panic!("no field at {path}"));
    let typed = match (&field.kind, rest) {
        (FieldKind::Group { fields, .. }, rest) if !rest.is_empty() => {
            let (entry, within) = rest.split_once('.').unwrap();
            let (within, typed) = answer(&fields.iter().collect::<Vec<_>>(), within);
            return (format!("{id}.{entry}.{within}"), typed);
        }
        (FieldKind::MultiChoice { choices }, _) => {
            return (format!("{id}.{}", choices[0].value), "yes".to_owned());
        }
        (FieldKind::Choice { choices }, _) => choices[0].value.clone(),
        (FieldKind::YesNo, _) => "yes".to_owned(),
        (FieldKind::Address { .. }, "province") => "52".to_owned(),
        (FieldKind::Address { .. }, "commune") => "21583".to_owned(),
        (FieldKind::Address { .. } | FieldKind::Text { .. } | FieldKind::LongText { .. }, _) => {
            "12 Lê Lợi".to_owned()
        }
        (FieldKind::Person, "name") | (FieldKind::PersonName, _) => "Nguyễn Thị Lan".to_owned(),
        (FieldKind::Number { min, .. } | FieldKind::MoneyVnd { min, .. }, _) => {
            min.unwrap_or(1).max(1).to_string()
        }
        (FieldKind::Date { .. } | FieldKind::PartialDate, _) => "07/03/1990".to_owned(),
        (FieldKind::IdentityNumber, _) => "064190001234".to_owned(),
        (FieldKind::Phone, _) => "0905123456".to_owned(),
        (FieldKind::Email, _) => "lan@example.vn".to_owned(),
        (FieldKind::TaxCode, _) => "0100109106".to_owned(),
        (FieldKind::Ethnicity | FieldKind::Nationality, _) => "Việt Nam".to_owned(),
        (FieldKind::Group { .. } | FieldKind::Person, _) => panic!("nothing to answer at {path}"),
    };
    (path.to_owned(), typed)
}

/// Conditions name questions that the form has, and values that can be chosen there.
#[test]
fn conditions_name_what_can_be_answered() {
    fn judge(condition: &Condition, known: &[&Field], at: &str) {
        let one = |id: &str, values: &[String]| {
            let field = known.iter().find(|field| field.id == id).unwrap_or_else(|| panic!("{at}: no {id}"));
            if let FieldKind::Choice { choices } | FieldKind::MultiChoice { choices } = &field.kind {
                for value in values {
                    assert!(
                        choices.iter().any(|choice| choice.value == *value),
                        "{at}: {id} is never {value}"
                    );
                }
            }
        };
        match condition {
            Condition::Eq(id, value) => one(id, std::slice::from_ref(value)),
            Condition::In(id, values) => one(id, values),
            Condition::Answered(id) => one(id, &[]),
            Condition::And(all) | Condition::Or(all) => all.iter().for_each(|inner| judge(inner, known, at)),
            Condition::Not(inner) => judge(inner, known, at),
        }
    }
    fn walk(fields: &[Field], outside: &[&Field], at: &str) {
        let known: Vec<&Field> = fields.iter().chain(outside.iter().copied()).collect();
        for field in fields {
            let at = format!("{at} {}", field.id);
            if let Some(condition) = &field.when {
                judge(condition, &known, &at);
            }
            if let crate::form::Required::When(condition) = &field.required {
                judge(condition, &known, &at);
            }
            if let FieldKind::Group { fields, .. } = &field.kind {
                walk(fields, &known, &at);
            }
        }
    }
    for procedure in procedures() {
        let sections = all_sections(&procedure, &[]);
        let all: Vec<&Field> = sections.iter().flat_map(|section| &section.fields).collect();
        for section in &sections {
            walk(&section.fields, &all, &procedure.code);
        }
    }
}

#[test]
fn steps_of_birth_registration() {
    let procedure = procedures().into_iter().find(|procedure| procedure.code == "1.001193").unwrap();
    let (answers, files) = (Answers::default(), BTreeMap::new());
    let filing = Filing {
        procedure: &procedure,
        answers: &answers,
        organisations: &[],
        files: &files,
        desk_exists: None,
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        units: None,
    };
    let steps = filing.steps(&StepId::Desk);
    let slugs: Vec<&str> = steps.iter().map(|step| step.id.slug()).collect();
    assert_eq!(
        slugs,
        [
            "noi-tiep-nhan",
            "chu-ho-so",
            "requester",
            "child",
            "mother",
            "father",
            "copies",
            "nhan-ket-qua",
            "thanh-phan-ho-so",
            "kiem-tra"
        ]
    );
}
