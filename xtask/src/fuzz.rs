//! Looks for bytes with which something of `fuzz` does not hold, led by which code they reach (libFuzzer). What a
//! nightly compiler is usually taken for, the stable one does by these flags.

use std::fs;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::run::{cargo, output, program, root, run, step};

/// What is fuzzed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Target {
    /// Which kind a file is.
    Sniffer,
    /// Names of files.
    Names,
    /// Headers of tus: numbers, checksums, uploads put together.
    TusHeaders,
    /// The description of a file in tus.
    TusMetadata,
}

/// What is asked.
#[derive(Debug, Args)]
pub struct Fuzz {
    /// What to fuzz; everything where nothing is named.
    targets: Vec<Target>,
    /// For how long, each.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// How the code tells the engine where it has been (as cargo-fuzz asks for it), and faults that only debug builds find.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";

/// Builds the targets and runs them; fails when one finds something.
pub fn fuzz(fuzz: &Fuzz) -> Result<()> {
    let about = String::from_utf8(output(program("rustc").arg("-vV"))?)?;
    let machine =
        about.lines().find_map(|line| line.strip_prefix("host: ")).context("no host in rustc -vV")?;
    let folder = root().join("target/fuzz");
    step("building what is fuzzed", || {
        let mut build = cargo();
        build.args(["build", "--profile=serve", "--package=fuzz", "--features=engine", "--bins"]);
        // Named, so that the flags do not reach what runs while building.
        build.args(["--target", machine]).arg("--target-dir").arg(&folder).env("RUSTFLAGS", FLAGS);
        run(&mut build)
    })?;
    let targets = if fuzz.targets.is_empty() { Target::value_variants() } else { &fuzz.targets };
    for target in targets {
        let name =
            target.to_possible_value().context("a target without a name")?.get_name().replace('-', "_");
        let found = folder.join("found").join(&name);
        fs::create_dir_all(&found)?;
        step(&format!("fuzzing {name} for {} s", fuzz.seconds), || {
            let mut engine = program(folder.join(machine).join("serve").join(&name));
            engine.arg(&found).arg(root().join("fuzz/seeds").join(&name));
            engine.arg(format!("-max_total_time={}", fuzz.seconds)).args(["-max_len=4096", "-verbosity=0"]);
            engine.args(["-print_final_stats=1", "-timeout=5"]);
            engine.arg(format!("-artifact_prefix={}/", folder.display()));
            run(&mut engine)
        })?;
    }
    Ok(())
}
