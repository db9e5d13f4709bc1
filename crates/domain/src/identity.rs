//! Personal identity number (số định danh cá nhân, số căn cước): 12 digits, `PPP G YY NNNNNN`.
//!
//! Luật Căn cước 26/2023/QH15 Art. 12; structure after Circular 59/2021/TT-BCA: place of birth registration, century
//! and sex, year of birth, six random digits. There is no check digit.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Warning};

/// A personal identity number of 12 digits. `Debug` shows the last four only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdentityNumber(String);

/// Sex as the population database knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// Reads `male` or `female`, as answers keep it.
    pub fn from_answer(answer: &str) -> Option<Self> {
        match answer {
            "male" => Some(Self::Male),
            "female" => Some(Self::Female),
            _ => None,
        }
    }

    /// `male` or `female`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }
}

impl IdentityNumber {
    /// Digits of the number.
    pub const LENGTH: usize = 12;

    /// Reads a number as typed; spaces, dots and dashes between the digits are forgiven.
    ///
    /// Refuses what is not 12 digits and a year of birth after `this_year`; a nine-digit number is recognised as the
    /// one of an old card. Everything else that looks odd is a matter of [`Self::warnings`].
    pub fn parse(typed: &str, this_year: i32) -> Result<Self, Problem> {
        let digits = digits_of(typed)?;
        match digits.len() {
            Self::LENGTH => {}
            0 => return Err(Problem::Missing),
            9 => return Err(Problem::OldNumber),
            typed if typed < Self::LENGTH => {
                return Err(Problem::TooFewDigits { needed: Self::LENGTH, typed });
            }
            typed => return Err(Problem::TooManyDigits { needed: Self::LENGTH, typed }),
        }
        let number = Self(digits);
        let year = number.birth_year();
        if year > this_year {
            return Err(Problem::NumberFromTheFuture { year });
        }
        Ok(number)
    }

    /// The 12 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digit(&self, at: usize) -> i32 {
        self.0.as_bytes().get(at).map_or(0, |byte| i32::from(byte - b'0'))
    }

    /// Year of birth: the fourth digit gives century and sex, the next two the year.
    pub fn birth_year(&self) -> i32 {
        1900 + self.digit(3) / 2 * 100 + self.digit(4) * 10 + self.digit(5)
    }

    /// Even fourth digits are men's.
    pub fn sex(&self) -> Sex {
        if self.digit(3) % 2 == 0 { Sex::Male } else { Sex::Female }
    }

    /// Whether the first three digits name a province that registered births.
    fn is_birthplace_known(&self) -> bool {
        let code = self.0.get(..3).and_then(|code| code.parse().ok());
        code.is_some_and(|code: u16| BIRTHPLACES.binary_search(&code).is_ok())
    }

    /// The last four digits.
    pub fn last_four(&self) -> &str {
        self.0.get(Self::LENGTH - 4..).unwrap_or_default()
    }

    /// For showing: `•••••••• 1234`.
    pub fn masked(&self) -> String {
        let mut shown = String::from("•••••••• ");
        shown.push_str(self.last_four());
        shown
    }

    /// What does not fit a year of birth and a sex that were given elsewhere.
    pub fn warnings(&self, birth_year: Option<i32>, sex: Option<Sex>) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if !self.is_birthplace_known() {
            warnings.push(Warning::UnknownBirthplace { code: self.0.chars().take(3).collect() });
        }
        if birth_year.is_some_and(|year| year != self.birth_year()) {
            warnings.push(Warning::BirthYearDisagrees { in_number: self.birth_year() });
        }
        if sex.is_some_and(|sex| sex != self.sex()) {
            warnings.push(Warning::SexDisagrees { in_number_female: self.sex() == Sex::Female });
        }
        warnings
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl From<IdentityNumber> for String {
    fn from(number: IdentityNumber) -> Self {
        number.0
    }
}

impl TryFrom<String> for IdentityNumber {
    type Error = &'static str;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        if digits.len() == Self::LENGTH && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err("an identity number has 12 digits")
        }
    }
}

/// The digits of a number as typed; white space, dots and dashes between them are forgiven.
pub(crate) fn digits_of(typed: &str) -> Result<String, Problem> {
    let mut digits = String::with_capacity(typed.len());
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            // Full-width digits, as East Asian keyboards type them.
            '\u{ff10}'..='\u{ff19}' => digits.push(char::from(b'0' + (u32::from(c) - 0xff10) as u8)),
            '.' | '-' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(Problem::NotOnlyDigits),
        }
    }
    Ok(digits)
}

/// The provinces that registered births until 2025, in order.
const BIRTHPLACES: [u16; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40,
    42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83,
    84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
];

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(typed: &str) -> Result<IdentityNumber, Problem> {
        IdentityNumber::parse(typed, 2026)
    }

    #[test]
    fn reads_what_the_number_says() {
        let number = parse("064 3 01 123456").unwrap();
        assert_eq!(number.as_str(), "064301123456");
        assert_eq!(number.birth_year(), 2001);
        assert_eq!(number.sex(), Sex::Female);
        assert!(number.is_birthplace_known());
        assert_eq!(number.last_four(), "3456");
        assert_eq!(number.masked(), "•••••••• 3456");
        assert_eq!(parse("052-190.001234").unwrap().birth_year(), 1990);
    }

    #[test]
    fn refuses_only_what_cannot_be_one() {
        assert_eq!(parse(""), Err(Problem::Missing));
        assert_eq!(parse("06420112345"), Err(Problem::TooFewDigits { needed: 12, typed: 11 }));
        assert_eq!(parse("0642011234567"), Err(Problem::TooManyDigits { needed: 12, typed: 13 }));
        assert_eq!(parse("230 123 456"), Err(Problem::OldNumber));
        assert_eq!(parse("06420112345O"), Err(Problem::NotOnlyDigits));
        assert_eq!(parse("064299123456"), Err(Problem::NumberFromTheFuture { year: 2099 }));
        assert_eq!(parse("064826123456"), Err(Problem::NumberFromTheFuture { year: 2326 }));
        assert!(parse("064226123456").is_ok(), "born this year");
        assert!(parse("999090123456").is_ok(), "an unknown place is no reason to refuse");
    }

    #[test]
    fn warns_where_it_disagrees() {
        let number = parse("064201123456").unwrap();
        assert_eq!(number.warnings(Some(2001), Some(Sex::Male)), []);
        assert_eq!(number.warnings(None, None), []);
        assert_eq!(
            number.warnings(Some(1991), Some(Sex::Female)),
            [
                Warning::BirthYearDisagrees { in_number: 2001 },
                Warning::SexDisagrees { in_number_female: false }
            ]
        );
        let abroad = parse("101090123456").unwrap();
        assert_eq!(abroad.warnings(None, None), [Warning::UnknownBirthplace { code: "101".into() }]);
    }

    #[test]
    fn debug_keeps_the_number_to_itself() {
        assert_eq!(format!("{:?}", parse("064201123456").unwrap()), "•••••••• 3456");
    }

    #[test]
    fn birthplaces_are_in_order() {
        assert!(BIRTHPLACES.is_sorted());
    }

    proptest! {
        #[test]
        fn separators_change_nothing(digits in "[0-9]{3}[0-2][0-9]{2}[0-9]{6}", at in 0usize..12, mark in "[ .\u{a0}-]{1,3}") {
            let mut typed = digits.clone();
            typed.insert_str(at, &mark);
            prop_assert_eq!(parse(&typed), parse(&digits));
        }

        #[test]
        fn never_panics_and_keeps_twelve_digits(typed in "\\PC{0,40}") {
            if let Ok(number) = parse(&typed) {
                prop_assert_eq!(number.as_str().len(), 12);
                prop_assert!(number.birth_year() <= 2026);
                prop_assert_eq!(parse(number.as_str()), Ok(number.clone()));
            }
        }
    }
}
