//! Papers: what is asked for, and what was handed in.

#[cfg(feature = "ssr")]
pub mod kept;
pub mod papers;
