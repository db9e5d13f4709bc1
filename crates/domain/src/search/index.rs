//! Building the index.

use std::collections::HashMap;

use super::SearchIndex;
use super::vocabulary::{Vocabulary, Word, words};
use crate::catalogue::{Procedure, ProcedureField, SearchWords, SynonymKind};

/// A procedure by its place in the catalogue.
pub(super) type Document = u32;

/// How much a word in a part of a procedure's description counts.
const NAME: f32 = 1.0;
const SUMMARY: f32 = 0.45;
const FIELD: f32 = 0.2;

/// Which procedures hold which words and pairs of neighbouring words, and how much that says.
#[derive(Debug, Default)]
pub(super) struct Postings {
    pub words: Vec<Vec<(Document, f32)>>,
    pub pairs: HashMap<(Word, Word), Vec<(Document, f32)>>,
    /// How much a word says: rare ones more.
    pub rarity: Vec<f32>,
}

/// An everyday term and the procedures it means.
#[derive(Debug)]
pub(super) struct Term {
    pub words: Vec<Word>,
    /// Sum of the rarities of its words.
    pub mass: f32,
    pub procedures: Vec<Document>,
}

/// The everyday terms, by their words.
#[derive(Debug, Default)]
pub(super) struct Everyday {
    pub terms: Vec<Term>,
    pub by_word: Vec<Vec<u32>>,
}

pub(super) fn build(
    procedures: &[Procedure],
    fields: &[ProcedureField],
    search: &SearchWords,
) -> SearchIndex {
    let mut vocabulary = Vocabulary::default();
    let mut numbered =
        |text: &str| -> Vec<Word> { words(text).iter().map(|word| vocabulary.add(word)).collect() };
    let documents: HashMap<&str, Document> = procedures
        .iter()
        .enumerate()
        .map(|(at, procedure)| (procedure.code.as_str(), at as Document))
        .collect();

    let mut parts: Vec<(Document, f32, Vec<Word>)> = Vec::new();
    for (at, procedure) in procedures.iter().enumerate() {
        let mut add = |weight, text: &str| parts.push((at as Document, weight, numbered(text)));
        add(NAME, &procedure.name.vi);
        add(NAME, &procedure.name.en);
        add(SUMMARY, &procedure.summary.vi);
        add(SUMMARY, &procedure.summary.en);
        if let Some(field) = fields.iter().find(|field| field.id == procedure.field) {
            add(FIELD, &field.name.vi);
            add(FIELD, &field.name.en);
        }
    }

    // A name is a term, too: who types it whole means that procedure.
    let mut terms: Vec<Term> = procedures
        .iter()
        .enumerate()
        .flat_map(|(at, procedure)| [(at, &procedure.name.vi), (at, &procedure.name.en)])
        .map(|(at, name)| Term { words: numbered(name), mass: 0.0, procedures: vec![at as Document] })
        .filter(|term| !term.words.is_empty())
        .collect();
    let mut expansions: HashMap<Vec<Word>, Vec<Word>> = HashMap::new();
    for synonym in &search.synonyms {
        let procedures: Vec<Document> =
            synonym.procedures.iter().filter_map(|code| documents.get(code.as_str()).copied()).collect();
        let canonical: Vec<Word> = synonym.canonical.iter().flat_map(|text| numbered(text)).collect();
        for term in &synonym.terms {
            let term = numbered(term);
            // Once folded, many misspellings are the word itself: then they say no more than it does.
            if term.is_empty() || term == canonical {
                continue;
            }
            if !canonical.is_empty() && synonym.kind != SynonymKind::Intent {
                expansions.entry(term.clone()).or_insert_with(|| canonical.clone());
            }
            if !procedures.is_empty() {
                terms.push(Term { words: term, mass: 0.0, procedures: procedures.clone() });
            }
        }
    }
    // The ways of a question asked back are everyday words for their procedures, too.
    for way in search.ambiguous.iter().flat_map(|ambiguity| &ambiguity.options) {
        if let Some(document) = documents.get(way.procedure.as_str()) {
            for case in [&way.case.vi, &way.case.en] {
                parts.push((*document, SUMMARY, numbered(case)));
            }
        }
    }
    let mut phrases = |terms: &[String]| -> Vec<Vec<Word>> {
        terms.iter().map(|term| numbered(term)).filter(|term| !term.is_empty()).collect()
    };
    let ambiguous = search
        .ambiguous
        .iter()
        .flat_map(|one| phrases(&one.terms).into_iter().map(move |term| (term, one.clone())))
        .collect();
    let outside = search
        .outside
        .iter()
        .flat_map(|one| phrases(&one.terms).into_iter().map(move |term| (term, one.clone())))
        .collect();

    vocabulary.finish();
    let postings = postings(&vocabulary, procedures.len(), &parts, &terms);
    let everyday = everyday(&vocabulary, terms, &postings.rarity);
    SearchIndex {
        codes: procedures.iter().map(|procedure| procedure.code.clone()).collect(),
        vocabulary,
        postings,
        everyday,
        expansions,
        ambiguous,
        outside,
    }
}

fn postings(
    vocabulary: &Vocabulary,
    count: usize,
    parts: &[(Document, f32, Vec<Word>)],
    terms: &[Term],
) -> Postings {
    let mut words: Vec<HashMap<Document, f32>> = vec![HashMap::new(); vocabulary.len()];
    let mut pairs: HashMap<(Word, Word), HashMap<Document, f32>> = HashMap::new();
    let mean = parts.iter().map(|(.., part)| part.len()).sum::<usize>() as f32 / parts.len().max(1) as f32;
    for (document, weight, part) in parts {
        // A word says more in a short name than in a long one.
        let weight = weight / (0.6 + 0.4 * part.len() as f32 / mean.max(1.0));
        let keep = |known: &mut f32| *known = known.max(weight);
        for word in part {
            keep(words[*word as usize].entry(*document).or_insert(0.0));
        }
        for pair in part.windows(2) {
            if let [first, second] = pair {
                keep(pairs.entry((*first, *second)).or_default().entry(*document).or_insert(0.0));
            }
        }
    }
    // How rare a word is in what procedures are called and in everyday terms taken together.
    let mut holders: Vec<usize> = words.iter().map(HashMap::len).collect();
    for term in terms {
        let mut seen = term.words.clone();
        seen.sort_unstable();
        seen.dedup();
        for word in seen {
            holders[word as usize] += 1;
        }
    }
    let all = (count + terms.len()) as f32;
    let rarity = holders
        .iter()
        .map(|holders| (1.0 + (all - *holders as f32 + 0.5) / (*holders as f32 + 0.5)).ln())
        .collect();
    let sorted = |found: HashMap<Document, f32>| {
        let mut list: Vec<(Document, f32)> = found.into_iter().collect();
        list.sort_unstable_by_key(|(document, _)| *document);
        list
    };
    Postings {
        words: words.into_iter().map(sorted).collect(),
        pairs: pairs.into_iter().map(|(pair, found)| (pair, sorted(found))).collect(),
        rarity,
    }
}

fn everyday(vocabulary: &Vocabulary, mut terms: Vec<Term>, rarity: &[f32]) -> Everyday {
    let mut by_word: Vec<Vec<u32>> = vec![Vec::new(); vocabulary.len()];
    for (at, term) in terms.iter_mut().enumerate() {
        term.mass = term.words.iter().map(|word| rarity[*word as usize]).sum();
        for word in &term.words {
            let list = &mut by_word[*word as usize];
            if list.last() != Some(&(at as u32)) {
                list.push(at as u32);
            }
        }
    }
    Everyday { terms, by_word }
}
