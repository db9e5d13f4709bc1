//! One file per table.

pub mod audit;
pub mod blob;
pub mod counter;
pub mod dossier;
pub mod dossier_event;
pub mod draft;
pub mod job;
pub mod paper;
pub mod rate_limit;
