//! A step of a draft: its questions, what was answered, and what is wrong with it.

use backend::Portal;
use backend::account::Citizen;
use backend::attachment::kept;
use backend::dossier::{self, Draft, Found};
use domain::catalogue::Applicant;
use domain::check::Checked;
use domain::dossier::sections::{self, DELIVERY, DESK, FILED_FOR, ORGANISATION, PLEDGE};
use domain::dossier::submission::{StepId, StepState};
use domain::fold::fold;
use domain::form::{FieldKind, Section};
use domain::{Answers, Problem, Text};
use uuid::Uuid;

use super::papers::{of_the_papers, papers};
use super::price;
use super::reading::groups;
use crate::dossier::model::*;
use crate::dossier::words::clock;
use crate::error::AppError;
use crate::i18n::{Language, fill_template, sentence, t, text, use_language};
use crate::ui::form::Judged;
use crate::ui::problem::{self, problem_sentence};

/// A step of filing.
pub async fn step(
    portal: &Portal,
    citizen: &Citizen,
    id: Uuid,
    slug: &str,
) -> Result<Shown<StepPage>, AppError> {
    let draft = match dossier::find(portal, citizen, id).await? {
        Found::Open(draft) => draft,
        Found::Filed(code) => return Ok(Shown::Filed(code)),
        Found::Nothing => return Ok(Shown::Nothing),
    };
    let filing = draft.filing();
    let Some(step) = filing.step(slug) else { return Ok(Shown::Nothing) };
    let body = body(portal, citizen, &draft, &step).await?;
    let steps = filing.steps(&step).into_iter().map(|entry| StepEntry {
        line: line(portal, &draft, &entry.id),
        slug: entry.id.slug().to_owned(),
        title: entry.title,
        state: match entry.state {
            StepState::Done => Progress::Done,
            StepState::Now => Progress::Now,
            StepState::Missing => Progress::Missing,
            StepState::Later => Progress::Later,
        },
    });
    Ok(Shown::Page(StepPage {
        draft: id,
        procedure: draft.procedure().name.clone(),
        code: draft.procedure().code.clone(),
        slug: slug.to_owned(),
        steps: steps.collect(),
        before: filing.before(&step).map(|before| before.slug().to_owned()),
        kept_at: clock(draft.updated_at),
        today: portal.clock.today(),
        judged: judged(&body, filing.check_step(&step)),
        body,
    }))
}

/// What is wrong at a step, under the paths of what is on its page.
pub(super) fn judged(body: &Body, found: Checked) -> Judged {
    match body {
        Body::Section { section, .. } => problem::judged(std::slice::from_ref(section), found),
        Body::Desk { .. } => of_the_desk(&found),
        Body::Papers(papers) => of_the_papers(papers, found),
        Body::Review(Review { pledged: true, .. }) => Judged::default(),
        Body::Review(_) => one_problem(PLEDGE, t(text::dossier::PLEDGE_MISSING).to_owned()),
    }
}

pub(super) fn one_problem(path: &str, sentence: String) -> Judged {
    Judged { problems: vec![(path.to_owned(), sentence)], warnings: Vec::new() }
}

pub(super) fn of_the_desk(found: &Checked) -> Judged {
    let Some(found) = found.problems.first() else { return Judged::default() };
    let sentence = match found.problem {
        Problem::NotOffered => t(text::dossier::DESK_GONE).to_owned(),
        _ => problem_sentence(&found.problem, t(text::dossier::DESK_LABEL)),
    };
    one_problem(DESK, sentence)
}

/// One line of what was answered at a step.
pub(super) fn line(portal: &Portal, draft: &Draft, step: &StepId) -> Text {
    let answers = &draft.answers;
    match step {
        StepId::Desk => {
            portal.catalogue().agency(answers.get(DESK)).map(|desk| desk.name.clone()).unwrap_or_default()
        }
        StepId::Owner => match sections::filed_for(answers) {
            Some(sections::FiledFor::Myself) => plain(answers.get("dossier_owner_name")),
            Some(sections::FiledFor::Other) => plain(answers.get("dossier_principal_name")),
            Some(sections::FiledFor::Organisation) => {
                let chosen = answers.get(sections::ORGANISATION);
                let found = draft.organisations.iter().find(|one| one.id == chosen);
                plain(found.map_or("", |one| &one.name))
            }
            None => Text::default(),
        },
        StepId::Delivery => {
            let section = sections::delivery_section(draft.procedure());
            let chosen = answers.get(DELIVERY);
            section
                .fields
                .iter()
                .find_map(|field| match &field.kind {
                    FieldKind::Choice { choices } if field.id == DELIVERY => {
                        choices.iter().find(|choice| choice.value == chosen)
                    }
                    _ => None,
                })
                .map(|choice| choice.label.clone())
                .unwrap_or_default()
        }
        StepId::Papers => {
            let count = draft.papers.iter().filter(|paper| paper.is_taken()).count();
            if count == 0 {
                return Text::default();
            }
            let of = |language| {
                fill_template(sentence(language, text::dossier::FILES), &[("count", &count.to_string())])
            };
            Text { vi: of(Language::Vietnamese), en: of(Language::English) }
        }
        StepId::Form(_) | StepId::Review => Text::default(),
    }
}

pub(super) fn plain(words: &str) -> Text {
    Text { vi: words.to_owned(), en: String::new() }
}

pub(super) async fn body(
    portal: &Portal,
    citizen: &Citizen,
    draft: &Draft,
    step: &StepId,
) -> Result<Body, AppError> {
    let filing = draft.filing();
    Ok(match step {
        StepId::Desk => {
            let catalogue = portal.catalogue();
            let home = backend::account::person(portal, citizen).await?.address;
            let desk = |agency: &domain::catalogue::Agency| Desk {
                code: agency.code.clone(),
                name: agency.name.clone(),
                place: agency
                    .commune
                    .as_deref()
                    .and_then(|code| catalogue.commune(code))
                    .map(|(_, commune)| commune.name.clone())
                    .unwrap_or_default(),
            };
            let mut desks: Vec<Desk> = catalogue.desks().map(desk).collect();
            desks.sort_by_cached_key(|desk| fold(&desk.place));
            Body::Desk {
                chosen: draft.answers.get(DESK).to_owned(),
                proposed: sections::suggested_desk(draft.procedure(), &home, catalogue.agencies()).map(desk),
                desks,
            }
        }
        StepId::Papers => {
            let keeps = kept::has_usable(portal, citizen).await?;
            let is_form = |step: &StepId| matches!(step, StepId::Form(_));
            let steps = filing.steps(step).into_iter().map(|step| step.id);
            let filled = steps.filter(is_form).all(|step| filing.check_step(&step).is_fine());
            Body::Papers(Papers { forms_filled: filled, ..papers(draft, portal.settings.max_file_mb, keeps) })
        }
        StepId::Review => Body::Review(Review {
            groups: groups(portal, draft, use_language()),
            first_lack: filing
                .lacks()
                .into_iter()
                .map(|lack| lack.step)
                .find(|step| *step != StepId::Review)
                .map(|step| step.slug().to_owned()),
            pledged: draft.answers.get(PLEDGE) == "yes",
            fee: price(draft.procedure()),
        }),
        StepId::Owner | StepId::Form(_) | StepId::Delivery => {
            let section = filing.section(step).ok_or(AppError::NotFound)?;
            let mut answers = of_section(&section, &draft.answers);
            // Most people file for themselves or for their one organisation, and many procedures have one way only.
            if *step == StepId::Owner && !answers.has(FILED_FOR) {
                let for_people = draft.procedure().applicants.contains(&Applicant::Citizen);
                let represents = !for_people && !draft.organisations.is_empty();
                answers.set(FILED_FOR, if represents { "organisation" } else { "self" });
            }
            if let (StepId::Owner, [only], false) = (step, &*draft.organisations, answers.has(ORGANISATION)) {
                answers.set(ORGANISATION, only.id.as_str());
            }
            if let (StepId::Delivery, [only]) = (step, draft.procedure().delivery.as_slice()) {
                let way = match only {
                    domain::catalogue::Delivery::Online => "online",
                    domain::catalogue::Delivery::AtDesk => "at_desk",
                    domain::catalogue::Delivery::Post => "post",
                };
                answers.set(DELIVERY, way);
            }
            let common = matches!(step, StepId::Form(_)) && draft.procedure().form.is_none();
            Body::Section { section, answers, common }
        }
    })
}

/// The answers that the section and its conditions look at.
pub(super) fn of_section(section: &Section, answers: &Answers) -> Answers {
    let belongs = |path: &str| {
        let id = path.split('.').next().unwrap_or(path);
        section.fields.iter().any(|field| field.id == id || field.when.is_some())
    };
    // Conditions may name answers of other sections, so a section with conditions gets all of them.
    Answers(answers.0.iter().filter(|(path, _)| belongs(path)).map(|(k, v)| (k.clone(), v.clone())).collect())
}
