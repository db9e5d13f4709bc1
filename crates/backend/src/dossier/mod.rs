//! Filing: drafts, submission, receipts, following.

pub(crate) mod bulk;
mod draft;
pub(crate) mod event;
pub(crate) mod fact;
mod filed;
mod look_up;
mod mail;
mod repo;
mod submit;
mod window;

pub use draft::{
    Begun, Change, Draft, Found, MOST_OPEN, Saved, Writer, acts_for, begin, delete, delete_expired, find,
    save, save_edited, sections,
};
pub(crate) use draft::{note_papers, note_refusal, open_version};
pub(crate) use event::note_withheld;
pub use event::{Event, chain_is_whole};
pub use filed::{Dossier, DossierEntry, DraftEntry, Listed, by_code, list};
pub use look_up::{GRANT_LIFE, LookUp, Standing, four_digits, grant, granted, look_up};
pub(crate) use repo::hold_account;
pub(crate) use submit::{ANSWERS, reversed};
pub use submit::{Submitted, submit};
pub(crate) use window::Window;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
