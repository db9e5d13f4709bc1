//! Dossier codes (mã hồ sơ): `{agency}-{yymmdd}-{sequence}`, such as `H21.65-220914-0011`.
//!
//! The date is the day of receipt in Viet Nam. Agency codes follow Quyết định 20/2020/QĐ-TTg: a letter, two digits and
//! up to three levels below (`H15.50.05.13`); before it the province came last (`000.00.65.H21`). Sequences have at
//! least four digits and start anew each day for each agency.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::problem::Problem;

/// The most bytes that are read as a code; the longest code with a space after each character takes a third of it.
pub const LONGEST_TYPED: usize = 200;

/// A dossier's code in its one way of writing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DossierCode {
    agency: String,
    day: NaiveDate,
    sequence: String,
}

impl DossierCode {
    /// The code of the `sequence`-th dossier (from 1) that `agency` receives on `day`.
    pub fn new(agency: &str, day: NaiveDate, sequence: u32) -> Self {
        let digits = sequence.to_string();
        let zeros = "0".repeat(4usize.saturating_sub(digits.len()));
        Self { agency: agency.to_owned(), day, sequence: zeros + &digits }
    }

    /// Reads a code as people type it: lower case, O for 0, with spaces, without or with other dashes. What is longer than
    /// [`LONGEST_TYPED`] is no code: reading takes time that grows with the square of the length.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        if typed.len() > LONGEST_TYPED {
            return Err(Problem::NotACode);
        }
        let cleaned: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '#' | ':' | '\u{200b}'..='\u{200f}'))
            .map(|c| c.to_ascii_uppercase())
            .map(|c| match c {
                '\u{2010}'..='\u{2015}' | '_' | '/' => '-',
                ',' => '.',
                c => c,
            })
            .collect();
        let cleaned = cleaned.trim_matches(['-', '.']).to_owned();
        if cleaned.is_empty() {
            return Err(Problem::Missing);
        }
        if is_procedure_code(&cleaned) {
            return Err(Problem::CodeOfProcedure);
        }
        let mut parts = cleaned.split('-').filter(|part| !part.is_empty());
        let agency = parts.next().unwrap_or_default();
        let rest: String = parts.collect();
        // Without dashes the agency's code runs into the day: try every place where it can end.
        let candidates: Vec<(String, String)> = if rest.is_empty() {
            agency
                .char_indices()
                .skip(1)
                .map(|(at, _)| (agency[..at].to_owned(), agency[at..].to_owned()))
                .collect()
        } else {
            vec![(agency.to_owned(), rest)]
        };
        let mut problem = Problem::NotACode;
        let mut found = Vec::new();
        for (agency, rest) in candidates {
            let Some(agency) = agency_code(&agency) else { continue };
            match day_and_sequence(&rest) {
                Ok((day, sequence)) => found.push(Self { agency, day, sequence }),
                Err(found) => problem = found,
            }
        }
        // The shortest sequence of four digits is the likeliest reading where several are possible.
        found.into_iter().min_by_key(|code| code.sequence.len()).ok_or(problem)
    }

    /// Code of the agency that received it.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// Day of receipt.
    pub fn day(&self) -> NaiveDate {
        self.day
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.day;
        write!(
            f,
            "{}-{:02}{:02}{:02}-{}",
            self.agency,
            day.year() % 100,
            day.month(),
            day.day(),
            self.sequence
        )
    }
}

/// `1.001193`, with or without an agency suffix: shown on the same pages, so typed in the wrong place.
fn is_procedure_code(code: &str) -> bool {
    let mut parts = code.split('.');
    let first = parts.next().is_some_and(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_digit()));
    first && parts.next().is_some_and(|part| part.len() == 6 && part.bytes().all(|b| b.is_ascii_digit()))
}

fn digits(part: &str) -> String {
    part.chars()
        .map(|c| {
            if c == 'O' {
                '0'
            } else if matches!(c, 'I' | 'L') {
                '1'
            } else {
                c
            }
        })
        .collect()
}

fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

/// The agency's code in its one way of writing: `H21.65`, or `000.00.65.H21` as before 2020.
fn agency_code(typed: &str) -> Option<String> {
    let parts: Vec<&str> = typed.split('.').collect();
    let letter_and_two = |part: &str| -> Option<String> {
        let letter = part.chars().next().filter(char::is_ascii_uppercase)?;
        let number = digits(&part[1..]);
        (number.len() == 2 && is_digits(&number)).then(|| format!("{letter}{number}"))
    };
    if let Some(first) = letter_and_two(parts.first()?) {
        if parts.len() > 4 {
            return None;
        }
        let mut code = first;
        for part in &parts[1..] {
            let number = digits(part);
            if !is_digits(&number) || number.len() > 3 {
                return None;
            }
            code.push('.');
            code.push_str(&number);
        }
        return Some(code);
    }
    let (last, levels) = parts.split_last()?;
    let levels: Vec<String> = levels.iter().map(|part| digits(part)).collect();
    let old = levels.len() == 3 && levels.iter().all(|part| is_digits(part) && (2..=3).contains(&part.len()));
    let province = letter_and_two(last).filter(|_| old)?;
    Some([&levels.join("."), ".", &province].concat())
}

/// Six digits of the day and four to seven of the sequence.
fn day_and_sequence(rest: &str) -> Result<(NaiveDate, String), Problem> {
    let rest = digits(rest);
    if !is_digits(&rest) {
        return Err(Problem::NotACode);
    }
    let number = |at: usize| rest.get(at..at + 2).and_then(|two| two.parse::<u32>().ok());
    let (Some(year), Some(month), Some(date)) = (number(0), number(2), number(4)) else {
        return Err(Problem::CodeDay);
    };
    let day = NaiveDate::from_ymd_opt(2000 + year as i32, month, date).ok_or(Problem::CodeDay)?;
    match rest.get(6..) {
        Some(sequence) if (4..=7).contains(&sequence.len()) => Ok((day, sequence.to_owned())),
        _ => Err(Problem::CodeSequence),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Result<String, Problem> {
        DossierCode::parse(typed).map(|code| code.to_string())
    }

    #[test]
    fn makes_codes() {
        let day = NaiveDate::from_ymd_opt(2022, 9, 14).unwrap();
        assert_eq!(DossierCode::new("H21.65", day, 11).to_string(), "H21.65-220914-0011");
        assert_eq!(DossierCode::new("H21.65", day, 12345).to_string(), "H21.65-220914-12345");
    }

    #[test]
    fn reads_codes_in_use_and_as_mistyped() {
        for (typed, code) in [
            ("H21.65-220914-0011", "H21.65-220914-0011"),
            ("H15.50.05.13-261008-0975", "H15.50.05.13-261008-0975"),
            ("000.00.65.H21-190914-0011", "000.00.65.H21-190914-0011"),
            ("  h21.65 – 220914 – 0011 ", "H21.65-220914-0011"),
            ("H21.65 220914 0011", "H21.65-220914-0011"),
            ("h21,65-22O914-OO11", "H21.65-220914-0011"),
            ("H21.652209140011", "H21.65-220914-0011"),
            ("H21.65-2209140011", "H21.65-220914-0011"),
            ("H21.65-220914-0000011", "H21.65-220914-0000011"),
            ("Mã: H21", "Mã: H21"),
        ] {
            if typed.starts_with("Mã") {
                assert_eq!(read(typed), Err(Problem::NotACode));
            } else {
                assert_eq!(read(typed).as_deref(), Ok(code), "{typed}");
            }
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (typed, problem) in [
            ("", Problem::Missing),
            (" - ", Problem::Missing),
            ("H21.65", Problem::CodeDay),
            ("H21.65-2209", Problem::CodeDay),
            ("H21.65-221314-0011", Problem::CodeDay),
            ("H21.65-220914", Problem::CodeSequence),
            ("H21.65-220914-11", Problem::CodeSequence),
            ("H21.65-220914-12345678", Problem::CodeSequence),
            ("H21.65-220914-00A1", Problem::NotACode),
            ("khai sinh", Problem::NotACode),
            ("1.001193", Problem::CodeOfProcedure),
            ("1.001193.000.00.00.H21", Problem::CodeOfProcedure),
        ] {
            assert_eq!(read(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_even_read() {
        let code = "H21.65-220914-0011";
        let typed = |length: usize| format!("{code}{}", " ".repeat(length - code.len()));
        assert_eq!(read(&typed(LONGEST_TYPED)).as_deref(), Ok(code));
        assert_eq!(read(&typed(LONGEST_TYPED + 1)), Err(Problem::NotACode));
    }

    proptest! {
        #[test]
        fn made_and_read_again(
            agency in "[A-Z][0-9]{2}(\\.[0-9]{1,3}){0,3}", days in 0i64..36_000, sequence in 1u32..10_000_000,
            lower in any::<bool>(), dash in "-| - |–|_",
        ) {
            let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Duration::days(days);
            let code = DossierCode::new(&agency, day, sequence);
            let mut typed = code.to_string().replace('-', &dash);
            if lower { typed = typed.to_lowercase(); }
            prop_assert_eq!(DossierCode::parse(&typed), Ok(code));
        }

        #[test]
        fn never_panics(typed in "[H0-9.O -]{0,30}|\\PC{0,30}") {
            if let Ok(code) = DossierCode::parse(&typed) {
                prop_assert_eq!(DossierCode::parse(&code.to_string()), Ok(code));
            }
        }
    }
}
