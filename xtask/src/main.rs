//! Builds, serves, tests and measures the portal.

fn main() {}
