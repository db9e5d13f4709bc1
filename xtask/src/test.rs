//! Everything that proves the product, stage by stage.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::postgres::Postgres;
use crate::shell::{command, output, root, run};
use crate::{arrows, site, tools};

/// Crates with tests of their own. `frontend` only starts the browser's program.
const CRATES: [&str; 14] = [
    "-p", "domain", "-p", "entity", "-p", "migration", "-p", "backend", "-p", "app", "-p", "server", "-p", "xtask",
];

type Stage = (&'static str, fn() -> Result<()>);

/// All stages in order: what is quick to fail comes first.
const STAGES: [Stage; 7] = [
    ("tools", tools::prepare),
    ("format", format),
    ("arrows", arrows::check),
    ("lints", lints),
    ("tests", tests),
    ("build", build),
    ("browser", browser),
];

/// Runs the stages named, or all of them, and prints the minutes each took. `tools` always runs.
pub fn test(only: &[String]) -> Result<()> {
    if let Some(unknown) = only.iter().find(|name| !STAGES.iter().any(|(stage, _)| stage == name)) {
        let names: Vec<&str> = STAGES.iter().map(|(name, _)| *name).collect();
        bail!("there is no stage `{unknown}`; there are: {}", names.join(", "));
    }
    let mut report = Vec::new();
    for (name, stage) in STAGES {
        if !only.is_empty() && name != "tools" && !only.iter().any(|wanted| wanted == name) {
            continue;
        }
        eprintln!("━━ {name}");
        let begun = Instant::now();
        let outcome = stage();
        report.push((name, begun.elapsed().as_secs_f64() / 60.0, outcome.is_ok()));
        if let Err(error) = outcome {
            print_report(&report);
            return Err(error.context(format!("stage `{name}` failed")));
        }
    }
    print_report(&report);
    Ok(())
}

fn print_report(report: &[(&str, f64, bool)]) {
    println!();
    for (name, minutes, passed) in report {
        println!("{name:<10} {minutes:>6.1} min  {}", if *passed { "passed" } else { "FAILED" });
    }
    let total: f64 = report.iter().map(|(_, minutes, _)| minutes).sum();
    let failed = report.iter().filter(|(_, _, passed)| !passed).count();
    println!("{:<10} {total:>6.1} min", "together");
    println!("stages: {} passed, {failed} failed", report.len() - failed);
}

fn format() -> Result<()> {
    run(&mut command("cargo", &["fmt", "--all", "--check"]))
}

/// The same profile as the tests and the served binary, so that build scripts and macros are compiled once.
fn lints() -> Result<()> {
    let mut server = command("cargo", &["clippy", "--profile", "serve", "--all-targets", "--features", "app/ssr"]);
    run(server.args(CRATES).args(["--", "-D", "warnings"]))?;
    let browser = ["clippy", "-p", "frontend", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
    run(&mut command("cargo", &browser))
}

fn tests() -> Result<()> {
    // An installed server may be named instead of the one from npm.
    let (_postgres, url) = match std::env::var("MOTCUA_TEST_POSTGRES_URL") {
        Ok(url) => (None, url),
        Err(_) => {
            let postgres = Postgres::start(15433)?;
            let url = postgres.url.clone();
            (Some(postgres), url)
        }
    };
    let has_nextest = output(Command::new("cargo").args(["nextest", "--version"])).is_ok();
    let mut runner = if has_nextest {
        command("cargo", &["nextest", "run", "--cargo-profile", "serve", "--no-fail-fast"])
    } else {
        command("cargo", &["test", "--profile", "serve", "--no-fail-fast"])
    };
    run(runner.args(CRATES).args(["--features", "app/ssr"]).env("MOTCUA_TEST_POSTGRES_URL", url))
}

fn build() -> Result<()> {
    site::build("serve").map(drop)
}

fn browser() -> Result<()> {
    let mut playwright = command("npx", &["playwright", "test"]);
    playwright.current_dir(root().join("end2end"));
    playwright.env("MOTCUA_TEST_BINARY", root().join("target/serve/motcua"));
    run(&mut playwright)
}
