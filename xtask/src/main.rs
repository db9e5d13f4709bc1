//! Builds, serves, tests and measures the portal.
//!
//! To whoever writes this dispatch (foundation): `test.rs`, `postgres.rs`, `arrows.rs` and `shell.rs` are ready; they
//! want `tools::prepare() -> Result<()>` and `site::build(profile: &str) -> Result<PathBuf>` beside them.

fn main() {}
