//! Finding procedures by everyday words, held in memory and built anew when the catalogue changes.
//!
//! Words are compared folded. What is found is ranked by how much of the query's rare words and word pairs a name
//! holds, and by how well an everyday term (search words of the catalogue) fits. Words that are not known are compared
//! with a bounded number of edits, the last one also as the beginning of a word, since people search while they type.

mod index;
mod miss;
mod query;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::collections::HashMap;

use crate::catalogue::{Ambiguity, Outside, Procedure, ProcedureField, SearchWords};

pub use miss::countable;

use index::{Everyday, Postings};
use vocabulary::{Vocabulary, Word};

/// Everything that answers queries.
#[derive(Debug)]
pub struct SearchIndex {
    codes: Vec<String>,
    vocabulary: Vocabulary,
    postings: Postings,
    everyday: Everyday,
    expansions: HashMap<Vec<Word>, Vec<Word>>,
    ambiguous: Vec<(Vec<Word>, Ambiguity)>,
    outside: Vec<(Vec<Word>, Outside)>,
}

/// What a query finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchAnswer {
    /// Procedures, the likeliest first.
    pub hits: Vec<Hit>,
    /// A question to ask back, where several procedures fit what was meant.
    pub ask_back: Option<Ambiguity>,
    /// Where to go, when other agencies do what was looked for.
    pub outside: Option<Outside>,
}

/// A procedure that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its code.
    pub code: String,
    /// How well it fits; only to be compared within one answer.
    pub score: f32,
}

impl SearchIndex {
    /// Builds the index over the procedures that can be found.
    pub fn build(procedures: &[Procedure], fields: &[ProcedureField], words: &SearchWords) -> Self {
        index::build(procedures, fields, words)
    }

    /// The best `limit` procedures for what was typed.
    pub fn search(&self, typed: &str, limit: usize) -> SearchAnswer {
        query::search(self, typed, limit)
    }
}
