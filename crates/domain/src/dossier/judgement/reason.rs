//! Why something is refused: a reason from a list, with words of one's own.

use serde::{Deserialize, Serialize};

use super::Item;
use crate::check::clean_text;
use crate::named::named;

/// Most characters of somebody's own words.
pub const MOST_WORDS: usize = 1000;

named! {
    /// Why a paper or an answer is refused. The sentences are the interface's.
    pub enum Reason {
        /// A paper that is needed was not handed in.
        Missing = "missing",
        /// Blurred, dark or cut off.
        Unreadable = "unreadable",
        /// Pages, or parts of the answer, are missing.
        Incomplete = "incomplete",
        /// Another paper than the one that is needed.
        WrongPaper = "wrong_paper",
        /// Not on the form that is prescribed.
        WrongForm = "wrong_form",
        /// Not in force any more.
        Expired = "expired",
        /// A copy that must be certified and is not.
        NotCertified = "not_certified",
        /// The signature or the stamp is missing.
        NotSigned = "not_signed",
        /// A file that nobody may open, because of a virus or because it could not be searched for one.
        NotSafe = "not_safe",
        /// Papers and answers say different things.
        Disagrees = "disagrees",
        /// Nobody can tell what is meant.
        Unclear = "unclear",
        /// Not what the law asks for.
        NotAllowed = "not_allowed",
        /// Something else, in one's own words.
        Other = "other",
    }
}

impl Reason {
    /// Whether it can be said of such an item.
    pub fn fits(self, item: &Item) -> bool {
        match self {
            Self::Missing
            | Self::Unreadable
            | Self::WrongPaper
            | Self::WrongForm
            | Self::Expired
            | Self::NotCertified
            | Self::NotSigned
            | Self::NotSafe => matches!(item, Item::Paper(_)),
            Self::Unclear | Self::NotAllowed => matches!(item, Item::Answer(_)),
            Self::Incomplete | Self::Disagrees | Self::Other => true,
        }
    }

    /// The reasons that can be said of such an item, in the order in which they are offered.
    pub fn for_item(item: &Item) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |reason| reason.fits(item))
    }

    /// Tells nothing without words.
    pub fn needs_words(self) -> bool {
        matches!(self, Self::Other | Self::Disagrees | Self::NotAllowed)
    }
}

/// Why an item is refused. Can be personal data: the words are somebody's about somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The reason from the list.
    pub reason: Reason,
    /// Words of one's own, for the applicant to read; may be empty where the reason says enough.
    pub words: String,
}

/// Why a refusal cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The reason is one for the other kind of item; only a forged form sends it.
    OtherKind,
    /// The reason says nothing without words.
    NoWords,
    /// More characters than [`MOST_WORDS`].
    TooLong,
}

impl Refusal {
    /// A refusal with words as they were typed.
    ///
    /// # Errors
    ///
    /// The words are missing or too many.
    pub fn new(reason: Reason, words: &str) -> Result<Self, Unfit> {
        let words = clean_text(words);
        if words.chars().count() > MOST_WORDS {
            return Err(Unfit::TooLong);
        }
        if reason.needs_words() && !words.chars().any(char::is_alphanumeric) {
            return Err(Unfit::NoWords);
        }
        Ok(Self { reason, words })
    }
}
