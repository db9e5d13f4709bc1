//! Dossiers: codes, statuses, what is asked when filing, what is still missing, and what a desk does with them.

pub mod axes;
#[cfg(test)]
mod catalogue_tests;
// The browser checks no chains.
#[cfg(not(target_arch = "wasm32"))]
pub mod chain;
pub mod code;
mod event;
pub mod judgement;
pub mod moves;
pub mod paper;
pub mod printed;
mod queue;
pub mod seal;
pub mod sections;
pub mod status;
pub mod submission;

pub use code::DossierCode;
pub use event::EventNote;
pub use queue::Queue;
pub use status::Status;
