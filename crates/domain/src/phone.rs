//! Vietnamese phone numbers, kept as E.164.
//!
//! Mobile numbers have nine digits after the zero with the prefixes in use since 2018; landlines (02x) have ten.

use std::fmt;

use crate::problem::Problem;

/// A phone number such as `+84905123456`. `Debug` shows the last three digits only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as typed: with `0`, `84`, `+84` or `0084`; spaces, dots, dashes and brackets are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let mut digits = String::with_capacity(typed.len());
        for c in typed.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() => {}
                '.'
                | '-'
                | '('
                | ')'
                | '/'
                | '\u{2010}'..='\u{2015}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' => {}
                c if c.is_whitespace() => {}
                _ => return Err(Problem::NotOnlyDigits),
            }
        }
        if digits.is_empty() {
            return Err(Problem::Missing);
        }
        let international = digits.strip_prefix("00").unwrap_or(&digits);
        let after_country = international
            .strip_prefix("84")
            .filter(|rest| typed.trim().starts_with('+') || digits.starts_with("00") || rest.len() >= 9);
        let national = match after_country {
            // "+84 (0)905 …"
            Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
            None => digits.strip_prefix('0').unwrap_or(&digits),
        };
        let typed = national.len() + 1;
        match national.as_bytes() {
            [] => Err(Problem::TooFewDigits { needed: 10, typed }),
            [b'2', ..] if typed < 11 => Err(Problem::TooFewDigits { needed: 11, typed }),
            [b'2', ..] if typed > 11 => Err(Problem::TooManyDigits { needed: 11, typed }),
            [b'2', ..] => Ok(Self(["+84", national].concat())),
            [b'1', b'2' | b'6' | b'8' | b'9', ..] if typed == 11 => Err(Problem::OldPhone),
            _ if typed < 10 => Err(Problem::TooFewDigits { needed: 10, typed }),
            _ if typed > 10 => Err(Problem::TooManyDigits { needed: 10, typed }),
            [b'3', b'2'..=b'9', ..]
            | [b'5', b'2' | b'5' | b'6' | b'8' | b'9', ..]
            | [b'7', b'0' | b'6'..=b'9', ..]
            | [b'8', b'1'..=b'9', ..]
            | [b'9', b'0'..=b'4' | b'6'..=b'9', ..] => Ok(Self(["+84", national].concat())),
            _ => Err(Problem::PhonePrefix { prefix: ["0", national.get(..2).unwrap_or(national)].concat() }),
        }
    }

    /// Reads a number that must be able to receive messages.
    pub fn parse_mobile(typed: &str) -> Result<Self, Problem> {
        Self::parse(typed)
            .and_then(|phone| if phone.is_mobile() { Ok(phone) } else { Err(Problem::NotMobile) })
    }

    /// `+84905123456`.
    pub fn e164(&self) -> &str {
        &self.0
    }

    fn after_country(&self) -> &str {
        self.0.get(3..).unwrap_or_default()
    }

    /// `0905123456`.
    pub fn national(&self) -> String {
        ["0", self.after_country()].concat()
    }

    /// Whether it is a mobile number.
    pub fn is_mobile(&self) -> bool {
        !self.after_country().starts_with('2')
    }

    /// For showing: `0905 123 456`, `0269 3824 404`.
    pub fn display(&self) -> String {
        let national = self.national();
        let (first, rest) = national.split_at(4);
        let (middle, last) = rest.split_at(rest.len() - 3);
        [first, " ", middle, " ", last].concat()
    }

    /// The last four digits.
    pub fn last_four(&self) -> &str {
        self.0.get(self.0.len() - 4..).unwrap_or_default()
    }

    /// For showing without telling: `•••• ••• 456`.
    pub fn masked(&self) -> String {
        ["•••• ••• ", self.0.get(self.0.len() - 3..).unwrap_or_default()].concat()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_ways_of_writing_one_number() {
        for typed in [
            "0905123456",
            "+84905123456",
            "84905123456",
            "0084905123456",
            "0905 123 456",
            "0905.123.456",
            "(+84) 905-123-456",
            "+84 (0)905 123 456",
            "\u{202a}0905123456\u{202c}",
            "905123456",
        ] {
            assert_eq!(Phone::parse(typed).unwrap().e164(), "+84905123456", "{typed}");
        }
        // A mobile number that begins with the country's own code after its zero.
        assert_eq!(Phone::parse("0841234567").unwrap().e164(), "+84841234567");
        assert_eq!(Phone::parse("841234567").unwrap().e164(), "+84841234567");
    }

    #[test]
    fn displays() {
        let phone = Phone::parse("0905123456").unwrap();
        assert_eq!(phone.display(), "0905 123 456");
        assert_eq!(phone.masked(), "•••• ••• 456");
        assert_eq!(phone.last_four(), "3456");
        assert_eq!(Phone::parse("02693824404").unwrap().display(), "0269 3824 404");
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(Phone::parse("090512345"), Err(Problem::TooFewDigits { needed: 10, typed: 9 }));
        assert_eq!(Phone::parse("09051234567"), Err(Problem::TooManyDigits { needed: 10, typed: 11 }));
        assert_eq!(Phone::parse("01668123456"), Err(Problem::OldPhone));
        assert_eq!(Phone::parse("0512345678"), Err(Problem::PhonePrefix { prefix: "051".into() }));
        assert_eq!(Phone::parse("0905abc456"), Err(Problem::NotOnlyDigits));
        assert_eq!(Phone::parse("+"), Err(Problem::Missing));
        assert_eq!(Phone::parse("0"), Err(Problem::TooFewDigits { needed: 10, typed: 1 }));
        assert_eq!(Phone::parse("0269382440"), Err(Problem::TooFewDigits { needed: 11, typed: 10 }));
        assert_eq!(Phone::parse_mobile("02693824404"), Err(Problem::NotMobile));
    }

    proptest! {
        #[test]
        fn every_prefix_in_use(prefix in "3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9]", rest in "[0-9]{7}") {
            let national = format!("0{prefix}{rest}");
            let phone = Phone::parse(&national).unwrap();
            prop_assert!(phone.is_mobile());
            prop_assert_eq!(phone.national(), national);
            prop_assert_eq!(Phone::parse(phone.e164()), Ok(phone.clone()));
            prop_assert_eq!(Phone::parse(&phone.e164()[1..]), Ok(phone.clone()));
            prop_assert_eq!(Phone::parse(&phone.display()), Ok(phone));
        }

        #[test]
        fn never_panics(typed in "\\PC{0,30}") {
            if let Ok(phone) = Phone::parse(&typed) {
                prop_assert!(phone.e164().len() == 12 || phone.e164().len() == 13);
                let _ = (phone.display(), phone.masked(), phone.last_four());
            }
        }
    }
}
