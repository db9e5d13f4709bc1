//! Filing: drafts, submission, receipts, following.

mod anew;
mod at_counter;
pub(crate) mod bulk;
mod chain;
mod deadline;
mod draft;
pub(crate) mod event;
pub(crate) mod fact;
mod filed;
mod giving_out;
mod judging;
mod look_up;
mod mail;
mod moving;
mod place;
mod rating;
mod repo;
mod submit;
mod supplement;
mod telling;
mod window;

pub use anew::{compute_anew, follow_calendars};
pub(crate) use at_counter::{
    begin as begin_at_counter, file as file_at_counter, find as find_at_counter, lacks as lacks_at_counter,
};
pub use chain::chain_is_whole;
#[cfg(test)]
pub(crate) use chain::forge;
pub(crate) use chain::{head, verify};
pub(crate) use deadline::due;
pub use draft::{
    Begun, Change, Draft, Found, MOST_OPEN, Saved, Writer, acts_for, begin, delete, delete_expired, find,
    save, save_edited, sections,
};
pub(crate) use draft::{begin_own, note_papers, note_refusal, version};
pub(crate) use event::{By, GIVE_WORD, append, note_withheld, open_words};
pub use event::{Event, Words};
pub use filed::{Dossier, DossierEntry, DraftEntry, Listed, by_code, list};
pub use judging::{Judged, Opinion, judge};
pub(crate) use judging::{items, load as judgement, sections_of};
pub use look_up::{GRANT_LIFE, LookUp, Standing, four_digits, grant, granted, look_up};
pub use moving::{MOST_REASON, Made, Mover, Wish, make};
pub(crate) use place::{Axes, Place, target};
pub use rating::{MOST_RATING, Rating, rate};
pub(crate) use repo::{
    dossier_by_code, events, hold_account, hold_dossier, pauses, take_numbers, texts, write_dossier,
};
pub(crate) use submit::{ANSWERS, reversed};
pub use submit::{Submitted, submit};
pub use supplement::{
    Answered, Answering, Requested, answer, answer_draft, answering, explanation_path, save_answer,
};
pub(crate) use supplement::{requests, rounds, version_that_takes};
pub(crate) use window::Window;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
