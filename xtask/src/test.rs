//! `cargo xtask test`: everything that proves the product, stage by stage, each timed.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::postgres::Postgres;
use crate::run::{cargo, npm_command, npm_folder, run};
use crate::s3::{S3, Variables};
use crate::{arrows, binary, tools};

/// Part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// The code is formatted.
    Format,
    /// Neither compiler nor clippy warns.
    Lint,
    /// The crates know only what they may know.
    Arrows,
    /// Unit and integration tests, the database's on SQLite and on PostgreSQL.
    Unit,
    /// The site and the server build.
    Build,
    /// The portal in a browser.
    Browser,
}

/// Packages compiled for the server, tested together.
const NATIVE: [&str; 10] =
    ["app", "backend", "domain", "entity", "fuzz", "letters", "migration", "photo", "server", "xtask"];

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u32,
    failed: u32,
}

/// Runs the stages, all where none is named. Every stage runs even when an earlier one failed.
pub fn test(stages: &[Stage]) -> Result<()> {
    let stages = if stages.is_empty() { Stage::value_variants() } else { stages };
    let started = Instant::now();
    tools::prepare()?;
    let mut postgres = None;
    let mut total = Count::default();
    let mut times: Vec<(Stage, Duration, bool)> = Vec::new();
    for stage in stages {
        eprintln!("\n▸ {stage:?}");
        let begun = Instant::now();
        let result = match stage {
            Stage::Format => once(run(cargo().args(["fmt", "--all", "--", "--check"]))),
            Stage::Lint => once(lint()),
            Stage::Arrows => once(arrows::check()),
            Stage::Unit => postgres_url(&mut postgres).and_then(|url| unit(&url, &s3()?)),
            Stage::Build => once(binary::for_serving().map(drop)),
            Stage::Browser => postgres_url(&mut postgres).and_then(|url| browser(&url)),
        };
        let count = result.unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Count { passed: 0, failed: 1 }
        });
        total.passed += count.passed;
        total.failed += count.failed;
        times.push((*stage, begun.elapsed(), count.failed == 0));
    }
    drop(postgres);
    eprintln!();
    for (stage, time, passed) in &times {
        eprintln!(
            "{:8} {:5.1} min  {}",
            format!("{stage:?}"),
            time.as_secs_f32() / 60.0,
            if *passed { "passed" } else { "FAILED" }
        );
    }
    eprintln!("together {:5.1} min", started.elapsed().as_secs_f32() / 60.0);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("not everything passed");
    }
    Ok(())
}

/// A stage that is one check.
fn once(result: Result<()>) -> Result<Count> {
    result.map(|()| Count { passed: 1, failed: 0 })
}

fn lint() -> Result<()> {
    let mut native = cargo();
    native.args(["clippy", "--profile=serve", "--all-targets"]);
    let packages = NATIVE.into_iter().chain(["bench", "drill"]).map(|package| format!("--package={package}"));
    native.args(packages).args(["--", "--deny=warnings"]);
    run(&mut native)?;
    run(cargo().args([
        "clippy",
        "--profile=wasm-release",
        "--target=wasm32-unknown-unknown",
        "--package=frontend",
        "--package=app",
        "--features=app/hydrate",
        "--",
        "--deny=warnings",
    ]))
}

/// The address of a PostgreSQL: an installed one that the variable names, or one of our own, started once.
fn postgres_url(own: &mut Option<Postgres>) -> Result<String> {
    if let Ok(url) = std::env::var("MOTCUA_TEST_POSTGRES_URL") {
        return Ok(url);
    }
    if own.is_none() {
        *own = Some(Postgres::start(15433)?);
    }
    own.as_ref().map(|postgres| postgres.url.clone()).context("PostgreSQL does not run")
}

/// The variables of an S3 service: those that are set, or of one of our own, which ends with the first value.
fn s3() -> Result<(Option<S3>, Variables)> {
    if std::env::var_os("MOTCUA_TEST_S3_URL").is_some() {
        return Ok((None, Vec::new()));
    }
    let s3 = S3::start(15500)?;
    let variables = s3.variables.clone();
    Ok((Some(s3), variables))
}

fn unit(postgres_url: &str, (_service, s3): &(Option<S3>, Variables)) -> Result<Count> {
    let packages = NATIVE.map(|package| format!("--package={package}"));
    let has_nextest =
        cargo().args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let mut tests = cargo();
    if has_nextest.is_ok_and(|status| status.success()) {
        tests.args(["nextest", "run", "--cargo-profile=serve", "--no-fail-fast", "--status-level=fail"]);
        tests.arg("--color=never");
    } else {
        tests.args(["test", "--profile=serve", "--no-fail-fast", "--quiet"]);
    }
    tests.args(packages).env("MOTCUA_TEST_POSTGRES_URL", postgres_url);
    tests.envs(s3.iter().map(|(name, value)| (name, value)));
    counted(&mut tests)
}

fn browser(postgres_url: &str) -> Result<Count> {
    let server = binary::for_serving()?;
    counted(
        npm_command("playwright")
            .arg("test")
            .current_dir(npm_folder())
            .env("MOTCUA_TEST_BINARY", server)
            .env("MOTCUA_TEST_POSTGRES_URL", postgres_url),
    )
}

/// Runs tests, shows what they write, and counts what their summaries say.
fn counted(command: &mut Command) -> Result<Count> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("no output")?;
    let errors = child.stderr.take().context("no output")?;
    let other = std::thread::spawn(move || count(errors, std::io::stderr()));
    let mut total = count(output, std::io::stdout())?;
    let other = other.join().map_err(|_| anyhow::anyhow!("reading the tests' output failed"))??;
    total.passed += other.passed;
    total.failed += other.failed;
    let status = child.wait()?;
    if !status.success() && total.failed == 0 {
        bail!("the tests could not be run ({status})");
    }
    if status.success() && total.passed == 0 {
        bail!("no test was run");
    }
    Ok(total)
}

fn count(from: impl Read, mut to: impl Write) -> Result<Count> {
    let mut total = Count::default();
    for line in BufReader::new(from).split(b'\n') {
        let line = line?;
        to.write_all(&line)?;
        to.write_all(b"\n")?;
        let counted = summary(&String::from_utf8_lossy(&line));
        total.passed += counted.passed;
        total.failed += counted.failed;
    }
    Ok(total)
}

/// Understands the summaries of `cargo nextest` ("Summary [ 1s] 3 tests run: 2 passed, 1 failed"), `cargo test`
/// ("test result: FAILED. 2 passed; 1 failed; …") and Playwright ("  2 passed (3s)", "  1 failed", "  1 flaky").
fn summary(line: &str) -> Count {
    let line = line.trim();
    let words: Vec<&str> = line.split([' ', ',', ';']).filter(|word| !word.is_empty()).collect();
    let before = |name: &[&str]| -> u32 {
        words
            .windows(2)
            .filter(|pair| name.contains(&pair[1]))
            .filter_map(|pair| pair[0].parse::<u32>().ok())
            .sum()
    };
    let is_playwright = words.len() <= 4
        && words.first().is_some_and(|word| word.parse::<u32>().is_ok())
        && words.get(1).is_some_and(|word| {
            ["passed", "failed", "flaky", "interrupted", "skipped", "did"].contains(word)
        });
    if line.starts_with("Summary [") || line.starts_with("test result: ") || is_playwright {
        Count {
            passed: before(&["passed"]),
            // A test that passes only sometimes has not passed, nor has one that was left out.
            failed: before(&["failed", "timed", "flaky", "interrupted", "skipped", "ignored", "did"]),
        }
    } else {
        Count::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, summary};

    #[test]
    fn every_runner_is_understood() {
        let counted = |passed, failed| Count { passed, failed };
        assert_eq!(
            summary("     Summary [   1.5s] 13 tests run: 11 passed, 2 failed, 0 skipped"),
            counted(11, 2)
        );
        assert_eq!(
            summary("     Summary [   1.5s] 13 tests run: 13 passed (1 slow), 4 skipped"),
            counted(13, 4)
        );
        assert_eq!(
            summary("     Summary [   1.5s] 13 tests run: 12 passed, 1 timed out, 0 skipped"),
            counted(12, 1)
        );
        assert_eq!(
            summary("test result: FAILED. 5 passed; 1 failed; 0 ignored; 0 measured; finished in 0.01s"),
            counted(5, 1)
        );
        assert_eq!(summary("  34 passed (1.2m)"), counted(34, 0));
        assert_eq!(summary("  2 failed"), counted(0, 2));
        assert_eq!(summary("  1 flaky"), counted(0, 1));
        assert_eq!(summary("  2 skipped"), counted(0, 2));
        assert_eq!(summary("  3 did not run"), counted(0, 3));
        assert_eq!(summary("test a::b ... ok"), Count::default());
        assert_eq!(summary("3 passed out of all that were asked"), Count::default());
    }
}
