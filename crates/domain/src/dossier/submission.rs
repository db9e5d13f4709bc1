//! Filing: its steps, which of them are done, and the last gate before a draft becomes a dossier.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::paper::{Need, needed_papers, question_path};
use super::sections::{ActsFor, DESK, PLEDGE, all_sections, delivery_section, form_sections, owner_section};
use crate::address::Units;
use crate::answers::Answers;
use crate::catalogue::{Procedure, ServiceLevel};
use crate::check::{Checked, MAX_ANSWERS_BYTES, accepts as section_accepts, check_section, kept_answers};
use crate::form::{FieldKind, Section};
use crate::problem::{FieldProblem, Problem};
use crate::text::Text;

/// A step of filing, each with an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepId {
    /// Bộ phận tiếp nhận.
    Desk,
    /// Chủ hồ sơ.
    Owner,
    /// A section of the form, by its id.
    Form(String),
    /// Nơi nhận kết quả.
    Delivery,
    /// Thành phần hồ sơ.
    Papers,
    /// Kiểm tra và nộp.
    Review,
}

impl StepId {
    /// Its part of the address. The fixed ones have dashes, which ids of sections never have.
    pub fn slug(&self) -> &str {
        match self {
            Self::Desk => "noi-tiep-nhan",
            Self::Owner => "chu-ho-so",
            Self::Form(section) => section,
            Self::Delivery => "nhan-ket-qua",
            Self::Papers => "thanh-phan-ho-so",
            Self::Review => "kiem-tra",
        }
    }
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Everything is there.
    Done,
    /// The step one is at.
    Now,
    /// Was begun or passed, and something is wrong or missing.
    Missing,
    /// Not begun.
    Later,
}

/// An entry of the list of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which step.
    pub id: StepId,
    /// Its name.
    pub title: Text,
    /// How far it is.
    pub state: StepState,
}

/// Everything the decision over a filing needs.
#[derive(Clone, Copy, Debug)]
pub struct Filing<'a> {
    /// The version of the procedure it was begun under.
    pub procedure: &'a Procedure,
    /// What was typed.
    pub answers: &'a Answers,
    /// Organisations that the account acts for.
    pub organisations: &'a [ActsFor],
    /// Files taken for each paper, by the paper's id.
    pub files: &'a BTreeMap<String, usize>,
    /// Whether the chosen desk exists and receives dossiers; in the browser, `None`.
    pub desk_exists: Option<bool>,
    /// The day in Viet Nam.
    pub today: NaiveDate,
    /// All units; in the browser, `None`.
    pub units: Option<&'a Units>,
}

/// A step at which something is wrong or missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Where to put it right.
    pub step: StepId,
    /// What it is.
    pub problems: Vec<FieldProblem>,
}

/// Whether the procedure can be filed online at all.
pub fn can_be_filed_online(procedure: &Procedure) -> bool {
    procedure.service != ServiceLevel::Information
}

/// The most paths that a draft takes at once; the largest form with all its entries has a few hundred.
pub const MOST_PATHS: usize = 2_000;

/// Whether `typed` may be kept at `path` of a draft of this procedure, so that nothing else is ever stored. `sections` are
/// [`all_sections`] of the procedure, built once for all paths.
pub fn accepts(procedure: &Procedure, sections: &[Section], path: &str, typed: &str) -> bool {
    match path {
        DESK => typed.len() <= 40,
        PLEDGE => matches!(typed, "yes" | ""),
        _ => super::paper::accepts(procedure, path, typed) || section_accepts(sections, path, typed),
    }
}

/// Whether a draft is still of a size that is stored.
pub fn fits(answers: &Answers) -> bool {
    answers.size() <= MAX_ANSWERS_BYTES
}

impl Filing<'_> {
    /// The steps in order, with the section of answers that each asks.
    fn plan(&self) -> Vec<(StepId, Text, Option<Section>)> {
        let owner = owner_section(self.procedure, self.organisations);
        let delivery = delivery_section(self.procedure);
        let mut plan = vec![
            (StepId::Desk, Text::new("Nơi tiếp nhận", "Receiving desk"), None),
            (StepId::Owner, owner.title.clone(), Some(owner)),
        ];
        for section in form_sections(self.procedure) {
            plan.push((StepId::Form(section.id.clone()), section.title.clone(), Some(section)));
        }
        plan.push((StepId::Delivery, delivery.title.clone(), Some(delivery)));
        plan.push((StepId::Papers, Text::new("Thành phần hồ sơ", "Papers"), None));
        plan.push((StepId::Review, Text::new("Kiểm tra và nộp", "Check and file"), None));
        plan
    }

    /// What a step lacks; for [`StepId::Review`] that is the declaration alone.
    pub fn check_step(&self, step: &StepId) -> Checked {
        let section = match step {
            StepId::Owner => Some(owner_section(self.procedure, self.organisations)),
            StepId::Form(id) => form_sections(self.procedure).into_iter().find(|section| section.id == *id),
            StepId::Delivery => Some(delivery_section(self.procedure)),
            StepId::Desk | StepId::Papers | StepId::Review => None,
        };
        self.check(step, section.as_ref())
    }

    fn check(&self, step: &StepId, section: Option<&Section>) -> Checked {
        match section {
            Some(section) => check_section(section, self.answers, self.today, self.units),
            None => Checked { problems: self.problems_beside_sections(step), warnings: Vec::new() },
        }
    }

    fn problems_beside_sections(&self, step: &StepId) -> Vec<FieldProblem> {
        let one = |path: &str, problem| vec![FieldProblem { path: path.to_owned(), problem }];
        match step {
            StepId::Desk if !self.answers.has(DESK) => one(DESK, Problem::NotChosen),
            StepId::Desk if self.desk_exists == Some(false) => one(DESK, Problem::NotOffered),
            StepId::Papers => self.paper_problems(),
            StepId::Review if self.answers.get(PLEDGE) != "yes" => one(PLEDGE, Problem::NotAgreed),
            _ => Vec::new(),
        }
    }

    fn paper_problems(&self) -> Vec<FieldProblem> {
        needed_papers(self.procedure, self.answers)
            .into_iter()
            .filter_map(|needed| {
                let path = question_path(&needed.paper.id);
                let has_file = self.files.get(&needed.paper.id).is_some_and(|files| *files > 0);
                match needed.need {
                    Need::Unanswered => Some(FieldProblem { path, problem: Problem::NotChosen }),
                    Need::Required if needed.is_uploaded() && !has_file => Some(FieldProblem {
                        path,
                        problem: Problem::PaperMissing { name: needed.paper.name },
                    }),
                    _ => None,
                }
            })
            .collect()
    }

    /// The list of steps as seen from the step `now`.
    pub fn steps(&self, now: &StepId) -> Vec<Step> {
        let plan = self.plan();
        let at = plan.iter().position(|(id, ..)| id == now).unwrap_or(plan.len());
        plan.into_iter()
            .enumerate()
            .map(|(position, (id, title, section))| {
                let state = if position == at {
                    StepState::Now
                } else if id == StepId::Review {
                    StepState::Later
                } else {
                    let begun = self.is_begun(&id, section.as_ref());
                    match (self.check(&id, section.as_ref()).is_fine(), begun || position < at) {
                        (true, true) => StepState::Done,
                        (false, true) => StepState::Missing,
                        (_, false) => StepState::Later,
                    }
                };
                Step { id, title, state }
            })
            .collect()
    }

    fn is_begun(&self, id: &StepId, section: Option<&Section>) -> bool {
        match section {
            Some(section) => section.fields.iter().any(|field| {
                // First answers that the portal put there itself are no beginning.
                field.prefill.is_none() && self.answers.has_under(&field.id)
            }),
            None => match id {
                StepId::Papers => !self.files.is_empty() || self.answers.has_under("paper"),
                _ => self.answers.has(DESK),
            },
        }
    }

    /// The step after `step`; the last one leads nowhere.
    pub fn after(&self, step: &StepId) -> Option<StepId> {
        self.neighbour(step, 1)
    }

    /// The step before `step`.
    pub fn before(&self, step: &StepId) -> Option<StepId> {
        self.neighbour(step, -1)
    }

    fn neighbour(&self, step: &StepId, by: isize) -> Option<StepId> {
        let plan = self.plan();
        let at = plan.iter().position(|(id, ..)| id == step)?;
        plan.into_iter().nth(at.checked_add_signed(by)?).map(|(id, ..)| id)
    }

    /// The step with this part of the address.
    pub fn step(&self, slug: &str) -> Option<StepId> {
        self.plan().into_iter().map(|(id, ..)| id).find(|id| id.slug() == slug)
    }

    /// The section of answers that a step asks, if it asks one.
    pub fn section(&self, step: &StepId) -> Option<Section> {
        self.plan().into_iter().find(|(id, ..)| id == step).and_then(|(.., section)| section)
    }

    /// All that is wrong or missing, by step in order, over the answers that would be kept. Empty means that it may be
    /// filed.
    pub fn lacks(&self) -> Vec<Lack> {
        self.complete().err().unwrap_or_default()
    }

    /// The first step at which something is wrong or missing; where nothing is, the one that files.
    pub fn first_lacking(&self) -> StepId {
        self.lacks().into_iter().next().map_or(StepId::Review, |lack| lack.step)
    }

    /// The answers as they are filed; or all that is wrong or missing, by step in order.
    pub fn complete(&self) -> Result<Answers, Vec<Lack>> {
        let kept = self.kept();
        let judged = Filing { answers: &kept, ..*self };
        let lacks: Vec<Lack> = judged
            .plan()
            .into_iter()
            .map(|(step, _, section)| Lack { problems: judged.check(&step, section.as_ref()).problems, step })
            .filter(|lack| !lack.problems.is_empty())
            .collect();
        if lacks.is_empty() { Ok(kept) } else { Err(lacks) }
    }

    /// The answers as they are filed: of what is shown, in one way of writing, with the answers beside the sections.
    pub fn kept(&self) -> Answers {
        let mut kept = kept_answers(&all_sections(self.procedure, self.organisations), self.answers);
        for path in [DESK, PLEDGE] {
            if self.answers.has(path) {
                kept.set(path, self.answers.get(path));
            }
        }
        for paper in &self.procedure.papers {
            let path = question_path(&paper.id);
            if super::paper::accepts(self.procedure, &path, self.answers.get(&path))
                && self.answers.has(&path)
            {
                kept.set(path.as_str(), self.answers.get(&path));
            }
        }
        kept
    }
}

/// Whether the section holds a question that takes an address, for which units must be at hand.
pub fn asks_address(section: &Section) -> bool {
    fn any(fields: &[crate::form::Field]) -> bool {
        fields.iter().any(|field| match &field.kind {
            FieldKind::Address { .. } => true,
            FieldKind::Group { fields, .. } => any(fields),
            _ => false,
        })
    }
    any(&section.fields)
}

#[cfg(test)]
#[path = "submission_tests.rs"]
mod tests;
