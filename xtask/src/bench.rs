//! Measures the portal beside the plainest thing that does the same work. Not part of the tests: figures of a busy
//! machine prove nothing.

use anyhow::Result;
use clap::ValueEnum;

use crate::postgres::Postgres;
use crate::run::{cargo, program, root, run, step};
use crate::{binary, tools};

/// What can be measured.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum What {
    /// Pages, assets, submissions and search.
    Site,
    /// Files sent by tus, beside `@tus/server`.
    Uploads,
    /// Wrong logins: whether others are held up, and whether time tells who has an account.
    Logins,
    /// The inbox of officers over a million dossiers, or as many as `MOTCUA_BENCH_DOSSIERS` says, on both databases. That of
    /// SQLite stays in `target/bench-desk`.
    Desk,
}

/// Builds what is needed and measures; fails when a goal is missed.
pub fn bench(what: What) -> Result<()> {
    tools::prepare()?;
    if matches!(what, What::Desk) {
        return desk();
    }
    let motcua = binary::for_serving()?;
    step("building what measures", || run(cargo().args(["build", "--profile=serve", "--package=bench"])))?;
    let mut bench = program(root().join("target/serve/bench"));
    match what {
        What::Site => {
            bench.arg("site").arg("--motcua").arg(motcua).arg("--catalogue").arg(root().join("catalogue"))
        }
        What::Uploads => {
            let tus_server = root().join("bench/tus-server.mjs");
            bench.arg("uploads").arg("--motcua").arg(motcua).arg("--tus-server").arg(tus_server)
        }
        What::Logins => bench.arg("logins").arg("--motcua").arg(motcua),
        What::Desk => return desk(),
    };
    run(&mut bench)
}

/// Needs no server, but a PostgreSQL.
fn desk() -> Result<()> {
    step("building what measures", || run(cargo().args(["build", "--profile=serve", "--package=bench"])))?;
    let postgres = Postgres::start(5533)?;
    let dossiers = std::env::var("MOTCUA_BENCH_DOSSIERS").unwrap_or_else(|_| "1000000".to_owned());
    let mut bench = program(root().join("target/serve/bench"));
    bench.args(["desk", "--dossiers", &dossiers, "--postgres", &postgres.url]);
    run(bench.arg("--folder").arg(root().join("target/bench-desk")))
}
