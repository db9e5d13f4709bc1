//! Brings what a fresh machine lacks: the WASM target and the npm packages of `end2end/package-lock.json`.

use std::fs;

use anyhow::{Context, Result};

use crate::packing::hash;
use crate::run::{npm_folder, output, program, root, run, step};

/// Prepares everything that is missing.
pub fn prepare() -> Result<()> {
    wasm_target()?;
    npm_packages()
}

fn wasm_target() -> Result<()> {
    let installed =
        output(program("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]))?;
    if !std::path::Path::new(String::from_utf8_lossy(&installed).trim()).exists() {
        step("adding the WASM target to Rust", || {
            run(program("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
                .context("without rustup, install Rust's wasm32-unknown-unknown target by hand")
        })?;
    }
    Ok(())
}

fn npm_packages() -> Result<()> {
    let folder = npm_folder();
    let lock = hash(&fs::read(folder.join("package-lock.json"))?);
    let mark = folder.join("node_modules/.installed");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("installing npm packages from end2end/package-lock.json", || {
        let mut npm = program("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
        run(&mut npm).context("Node.js 20 or later with npm is needed")?;
        fs::write(&mark, &lock)
            .with_context(|| format!("{}", mark.strip_prefix(root()).unwrap_or(&mark).display()))
    })
}
