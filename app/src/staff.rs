//! Officers' pages.

pub mod server;
