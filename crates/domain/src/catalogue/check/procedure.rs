//! Judging one procedure.

use std::collections::HashSet;

use super::fault::{Mistake, Path, Report};
use super::{Known, form, is_identifier, is_procedure_code};
use crate::catalogue::{Duration, Fee, PaperKind, PaperNeed, Procedure, ServiceLevel};
use crate::form::Section;

const HIGHEST_FEE: i64 = 1_000_000_000;
const MOST_COPIES: u32 = 20;

pub(super) fn check(procedure: &Procedure, known: &Known<'_>, report: &mut Report) {
    if !is_procedure_code(&procedure.code) {
        report.add(&["code".into()], Mistake::ProcedureCode(procedure.code.clone()));
    }
    report.demand_text(&["name".into()], &procedure.name);
    report.demand_text(&["summary".into()], &procedure.summary);
    report.demand_text(&["agency".into()], &procedure.agency);
    report.demand_text(&["result".into()], &procedure.result);
    if !known.fields.contains(procedure.field.as_str()) {
        report.add(&["field".into()], Mistake::NoSuchField(procedure.field.clone()));
    }
    distinct("applicants", &procedure.applicants, report);
    distinct("delivery", &procedure.delivery, report);
    if procedure.legal_basis.is_empty() {
        report.add(&["legal_basis".into()], Mistake::Empty);
    }
    if procedure.source.trim().is_empty() {
        report.add(&["source".into()], Mistake::Empty);
    }
    if procedure.in_force_to.is_some_and(|last| last < procedure.in_force_from) {
        report.add(&["in_force_to".into()], Mistake::EndsBefore);
    }
    time_limit(procedure, report);
    fees(procedure, report);
    service(procedure, report);
    let sections = procedure.form.as_deref().unwrap_or_default();
    let questions = form::check(sections, report);
    papers(procedure, &questions, sections, report);
}

fn distinct<T: Eq + std::hash::Hash>(key: &'static str, values: &[T], report: &mut Report) {
    if values.is_empty() {
        report.add(&[key.into()], Mistake::Empty);
    }
    let mut seen = HashSet::new();
    for (index, value) in values.iter().enumerate() {
        if !seen.insert(value) {
            report.add(&[key.into(), index.into()], Mistake::Twice(key.to_owned()));
        }
    }
}

fn time_limit(procedure: &Procedure, report: &mut Report) {
    let limit = &procedure.time_limit;
    let mut length = |key: &'static str, duration: Option<Duration>| {
        let wrong = match duration {
            None => false,
            Some(Duration::SameDay { cutoff_minutes }) => cutoff_minutes == 0 || cutoff_minutes >= 24 * 60,
            Some(Duration::WorkingDays { half_days: length })
            | Some(Duration::WorkingHours { hours: length })
            | Some(Duration::CalendarDays { days: length }) => length == 0,
        };
        if wrong {
            report.add(&["time_limit".into(), key.into()], Mistake::TimeLimit);
        }
    };
    length("ordinary", limit.ordinary);
    length("with_verification", limit.with_verification);
    if limit.ordinary.is_none() && limit.with_verification.is_some() {
        report.add(&["time_limit".into(), "with_verification".into()], Mistake::OnlyVerification);
    }
    if limit.ordinary.is_none() && limit.note.is_none() {
        report.add(&["time_limit".into()], Mistake::NoTimeLimit);
    }
}

fn fees(procedure: &Procedure, report: &mut Report) {
    fee("fee_at_desk", &procedure.fee_at_desk, report);
    fee("fee_online", &procedure.fee_online, report);
    if let (Some(desk), Some(online)) = (procedure.fee_at_desk.amount_vnd, procedure.fee_online.amount_vnd)
        && online > desk
    {
        report.add(&["fee_online".into(), "amount_vnd".into()], Mistake::DearerOnline);
    }
    for (index, exemption) in procedure.exemptions.iter().enumerate() {
        report.demand_text(&["exemptions".into(), index.into()], exemption);
    }
}

fn fee(key: &'static str, fee: &Fee, report: &mut Report) {
    let mut amount = |path: Path, amount: i64| {
        if !(0..=HIGHEST_FEE).contains(&amount) {
            report.add(&path, Mistake::Amount(amount));
        }
    };
    if let Some(vnd) = fee.amount_vnd {
        amount(vec![key.into(), "amount_vnd".into()], vnd);
    }
    for (index, tier) in fee.tiers.iter().enumerate() {
        amount(vec![key.into(), "tiers".into(), index.into(), "amount_vnd".into()], tier.amount_vnd);
    }
}

fn service(procedure: &Procedure, report: &mut Report) {
    if procedure.service == ServiceLevel::Information {
        if procedure.at_desk.is_none() {
            report.add(&[], Mistake::NoWayShown);
        }
        if procedure.form.is_some() {
            report.add(&["form".into()], Mistake::FormForNothing);
        }
    }
    let asks_for_form = procedure.papers.iter().any(|paper| paper.kind == PaperKind::ElectronicForm);
    if procedure.form.is_some() && !asks_for_form {
        report.add(&["form".into()], Mistake::UnusedForm);
    }
}

fn papers(procedure: &Procedure, questions: &form::Questions<'_>, sections: &[Section], report: &mut Report) {
    if procedure.papers.is_empty() {
        report.add(&["papers".into()], Mistake::Empty);
    }
    let mut ids = HashSet::new();
    for (index, paper) in procedure.papers.iter().enumerate() {
        let at = |key: &'static str| -> Path { vec!["papers".into(), index.into(), key.into()] };
        if !is_identifier(&paper.id) {
            report.add(&at("id"), Mistake::Identifier(paper.id.clone()));
        }
        if !ids.insert(paper.id.as_str()) {
            report.add(&at("id"), Mistake::Twice(paper.id.clone()));
        }
        report.demand_text(&at("name"), &paper.name);
        for (key, count) in [("originals", paper.originals), ("copies", paper.copies)] {
            if count > MOST_COPIES {
                report.add(&at(key), Mistake::Copies(count));
            }
        }
        if paper.accepts.is_empty() {
            report.add(&at("accepts"), Mistake::Empty);
        }
        for (index, kind) in paper.accepts.iter().enumerate() {
            if paper.accepts[..index].contains(kind) {
                report.add(&at("accepts"), Mistake::Twice(kind.media_type().to_owned()));
            }
        }
        if paper.kind == PaperKind::ElectronicForm && sections.is_empty() {
            report.add(&at("kind"), Mistake::NoForm);
        }
        let needed = |keys: &[&'static str]| -> Path {
            let mut path = at("needed");
            path.extend(keys.iter().map(|key| (*key).into()));
            path
        };
        match &paper.needed {
            PaperNeed::Always | PaperNeed::Optional => {}
            PaperNeed::When { case, ask, condition } => {
                report.demand_text(&needed(&["when", "case"]), case);
                report.demand_text(&needed(&["when", "ask"]), ask);
                form::condition(condition, questions, &needed(&["when", "condition"]), report);
            }
            PaperNeed::Asked { case, ask } => {
                report.demand_text(&needed(&["asked", "case"]), case);
                report.demand_text(&needed(&["asked", "ask"]), ask);
            }
        }
    }
}
