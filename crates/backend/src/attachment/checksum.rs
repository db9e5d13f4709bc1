//! What the bytes of a request add up to, where the client says it.

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// What the bytes of one request must add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1, which every client of tus knows.
    Sha1(Vec<u8>),
    /// SHA-256.
    Sha256(Vec<u8>),
}

impl Checksum {
    pub(super) fn reader(&self) -> Digests {
        match self {
            Self::Sha1(_) => Digests::Sha1(Sha1::new()),
            Self::Sha256(_) => Digests::Sha256(Sha256::new()),
        }
    }

    pub(super) fn expected(&self) -> &[u8] {
        match self {
            Self::Sha1(expected) | Self::Sha256(expected) => expected,
        }
    }
}

/// Adds bytes up.
pub(super) enum Digests {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Digests {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
        }
    }

    pub(super) fn is(self, expected: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => digest.finalize().as_slice() == expected,
            Self::Sha256(digest) => digest.finalize().as_slice() == expected,
        }
    }
}
