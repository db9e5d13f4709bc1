//! Drills: faults made on purpose, and everything that was acknowledged must be there afterwards. Not part of the tests:
//! some take root, all take minutes.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::run::{cargo, program, root, run, step};
use crate::{binary, python, tools};

/// The faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fault {
    /// The power goes while files arrive (takes root: a file system of its own is mounted).
    F5,
    /// The disk of the papers is full (takes root: a small disk is mounted).
    F8,
    /// The connection is cut at random points of files of 20 MB.
    F10,
    /// Answers are lost after the commit.
    F11,
    /// The virus scanner is away, stands still, is killed, or takes no file so large (takes clamd).
    F20,
    /// Fifty files arrive at once within 300 MB of memory (takes root: a control group is made).
    F24,
}

/// What a drill is told.
#[derive(Debug, Args)]
pub struct Drill {
    /// Which fault.
    fault: Fault,
    /// Repeats the drill that printed this seed.
    #[arg(long)]
    seed: Option<u64>,
    /// How often; each drill has a number of its own.
    #[arg(long)]
    rounds: Option<u64>,
    /// Which program sends, in F10 and F11: `js` (tus-js-client), `py` (tuspy) or `browser`; without it each in turn.
    #[arg(long)]
    client: Option<String>,
}

/// Builds what is needed and drills; fails when something that was acknowledged is lost, or happened twice.
pub fn drill(drill: &Drill) -> Result<()> {
    tools::prepare()?;
    let motcua = binary::for_serving()?;
    step("building the drills", || run(cargo().args(["build", "--profile=serve", "--package=drill"])))?;
    let fault = drill.fault.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let clients = match (&drill.client, drill.fault) {
        (Some(client), _) => vec![client.as_str()],
        (None, Fault::F10) => vec!["js", "py", "browser"],
        (None, Fault::F11) => vec!["js", "py"],
        (None, _) => vec!["js"],
    };
    for client in clients {
        let mut command = program(root().join("target/serve/drill"));
        command
            .arg(&fault)
            .arg("--motcua")
            .arg(&motcua)
            .arg("--project")
            .arg(root())
            .args(["--client", client]);
        if client == "py" {
            command.arg("--python").arg(python::with("tuspy", "1.1.0")?.join("python"));
        }
        for (name, number) in [("--seed", drill.seed), ("--rounds", drill.rounds)] {
            if let Some(number) = number {
                command.arg(name).arg(number.to_string());
            }
        }
        run(&mut command)?;
    }
    Ok(())
}
