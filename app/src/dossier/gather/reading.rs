//! A dossier, or a draft before it is filed, to be read: answers and papers in their groups.

use backend::Portal;
use backend::account::Citizen;
use backend::dossier::{self, Draft};
use domain::catalogue::Procedure;
use domain::check::summary;
use domain::dossier::moves::Move;
use domain::dossier::paper::{Need, needed_papers};
use domain::dossier::sections::{self, DELIVERY, DESK};
use domain::dossier::submission::StepId;
use domain::form::Section;
use domain::{Answers, Text, date};

use super::papers::{scan_line, withheld};
use super::{dossier_entry, price};
use crate::dossier::model::*;
use crate::dossier::transfer::to_pay;
use crate::error::AppError;
use crate::i18n::{Language, sentence, text};
use crate::qr::qr;
use crate::routes;

/// The answers of all steps for reading.
pub(super) fn groups(portal: &Portal, draft: &Draft, language: Language) -> Vec<Group> {
    let filing = draft.filing();
    let kept = filing.kept();
    let mut groups = vec![desk_group(portal, &kept, language, Some(StepId::Desk.slug().to_owned()))];
    groups[0].lacks = !filing.check_step(&StepId::Desk).is_fine();
    for entry in filing.steps(&StepId::Review) {
        let Some(section) = filing.section(&entry.id) else { continue };
        groups.push(Group {
            lacks: !filing.check_step(&entry.id).is_fine(),
            slug: Some(entry.id.slug().to_owned()),
            rows: rows(portal, &section, &kept, language),
            title: entry.title,
        });
    }
    let mut papers = paper_group(portal, draft.procedure(), &kept, &draft.papers, language);
    papers.slug = Some(StepId::Papers.slug().to_owned());
    papers.lacks = !filing.check_step(&StepId::Papers).is_fine();
    groups.push(papers);
    groups
}

pub(super) fn desk_group(
    portal: &Portal,
    answers: &Answers,
    language: Language,
    slug: Option<String>,
) -> Group {
    let title = of_both(text::dossier::DESK_TITLE);
    let name = portal.catalogue().agency(answers.get(DESK)).map(|desk| desk.name.clone()).unwrap_or_default();
    let row = Row {
        label: title.get(language.into()).to_owned(),
        value: name.get(language.into()).to_owned(),
        files: Vec::new(),
    };
    Group { slug, title, rows: vec![row], lacks: false }
}

pub(super) fn of_both(key: crate::i18n::Key) -> Text {
    Text {
        vi: sentence(Language::Vietnamese, key).to_owned(),
        en: sentence(Language::English, key).to_owned(),
    }
}

pub(super) fn rows(portal: &Portal, section: &Section, answers: &Answers, language: Language) -> Vec<Row> {
    let catalogue = portal.catalogue();
    summary(section, answers, language.into(), catalogue.units())
        .into_iter()
        .map(|row| Row {
            label: match row.entry {
                Some((group, number)) => format!("{group} {number} · {}", row.label),
                None => row.label,
            },
            value: row.value,
            files: Vec::new(),
        })
        .collect()
}

pub(super) fn paper_group(
    portal: &Portal,
    procedure: &Procedure,
    answers: &Answers,
    files: &[backend::attachment::Paper],
    language: Language,
) -> Group {
    let rows = needed_papers(procedure, answers)
        .into_iter()
        .filter(|one| one.is_uploaded() && one.need != Need::NotNeeded)
        .map(|one| Row {
            label: one.paper.name.get(language.into()).to_owned(),
            value: String::new(),
            files: files
                .iter()
                .filter(|file| file.requirement == one.paper.id && file.refusal.is_none())
                .map(|file| Handed {
                    id: file.id,
                    name: file.name.clone(),
                    pictured: file.has_thumbnail(),
                    withheld: file.withheld.and_then(|scan| withheld(portal, scan)),
                })
                .collect(),
        })
        .collect();
    Group { slug: None, title: of_both(text::dossier::PAPERS_TITLE), rows, lacks: false }
}

/// The receipt of a dossier.
pub async fn receipt(
    portal: &Portal,
    citizen: &Citizen,
    code: &str,
    language: Language,
) -> Result<Shown<ReceiptPage>, AppError> {
    let Some(found) = dossier::by_code(portal, citizen, code).await? else { return Ok(Shown::Nothing) };
    let catalogue = portal.catalogue();
    let (first, last) = (date::today(found.entry.submitted_at), date::today(found.entry.answer_by));
    let days_off = catalogue.days_off().closed.range(first..=last).copied().collect();
    let link = [&portal.settings.public_url, routes::tracking_of(language, code).as_str()].concat();
    Ok(Shown::Page(ReceiptPage {
        entry: dossier_entry(&found.entry),
        desk: found.desk.name,
        email: found.answers.get("dossier_email").to_owned(),
        fee: price(&found.entry.version.procedure),
        delivery: found.answers.get(DELIVERY).to_owned(),
        scan: scan_line(&found.papers),
        days_off,
        qr: qr(&link)?,
        has_papers: !found.papers.is_empty(),
    }))
}

/// A dossier for the one who filed it.
pub async fn dossier(
    portal: &Portal,
    citizen: &Citizen,
    code: &str,
    language: Language,
) -> Result<Shown<DossierPage>, AppError> {
    let Some(found) = dossier::by_code(portal, citizen, code).await? else { return Ok(Shown::Nothing) };
    let procedure = &found.entry.version.procedure;
    let organisations = dossier::acts_for(portal, citizen).await?;
    let mut groups = vec![desk_group(portal, &found.answers, language, None)];
    for section in sections::all_sections(procedure, &organisations) {
        let rows = rows(portal, &section, &found.answers, language);
        groups.push(Group { slug: None, title: section.title, rows, lacks: false });
    }
    groups.push(paper_group(portal, procedure, &found.answers, &found.papers, language));
    let forms = backend::printed::given_out_for(portal, citizen, code).await?;
    let fate = crate::following::gather_fate(portal, &found, language);
    let asked = found.events.iter().rev().find(|event| event.name == Some(Move::RequestPayment));
    let until = asked.and_then(|event| event.words.until);
    let to_pay = found.to_pay_vnd.map(|amount| {
        let desk = found.desk.name.get(language.into());
        to_pay(code, amount, desk, until, found.desk.bank.as_ref())
    });
    Ok(Shown::Page(DossierPage {
        fate: serde_json::to_string(&fate).map_err(|_| AppError::Internal)?,
        entry: dossier_entry(&found.entry),
        desk: found.desk.name,
        events: found.events.iter().map(|event| (event.at, event.status, event.note)).collect(),
        groups,
        forms: forms
            .into_iter()
            .map(|given| GivenForm { id: given.id, form: given.form, issued_at: given.issued_at })
            .collect(),
        to_pay: to_pay.transpose()?,
    }))
}
