//! Dossiers: codes, statuses, what is asked when filing, and what is still missing.

#[cfg(test)]
mod catalogue_tests;
pub mod code;
mod event;
pub mod paper;
pub mod sections;
pub mod status;
pub mod submission;

pub use code::DossierCode;
pub use event::EventNote;
pub use status::Status;
