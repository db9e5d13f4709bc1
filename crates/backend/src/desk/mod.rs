//! What officers read of a dossier and do with it, beside moving and judging it.

mod document;
mod fee;
pub mod inbox;
mod note;
mod reading;
mod repo;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod word;

pub use document::{Added, Document, DocumentKind, add, open, open_paper, open_result};
pub(crate) use document::{may_fetch, of_dossier as documents};
pub use fee::{Fee, Receipt, take_cash, waive};
pub use note::{MOST_NOTE, Note, Noted, write};
pub use reading::{Happening, May, Offer, Sheet, SheetPaper, TimeCourse, read};
pub use word::{Word, give_word};
