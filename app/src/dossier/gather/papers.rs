//! The papers of a draft: which are wanted, which are there.

use backend::Portal;
use backend::dossier::Draft;
use domain::attachment::{FileKind, Scan, accept};
use domain::catalogue::{PaperKind, PaperNeed, Procedure};
use domain::check::Checked;
use domain::dossier::paper::{Need, needed_papers, question_path};
use domain::dossier::submission::StepId;
use domain::form::{Field, FieldKind, Section};
use domain::{Answers, FieldProblem, Problem, Text};

use crate::attachment::papers::{card_path, file_path};
use crate::dossier::model::*;
use crate::i18n::{fill, t, text};
use crate::ui::form::Judged;
use crate::ui::problem::{self, kinds_in_words, problem_sentence};

/// Questions by their paths, missing files by their cards, refused ones by their own, in the order of the page: the
/// questions stand above the cards.
pub(super) fn of_the_papers(papers: &Papers, found: Checked) -> Judged {
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

pub(crate) fn papers(draft: &Draft, max_file_mb: u64, kept: bool) -> Papers {
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
pub(super) fn limits(accepts: &[FileKind], max_mb: u64) -> String {
    let max_mb = max_mb.to_string();
    if accepts.len() == FileKind::ALL.len() {
        return fill(text::attachment::LIMITS, &[("max_mb", &max_mb)]);
    }
    let kinds = kinds_in_words(accepts);
    fill(text::attachment::LIMITS_ONLY, &[("kinds", &kinds), ("max_mb", &max_mb)])
}

/// The questions that papers ask, as a section.
pub(crate) fn questions(procedure: &Procedure) -> Section {
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

/// Why nobody may open a file, or not yet.
pub(crate) fn withheld(portal: &Portal, scan: Scan) -> Option<String> {
    let number = [("number", portal.settings.help_line.as_str())];
    match scan {
        Scan::Clean => None,
        Scan::Waiting => Some(t(text::attachment::BEING_SCANNED).to_owned()),
        Scan::Infected => Some(fill(text::attachment::INFECTED, &number)),
        Scan::Unscannable => Some(fill(text::attachment::UNSCANNABLE, &number)),
    }
}

/// What is to be said of files that cannot be opened, or not yet.
pub(super) fn scan_line(papers: &[backend::attachment::Paper]) -> Option<String> {
    let is_blocked = papers.iter().any(|paper| !paper.is_taken());
    let is_checking = papers.iter().any(|paper| paper.withheld.is_some());
    let line = match (is_blocked, is_checking) {
        (true, _) => text::dossier::FILES_BLOCKED,
        (false, true) => text::dossier::FILES_CHECKING,
        (false, false) => return None,
    };
    Some(t(line).to_owned())
}
