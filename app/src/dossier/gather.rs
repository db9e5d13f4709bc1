//! Puts together what the pages show, and what was typed into what is kept. Server only.

use backend::Portal;
use backend::account::Citizen;
use backend::attachment::kept;
use backend::dossier::{self, Draft, Found};
use domain::account::proofing::ways_to;
use domain::attachment::{FileKind, Scan, accept};
use domain::catalogue::{Applicant, PaperKind, PaperNeed, Procedure};
use domain::check::{Checked, summary};
use domain::dossier::paper::{Need, needed_papers, question_path};
use domain::dossier::sections::{self, DELIVERY, DESK, FILED_FOR, ORGANISATION, PLEDGE};
use domain::dossier::submission::{self, StepId, StepState};
use domain::fee::Price;
use domain::fold::fold;
use domain::form::{Field, FieldKind, Section};
use domain::{Answers, FieldProblem, Problem, Text, date, fee};
use uuid::Uuid;

use super::model::*;
use super::words::clock;
use crate::attachment::papers::{card_path, file_path};
use crate::error::AppError;
use crate::i18n::{Language, fill, fill_template, sentence, t, text, use_language};
use crate::qr::qr;
use crate::routes;
use crate::ui::form::Judged;
use crate::ui::problem::{self, kinds_in_words, problem_sentence};

/// The page before a draft is begun.
pub async fn start(portal: &Portal, citizen: Option<&Citizen>, code: &str) -> Result<Shown<Start>, AppError> {
    let catalogue = portal.catalogue();
    let Some(version) = catalogue.procedure(code) else { return Ok(Shown::Nothing) };
    let procedure = &version.procedure;
    let instead = (!submission::can_be_filed_online(procedure))
        .then(|| procedure.at_desk.clone().unwrap_or_else(|| procedure.agency.clone()));
    if instead.is_none() && citizen.is_none() {
        return Ok(Shown::LoggedOut);
    }
    let drafts = match citizen {
        Some(citizen) => dossier::list(portal, citizen).await?.drafts,
        None => Vec::new(),
    };
    let too_many = drafts.len() as u64 >= dossier::MOST_OPEN;
    let lacks = match citizen {
        Some(citizen) if instead.is_none() => {
            let seen = backend::account::proofing::seen(portal, citizen).await?;
            ways_to(procedure.least_proofing, &seen)
        }
        _ => Vec::new(),
    };
    let drafts = drafts.into_iter().filter(|draft| draft.version.procedure.code == procedure.code);
    Ok(Shown::Page(Start {
        code: procedure.code.clone(),
        procedure: procedure.name.clone(),
        instead,
        drafts: drafts.map(draft_entry).collect(),
        papers: procedure
            .papers
            .iter()
            .filter(|paper| paper.kind == PaperKind::Submit && paper.needed == PaperNeed::Always)
            .map(|paper| paper.name.clone())
            .collect(),
        too_many,
        lacks: lacks.into_iter().map(|way| way.as_str().to_owned()).collect(),
    }))
}

fn draft_entry(draft: dossier::DraftEntry) -> DraftEntry {
    DraftEntry {
        id: draft.id,
        procedure: draft.version.procedure.name.clone(),
        updated_at: draft.updated_at,
        expires_at: draft.expires_at,
    }
}

fn dossier_entry(dossier: &dossier::DossierEntry) -> DossierEntry {
    DossierEntry {
        code: dossier.code.clone(),
        procedure: dossier.version.procedure.name.clone(),
        status: dossier.status,
        submitted_at: dossier.submitted_at,
        answer_by: dossier.answer_by,
        result_by: dossier.result_by,
    }
}

/// The first step of a draft at which something is missing.
pub async fn go_on(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<Shown<String>, AppError> {
    Ok(match dossier::find(portal, citizen, id).await? {
        Found::Open(draft) => Shown::Page(draft.filing().first_lacking().slug().to_owned()),
        Found::Filed(code) => Shown::Filed(code),
        Found::Nothing => Shown::Nothing,
    })
}

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
fn judged(body: &Body, found: Checked) -> Judged {
    match body {
        Body::Section { section, .. } => problem::judged(std::slice::from_ref(section), found),
        Body::Desk { .. } => of_the_desk(&found),
        Body::Papers(papers) => of_the_papers(papers, found),
        Body::Review(Review { pledged: true, .. }) => Judged::default(),
        Body::Review(_) => one_problem(PLEDGE, t(text::dossier::PLEDGE_MISSING).to_owned()),
    }
}

fn one_problem(path: &str, sentence: String) -> Judged {
    Judged { problems: vec![(path.to_owned(), sentence)], warnings: Vec::new() }
}

fn of_the_desk(found: &Checked) -> Judged {
    let Some(found) = found.problems.first() else { return Judged::default() };
    let sentence = match found.problem {
        Problem::NotOffered => t(text::dossier::DESK_GONE).to_owned(),
        _ => problem_sentence(&found.problem, t(text::dossier::DESK_LABEL)),
    };
    one_problem(DESK, sentence)
}

/// Questions by their paths, missing files by their cards, refused ones by their own, in the order of the page: the
/// questions stand above the cards.
fn of_the_papers(papers: &Papers, found: Checked) -> Judged {
    let is_missing = |found: &FieldProblem| matches!(found.problem, Problem::PaperMissing { .. });
    let (cards, answers): (Vec<_>, Vec<_>) = found.problems.into_iter().partition(is_missing);
    let mut judged = problem::judged(
        std::slice::from_ref(&papers.questions),
        Checked { problems: answers, warnings: found.warnings },
    );
    judged.problems.extend(cards.iter().map(|found| {
        let paper = found.path.strip_prefix("paper.").unwrap_or(&found.path);
        (card_path(paper), problem_sentence(&found.problem, ""))
    }));
    let files = papers.to_hand_in.iter().flat_map(|paper| &paper.files);
    judged.problems.extend(
        files.filter_map(|file| {
            Some((file_path(file.id), format!("{}: {}", file.name, file.refusal.as_ref()?)))
        }),
    );
    judged
}

/// One line of what was answered at a step.
fn line(portal: &Portal, draft: &Draft, step: &StepId) -> Text {
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

fn plain(words: &str) -> Text {
    Text { vi: words.to_owned(), en: String::new() }
}

async fn body(portal: &Portal, citizen: &Citizen, draft: &Draft, step: &StepId) -> Result<Body, AppError> {
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

fn price(procedure: &Procedure) -> Fee {
    match fee::price(&procedure.fee_online) {
        Price::Free => Fee::Free,
        Price::Amount(amount) => Fee::Amount(amount),
        Price::Unknown => Fee::Unknown,
    }
}

/// The answers that the section and its conditions look at.
fn of_section(section: &Section, answers: &Answers) -> Answers {
    let belongs = |path: &str| {
        let id = path.split('.').next().unwrap_or(path);
        section.fields.iter().any(|field| field.id == id || field.when.is_some())
    };
    // Conditions may name answers of other sections, so a section with conditions gets all of them.
    Answers(answers.0.iter().filter(|(path, _)| belongs(path)).map(|(k, v)| (k.clone(), v.clone())).collect())
}

fn papers(draft: &Draft, max_file_mb: u64, kept: bool) -> Papers {
    let needed = needed_papers(draft.procedure(), &draft.answers);
    let files = |id: &str| -> Vec<File> {
        let of_paper = draft.papers.iter().filter(|paper| paper.requirement == id);
        of_paper
            .map(|paper| File {
                id: paper.id,
                name: paper.name.clone(),
                size: paper.size,
                refusal: paper
                    .refusal
                    .clone()
                    .or(paper.withheld.and_then(Scan::problem))
                    .map(|problem| problem_sentence(&problem, "")),
                checking: paper.withheld == Some(Scan::Waiting),
                pictured: paper.has_thumbnail(),
            })
            .collect()
    };
    let mut papers = Papers {
        questions: questions(draft.procedure()),
        answers: Answers::default(),
        max_file_mb,
        forms: Vec::new(),
        to_hand_in: Vec::new(),
        to_show: Vec::new(),
        form_step: draft
            .filing()
            .after(&StepId::Owner)
            .filter(|step| matches!(step, StepId::Form(_)))
            .map(|step| step.slug().to_owned()),
        forms_filled: false,
        kept,
    };
    for field in &papers.questions.fields {
        papers.answers.set(field.id.as_str(), draft.answers.get(&field.id));
    }
    for one in needed {
        let shown = matches!(one.need, Need::Required | Need::Optional);
        match one.paper.kind {
            PaperKind::ElectronicForm => papers.forms.push(one.paper.name),
            PaperKind::Present if shown => papers.to_show.push((one.paper.name, one.paper.hint)),
            PaperKind::Submit if shown => papers.to_hand_in.push(Paper {
                files: files(&one.paper.id),
                accept: accept(&one.paper.accepts),
                limits: limits(&one.paper.accepts, max_file_mb),
                case: match &one.paper.needed {
                    PaperNeed::When { case, .. } | PaperNeed::Asked { case, .. } => Some(case.clone()),
                    PaperNeed::Always | PaperNeed::Optional => None,
                },
                id: one.paper.id,
                name: one.paper.name,
                hint: one.paper.hint,
                required: one.need == Need::Required,
            }),
            PaperKind::Present | PaperKind::Submit => {}
        }
    }
    papers
}

/// Which files a paper takes.
fn limits(accepts: &[FileKind], max_mb: u64) -> String {
    let max_mb = max_mb.to_string();
    if accepts.len() == FileKind::ALL.len() {
        return fill(text::attachment::LIMITS, &[("max_mb", &max_mb)]);
    }
    let kinds = kinds_in_words(accepts);
    fill(text::attachment::LIMITS_ONLY, &[("kinds", &kinds), ("max_mb", &max_mb)])
}

/// The questions that papers ask, as a section.
pub(super) fn questions(procedure: &Procedure) -> Section {
    let fields = procedure.papers.iter().filter_map(|paper| match &paper.needed {
        PaperNeed::Asked { ask, .. } => Some(Field::new(
            &question_path(&paper.id),
            FieldKind::YesNo,
            &ask.vi,
            ask.get(domain::Language::En),
        )),
        _ => None,
    });
    Section::new("papers", Text::default(), fields.collect())
}

/// The answers of all steps for reading.
fn groups(portal: &Portal, draft: &Draft, language: Language) -> Vec<Group> {
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

fn desk_group(portal: &Portal, answers: &Answers, language: Language, slug: Option<String>) -> Group {
    let title = of_both(text::dossier::DESK_TITLE);
    let name = portal.catalogue().agency(answers.get(DESK)).map(|desk| desk.name.clone()).unwrap_or_default();
    let row = Row {
        label: title.get(language.into()).to_owned(),
        value: name.get(language.into()).to_owned(),
        files: Vec::new(),
    };
    Group { slug, title, rows: vec![row], lacks: false }
}

fn of_both(key: crate::i18n::Key) -> Text {
    Text {
        vi: sentence(Language::Vietnamese, key).to_owned(),
        en: sentence(Language::English, key).to_owned(),
    }
}

fn rows(portal: &Portal, section: &Section, answers: &Answers, language: Language) -> Vec<Row> {
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

fn paper_group(
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

/// Why nobody may open a file, or not yet.
fn withheld(portal: &Portal, scan: Scan) -> Option<String> {
    let number = [("number", portal.settings.help_line.as_str())];
    match scan {
        Scan::Clean => None,
        Scan::Waiting => Some(t(text::attachment::BEING_SCANNED).to_owned()),
        Scan::Infected => Some(fill(text::attachment::INFECTED, &number)),
        Scan::Unscannable => Some(fill(text::attachment::UNSCANNABLE, &number)),
    }
}

/// "Hồ sơ của tôi".
pub async fn mine(portal: &Portal, citizen: &Citizen) -> Result<Shown<Mine>, AppError> {
    let listed = dossier::list(portal, citizen).await?;
    Ok(Shown::Page(Mine {
        drafts: listed.drafts.into_iter().map(draft_entry).collect(),
        dossiers: listed.dossiers.iter().map(dossier_entry).collect(),
        has_older: listed.has_older,
    }))
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

/// What is to be said of files that cannot be opened, or not yet.
fn scan_line(papers: &[backend::attachment::Paper]) -> Option<String> {
    let is_blocked = papers.iter().any(|paper| !paper.is_taken());
    let is_checking = papers.iter().any(|paper| paper.withheld.is_some());
    let line = match (is_blocked, is_checking) {
        (true, _) => text::dossier::FILES_BLOCKED,
        (false, true) => text::dossier::FILES_CHECKING,
        (false, false) => return None,
    };
    Some(t(line).to_owned())
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
    Ok(Shown::Page(DossierPage {
        entry: dossier_entry(&found.entry),
        desk: found.desk.name,
        events: found.events.iter().map(|event| (event.at, event.status, event.note)).collect(),
        groups,
    }))
}
