//! One request for supplements, and what may be answered to it: only those items, only those papers, and what they open.

use std::collections::{BTreeMap, BTreeSet};

use super::{Item, Refusal, Round};
use crate::answers::Answers;
use crate::catalogue::Procedure;
use crate::check::{accepts_path, kept_answers};
use crate::dossier::paper::{Need, needed_papers};
use crate::form::Section;

/// What form 02 asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Each refused item with its reason.
    pub asked: BTreeMap<Item, Refusal>,
}

impl Request {
    /// Whether the answer at `path` was asked for.
    pub fn asks_answer(&self, path: &str) -> bool {
        self.asked.keys().any(|item| item.covers(path))
    }

    /// Whether files may be handed in for a paper: it was asked for, or the new answers need it and the old ones did not.
    pub fn takes_paper(&self, paper: &str, procedure: &Procedure, before: &Answers, now: &Answers) -> bool {
        let is_needed = |answers| {
            needed_papers(procedure, answers).iter().any(|needed| {
                needed.paper.id == paper && needed.is_uploaded() && needed.need != Need::NotNeeded
            })
        };
        self.asked.contains_key(&Item::Paper(paper.to_owned())) || !is_needed(before) && is_needed(now)
    }

    /// The answers as they are with what was typed: in place of those that were asked for, and to questions that the new
    /// answers open. Everything else stays as it was, whatever was typed.
    pub fn answered(&self, before: &Answers, typed: &Answers, sections: &[Section]) -> Answers {
        let mut now = before.clone();
        for item in self.asked.keys() {
            // Who sends nothing for an item has not answered it.
            if typed.0.iter().any(|(path, typed)| item.covers(path) && !typed.trim().is_empty()) {
                now.0.retain(|path, _| !item.covers(path));
            }
        }
        let may_be_typed = |path: &String| accepts_path(sections, path);
        let (asked, others): (Vec<_>, Vec<_>) = typed
            .0
            .iter()
            .filter(|(path, _)| may_be_typed(path))
            .partition(|(path, _)| self.asks_answer(path));
        now.0.extend(asked.into_iter().map(|(path, typed)| (path.clone(), typed.clone())));
        let shown = |of: &Answers| {
            let mut all = of.clone();
            all.0.extend(others.iter().map(|(path, typed)| ((*path).clone(), (*typed).clone())));
            kept_answers(sections, &all)
        };
        let (shown_before, shown_now) = (shown(before), shown(&now));
        for (path, typed) in others {
            let opened = shown_now.0.contains_key(path) && !shown_before.0.contains_key(path);
            if opened && !before.has(path) {
                now.set(path.as_str(), typed.as_str());
            }
        }
        let beside: Vec<_> = before
            .0
            .iter()
            .filter(|(path, _)| !may_be_typed(path))
            .map(|(p, t)| (p.clone(), t.clone()))
            .collect();
        let mut kept = kept_answers(sections, &now);
        kept.0.extend(beside);
        kept
    }

    /// What was asked for and is still as it was. `explained` are the items of which the applicant says why they are
    /// right as they are.
    pub fn open<'a>(
        &'a self,
        before: &Round,
        now: &Round,
        explained: &'a BTreeSet<Item>,
    ) -> impl Iterator<Item = &'a Item> {
        let changes = before.changes(now);
        self.asked.keys().filter(move |item| {
            let changed = changes.iter().any(|(changed, change)| {
                change.leaves_something()
                    && match changed {
                        Item::Paper(_) => changed == *item,
                        Item::Answer(path) => item.covers(path),
                    }
            });
            !changed && !explained.contains(*item)
        })
    }
}
