//! The national forms that a desk gives out: their seals, what the page /xac-minh says of them, and their PDFs.
//!
//! A form is what it says, sealed and signed in the transaction of the move that it belongs to; its PDF is drawn of that
//! whenever somebody opens it. What is only kept at the desk (control sheet, register) is drawn of what is known at that
//! moment, and has no seal.

mod drawing;
mod issue;
mod kept;
mod particulars;
mod repo;
mod verify;

pub use drawing::{GivenOut, given_out, given_out_for, pdf, pdf_for, pdf_for_officer};
pub use issue::{Says, issue};
pub use kept::{RegisterOf, control_sheet, register};
pub use letters::Point;
pub use particulars::{Particulars, particulars};
pub use verify::{Genuine, KeySet, PublishedKey, Verified, by_link, by_typed, published};

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

/// Where the values of a letter are sealed.
const LETTER: &str = "printed_form.letter";

/// The page that tells anybody whether a form is genuine.
const PAGE: &str = "/xac-minh";

/// What follows the number of a form.
const SYMBOL: &str = "TNHS";
