//! Officers: who works for which agency, and for whom they stand in.

mod officer;

pub use officer::{Acting, Officer};
