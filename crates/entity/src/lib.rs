//! One file per table.

pub mod audit;
pub mod job;
pub mod rate_limit;
