//! Staff of agencies: what they are, and what they may do.

pub mod role;

pub use role::Role;
