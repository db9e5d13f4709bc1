//! Tax code (mã số thuế): 10 digits with a check digit, 10 with a branch of 3, or a 12-digit identity number.
//!
//! An enterprise's number is its tax code. Since 1/7/2025 people and household businesses use their identity number
//! (Circular 86/2024/TT-BTC).

use crate::identity::{IdentityNumber, digits_of};
use crate::problem::Problem;

/// A tax code as it is written: `0100109106`, `0314409058-002` or 12 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxCode(String);

const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

impl TaxCode {
    /// Reads a code as typed; spaces, dots and dashes are forgiven.
    pub fn parse(typed: &str, this_year: i32) -> Result<Self, Problem> {
        let digits = digits_of(typed)?;
        match digits.len() {
            0 => Err(Problem::Missing),
            12 => IdentityNumber::parse(&digits, this_year).map(|number| Self(number.into())),
            10 | 13 if !check_digit_fits(digits.as_bytes()) => Err(Problem::TaxCodeCheckDigit),
            10 => Ok(Self(digits)),
            13 => {
                let (enterprise, branch) = digits.split_at(10);
                Ok(Self([enterprise, "-", branch].concat()))
            }
            typed => Err(Problem::TaxCodeLength { typed }),
        }
    }

    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The tenth digit is 10 less the weighted sum of the first nine modulo 11; codes for which that is 10 are not issued.
fn check_digit_fits(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    digits.get(9).is_some_and(|tenth| u32::from(tenth - b'0') == 10 - sum % 11)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(typed: &str) -> Result<String, Problem> {
        TaxCode::parse(typed, 2026).map(|code| code.0)
    }

    #[test]
    fn accepts_codes_in_use() {
        for code in ["0100233488", "0100109106", "5900189195", "0314409058-002"] {
            assert_eq!(parse(code).as_deref(), Ok(code));
        }
        assert_eq!(parse("0314409058 002").as_deref(), Ok("0314409058-002"));
        assert_eq!(parse("064201123456").as_deref(), Ok("064201123456"));
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parse("0100233480"), Err(Problem::TaxCodeCheckDigit));
        assert_eq!(parse("0314409057-002"), Err(Problem::TaxCodeCheckDigit));
        assert_eq!(parse("010023348"), Err(Problem::TaxCodeLength { typed: 9 }));
        assert_eq!(parse("01002334888"), Err(Problem::TaxCodeLength { typed: 11 }));
        assert_eq!(parse("MST 0100233488"), Err(Problem::NotOnlyDigits));
        assert_eq!(parse("064299123456"), Err(Problem::NumberFromTheFuture { year: 2099 }));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_found(first in "[0-9]{9}", at in 0usize..10, shift in 1u8..10) {
            let sum: u32 = first.bytes().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
            prop_assume!(!sum.is_multiple_of(11));
            let mut code = first.into_bytes();
            code.push(b'0' + (10 - sum % 11) as u8);
            let right = String::from_utf8(code.clone()).unwrap();
            prop_assert_eq!(parse(&right), Ok(right));
            code[at] = b'0' + (code[at] - b'0' + shift) % 10;
            let wrong = String::from_utf8(code).unwrap();
            prop_assert_eq!(parse(&wrong), Err(Problem::TaxCodeCheckDigit));
        }
    }
}
