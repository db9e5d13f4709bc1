//! What must hold of anything that anybody sends. `cargo xtask fuzz` looks for bytes with which it does not, led by
//! which code they reach; the tests here try those of `seeds` and some by chance.
#![allow(clippy::panic, reason = "what does not hold is a fault")]

// What the headers need of `backend`, which would take its database along.
extern crate self as backend;

/// As in `backend`.
pub mod attachment {
    /// As in `backend`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Checksum {
        /// SHA-1.
        Sha1(Vec<u8>),
        /// SHA-256.
        Sha256(Vec<u8>),
    }
}

#[path = "../../server/src/tus/headers.rs"]
mod headers;

use attachment::Checksum;
use domain::attachment::{END_BYTES, FileKind, clean_name, judge};
use headers::Concat;
use unicode_normalization::UnicodeNormalization;

/// Up to the next byte of zero, and the rest.
fn until_zero(data: &[u8]) -> (&[u8], &[u8]) {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    (&data[..end], data.get(end + 1..).unwrap_or_default())
}

/// A file is what it is called, or refused: name, declared type and content, with a zero behind the first two.
pub fn sniffer(data: &[u8]) {
    let (name, rest) = until_zero(data);
    let (declared, content) = until_zero(rest);
    let (name, declared) = (String::from_utf8_lossy(name), String::from_utf8_lossy(declared));
    let end = content.len().min(END_BYTES as usize);
    let (head, tail) = (&content[..end], &content[content.len() - end..]);
    let Ok(kind) = judge(&name, &declared, content.len() as u64, head, tail, &FileKind::ALL) else { return };
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let begins = match kind {
        FileKind::Pdf => text.starts_with(b"%PDF-"),
        FileKind::Jpeg => head.starts_with(b"\xff\xd8\xff"),
        FileKind::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
        FileKind::Heic => head.get(4..8) == Some(b"ftyp"),
        FileKind::Webp => head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"),
    };
    assert!(begins, "{kind:?}");
    let name = name.to_ascii_lowercase();
    assert!(
        ![".exe", ".html", ".svg", ".js", ".docx", ".zip"].iter().any(|end| name.ends_with(end)),
        "{name}"
    );
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    assert!(!["text/html", "image/svg+xml", "application/zip"].contains(&&*declared), "{declared}");
    assert!(!tail.windows(8).any(|window| window == b"PK\x05\x06\0\0\0\0"), "an archive at the end");
}

/// A name is harmless wherever it is written.
pub fn names(data: &[u8]) {
    let name = String::from_utf8_lossy(data);
    for kind in [None, Some(FileKind::Pdf), Some(FileKind::Heic)] {
        let clean = clean_name(&name, kind);
        assert!(!clean.is_empty() && clean.len() <= 255, "{clean:?}");
        assert!(!clean.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']), "{clean:?}");
        assert!(
            !clean.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)),
            "{clean:?}"
        );
        assert!(!clean.starts_with(' ') && !clean.ends_with([' ', '.']), "{clean:?}");
        assert!(clean.nfc().eq(clean.chars()), "{clean:?} is not composed");
        let stem = clean.split('.').next().unwrap_or_default().to_ascii_lowercase();
        assert!(!["con", "prn", "aux", "nul", "com1", "lpt9"].contains(&stem.trim_end()), "{clean:?}");
        let ending = clean.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        assert!(kind != Some(FileKind::Pdf) || ending == "pdf", "{clean:?}");
    }
}

/// Numbers are what is written; checksums have their length; uploads are named by their addresses.
pub fn tus_headers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(number) = headers::number(&text) {
        let digits = text.trim_start_matches('0');
        assert_eq!(if digits.is_empty() { "0" } else { digits }, number.to_string());
    }
    match headers::checksum(&text) {
        Some(Checksum::Sha1(sum)) => assert_eq!(sum.len(), 20),
        Some(Checksum::Sha256(sum)) => assert_eq!(sum.len(), 32),
        None => {}
    }
    if let Some(Concat::Final(uploads)) = headers::concat(&text) {
        assert!(!uploads.is_empty() && uploads.iter().all(|id| text.len() >= id.simple().to_string().len()));
    }
}

/// What is said of a file is read or refused, and never more than was sent.
pub fn tus_metadata(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(described) = headers::metadata(&text) {
        // What is not UTF-8 becomes a sign of three bytes.
        let bytes: usize = described.iter().map(|(name, value)| name.len() + value.len() / 3).sum();
        assert!(bytes <= text.len() && described.len() <= text.len());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    type Target = fn(&[u8]);

    const TARGETS: [(&str, Target); 4] = [
        ("sniffer", super::sniffer),
        ("names", super::names),
        ("tus_headers", super::tus_headers),
        ("tus_metadata", super::tus_metadata),
    ];

    #[test]
    fn every_seed_holds() {
        for (name, target) in TARGETS {
            let folder = format!("{}/seeds/{name}", env!("CARGO_MANIFEST_DIR"));
            let seeds: Vec<_> = std::fs::read_dir(folder).unwrap().map(|seed| seed.unwrap().path()).collect();
            assert!(!seeds.is_empty(), "{name}");
            for seed in seeds {
                target(&std::fs::read(seed).unwrap());
            }
        }
    }

    proptest! {
        #[test]
        fn anything_holds(data in any::<Vec<u8>>(), text in "\\PC{0,80}") {
            for (_, target) in TARGETS {
                target(&data);
                target(text.as_bytes());
            }
        }
    }
}
