//! What may be counted of a search that found nothing, without knowing anything of who searched.

use crate::fold::fold;

/// Most characters: longer words are a story, not a search.
const LONGEST: usize = 60;

/// Most digits in a row: longer ones are a number of somebody or something.
const MOST_DIGITS: usize = 4;

/// The words of a search, folded, if they may be counted: neither short of meaning, nor long, nor with a number or an address
/// of a mailbox in them.
pub fn countable(typed: &str) -> Option<String> {
    if typed.chars().count() > LONGEST || typed.contains('@') {
        return None;
    }
    let words = fold(typed);
    // Numbers may be written in groups.
    let digits: Vec<bool> = words.chars().filter(|c| *c != ' ').map(|c| c.is_numeric()).collect();
    let longest = digits.split(|is_digit| !is_digit).map(<[bool]>::len).max().unwrap_or_default();
    (words.chars().count() >= 3 && longest <= MOST_DIGITS).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_and_people_are_not() {
        assert_eq!(countable("  Cấp  lại SỔ ĐỎ "), Some("cap lai so do".to_owned()));
        assert_eq!(countable("nghị định 118"), Some("nghi dinh 118".to_owned()));
        for never in [
            "",
            "kh",
            "052190000123",
            "0905 123 456",
            "hoa@example.vn",
            "H21.01-261123-0001",
            &"a b ".repeat(20),
        ] {
            assert_eq!(countable(never), None, "{never}");
        }
    }
}
