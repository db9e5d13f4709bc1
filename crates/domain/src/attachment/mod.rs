//! Files handed in as papers: which are taken, and under what name they are kept.
//!
//! A file is judged by what it holds; its name and the type that the browser declares must agree with that.

mod accept;
mod content;
mod dimensions;
pub mod kept;
mod name;
mod scan;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

pub use accept::{accept, accepted};
pub use content::judge;
pub use name::clean_name;
pub use scan::Scan;

/// Bytes in a megabyte, as people count them.
const MEGABYTE: u64 = 1_000_000;

/// Most megabytes of one file, where the operator says nothing else.
pub const MAX_FILE_MB: u64 = 20;
/// The same in bytes.
pub const MAX_FILE_BYTES: u64 = bytes(MAX_FILE_MB);
/// Most files for one paper.
pub const MAX_FILES: usize = 20;
/// Most megabytes of all files of one dossier.
pub const MAX_DOSSIER_MB: u64 = 200;
/// Most bytes of all files of one dossier.
pub const MAX_DOSSIER_BYTES: u64 = bytes(MAX_DOSSIER_MB);
/// Bytes at either end of a file that [`judge`] wants to see.
pub const END_BYTES: u32 = 66_000;
/// The kinds of files that are taken. No archives: a scanner for viruses calls one that unpacks to more than it looks at
/// clean, and nobody at a desk should have to unpack anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// PDF (ISO 32000).
    Pdf,
    /// JPEG photo.
    Jpeg,
    /// PNG picture.
    Png,
    /// HEIF photo, as iPhones take them.
    Heic,
    /// WebP picture.
    Webp,
}

impl FileKind {
    /// All kinds, PDF first.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Jpeg, Self::Png, Self::Heic, Self::Webp];

    /// All kinds, as most papers take them.
    pub(crate) fn all() -> Vec<Self> {
        Self::ALL.to_vec()
    }

    /// The media type under which it is handed out.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Heic => "image/heic",
            Self::Webp => "image/webp",
        }
    }

    /// Whether it is a picture.
    pub fn is_picture(self) -> bool {
        self != Self::Pdf
    }

    /// The endings that names of such files have, the usual one first.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Heic => &["heic", "heif", "hif"],
            Self::Webp => &["webp"],
        }
    }
}

/// Whether a file of `size` bytes may be sent at all, where one has at most `max_mb` megabytes.
///
/// # Errors
/// [`Problem::FileTooLarge`].
pub fn not_too_large(size: u64, max_mb: u64) -> Result<(), Problem> {
    if size > bytes(max_mb) { Err(Problem::FileTooLarge { max_mb }) } else { Ok(()) }
}

/// Bytes in so many megabytes.
pub const fn bytes(megabytes: u64) -> u64 {
    megabytes.saturating_mul(MEGABYTE)
}

/// Whether one more file fits beside those that a dossier has: `count` of the same paper, `bytes` of all papers.
///
/// # Errors
/// [`Problem::TooManyFiles`] or [`Problem::FilesTooLarge`].
pub fn fits(count: usize, bytes: u64, size: u64) -> Result<(), Problem> {
    if count >= MAX_FILES {
        Err(Problem::TooManyFiles { max: MAX_FILES })
    } else if bytes.saturating_add(size) > MAX_DOSSIER_BYTES {
        Err(Problem::FilesTooLarge { max_mb: MAX_DOSSIER_MB })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_large_a_file_may_be_is_said_by_the_operator() {
        assert_eq!(not_too_large(MAX_FILE_BYTES, MAX_FILE_MB), Ok(()));
        assert_eq!(not_too_large(MAX_FILE_BYTES + 1, MAX_FILE_MB), Err(Problem::FileTooLarge { max_mb: 20 }));
        assert_eq!(not_too_large(MAX_FILE_BYTES + 1, 100), Ok(()));
        assert_eq!(not_too_large(5_000_001, 5), Err(Problem::FileTooLarge { max_mb: 5 }));
    }
}
