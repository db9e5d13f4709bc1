//! What decides: rules without web framework, database or clock.
//!
//! Compiles for the server and for the browser, so that both judge alike. One module per feature.

pub mod access;
pub mod account;
pub mod address;
pub mod answers;
pub mod attachment;
pub mod calendar;
pub mod card;
pub mod catalogue;
pub mod check;
pub mod counter;
pub mod crockford;
pub mod date;
pub mod dossier;
pub mod email;
pub mod fee;
pub mod fold;
pub mod form;
pub mod holidays;
pub mod identity;
pub mod lunar;
pub mod money;
mod named;
pub mod people;
pub mod person_name;
pub mod phone;
pub mod problem;
pub mod search;
pub mod staff;
pub mod tax_code;
pub mod text;
pub mod unicode;
pub mod vietqr;

pub use answers::Answers;
pub use problem::{FieldProblem, FieldWarning, Problem, Warning};
pub use text::{Language, Text};
