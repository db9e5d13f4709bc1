//! Measures the portal beside the plainest thing that does the same work. Not part of the tests: figures of a busy
//! machine prove nothing.

use anyhow::Result;

use crate::shell::{command, root, run, step};
use crate::site;

/// `cargo xtask bench site`: pages, assets, submissions and search; fails when a goal is missed.
pub fn site() -> Result<()> {
    let motcua = site::build("serve")?;
    step("building what measures", || run(&mut command("cargo", &["build", "--profile", "serve", "-p", "bench"])))?;
    let mut bench = command("target/serve/bench", &["site", "--motcua"]);
    run(bench.arg(motcua).arg("--catalogue").arg(root().join("catalogue")))
}
