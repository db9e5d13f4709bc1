//! Names of people: "Họ, chữ đệm và tên" in one field. People with a single name exist.

use crate::unicode::nfc;

use crate::problem::Problem;

/// Most characters of a name.
pub const MAX_LENGTH: usize = 100;

/// A person's name: NFC, single spaces, letters of the Latin script with any marks (Vietnamese, Jrai, Bahnar, …).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name as typed.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let composed: String = nfc(typed).chars().filter(|c| !is_invisible(*c)).collect();
        let mut name = String::with_capacity(composed.len());
        for word in composed.split_whitespace() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        if name.is_empty() {
            return Err(Problem::Missing);
        }
        let length = name.chars().count();
        if length > MAX_LENGTH {
            return Err(Problem::TooLong { max: MAX_LENGTH, typed: length });
        }
        let mut letters = false;
        let mut previous = ' ';
        for (at, c) in name.char_indices() {
            let next = name[at + c.len_utf8()..].chars().next().unwrap_or(' ');
            match c {
                ' ' => {}
                c if is_latin_letter(c) => letters = true,
                '\u{300}'..='\u{36f}' if previous != ' ' => {}
                '\'' | '’' | 'ʼ' | '‘' | '`' if is_latin_letter(next) => {}
                '-' if is_latin_letter(previous) && is_latin_letter(next) => {}
                // "Nguyễn T. An", but no "x.com".
                '.' if is_latin_letter(previous) && next == ' ' => {}
                c if c.is_numeric() => return Err(Problem::NameDigits),
                c if c.is_control() => return Err(Problem::ControlCharacter),
                c if c.is_alphabetic() => return Err(Problem::NameLetter { letter: c }),
                symbol => return Err(Problem::NameSymbol { symbol }),
            }
            previous = c;
        }
        if !letters {
            return Err(Problem::NameWithoutLetters);
        }
        Ok(Self(name))
    }

    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In capitals, as on cards and certificates.
    pub fn upper_case(&self) -> String {
        nfc(&self.0.to_uppercase())
    }

    /// The given name, which Vietnamese people are called and sorted by: the last word.
    pub fn given(&self) -> &str {
        self.0.rsplit(' ').next().unwrap_or(&self.0)
    }
}

/// Letters of the Latin blocks of Unicode.
fn is_latin_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
        && c != '×'
        && c != '÷'
}

/// Marks without ink that come along when text is pasted: they say nothing and make equal texts differ.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn accepts_names_of_people() {
        for name in [
            "Nguyễn Thị Lan",
            "Ý",
            "H'Hen Niê",
            "Y Bhăm Êñuôl",
            "Rơ Châm Ƀlơi",
            "Ksor H’Bia",
            "Jean-Luc Picard",
            "Siu Y Č",
            "Nguyễn T. An",
            "Đặng Ư",
            "Nay Pưi Ơ̆",
        ] {
            assert_eq!(PersonName::parse(name).unwrap().as_str(), name.nfc().collect::<String>(), "{name}");
        }
        assert_eq!(PersonName::parse("  nguyễn \u{a0} văn\tan ").unwrap().as_str(), "nguyễn văn an");
        assert_eq!(PersonName::parse("Lan\u{200b}").unwrap().as_str(), "Lan");
        assert!(PersonName::parse(&"Á".repeat(100)).is_ok());
    }

    #[test]
    fn refuses_what_is_no_name() {
        assert_eq!(PersonName::parse("  "), Err(Problem::Missing));
        assert_eq!(PersonName::parse("Lan 2"), Err(Problem::NameDigits));
        assert_eq!(PersonName::parse("www.lan.vn"), Err(Problem::NameSymbol { symbol: '.' }));
        assert_eq!(PersonName::parse("http://x"), Err(Problem::NameSymbol { symbol: ':' }));
        assert_eq!(PersonName::parse("=Lan"), Err(Problem::NameSymbol { symbol: '=' }));
        assert_eq!(PersonName::parse("-Lan"), Err(Problem::NameSymbol { symbol: '-' }));
        assert_eq!(PersonName::parse("<b>"), Err(Problem::NameSymbol { symbol: '<' }));
        assert_eq!(PersonName::parse("Лан"), Err(Problem::NameLetter { letter: 'Л' }));
        assert_eq!(PersonName::parse("Lan\u{7}"), Err(Problem::ControlCharacter));
        assert_eq!(PersonName::parse(&"a".repeat(101)), Err(Problem::TooLong { max: 100, typed: 101 }));
    }

    #[test]
    fn capitals_and_given_name() {
        let name = PersonName::parse("Nguyễn Thị Đặng").unwrap();
        assert_eq!(name.upper_case(), "NGUYỄN THỊ ĐẶNG");
        assert_eq!(name.given(), "Đặng");
    }

    proptest! {
        #[test]
        fn composed_and_decomposed_are_one_name(name in "[A-ZĐÂƯỶỂa-zđắằẵặơưữỷ]{1,8}( [a-zđếềốộứ]{1,7}){0,5}") {
            let nfd: String = name.nfd().collect();
            prop_assert_eq!(PersonName::parse(&nfd), PersonName::parse(&name));
            prop_assert!(PersonName::parse(&name).is_ok());
        }

        #[test]
        fn reading_again_changes_nothing(typed in "\\PC{0,40}") {
            if let Ok(name) = PersonName::parse(&typed) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!(PersonName::parse(&name.upper_case()).is_ok());
            }
        }
    }
}
