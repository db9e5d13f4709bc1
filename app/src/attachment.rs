//! Papers: what is asked for, and what was handed in.

pub mod papers;
