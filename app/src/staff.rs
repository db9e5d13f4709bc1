//! Officers.

pub mod server;
