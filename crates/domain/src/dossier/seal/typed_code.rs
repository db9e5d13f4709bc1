//! The short code of a printed form, for whoever cannot scan: found again in the portal's own records.

use std::fmt;

use crate::crockford::{sign, values};

/// Signs that carry something; one more checks them.
const SIGNS: usize = 15;
/// Signs between two dashes.
const GROUP: usize = 4;
/// The most bytes that are read as a code.
const LONGEST_TYPED: usize = 100;

/// Fifteen signs of five bits (75 bits), the first of the SHA-256 over a signed seal, so nobody makes one up; and one that
/// finds any one wrong sign and any two that were exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypedCode([u8; SIGNS]);

/// Why what was typed is no such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTyped {
    /// Something other than letters and digits, or a U, which codes do not have.
    Sign,
    /// So many signs instead of sixteen.
    Length(usize),
    /// A sign is wrong, or two were exchanged.
    Check,
}

impl TypedCode {
    /// The code of a signed seal with this SHA-256.
    pub fn new(digest: &[u8; 32]) -> Self {
        let mut signs = [0; SIGNS];
        for (place, sign) in signs.iter_mut().enumerate() {
            let (byte, bit) = (place * 5 / 8, place * 5 % 8);
            let two = u16::from(digest[byte]) << 8 | u16::from(digest[byte + 1]);
            *sign = (two >> (11 - bit)) as u8 & 31;
        }
        Self(signs)
    }

    /// Reads a code as people type it: small letters, O for 0, I or L for 1, without or with other dashes.
    ///
    /// # Errors
    ///
    /// It is none; the person should look at the paper again.
    pub fn parse(typed: &str) -> Result<Self, NotTyped> {
        if typed.len() > LONGEST_TYPED {
            return Err(NotTyped::Length(typed.len()));
        }
        let values = values(typed).ok_or(NotTyped::Sign)?;
        let length = NotTyped::Length(values.len());
        let (check, signs) = values.split_last().ok_or(length)?;
        let code = Self(signs.try_into().map_err(|_| length)?);
        if code.check() == *check { Ok(code) } else { Err(NotTyped::Check) }
    }

    /// The sum over all signs, each times another power of x, in the field of 32 elements modulo x⁵ + x² + 1. A wrong sign
    /// changes it, and so do two exchanged ones, since no two powers are equal.
    fn check(&self) -> u8 {
        let double = |value: u8| if value & 16 == 0 { value << 1 } else { (value << 1 ^ 0b10_0101) & 31 };
        // The first sign has the highest power, the last one x, the check itself 1.
        self.0.iter().fold(0, |sum, sign| double(sum ^ sign))
    }
}

impl fmt::Display for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, value) in self.0.iter().chain([&self.check()]).enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", sign(*value))?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crockford;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let digest = std::array::from_fn(|at| (at as u8).wrapping_mul(37).wrapping_add(8));
        let code = TypedCode::new(&digest);
        let shown = code.to_string();
        assert_eq!(shown, "10PN-4XWW-R7K0-PC29");
        for typed in
            ["10PN-4XWW-R7K0-PC29", " iopn 4xww r7ko pc29", "l0PN4XWWR7K0PC29", "1OPN–4XWW–R7KO–PC29"]
        {
            assert_eq!(TypedCode::parse(typed), Ok(code), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        for (typed, why) in [
            ("", NotTyped::Length(0)),
            ("10PN-4XWW-R7K0-PC2", NotTyped::Length(15)),
            ("10PN-4XWW-R7K0-PC299", NotTyped::Length(17)),
            ("UUUU-4XWW-R7K0-PC29", NotTyped::Sign),
            ("10PN.4XWW.R7K0.PC29", NotTyped::Sign),
            ("10PN-4XWW-R7K0-PC28", NotTyped::Check),
        ] {
            assert_eq!(TypedCode::parse(typed), Err(why), "{typed}");
        }
        assert_eq!(
            TypedCode::parse(&" ".repeat(LONGEST_TYPED + 1)),
            Err(NotTyped::Length(LONGEST_TYPED + 1))
        );
    }

    proptest! {
        #[test]
        fn written_and_read_again(digest: [u8; 32]) {
            let code = TypedCode::new(&digest);
            prop_assert_eq!(TypedCode::parse(&code.to_string()), Ok(code));
            let all = crockford::encode(&digest);
            let written = code.to_string().replace('-', "");
            prop_assert_eq!(written.get(..SIGNS), all.get(..SIGNS));
        }

        #[test]
        fn one_wrong_sign_and_two_exchanged_ones_are_found(digest: [u8; 32]) {
            let written: Vec<char> = TypedCode::new(&digest).to_string().chars().filter(|c| *c != '-').collect();
            for at in 0..written.len() {
                for value in 0..32 {
                    let mut wrong = written.clone();
                    wrong[at] = sign(value);
                    if wrong != written {
                        prop_assert_eq!(TypedCode::parse(&String::from_iter(wrong)), Err(NotTyped::Check));
                    }
                }
                for other in at + 1..written.len() {
                    let mut wrong = written.clone();
                    wrong.swap(at, other);
                    if wrong != written {
                        prop_assert_eq!(TypedCode::parse(&String::from_iter(wrong)), Err(NotTyped::Check));
                    }
                }
            }
        }

        #[test]
        fn never_panics(typed in "\\PC{0,30}") {
            let _ = TypedCode::parse(&typed);
        }
    }
}
