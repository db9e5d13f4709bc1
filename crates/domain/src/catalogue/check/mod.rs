//! Judging a whole catalogue before anything of it is believed.
//!
//! Types have refused unknown keys and wrong kinds of values already; here is what they cannot see: shapes of codes,
//! references, conditions, sums. Every fault is found, not the first.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{Datelike, Weekday as Day};

use super::{Agency, AgencyKind, AgencyLevel, Catalogue, SearchWords};
use crate::text::Text;

mod fault;
mod form;
mod procedure;

pub use fault::{Fault, Item, Mistake, Step};
use fault::{Path, Report};

/// All faults of the catalogue; none if it can be used.
pub fn check(catalogue: &Catalogue) -> Vec<Fault> {
    let mut report = Report::default();
    let known = Known::of(catalogue);
    fields(catalogue, &mut report);
    let mut codes = HashSet::new();
    for (index, procedure) in catalogue.procedures.iter().enumerate() {
        report.begin(Item::Procedure(index));
        if !codes.insert(procedure.code.as_str()) {
            report.add(&["code".into()], Mistake::Twice(procedure.code.clone()));
        }
        procedure::check(procedure, &known, &mut report);
    }
    agencies(catalogue, &known, &mut report);
    units(catalogue, &mut report);
    days_off(catalogue, &mut report);
    report.begin(Item::Search);
    search(&catalogue.search, &known, &mut report);
    report.faults
}

/// What may be referred to.
struct Known<'a> {
    fields: HashSet<&'a str>,
    procedures: HashSet<&'a str>,
    agencies: HashMap<&'a str, &'a Agency>,
    communes: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(catalogue: &'a Catalogue) -> Self {
        Self {
            fields: catalogue.fields.iter().map(|field| field.id.as_str()).collect(),
            procedures: catalogue.procedures.iter().map(|procedure| procedure.code.as_str()).collect(),
            agencies: catalogue.agencies.iter().map(|agency| (agency.code.as_str(), agency)).collect(),
            communes: catalogue
                .units
                .iter()
                .flat_map(|province| &province.communes)
                .map(|commune| commune.code.as_str())
                .collect(),
        }
    }
}

fn fields(catalogue: &Catalogue, report: &mut Report) {
    let mut ids = HashSet::new();
    for (index, field) in catalogue.fields.iter().enumerate() {
        report.begin(Item::Field(index));
        if !is_slug(&field.id) {
            report.add(&["id".into()], Mistake::Slug(field.id.clone()));
        }
        if !ids.insert(field.id.as_str()) {
            report.add(&["id".into()], Mistake::Twice(field.id.clone()));
        }
        report.demand_text(&["name".into()], &field.name);
    }
}

fn agencies(catalogue: &Catalogue, known: &Known<'_>, report: &mut Report) {
    let mut codes = HashSet::new();
    let mut desks: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, agency) in catalogue.agencies.iter().enumerate() {
        report.begin(Item::Agency(index));
        if !is_agency_code(&agency.code) {
            report.add(&["code".into()], Mistake::AgencyCode(agency.code.clone()));
        }
        if !codes.insert(agency.code.as_str()) {
            report.add(&["code".into()], Mistake::Twice(agency.code.clone()));
        }
        report.demand_text(&["name".into()], &agency.name);
        let is_desk = agency.kind == AgencyKind::ReceivingDesk;
        match &agency.commune {
            Some(commune) if !known.communes.contains(commune.as_str()) => {
                report.add(&["commune".into()], Mistake::NoSuchCommune(commune.clone()));
            }
            Some(commune) if is_desk && desks.insert(commune, &agency.code).is_some() => {
                report.add(&["commune".into()], Mistake::SecondDesk(commune.clone()));
            }
            None if is_desk && agency.level == AgencyLevel::Commune => {
                report.add(&[], Mistake::DeskWithoutCommune);
            }
            _ => {}
        }
        if let Some(parent) = &agency.parent
            && (parent == &agency.code || !known.agencies.contains_key(parent.as_str()))
        {
            report.add(&["parent".into()], Mistake::NoSuchAgency(parent.clone()));
        }
        for (place, field) in agency.fields.iter().enumerate() {
            if !known.fields.contains(field.as_str()) {
                report.add(&["fields".into(), place.into()], Mistake::NoSuchField(field.clone()));
            }
        }
        if agency.bank.as_ref().is_some_and(|bank| !bank.can_be_paid_to()) {
            report.add(&["bank".into()], Mistake::BankAccount);
        }
        hours(agency, report);
    }
}

fn hours(agency: &Agency, report: &mut Report) {
    if agency.hours.is_empty() {
        report.add(&["hours".into()], Mistake::Empty);
    }
    let mut days = HashSet::new();
    for (index, hours) in agency.hours.iter().enumerate() {
        let path: Path = vec!["hours".into(), index.into()];
        for day in &hours.days {
            if !days.insert(*day) {
                report.add(&path, Mistake::DayTwice);
            }
        }
        if hours.days.is_empty() || hours.open.is_empty() {
            report.add(&path, Mistake::Empty);
        }
        let mut before = None;
        for (from, to) in &hours.open {
            match (minutes(from), minutes(to)) {
                (Some(from), Some(to)) if from < to && before.is_none_or(|end| end <= from) => {
                    before = Some(to);
                }
                _ => report.add(&path, Mistake::Hours(from.clone(), to.clone())),
            }
        }
    }
}

/// Minutes after midnight of `HH:MM`.
pub(crate) fn minutes(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(hours * 60 + minutes)
}

fn units(catalogue: &Catalogue, report: &mut Report) {
    let (mut provinces, mut communes) = (HashSet::new(), HashSet::new());
    for (index, province) in catalogue.units.iter().enumerate() {
        report.begin(Item::Province(index));
        if !is_digits(&province.code, 2) {
            report.add(&["code".into()], Mistake::UnitCode(province.code.clone(), 2));
        }
        if !provinces.insert(province.code.as_str()) {
            report.add(&["code".into()], Mistake::Twice(province.code.clone()));
        }
        if province.name.trim().is_empty() {
            report.add(&["name".into()], Mistake::Empty);
        }
        for (place, commune) in province.communes.iter().enumerate() {
            let at = |key: &'static str| -> Path { vec!["communes".into(), place.into(), key.into()] };
            if !is_digits(&commune.code, 5) {
                report.add(&at("code"), Mistake::UnitCode(commune.code.clone(), 5));
            }
            if !communes.insert(commune.code.as_str()) {
                report.add(&at("code"), Mistake::Twice(commune.code.clone()));
            }
            if commune.name.trim().is_empty() {
                report.add(&at("name"), Mistake::Empty);
            }
        }
    }
}

fn days_off(catalogue: &Catalogue, report: &mut Report) {
    report.begin(Item::DaysOff);
    let days = &catalogue.days_off;
    for (index, day) in days.closed.iter().enumerate() {
        if matches!(day.weekday(), Day::Sat | Day::Sun) {
            report.add(&["closed".into(), index.into()], Mistake::NotAWeekday(*day));
        }
    }
    for (index, day) in days.working_saturdays.iter().enumerate() {
        if day.weekday() != Day::Sat {
            report.add(&["working_saturdays".into(), index.into()], Mistake::NotASaturday(*day));
        }
    }
}

fn search(words: &SearchWords, known: &Known<'_>, report: &mut Report) {
    let procedure = |path: Path, code: &String, report: &mut Report| {
        if !known.procedures.contains(code.as_str()) {
            report.add(&path, Mistake::NoSuchProcedure(code.clone()));
        }
    };
    for (index, synonym) in words.synonyms.iter().enumerate() {
        let at = |key: &'static str| -> Path { vec!["synonyms".into(), index.into(), key.into()] };
        report.demand_terms(at("terms"), &synonym.terms);
        if synonym.canonical.is_empty() && synonym.procedures.is_empty() {
            report.add(&["synonyms".into(), index.into()], Mistake::Meaningless);
        }
        for (place, code) in synonym.procedures.iter().enumerate() {
            let mut path = at("procedures");
            path.push(place.into());
            procedure(path, code, report);
        }
    }
    for (index, ambiguity) in words.ambiguous.iter().enumerate() {
        let at = |key: &'static str| -> Path { vec!["ambiguous".into(), index.into(), key.into()] };
        report.demand_terms(at("terms"), &ambiguity.terms);
        report.demand_text(&at("ask"), &ambiguity.ask);
        if ambiguity.options.len() < 2 {
            report.add(&at("options"), Mistake::FewChoices);
        }
        for (place, way) in ambiguity.options.iter().enumerate() {
            let path = |key: &'static str| [at("options"), vec![place.into(), key.into()]].concat();
            report.demand_text(&path("case"), &way.case);
            procedure(path("procedure"), &way.procedure, report);
        }
    }
    for (index, outside) in words.outside.iter().enumerate() {
        let at = |key: &'static str| -> Path { vec!["outside".into(), index.into(), key.into()] };
        report.demand_terms(at("terms"), &outside.terms);
        report.demand_text(&at("name"), &outside.name);
        report.demand_text(&at("place"), &outside.place);
    }
    let mut ids = BTreeSet::new();
    for (index, event) in words.life_events.iter().enumerate() {
        let at = |key: &'static str| -> Path { vec!["life_events".into(), index.into(), key.into()] };
        if !is_slug(&event.id) {
            report.add(&at("id"), Mistake::Slug(event.id.clone()));
        }
        if !ids.insert(event.id.as_str()) {
            report.add(&at("id"), Mistake::Twice(event.id.clone()));
        }
        report.demand_text(&at("name"), &event.name);
        report.demand_text(&at("about"), &event.about);
        for (place, code) in event.procedures.iter().enumerate() {
            let mut path = at("procedures");
            path.push(place.into());
            procedure(path, code, report);
        }
    }
}

/// `^[a-z][a-z0-9-]*$`.
fn is_slug(id: &str) -> bool {
    shaped(id, '-')
}

/// `^[a-z][a-z0-9_]*$`.
fn is_identifier(id: &str) -> bool {
    shaped(id, '_')
}

fn shaped(id: &str, joint: char) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.chars().all(|other| other.is_ascii_lowercase() || other.is_ascii_digit() || other == joint)
}

fn is_digits(code: &str, length: usize) -> bool {
    code.len() == length && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// A national procedure code: a digit, a dot, six digits.
fn is_procedure_code(code: &str) -> bool {
    code.split_once('.').is_some_and(|(first, rest)| is_digits(first, 1) && is_digits(rest, 6))
}

/// `^[A-Z]\d{2}(\.\d{1,3}){0,3}$`, as in QCVN 102:2016/BTTTT and Quyết định 20/2020/QĐ-TTg.
fn is_agency_code(code: &str) -> bool {
    let mut parts = code.split('.');
    let first = parts.next().unwrap_or_default();
    let mut below = 0;
    first.starts_with(|letter: char| letter.is_ascii_uppercase())
        && is_digits(&first[1..], 2)
        && parts.all(|part| {
            below += 1;
            below <= 3 && (1..=3).contains(&part.len()) && is_digits(part, part.len())
        })
}

fn is_empty(text: &Text) -> bool {
    text.vi.trim().is_empty()
}

#[cfg(test)]
mod tests;
