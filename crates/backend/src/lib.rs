//! Use cases: what the portal does, meaning the same on SQLite and PostgreSQL.
//!
//! One module per feature, with its queries in `repo.rs`; beside them what every feature stands on.

pub mod access;
pub mod account;
pub mod attachment;
pub mod audit;
pub mod catalogue;
pub mod clock;
pub mod counter;
pub mod database;
pub mod demo;
pub mod desk;
pub mod dossier;
pub mod error;
pub mod job;
pub mod limit;
pub mod maintenance;
pub mod message;
pub mod portal;
pub mod printed;
pub mod reseal;
pub mod secret;
pub mod staff;
pub mod statistics;
pub mod template;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tidy;

pub use error::{Error, Result};
pub use portal::{Portal, Settings};
pub use tidy::tidy;
