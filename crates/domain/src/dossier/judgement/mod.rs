//! Judging a dossier: each paper and each answer accepted or refused with a reason, so that what is missing is asked for
//! once and completely.

mod changes;
mod reason;
mod request;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use changes::{Change, Round};
pub use reason::{MOST_WORDS, Reason, Refusal, Unfit};
pub use request::Request;

use super::paper::{Need, needed_papers};
use crate::answers::Answers;
use crate::catalogue::Procedure;
use crate::named::named;

/// Something that is judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A paper, by its id in the procedure.
    Paper(String),
    /// An answer, by its path as [`crate::check::summary`] has it.
    Answer(String),
}

impl Item {
    /// Whether the answer at `path` belongs to this item: it is that answer, or a part of it.
    pub(super) fn covers(&self, path: &str) -> bool {
        match self {
            Self::Paper(_) => false,
            Self::Answer(own) => {
                path.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }
        }
    }
}

/// What was found of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It will do.
    Accepted,
    /// It will not, and why.
    Refused(Refusal),
}

named! {
    /// How the judging of a dossier stands.
    pub enum Outcome {
        /// Something has not been judged.
        Unfinished = "unfinished",
        /// Everything will do.
        AllAccepted = "all_accepted",
        /// Everything was judged and something will not do.
        SomeRefused = "some_refused",
    }
}

/// What was found of a dossier so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Judgement {
    /// Pairs, since an item is no key of JSON.
    #[serde(with = "pairs")]
    verdicts: BTreeMap<Item, Verdict>,
}

impl Judgement {
    /// What was found of an item.
    pub fn of(&self, item: &Item) -> Option<&Verdict> {
        self.verdicts.get(item)
    }

    /// The item will do.
    pub fn accept(&mut self, item: Item) {
        self.verdicts.insert(item, Verdict::Accepted);
    }

    /// The item will not do.
    ///
    /// # Errors
    ///
    /// The reason is not one for such an item.
    pub fn refuse(&mut self, item: Item, refusal: Refusal) -> Result<(), Unfit> {
        if !refusal.reason.fits(&item) {
            return Err(Unfit::OtherKind);
        }
        self.verdicts.insert(item, Verdict::Refused(refusal));
        Ok(())
    }

    /// Takes a verdict back.
    pub fn forget(&mut self, item: &Item) {
        self.verdicts.remove(item);
    }

    /// Accepts what has no verdict yet, as somebody who has looked through all of it does with one key.
    pub fn accept_rest(&mut self, items: &[Item]) {
        for item in items {
            self.verdicts.entry(item.clone()).or_insert(Verdict::Accepted);
        }
    }

    /// How the judging of these items stands. Verdicts of others, which the answers no longer ask for, do not count.
    pub fn outcome(&self, items: &[Item]) -> Outcome {
        let mut outcome = Outcome::AllAccepted;
        for item in items {
            match self.of(item) {
                None => return Outcome::Unfinished,
                Some(Verdict::Refused(_)) => outcome = Outcome::SomeRefused,
                Some(Verdict::Accepted) => {}
            }
        }
        outcome
    }

    /// The request for supplements: everything that is refused, and nothing else. `None` unless everything was judged and
    /// something is refused.
    pub fn request(&self, items: &[Item]) -> Option<Request> {
        if self.outcome(items) != Outcome::SomeRefused {
            return None;
        }
        let refused = items.iter().filter_map(|item| match self.of(item) {
            Some(Verdict::Refused(refusal)) => Some((item.clone(), refusal.clone())),
            _ => None,
        });
        Some(Request { asked: refused.collect() })
    }

    /// The verdicts that still hold after a supplement: those of what did not change.
    pub fn carried_over(&self, changes: &BTreeMap<Item, Change>) -> Self {
        let touches = |item: &Item, changed: &Item| match changed {
            Item::Paper(_) => item == changed,
            Item::Answer(path) => item.covers(path),
        };
        let kept =
            self.verdicts.iter().filter(|(item, _)| changes.keys().all(|changed| !touches(item, changed)));
        Self { verdicts: kept.map(|(item, verdict)| (item.clone(), verdict.clone())).collect() }
    }
}

/// The papers of a dossier that are judged: those it needs, and those that were handed in beyond. `files` says of a paper's
/// id whether something was handed in for it.
pub fn papers_to_judge(procedure: &Procedure, answers: &Answers, files: impl Fn(&str) -> bool) -> Vec<Item> {
    needed_papers(procedure, answers)
        .into_iter()
        .filter(|needed| needed.is_uploaded() && (needed.need == Need::Required || files(&needed.paper.id)))
        .map(|needed| Item::Paper(needed.paper.id))
        .collect()
}

mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Item, Verdict};

    pub fn serialize<S: Serializer>(verdicts: &BTreeMap<Item, Verdict>, to: S) -> Result<S::Ok, S::Error> {
        verdicts.iter().collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Item, Verdict>, D::Error> {
        Ok(Vec::deserialize(from)?.into_iter().collect())
    }
}
