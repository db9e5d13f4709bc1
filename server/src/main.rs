//! `motcua`, the one binary.

fn main() {}
