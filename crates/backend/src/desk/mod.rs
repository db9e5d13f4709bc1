//! What officers see and do.

pub mod inbox;
