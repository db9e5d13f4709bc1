//! One procedure.

use backend::catalogue::{Snapshot, Version};
use chrono::{DateTime, Datelike, Utc};
use domain::calendar::WorkCalendar;
use domain::catalogue::{
    AgencyKind, AgencyLevel, Applicant, Delivery, Duration, PaperKind, PaperNeed, PaperRequirement,
    Procedure, ProofingLevel, ServiceLevel,
};
use domain::{date, fee};

use super::{cost, duration, limit, say, say_all, weekday, whole};
use crate::catalogue::shown::{Need, Paper, Shown};
use crate::i18n::{Key, fill, t, text};

/// The procedure's page; nothing if there is no such procedure in force.
pub fn procedure(catalogue: &Snapshot, code: &str, now: DateTime<Utc>) -> Option<Shown> {
    Some(of_procedure(catalogue, &catalogue.procedure(code)?.procedure, now))
}

/// The page of a procedure, be it in force or not.
pub fn of_procedure(catalogue: &Snapshot, procedure: &Procedure, now: DateTime<Utc>) -> Shown {
    let (due, days_off) = due(catalogue, procedure, now).unwrap_or_default();
    let saving =
        if procedure.service == ServiceLevel::Information { None } else { fee::saving_online(procedure) };
    Shown {
        code: procedure.code.clone(),
        name: say(&procedure.name),
        summary: say(&procedure.summary),
        service: procedure.service,
        applicants: procedure
            .applicants
            .iter()
            .map(|applicant| t(applicant_name(*applicant)).to_owned())
            .collect(),
        applicants_note: procedure.applicants_note.as_ref().map(say).unwrap_or_default(),
        field: (
            procedure.field.clone(),
            catalogue.field(&procedure.field).map(|field| say(&field.name)).unwrap_or_default(),
        ),
        time: limit(&procedure.time_limit),
        time_notes: time_notes(procedure),
        due,
        days_off,
        at_desk: procedure.at_desk.as_ref().map(say).unwrap_or_default(),
        fee_at_desk: cost(&procedure.fee_at_desk),
        fee_online: cost(&procedure.fee_online),
        saving: saving
            .map(|saved| fill(text::catalogue::SAVING, &[("amount", &fee::display(saved))]))
            .unwrap_or_default(),
        is_reference: fee::is_reference(&procedure.fee_at_desk) || fee::is_reference(&procedure.fee_online),
        exemptions: say_all(&procedure.exemptions),
        papers: procedure.papers.iter().map(paper).collect(),
        has_form: procedure.form.is_some(),
        agency: say(&procedure.agency),
        result: say(&procedure.result),
        delivery: procedure.delivery.iter().map(|way| t(delivery_name(*way)).to_owned()).collect(),
        legal_basis: procedure.legal_basis.iter().map(|law| whole(law)).collect(),
        needs_higher_proofing: procedure.least_proofing > ProofingLevel::Ial1,
        versions: catalogue.versions(&procedure.code).into_iter().map(|version| span(version)).collect(),
        verified: procedure.verified,
    }
}

fn span(version: &Version) -> (String, String) {
    (date::display(version.in_force_from), version.in_force_to.map(date::display).unwrap_or_default())
}

fn applicant_name(applicant: Applicant) -> Key {
    match applicant {
        Applicant::Citizen => text::catalogue::CITIZEN,
        Applicant::Business => text::catalogue::BUSINESS,
        Applicant::HouseholdBusiness => text::catalogue::HOUSEHOLD_BUSINESS,
    }
}

fn delivery_name(way: Delivery) -> Key {
    match way {
        Delivery::Online => text::catalogue::DELIVERY_ONLINE,
        Delivery::AtDesk => text::catalogue::DELIVERY_AT_DESK,
        Delivery::Post => text::catalogue::DELIVERY_POST,
    }
}

fn time_notes(procedure: &Procedure) -> Vec<String> {
    let limit = &procedure.time_limit;
    let mut notes = Vec::new();
    if let Some(Duration::SameDay { cutoff_minutes }) = limit.ordinary {
        let hour = format!("{}:{:02}", cutoff_minutes / 60, cutoff_minutes % 60);
        notes.push(fill(text::catalogue::CUTOFF, &[("hour", &hour)]));
    }
    match (&limit.note, limit.with_verification) {
        (Some(note), _) => notes.push(say(note)),
        (None, Some(longer)) => {
            notes.push(fill(text::catalogue::WITH_VERIFICATION, &[("limit", &duration(longer))]));
        }
        (None, None) => {}
    }
    notes
}

/// When the result were due if everything were filed now, and the days off on the way there.
fn due(catalogue: &Snapshot, procedure: &Procedure, now: DateTime<Utc>) -> Option<(String, String)> {
    let desk = catalogue
        .desks()
        .find(|desk| desk.kind == AgencyKind::ReceivingDesk && desk.level == AgencyLevel::Province)?;
    let calendar = WorkCalendar::of(desk, catalogue.days_off());
    let limit = procedure.time_limit.ordinary?;
    let last = date::local(calendar.due(limit, now)?).date();
    let skipped = match limit {
        // Every day counts; a day off only moves the end.
        Duration::CalendarDays { .. } => None,
        _ => Some(catalogue.days_off().closed.range(date::today(now)..=last)),
    };
    let days_off: Vec<String> =
        skipped.into_iter().flatten().map(|day| format!("{:02}/{:02}", day.day(), day.month())).collect();
    Some((format!("{}, {}", weekday(last.weekday()), date::display(last)), days_off.join(", ")))
}

fn paper(paper: &PaperRequirement) -> Paper {
    let mut lines = Vec::new();
    let need = match &paper.needed {
        PaperNeed::Always => Need::Always,
        PaperNeed::Optional => Need::Optional,
        PaperNeed::When { case, .. } | PaperNeed::Asked { case, .. } => {
            lines.push(format!("{}.", say(case).trim_end_matches('.')));
            Need::InACase
        }
    };
    if paper.kind == PaperKind::Submit {
        let counts: Vec<String> =
            [(text::catalogue::ORIGINALS, paper.originals), (text::catalogue::COPIES, paper.copies)]
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(key, count)| fill(key, &[("count", &count.to_string())]))
                .collect();
        if !counts.is_empty() {
            lines.push(format!("{}.", counts.join(", ")));
        }
    }
    lines.extend(paper.hint.as_ref().map(say));
    Paper { name: say(&paper.name), kind: paper.kind, need, lines }
}
