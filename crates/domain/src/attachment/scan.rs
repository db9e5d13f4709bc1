//! What the virus scan says of a content, and who may open it.

use crate::problem::Problem;

/// What is known of a content. Only what a scanner called clean is clean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// No scanner has said anything yet.
    Waiting,
    /// Scanned as a whole; nothing was found.
    Clean,
    /// Something was found.
    Infected,
    /// Larger, packed or unpacked, than the scanner takes.
    Unscannable,
}

impl Scan {
    const ALL: [Self; 4] = [Self::Waiting, Self::Clean, Self::Infected, Self::Unscannable];

    /// As tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::Unscannable => "unscannable",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scan| scan.as_str() == name)
    }

    /// Whether nobody may open the content. A portal without a scanner withholds only what one found before.
    pub fn withholds(self, has_scanner: bool) -> bool {
        match self {
            Self::Clean => false,
            Self::Waiting | Self::Unscannable => has_scanner,
            Self::Infected => true,
        }
    }

    /// Why a file with this content is not taken; nothing as long as it may turn out clean.
    pub fn problem(self) -> Option<Problem> {
        match self {
            Self::Waiting | Self::Clean => None,
            Self::Infected => Some(Problem::FileInfected),
            Self::Unscannable => Some(Problem::FileUnscannable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_clean_is_opened_where_there_is_a_scanner() {
        for scan in Scan::ALL {
            assert_eq!(scan.withholds(true), scan != Scan::Clean, "{scan:?}");
            assert_eq!(scan.withholds(false), scan == Scan::Infected, "{scan:?}");
            assert_eq!(Scan::from_name(scan.as_str()), Some(scan));
        }
        assert_eq!(Scan::from_name("Clean"), None);
        assert_eq!(Scan::from_name(""), None);
    }
}
