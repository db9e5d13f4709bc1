//! Builds, serves, tests and measures the portal: `cargo xtask --help`.

mod arrows;
mod bench;
mod binary;
mod drill;
mod fuzz;
mod packing;
mod postgres;
mod program;
mod python;
mod run;
mod s3;
mod safety;
mod schemathesis;
mod serve;
mod site;
mod status;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Builds, serves, tests and measures the portal.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prepare what is missing, build, and serve a demonstration on http://localhost:3000.
    Serve,
    /// Build the binary for release: target/release/motcua.
    Build,
    /// Build the site's files only, and say what they weigh.
    Site,
    /// Run everything that proves the product, or only the stages named.
    Test {
        /// Stages to run; all of them where none is named.
        stages: Vec<test::Stage>,
    },
    /// Measure the portal beside the plainest thing that does the same work.
    Bench {
        /// What to measure.
        what: bench::What,
    },
    /// Make a fault on purpose and check that nothing acknowledged is lost and nothing happens twice.
    Drill(drill::Drill),
    /// Look for bytes with which readers of what anybody sends fail.
    Fuzz(fuzz::Fuzz),
    /// Ask the API of a demonstration what its description allows and what it does not; fails when an answer is none that
    /// the description has.
    Schemathesis {
        /// A binary to ask instead of one that is built.
        #[arg(long, value_name = "FILE")]
        motcua: Option<std::path::PathBuf>,
    },
    /// Run a PostgreSQL for tests until Ctrl-C, and say its address.
    Postgres,
    /// Run an S3 service for tests until Ctrl-C, and say how it is reached.
    S3,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve => serve::serve(),
        Command::Build => binary::release(),
        Command::Site => tools::prepare().and_then(|()| site::build()).map(drop),
        Command::Test { stages } => test::test(&stages),
        Command::Bench { what } => bench::bench(what),
        Command::Drill(drill) => drill::drill(&drill),
        Command::Fuzz(fuzz) => fuzz::fuzz(&fuzz),
        Command::Schemathesis { motcua } => schemathesis::schemathesis(motcua.as_deref()),
        Command::Postgres => postgres::run_until_stopped(),
        Command::S3 => s3::run_until_stopped(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
