//! Builds the server with the site inside.

use std::path::PathBuf;

use anyhow::Result;

use crate::run::{cargo, root, run, step};
use crate::{site, tools};

/// Builds `target/release/motcua`.
pub fn release() -> Result<()> {
    tools::prepare()?;
    let site = site::build()?;
    step("building the server for release", || {
        run(cargo().args(["build", "--release", "--package=server"]).env("MOTCUA_SITE", &site))
    })?;
    println!("target/release/motcua");
    Ok(())
}

/// Builds the server that `serve` and the tests start, and returns its path.
pub fn for_serving() -> Result<PathBuf> {
    let site = site::build()?;
    step("building the server", || {
        run(cargo().args(["build", "--profile=serve", "--package=server"]).env("MOTCUA_SITE", &site))
    })?;
    Ok(root().join("target/serve/motcua"))
}
