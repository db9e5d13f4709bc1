//! What decides: rules without web framework, database or clock.
//!
//! Compiles for the server and for the browser, so that both judge alike. One module per feature.

pub mod answers;
pub mod catalogue;
pub mod form;
pub mod text;

pub use answers::Answers;
pub use text::{Language, Text};
