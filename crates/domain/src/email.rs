//! Mail addresses: what reaches a mailbox in practice, not everything RFC 5321 allows.

use crate::problem::{Problem, Warning};

/// Most octets of an address (RFC 5321 §4.5.3.1.3, less the angle brackets).
pub const MAX_LENGTH: usize = 254;

const MAX_LOCAL: usize = 64;

/// A mail address, its domain in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address as typed. Letters with diacritics are refused with their own reason (a keyboard left in
    /// Vietnamese types them); international domains are taken in their `xn--` form.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Problem::Missing);
        }
        if typed.len() > MAX_LENGTH {
            return Err(Problem::TooLong { max: MAX_LENGTH, typed: typed.chars().count() });
        }
        if typed.chars().any(char::is_control) {
            return Err(Problem::ControlCharacter);
        }
        if let Some(letter) = typed.chars().find(|c| !c.is_ascii()) {
            return Err(Problem::EmailLetter { letter });
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
        let domain = domain.to_ascii_lowercase();
        if !is_local_part(local) || !is_domain(&domain) {
            return Err(Problem::NotAnEmail);
        }
        Ok(Self([local, "@", &domain].concat()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For showing without telling: `h•••@gmail.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or_default();
        let first: String = local.chars().take(1).collect();
        [&first, "•••@", domain].concat()
    }

    /// A domain that looks like a slip of the fingers.
    pub fn warning(&self) -> Option<Warning> {
        let (_, domain) = self.0.rsplit_once('@')?;
        let meant = match domain {
            "gmail.con" | "gmail.co" | "gmail.cm" | "gmail.om" | "gmail.vn" | "gmail.com.vn" | "gmai.com"
            | "gmal.com" | "gmial.com" | "gmaill.com" | "gamil.com" | "gnail.com" | "gmail.comm"
            | "gmail.cim" | "gmail.coim" => "gmail.com",
            "yaho.com" | "yahooo.com" | "yahoo.con" | "yahoo.co" | "yhoo.com" => "yahoo.com",
            "yahoo.com.v" | "yahoo.con.vn" | "yaho.com.vn" => "yahoo.com.vn",
            "hotmail.con" | "hotmai.com" | "hotmal.com" | "hotmial.com" => "hotmail.com",
            "outlook.con" | "outlok.com" | "outlock.com" => "outlook.com",
            "icloud.con" | "iclound.com" | "icloud.co" => "icloud.com",
            _ => return None,
        };
        Some(Warning::EmailDomain { meant: meant.to_owned() })
    }
}

/// RFC 5322 dot-atom.
fn is_local_part(local: &str) -> bool {
    local.len() <= MAX_LOCAL
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
        })
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
        && labels.last().is_some_and(|top| {
            top.len() >= 2 && !top.bytes().any(|b| b.is_ascii_digit()) || top.starts_with("xn--")
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepts_real_addresses() {
        for (typed, kept) in [
            ("lan.nguyen@gmail.com", "lan.nguyen@gmail.com"),
            ("  Lan@GMAIL.com ", "Lan@gmail.com"),
            ("a+b_c-d@x-y.gialai.gov.vn", "a+b_c-d@x-y.gialai.gov.vn"),
            ("o'hara@example.org", "o'hara@example.org"),
            ("x@xn--bcher-kva.example", "x@xn--bcher-kva.example"),
        ] {
            assert_eq!(Email::parse(typed).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn refuses_with_a_reason() {
        for typed in [
            "lan",
            "lan@",
            "@gmail.com",
            "lan@gmail",
            "lan@@gmail.com",
            "la n@gmail.com",
            "lan@gmail..com",
            ".lan@gmail.com",
            "lan@-gmail.com",
            "lan@1.2.3.4",
            "<lan@gmail.com>",
            "\"a b\"@x.vn",
            "a@b.c",
            "a,b@x.vn",
        ] {
            assert_eq!(Email::parse(typed), Err(Problem::NotAnEmail), "{typed}");
        }
        assert_eq!(Email::parse("đức@gmail.com"), Err(Problem::EmailLetter { letter: 'đ' }));
        assert_eq!(Email::parse("a@x.vn\r\nBcc: b@x.vn"), Err(Problem::ControlCharacter));
        let long = format!("{}@x.vn", "a".repeat(250));
        assert_eq!(Email::parse(&long), Err(Problem::TooLong { max: 254, typed: 255 }));
        assert_eq!(Email::parse(&format!("{}@x.vn", "a".repeat(65))), Err(Problem::NotAnEmail));
    }

    #[test]
    fn suspects_slips_and_masks() {
        let slip = Email::parse("lan@gmail.con").unwrap();
        assert_eq!(slip.warning(), Some(Warning::EmailDomain { meant: "gmail.com".into() }));
        let right = Email::parse("lan@gmail.com").unwrap();
        assert_eq!(right.warning(), None);
        assert_eq!(right.masked(), "l•••@gmail.com");
    }

    proptest! {
        #[test]
        fn what_passes_is_one_safe_line(typed in "\\PC{0,60}|[a-z.@\r\n]{0,30}") {
            if let Ok(email) = Email::parse(&typed) {
                prop_assert!(email.as_str().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(email.as_str().matches('@').count(), 1);
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
            }
        }
    }
}
