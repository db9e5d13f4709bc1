//! Answering a query.

use super::vocabulary::{Word, words};
use super::{Hit, SearchAnswer, SearchIndex};

/// Most words of a query that are looked at; more add nothing but time.
const MAX_WORDS: usize = 24;
/// How much the best everyday term counts beside the name.
const EVERYDAY: f32 = 1.6;
/// How much words that a term stands for count beside those that were typed.
const EXPANDED: f32 = 0.5;
/// Procedures that fit less than this part of the best one are left out.
const LEAST_OF_BEST: f32 = 0.2;
/// A procedure must fit at least so well.
const LEAST: f32 = 0.22;
/// And so well to be shown beside the answer that another agency does it.
const LEAST_BESIDE_OUTSIDE: f32 = 0.7;

/// Words by which people ask, not what they ask for.
const FILLING: [&str; 22] = [
    "toi", "tui", "minh", "em", "muon", "can", "xin", "lam", "thu", "tuc", "dang", "ki", "giai", "quyet",
    "hoi", "ve", "nhu", "the", "nao", "o", "dau", "i",
];

/// A word of the query: what it may mean and how much it says.
struct Asked {
    meanings: Vec<(Word, f32)>,
    mass: f32,
}

pub(super) fn search(index: &SearchIndex, typed: &str, limit: usize) -> SearchAnswer {
    if let Some(code) = procedure_code(typed) {
        let hits = index.codes.iter().filter(|known| known.starts_with(&code));
        let hits = hits.take(limit).map(|code| Hit { code: code.clone(), score: 1.0 }).collect();
        return SearchAnswer { hits, ..SearchAnswer::default() };
    }
    let unfinished = typed.chars().next_back().is_some_and(char::is_alphanumeric);
    let mut raw = words(typed);
    raw.truncate(MAX_WORDS);
    let asked = understood(index, &raw, unfinished);
    if asked.is_empty() {
        return SearchAnswer::default();
    }
    // The likeliest reading of each word, for comparing whole phrases.
    let reading: Vec<Word> =
        asked.iter().filter_map(|one| one.meanings.first().map(|(word, _)| *word)).collect();
    let mut hits = ranked(index, &asked, &reading, limit);
    let ask_back = index
        .ambiguous
        .iter()
        .find(|(term, _)| same_but_filling(index, term, &reading))
        .map(|(_, ambiguity)| ambiguity.clone());
    let outside = index
        .outside
        .iter()
        .filter(|(term, _)| holds(&reading, term))
        .max_by_key(|(term, _)| term.len())
        .filter(|(term, _)| longest_everyday(index, &reading) <= term.len())
        .map(|(_, outside)| outside.clone());
    if outside.is_some() {
        hits.retain(|hit| hit.score >= LEAST_BESIDE_OUTSIDE);
    }
    SearchAnswer { hits, ask_back, outside }
}

/// A procedure's code or its beginning, without the suffix of an agency: `1.001193.000.00.00.H21`, `1.012784.H21`.
fn procedure_code(typed: &str) -> Option<String> {
    let typed = typed.trim().replace([' ', '\u{a0}'], "");
    let mut parts = typed.split(['.', ',']);
    let first = parts.next().filter(|part| part.len() == 1)?;
    let second = parts.next().filter(|part| (2..=6).contains(&part.len()))?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    (digits(first) && digits(second)).then(|| [first, ".", second].concat())
}

fn understood(index: &SearchIndex, raw: &[String], unfinished: bool) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (at, word) in raw.iter().enumerate() {
        let meanings = index.vocabulary.meanings(word, unfinished && at + 1 == raw.len());
        let certain = meanings.first().is_some_and(|(_, sure)| *sure == 1.0);
        if !certain && let Some((first, second)) = index.vocabulary.split(word) {
            for part in [first, second] {
                asked.push(Asked { meanings: vec![(part, 0.9)], mass: index.postings.rarity[part as usize] });
            }
            continue;
        }
        // A word that nothing is known of still stands for something: what is found fits less.
        let mass = meanings.iter().map(|(word, _)| index.postings.rarity[*word as usize]).fold(0.0, f32::max);
        asked.push(Asked { mass: if meanings.is_empty() { 3.0 } else { mass }, meanings });
    }
    if asked.iter().all(|one| one.meanings.is_empty()) { Vec::new() } else { asked }
}

fn ranked(index: &SearchIndex, asked: &[Asked], reading: &[Word], limit: usize) -> Vec<Hit> {
    let expanded = expansions(index, reading);
    let mass: f32 = asked.iter().map(|one| one.mass).sum::<f32>().max(1.0);
    let mut scores = vec![0.0f32; index.codes.len()];
    let mut best = vec![0.0f32; index.codes.len()];
    for one in asked {
        add_word(index, &one.meanings, 1.0, &mut best, &mut scores);
    }
    for word in &expanded {
        add_word(index, &[(*word, 1.0)], EXPANDED, &mut best, &mut scores);
    }
    for pair in asked.windows(2) {
        if let [first, second] = pair {
            add_pair(index, &first.meanings, &second.meanings, 1.0, &mut scores);
        }
    }
    for pair in expanded.windows(2) {
        if let [first, second] = pair {
            add_pair(index, &[(*first, 1.0)], &[(*second, 1.0)], EXPANDED, &mut scores);
        }
    }
    for score in &mut scores {
        *score /= 2.0 * mass;
    }
    for (document, fit) in everyday(index, asked, &expanded, reading, mass).into_iter().enumerate() {
        scores[document] += EVERYDAY * fit;
    }
    let top = scores.iter().copied().fold(0.0, f32::max);
    let least = LEAST.max(top * LEAST_OF_BEST);
    let mut order: Vec<(usize, f32)> =
        scores.into_iter().enumerate().filter(|(_, score)| *score >= least).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    order.truncate(limit);
    order.into_iter().map(|(document, score)| Hit { code: index.codes[document].clone(), score }).collect()
}

/// Adds to each procedure the surest meaning of one word that it holds.
fn add_word(
    index: &SearchIndex,
    meanings: &[(Word, f32)],
    weight: f32,
    best: &mut [f32],
    scores: &mut [f32],
) {
    for (word, sure) in meanings {
        let rarity = index.postings.rarity[*word as usize];
        for (document, part) in &index.postings.words[*word as usize] {
            let value = weight * sure * rarity * part;
            let known = &mut best[*document as usize];
            if value > *known {
                scores[*document as usize] += value - *known;
                *known = value;
            }
        }
    }
    for (word, _) in meanings {
        for (document, _) in &index.postings.words[*word as usize] {
            best[*document as usize] = 0.0;
        }
    }
}

/// Adds what neighbouring words say together: Vietnamese words are mostly written as several.
fn add_pair(
    index: &SearchIndex,
    first: &[(Word, f32)],
    second: &[(Word, f32)],
    weight: f32,
    scores: &mut [f32],
) {
    for (a, sure_a) in first.iter().take(3) {
        for (b, sure_b) in second.iter().take(3) {
            let Some(found) = index.postings.pairs.get(&(*a, *b)) else { continue };
            let rarity = (index.postings.rarity[*a as usize] + index.postings.rarity[*b as usize]) / 2.0;
            for (document, part) in found {
                scores[*document as usize] += weight * sure_a * sure_b * rarity * part;
            }
        }
    }
}

/// How well the everyday terms for each procedure fit, 0 to about 1.3.
fn everyday(
    index: &SearchIndex,
    asked: &[Asked],
    expanded: &[Word],
    reading: &[Word],
    mass: f32,
) -> Vec<f32> {
    let everyday = &index.everyday;
    let mut fits = vec![0.0f32; index.codes.len()];
    let mut matched = vec![0.0f32; everyday.terms.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut add = |meanings: &[(Word, f32)], weight: f32| {
        for (word, sure) in meanings.iter().take(4) {
            for term in &everyday.by_word[*word as usize] {
                if matched[*term as usize] == 0.0 {
                    touched.push(*term);
                }
                matched[*term as usize] += weight * sure * index.postings.rarity[*word as usize];
            }
        }
    };
    for one in asked {
        add(&one.meanings, 1.0);
    }
    for word in expanded {
        add(&[(*word, 1.0)], EXPANDED);
    }
    for at in touched {
        let term = &everyday.terms[at as usize];
        let shared = matched[at as usize].min(term.mass);
        let of_term = shared / term.mass.max(0.1);
        let of_query = (shared / mass).min(1.0);
        // Both ways: a term half of which is asked for, and a query that says much more, fit little.
        let mut fit = 2.0 * of_term * of_query / (of_term + of_query).max(0.01) * of_term;
        if holds(reading, &term.words) {
            fit = fit.max(0.25 + 0.75 * of_query) + 0.1;
        }
        for (rank, document) in term.procedures.iter().enumerate() {
            let fit = fit * (1.0 - 0.12 * rank.min(5) as f32);
            let known = &mut fits[*document as usize];
            // The best term counts; each further one confirms it a little.
            *known = known.max(fit) + 0.05 * known.min(fit);
        }
    }
    fits
}

/// Words that phrases of the query stand for, the longest phrases first.
fn expansions(index: &SearchIndex, reading: &[Word]) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < reading.len() {
        let longest = (1..=(reading.len() - at).min(5)).rev();
        let known = longest
            .map(|length| &reading[at..at + length])
            .find_map(|phrase| index.expansions.get(phrase).map(|canonical| (phrase.len(), canonical)));
        at += match known {
            Some((length, canonical)) => {
                found.extend(canonical.iter().filter(|word| !reading.contains(word)));
                length
            }
            None => 1,
        };
    }
    found
}

fn holds(reading: &[Word], phrase: &[Word]) -> bool {
    reading.windows(phrase.len()).any(|window| window == phrase)
}

fn longest_everyday(index: &SearchIndex, reading: &[Word]) -> usize {
    index
        .everyday
        .terms
        .iter()
        .filter(|term| holds(reading, &term.words))
        .map(|term| term.words.len())
        .max()
        .unwrap_or(0)
}

fn same_but_filling(index: &SearchIndex, term: &[Word], reading: &[Word]) -> bool {
    let filling: Vec<Word> = FILLING.iter().filter_map(|word| index.vocabulary.get(word)).collect();
    let meant = |words: &[Word]| -> Vec<Word> {
        let kept: Vec<Word> = words.iter().copied().filter(|word| !filling.contains(word)).collect();
        if kept.is_empty() { words.to_vec() } else { kept }
    };
    term == reading || meant(term) == meant(reading)
}
