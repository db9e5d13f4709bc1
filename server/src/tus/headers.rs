//! What the headers of tus say (<https://tus.io/protocols/resumable-upload>). `None` where one cannot be read.

use std::collections::BTreeMap;

use backend::attachment::Checksum;
use base64::prelude::{BASE64_STANDARD, Engine};
use uuid::Uuid;

/// The most that the description of a file takes, in bytes.
const LONGEST_METADATA: usize = 4_000;

/// The most uploads that are put together.
const MOST_JOINED: usize = 60;

/// A number of bytes: digits, below 2⁶⁴.
pub fn number(text: &str) -> Option<u64> {
    // `parse` would take a `+` too.
    Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

/// What is said of the file: pairs of a name and a value in base64, separated by commas. Some clients send nothing.
pub fn metadata(text: &str) -> Option<BTreeMap<String, String>> {
    let text = Some(text).filter(|text| text.len() <= LONGEST_METADATA)?;
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = BASE64_STANDARD.decode(value.trim()).ok()?;
            Some((name.to_owned(), String::from_utf8_lossy(&value).into_owned()))
        })
        .collect()
}

/// What the bytes must add up to.
pub fn checksum(text: &str) -> Option<Checksum> {
    let (algorithm, sum) = text.split_once(' ')?;
    let sum = BASE64_STANDARD.decode(sum.trim()).ok()?;
    match (algorithm, sum.len()) {
        ("sha1", 20) => Some(Checksum::Sha1(sum)),
        ("sha256", 32) => Some(Checksum::Sha256(sum)),
        _ => None,
    }
}

/// What an upload is to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concat {
    /// It is to be put together with others.
    Partial,
    /// It is these put together, in this order.
    Final(Vec<Uuid>),
}

/// Whether an upload is put together with others: `partial`, or `final;` and their addresses, relative or whole.
pub fn concat(text: &str) -> Option<Concat> {
    if text == "partial" {
        return Some(Concat::Partial);
    }
    let addresses = text.strip_prefix("final;")?.split_ascii_whitespace();
    let uploads = addresses.take(MOST_JOINED + 1).map(upload).collect::<Option<Vec<Uuid>>>()?;
    (!uploads.is_empty() && uploads.len() <= MOST_JOINED).then_some(Concat::Final(uploads))
}

/// The upload at an address. Of which host is no matter: nobody knows another's ids, and they would be of no use.
fn upload(address: &str) -> Option<Uuid> {
    let path = match address.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => address,
    };
    path.strip_prefix("/files/")?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_read_or_refused() {
        assert_eq!(metadata("").unwrap().len(), 0, "some clients send an empty one");
        let both =
            metadata("filename Z2nhuqV5LnBkZg==, filetype YXBwbGljYXRpb24vcGRm,is_confidential").unwrap();
        assert_eq!(both["filename"], "giấy.pdf");
        assert_eq!(both["filetype"], "application/pdf");
        assert_eq!(both["is_confidential"], "");
        assert_eq!(metadata("filename ###"), None);
        assert_eq!(metadata(&"a YQ==,".repeat(10_000)), None);
    }

    #[test]
    fn numbers_of_bytes_are_digits() {
        for (text, read) in [
            ("0", Some(0)),
            ("20000000", Some(20_000_000)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("NaN", None),
            ("", None),
        ] {
            assert_eq!(number(text), read, "{text}");
        }
    }

    #[test]
    fn checksums_have_a_known_kind_and_its_length() {
        assert!(matches!(checksum("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk="), Some(Checksum::Sha1(_))));
        for wrong in
            ["", "sha1", "md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha256 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha1 ##"]
        {
            assert_eq!(checksum(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn uploads_are_put_together_by_their_addresses() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(concat("partial"), Some(Concat::Partial));
        let both = format!("final;/files/{one} https://dichvucong.test:8443/files/{other}");
        assert_eq!(concat(&both), Some(Concat::Final(vec![one, other])));
        let many = format!("final;{}", format!("/files/{one} ").repeat(MOST_JOINED + 1));
        for wrong in
            ["", "Partial", "final", "final;", "final; ", "final;/files/1", "final;https://a.test", &many]
        {
            assert_eq!(concat(wrong), None, "{wrong}");
        }
        assert_eq!(concat(&format!("final;/giay-to/{one}")), None);
    }
}
