//! The words of the catalogue, and which of them a typed word may mean.

use std::collections::HashMap;

/// A word by its number in the vocabulary.
pub(super) type Word = u32;

/// Most words that one typed word is taken for.
const MAX_MEANINGS: usize = 12;

#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Vec<String>,
    numbers: HashMap<String, Word>,
    /// For each word, the set of its letters: words that differ in `k` edits differ in at most `2k` letters.
    letters: Vec<u64>,
    /// Numbers of the words in alphabetical order, for finding by beginnings.
    sorted: Vec<Word>,
}

impl Vocabulary {
    /// The number of a word, which is added if it is new.
    pub fn add(&mut self, word: &str) -> Word {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.words.len() as Word;
        self.words.push(word.to_owned());
        self.letters.push(letters(word));
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// To be called when all words were added.
    pub fn finish(&mut self) {
        self.sorted = (0..self.words.len() as Word).collect();
        self.sorted.sort_unstable_by(|a, b| self.words[*a as usize].cmp(&self.words[*b as usize]));
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn get(&self, word: &str) -> Option<Word> {
        self.numbers.get(word).copied()
    }

    /// Words that begin with `start`, in alphabetical order, but for itself.
    fn beginning_with(&self, start: &str) -> impl Iterator<Item = Word> {
        let first = self.sorted.partition_point(|word| self.words[*word as usize].as_str() < start);
        self.sorted[first..]
            .iter()
            .copied()
            .take_while(move |word| self.words[*word as usize].starts_with(start))
            .filter(move |word| self.words[*word as usize].len() > start.len())
    }

    /// What a typed word may mean, with how sure that is (1 for the word itself), the surest first. The word that is
    /// still being typed may be the beginning of others.
    pub fn meanings(&self, typed: &str, unfinished: bool) -> Vec<(Word, f32)> {
        let mut found = Vec::new();
        let exact = self.get(typed);
        found.extend(exact.map(|word| (word, 1.0)));
        if unfinished && typed.len() >= 2 {
            let sure = if exact.is_some() { 0.35 } else { 0.8 };
            found.extend(self.beginning_with(typed).take(MAX_MEANINGS).map(|word| (word, sure)));
        }
        if found.is_empty() {
            found = self.misspelt(typed);
        }
        found
    }

    /// Words within one edit, or two for long words.
    fn misspelt(&self, typed: &str) -> Vec<(Word, f32)> {
        let length = typed.len();
        if !(3..=24).contains(&length) || typed.bytes().any(|b| b.is_ascii_digit()) || !typed.is_ascii() {
            return Vec::new();
        }
        let most = if length >= 7 { 2 } else { 1 };
        let set = letters(typed);
        let mut found: Vec<(Word, f32)> = Vec::new();
        for (number, word) in self.words.iter().enumerate() {
            let near = word.len().abs_diff(length) <= most
                && (self.letters[number] ^ set).count_ones() as usize <= 2 * most;
            if !near {
                continue;
            }
            if let Some(edits) = edits_within(typed.as_bytes(), word.as_bytes(), most) {
                // Most slips leave the first letter right.
                let first = if word.as_bytes().first() == typed.as_bytes().first() { 0.0 } else { 0.15 };
                found.push((number as Word, if edits == 1 { 0.75 } else { 0.5 } - first));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.truncate(MAX_MEANINGS);
        found
    }

    /// A word written together that is two words of the vocabulary.
    pub fn split(&self, typed: &str) -> Option<(Word, Word)> {
        if typed.len() < 4 || !typed.is_ascii() {
            return None;
        }
        (2..=typed.len() - 2)
            .filter_map(|at| Some((self.get(&typed[..at])?, self.get(&typed[at..])?)))
            .max_by_key(|(first, second)| {
                self.words[*first as usize].len().min(self.words[*second as usize].len())
            })
    }
}

fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |set, byte| match byte {
        b'a'..=b'z' => set | 1 << (byte - b'a'),
        b'0'..=b'9' => set | 1 << (26 + byte - b'0'),
        other => set | 1 << (36 + other % 28),
    })
}

/// The number of edits (insert, delete, replace, swap of neighbours) between two words, if at most `most`.
fn edits_within(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, to) in b.iter().enumerate() {
            let replace = last[j] + usize::from(from != to);
            row[j + 1] = replace.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *from == b[j - 1] && a[i - 1] == *to {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        if row.iter().all(|edits| *edits > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|edits| *edits <= most)
}

/// The words of a text, folded. `y` after a consonant at the end of a word is `i`: people write `ký` and `kí`.
pub(super) fn words(text: &str) -> Vec<String> {
    crate::fold::fold(text).split(' ').filter(|word| !word.is_empty()).map(one_spelling).collect()
}

fn one_spelling(word: &str) -> String {
    if word.len() < 2 {
        return word.to_owned();
    }
    match word.strip_suffix('y') {
        Some(stem) if stem == "qu" || stem.ends_with(['h', 'k', 'l', 'm', 's', 't', 'v', 'd']) => {
            [stem, "i"].concat()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        let edits = |a: &str, b: &str| edits_within(a.as_bytes(), b.as_bytes(), 2);
        assert_eq!(edits("sinh", "sinh"), Some(0));
        assert_eq!(edits("sihn", "sinh"), Some(1));
        assert_eq!(edits("sin", "sinh"), Some(1));
        assert_eq!(edits("xinh", "sinh"), Some(1));
        assert_eq!(edits("doannh", "doanh"), Some(1));
        assert_eq!(edits("abcd", "wxyz"), None);
        assert_eq!(edits("", "ab"), Some(2));
    }

    #[test]
    fn spellings_of_one_word() {
        assert_eq!(words("Đăng ký, đăng kí"), ["dang", "ki", "dang", "ki"]);
        assert_eq!(words("quý li dị ly dị liệt sỹ"), ["qui", "li", "di", "li", "di", "liet", "si"]);
        assert_eq!(words("thuốc tây"), ["thuoc", "tay"]);
    }

    #[test]
    fn meanings_of_a_word() {
        let mut vocabulary = Vocabulary::default();
        for word in ["khai", "sinh", "kinh", "doanh", "doan", "khuyet"] {
            vocabulary.add(word);
        }
        vocabulary.finish();
        let meant = |typed: &str, unfinished| -> Vec<&str> {
            let meanings = vocabulary.meanings(typed, unfinished);
            meanings.iter().map(|(word, _)| vocabulary.words[*word as usize].as_str()).collect()
        };
        assert_eq!(meant("sinh", false), ["sinh"]);
        assert_eq!(meant("sinhh", false), ["sinh"]);
        assert_eq!(meant("khuy", true), ["khuyet"]);
        assert_eq!(meant("doan", true), ["doan", "doanh"]);
        assert_eq!(meant("zzz", false), Vec::<&str>::new());
        assert_eq!(vocabulary.split("khaisinh"), Some((0, 1)));
    }
}
