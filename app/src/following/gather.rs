//! Puts together what the pages show. Server only.

use backend::Portal;
use backend::account::Citizen;
use backend::attachment::Paper;
use backend::dossier::{self, Answering, Dossier, Requested, explanation_path};
use domain::attachment::{Scan, accept};
use domain::check::Checked;
use domain::dossier::judgement::Item;
use domain::dossier::moves::Move;
use domain::dossier::paper::needed_papers;
use domain::dossier::sections::all_sections;
use domain::form::{Field, Section};
use domain::{Text, money};

use super::model::*;
use crate::desk::{item_names, reason_with};
use crate::dossier::words::{day, moment};
use crate::error::AppError;
use crate::i18n::{Language, fill, t, text::desk as d};
use crate::ui::problem::{self, problem_sentence};

/// What became of a dossier.
pub fn fate(portal: &Portal, found: &Dossier, language: Language) -> Fate {
    let desk = found.desk.name.get(language.into());
    let procedure = &found.entry.version.procedure;
    let sections = all_sections(procedure, &[]);
    let names = item_names(portal, procedure, &found.answers, &sections, language);
    let requested = found.requested.as_ref();
    let asked = requested.map(|requested| {
        let asked = requested.request.asked.iter();
        asked
            .map(|(item, refusal)| {
                format!("{} ({})", names(item), reason_with(refusal.reason, &refusal.words))
            })
            .collect()
    });
    let pays = |key| {
        found.to_pay_vnd.map(|amount| fill(key, &[("amount", &money::display(amount)), ("desk", desk)]))
    };
    Fate {
        why: why(found),
        asked: asked.unwrap_or_default(),
        word: requested.map(|requested| requested.words.text.clone()).unwrap_or_default(),
        until: requested.and_then(until),
        call: requested.map(|requested| call(portal, requested, desk)).unwrap_or_default(),
        due: found.due_at.filter(|_| !found.entry.status.is_final() && !found.has_result).map(moment),
        to_pay: pays(d::TO_PAY),
        pay_first: pays(d::RESULT_PAY_FIRST).filter(|_| found.has_result && found.results.is_empty()),
        results: found.results.iter().map(|one| (one.id, one.name.clone())).collect(),
        may_withdraw: found.may_withdraw,
        rating: found.has_result.then(|| {
            found.rating.as_ref().map_or((0, String::new()), |rating| (rating.stars, rating.words.clone()))
        }),
    }
}

/// The reason that goes with the last move, where the applicant has a right to one.
fn why(found: &Dossier) -> Option<(String, String)> {
    let last = found.events.iter().rev().find(|event| event.name.is_some())?;
    let about = match last.name? {
        Move::Refuse => d::WHY_REFUSED,
        Move::Stop => d::WHY_STOPPED,
        Move::Extend => d::WHY_EXTENDED,
        _ => return None,
    };
    let words = &last.words.text;
    (!words.is_empty()).then(|| (t(about).to_owned(), words.clone()))
}

fn until(requested: &Requested) -> Option<String> {
    requested.words.until.map(|last| fill(d::SUPPLEMENT_UNTIL, &[("day", &day(last))]))
}

fn call(portal: &Portal, requested: &Requested, desk: &str) -> String {
    let number = portal.settings.help_line.as_str();
    fill(d::SUPPLEMENT_CALL, &[("number", number), ("name", &requested.asked_by), ("desk", desk)])
}

/// What is asked of the applicant, and the answer so far.
pub async fn supplement(
    portal: &Portal,
    citizen: &Citizen,
    code: &str,
    language: Language,
) -> Result<Option<SupplementPage>, AppError> {
    let Some(answering) = dossier::answering(portal, citizen, code).await? else { return Ok(None) };
    let found = dossier::by_code(portal, citizen, code).await?.ok_or(AppError::NotFound)?;
    let desk = found.desk.name.get(language.into());
    let procedure = &answering.version.procedure;
    let sections = all_sections(procedure, &[]);
    let section = asked_section(&answering, &sections);
    let names = item_names(portal, procedure, &answering.before, &sections, language);
    let request = &answering.requested.request;
    let items = request.asked.iter().enumerate().map(|(place, (item, refusal))| ItemRow {
        name: names(item),
        why: fill(d::SUPPLEMENT_WHY, &[("why", &reason_with(refusal.reason, &refusal.words))]),
        explains: explanation_path(place),
        explanation: answering.explanation(place).to_owned(),
        is_open: answering.open.contains(item),
        paper: match item {
            Item::Paper(id) => Some(paper_row(&answering, id, language)),
            Item::Answer(_) => None,
        },
    });
    let items = items.collect();
    let new = needed_papers(procedure, &answering.now).into_iter().filter(|needed| {
        let id = needed.paper.id.as_str();
        let is_asked = request.asked.contains_key(&Item::Paper(id.to_owned()));
        !is_asked && request.takes_paper(id, procedure, &answering.before, &answering.now)
    });
    let new = new.map(|needed| paper_row(&answering, &needed.paper.id, language)).collect();
    let checked = Checked { problems: answering.problems.clone(), warnings: Vec::new() };
    Ok(Some(SupplementPage {
        code: code.to_owned(),
        answers: answers_of(&answering),
        judged: problem::judged(std::slice::from_ref(&section), checked),
        section,
        items,
        new,
        word: answering.requested.words.text.clone(),
        until: until(&answering.requested),
        call: call(portal, &answering.requested, desk),
    }))
}

/// What was typed, over what the dossier says.
fn answers_of(answering: &Answering) -> domain::Answers {
    let mut answers = answering.now.clone();
    for (path, typed) in &answering.typed.0 {
        if answering.requested.request.asks_answer(path) {
            answers.set(path.as_str(), typed.as_str());
        }
    }
    answers
}

/// The questions that were asked for, and those that stand open because of the new answers.
fn asked_section(answering: &Answering, sections: &[Section]) -> Section {
    let request = &answering.requested.request;
    let is_wanted = |field: &&Field| {
        let asked = request.asked.keys().any(|item| match item {
            Item::Answer(path) => is_within(path, &field.id),
            Item::Paper(_) => false,
        });
        asked || answering.problems.iter().any(|problem| is_within(&problem.path, &field.id))
    };
    let fields = sections.iter().flat_map(|section| &section.fields).filter(is_wanted).cloned().collect();
    Section::new("supplement", Text::default(), fields)
}

fn is_within(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn paper_row(answering: &Answering, id: &str, language: Language) -> PaperRow {
    let needed = needed_papers(&answering.version.procedure, &answering.now);
    let paper = needed.into_iter().find(|needed| needed.paper.id == id).map(|needed| needed.paper);
    let refusal = |file: &Paper| {
        let problem = file.refusal.clone().or(file.withheld.and_then(Scan::problem));
        problem.map(|problem| problem_sentence(&problem, ""))
    };
    PaperRow {
        id: id.to_owned(),
        name: paper.as_ref().map(|paper| paper.name.get(language.into()).to_owned()).unwrap_or_default(),
        accept: paper.map(|paper| accept(&paper.accepts)).unwrap_or_default(),
        before: answering
            .filed
            .iter()
            .filter(|file| file.requirement == id)
            .map(|file| file.name.clone())
            .collect(),
        files: answering
            .papers
            .iter()
            .filter(|file| file.requirement == id)
            .map(|file| (file.id, file.name.clone(), refusal(file)))
            .collect(),
    }
}
