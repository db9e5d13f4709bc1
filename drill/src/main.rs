//! Drills: faults are made on purpose while people send files and file dossiers, and afterwards everything that was
//! acknowledged must be there, once and whole. `cargo xtask drill NAME` builds what is needed and starts this.

mod chance;
mod client;
mod f10;
mod f11;
mod f20;
mod f24;
mod f5;
mod f8;
mod judge;
mod layer;
mod people;
mod proxy;
mod server;
mod tus;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use chance::Chance;
use clap::{Parser, ValueEnum};
use client::Kind;
use server::Setting;

/// The faults.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Fault {
    /// The power goes while files arrive.
    F5,
    /// The disk of the papers is full.
    F8,
    /// The connection is cut at random points of files of 20 MB.
    F10,
    /// Answers are lost after the commit.
    F11,
    /// The virus scanner is away, stands still, is killed, or takes no file so large.
    F20,
    /// Fifty files arrive at once within 300 MB of memory.
    F24,
}

#[derive(Parser)]
struct Arguments {
    /// Which fault.
    fault: Fault,
    /// Repeats the drill that printed this seed.
    #[arg(long)]
    seed: Option<u64>,
    /// How often; each drill has a number of its own.
    #[arg(long)]
    rounds: Option<u64>,
    /// Which program sends, where the drill is one of the line.
    #[arg(long, default_value = "js")]
    client: Kind,
    /// The portal's binary.
    #[arg(long)]
    motcua: PathBuf,
    /// The project's folder.
    #[arg(long)]
    project: PathBuf,
    /// A Python that has tuspy.
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// First port of ten on 127.0.0.1.
    #[arg(long, default_value_t = 4500)]
    port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    match drill(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn drill(arguments: Arguments) -> Result<()> {
    // Fails only where a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let name = format!("{:?}", arguments.fault).to_lowercase();
    let seed = arguments.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000);
    println!("{name}: seed {seed}");
    let chance = Chance::new(seed);
    let folder = arguments.project.join(format!("target/drill/{name}-{}", arguments.port));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let setting = Setting {
        motcua: arguments.motcua,
        project: arguments.project,
        folder: folder.clone(),
        port: arguments.port,
    };
    let (client, python) = (arguments.client, arguments.python.as_path());
    let rounds = |usual: u64| arguments.rounds.unwrap_or(usual);
    let begun = Instant::now();
    let done = match arguments.fault {
        Fault::F5 => f5::run(&setting, &chance, rounds(50)).await,
        Fault::F8 => f8::run(&setting, &chance, rounds(10)).await,
        Fault::F10 => f10::run(&setting, &chance, rounds(100), client, python).await,
        Fault::F11 => f11::run(&setting, &chance, rounds(40), client, python).await,
        Fault::F20 => f20::run(&setting, &chance, rounds(2)).await,
        Fault::F24 => f24::run(&setting, &chance, rounds(2)).await,
    };
    let done = done.with_context(|| {
        format!("{name} failed; what is left is in {}; again with --seed {seed}", folder.display())
    })?;
    std::fs::remove_dir_all(&folder)?;
    println!("{name}: {done} ({:.0} s)", begun.elapsed().as_secs_f32());
    Ok(())
}
