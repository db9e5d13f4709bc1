//! Puts together what the page of a visit shows.

use backend::Portal;
use backend::account::Citizen;
use backend::account::at_counter::{Account, Standing};
use backend::account::note;
use backend::counter::{self, State, Visit};
use backend::dossier::Draft;
use backend::staff::Officer;
use domain::check::{Checked, check_section};
use domain::counter::{NAME, person_section};
use domain::dossier::sections::{PLEDGE, all_sections};
use domain::fee::{Price, price};
use domain::fold::fold;
use domain::form::Section;
use domain::{FieldProblem, Problem, date, money};
use uuid::Uuid;

use super::draft::{DraftBody, FEE, NUMBER, Part, seen_path};
use super::person::{AccountLine, PROCEDURE, PersonBody, refusal};
use super::visit::{Body, VisitPage};
use crate::dossier::words::say;
use crate::dossier::{questions, wanted_papers};
use crate::error::AppError;
use crate::i18n::{fill, t, text, text::counter as c, use_language};
use crate::ui::problem::{judged, problem_sentence};

/// The forms of a visit, for what was refused.
pub fn place_of(visit: Uuid) -> String {
    format!("counter/{visit}")
}

/// A visit.
pub async fn visit(
    portal: &Portal,
    citizen: &Citizen,
    officer: &Officer,
    id: Uuid,
) -> Result<VisitPage, AppError> {
    let Visit { person, account, seen, state, .. } =
        counter::open(portal, officer, id).await?.ok_or(AppError::NotFound)?;
    let tried = note::tried(portal, citizen, &place_of(id)).await?;
    let why = tried.as_ref().map_or("", |tried| tried.why.as_str());
    let typed = |field: &str| tried.as_ref().and_then(|tried| tried.typed.get(field).cloned());
    let name = person.get(NAME).to_owned();
    let (problems, body) = match state {
        State::Filed(_) => (Vec::new(), Body::Filed),
        State::Begun => {
            let section = person_section();
            let catalogue = portal.catalogue();
            let found = check_section(&section, &person, portal.clock.today(), Some(catalogue.units()));
            let found = judged(std::slice::from_ref(&section), found);
            let mut problems: Vec<(String, String)> = Vec::new();
            problems.extend(refusal(why).map(|(path, key)| (path.to_owned(), t(key).to_owned())));
            problems.extend(found.problems);
            let body = PersonBody {
                section: own(section),
                answers: person,
                account: account_line(account),
                procedures: procedures(portal),
                procedure: typed(PROCEDURE).unwrap_or_default(),
            };
            (problems, Body::Person(Box::new(body)))
        }
        State::Draft(draft) => {
            let fee = match price(&draft.procedure().fee_at_desk) {
                Price::Amount(amount) => amount.to_string(),
                Price::Free | Price::Unknown => String::new(),
            };
            let mut problems = problems_of(&draft);
            if why == "no_amount" {
                problems.push((FEE.to_owned(), t(c::NO_AMOUNT).to_owned()));
            }
            let body = DraftBody {
                procedure: say(&draft.procedure().name),
                parts: parts(&draft),
                questions: questions(draft.procedure()),
                answers: draft.answers.clone(),
                papers: wanted_papers(&draft, portal.settings.max_file_mb, false),
                seen,
                pledged: draft.answers.get(PLEDGE) == "yes",
                price: price_line(&draft),
                fee: typed(FEE).unwrap_or(fee),
                number: typed(NUMBER).unwrap_or_default(),
            };
            (problems, Body::Draft(Box::new(body)))
        }
    };
    Ok(VisitPage { id, name, problems, body })
}

/// The section as an officer fills it in: a browser must not offer what it knows of the officer.
fn own(mut section: Section) -> Section {
    for field in &mut section.fields {
        field.prefill = None;
    }
    section
}

fn parts(draft: &Draft) -> Vec<Part> {
    let sections = all_sections(draft.procedure(), &draft.organisations).into_iter();
    sections
        .map(|section| {
            let mut section = own(section);
            for field in section.fields.iter_mut().filter(|field| field.id == "dossier_email") {
                *field = field.clone().optional();
            }
            Part { title: say(&section.title), section }
        })
        .collect()
}

/// What is wrong or missing, in the order of the page.
fn problems_of(draft: &Draft) -> Vec<(String, String)> {
    let mut sections = all_sections(draft.procedure(), &draft.organisations);
    sections.push(questions(draft.procedure()));
    let found = counter::lacks(draft).into_iter().flat_map(|lack| lack.problems);
    let (beside, in_sections): (Vec<FieldProblem>, Vec<FieldProblem>) = found
        .partition(|found| found.path == PLEDGE || matches!(found.problem, Problem::PaperMissing { .. }));
    let checked = Checked { problems: in_sections, warnings: Vec::new() };
    let mut problems = judged(&sections, checked).problems;
    problems.extend(beside.into_iter().map(|found| match found.path.strip_prefix("paper.") {
        Some(paper) => (seen_path(paper), paper_missing(&found.problem)),
        None => (PLEDGE.to_owned(), t(c::PLEDGE_MISSING).to_owned()),
    }));
    problems
}

fn paper_missing(problem: &Problem) -> String {
    match problem {
        Problem::PaperMissing { name } => fill(c::PAPER_MISSING, &[("name", &say(name))]),
        problem => problem_sentence(problem, ""),
    }
}

fn account_line(account: Option<Account>) -> AccountLine {
    let Some(account) = account else { return AccountLine::New };
    let since = date::display(date::today(account.created_at));
    match account.standing {
        Standing::Vouched => AccountLine::Theirs { since },
        Standing::Registered => AccountLine::Asked { since, mailbox: account.mailbox },
        Standing::Closed => AccountLine::Closed,
    }
}

/// All that can be filed, by name.
fn procedures(portal: &Portal) -> Vec<(String, String)> {
    let language = use_language().into();
    let catalogue = portal.catalogue();
    let mut all: Vec<(String, String)> = catalogue
        .procedures()
        .iter()
        .map(|version| {
            let procedure = &version.procedure;
            let name = procedure.name.get(language);
            (procedure.code.clone(), format!("{name} ({})", procedure.code))
        })
        .collect();
    all.sort_by_cached_key(|(_, name)| fold(name));
    all
}

fn price_line(draft: &Draft) -> String {
    match price(&draft.procedure().fee_at_desk) {
        Price::Free => t(text::dossier::FEE_FREE).to_owned(),
        Price::Amount(amount) => fill(text::dossier::FEE_AMOUNT, &[("amount", &money::display(amount))]),
        Price::Unknown => t(text::dossier::FEE_UNKNOWN).to_owned(),
    }
}
