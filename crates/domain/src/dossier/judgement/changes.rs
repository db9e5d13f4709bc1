//! What changed between two rounds.

use std::collections::BTreeMap;

use super::Item;
use crate::answers::Answers;
use crate::named::named;

/// A dossier as it was handed in, or supplemented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Its answers.
    pub answers: Answers,
    /// The checksums of the files of each paper, in order, by the paper's id. The same file sent again is the same.
    pub papers: BTreeMap<String, Vec<String>>,
}

named! {
    /// How something differs from the round before.
    pub enum Change {
        /// It was not there.
        Added = "added",
        /// It is another.
        Changed = "changed",
        /// It is not there any more.
        Removed = "removed",
    }
}

impl Change {
    /// There is something now.
    pub(super) fn leaves_something(self) -> bool {
        self != Self::Removed
    }
}

impl Round {
    /// What is different in `now`, each answer by its own path.
    pub fn changes(&self, now: &Self) -> BTreeMap<Item, Change> {
        let answers = differences(&answered(&self.answers), &answered(&now.answers));
        let papers = differences(&handed_in(&self.papers), &handed_in(&now.papers));
        answers
            .into_iter()
            .map(|(path, change)| (Item::Answer(path), change))
            .chain(papers.into_iter().map(|(paper, change)| (Item::Paper(paper), change)))
            .collect()
    }
}

fn answered(answers: &Answers) -> BTreeMap<&str, &str> {
    let typed = answers.0.iter().map(|(path, typed)| (path.as_str(), typed.trim()));
    typed.filter(|(_, typed)| !typed.is_empty()).collect()
}

fn handed_in(papers: &BTreeMap<String, Vec<String>>) -> BTreeMap<&str, &[String]> {
    let files = papers.iter().map(|(paper, files)| (paper.as_str(), files.as_slice()));
    files.filter(|(_, files)| !files.is_empty()).collect()
}

fn differences<T: PartialEq>(
    before: &BTreeMap<&str, T>,
    now: &BTreeMap<&str, T>,
) -> BTreeMap<String, Change> {
    let mut found = BTreeMap::new();
    for (path, value) in now {
        match before.get(path) {
            None => found.insert((*path).to_owned(), Change::Added),
            Some(old) if old != value => found.insert((*path).to_owned(), Change::Changed),
            Some(_) => None,
        };
    }
    for path in before.keys().filter(|path| !now.contains_key(**path)) {
        found.insert((*path).to_owned(), Change::Removed);
    }
    found
}
