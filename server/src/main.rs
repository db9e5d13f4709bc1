//! `motcua`, the one binary: web server, worker and the operator's commands.

mod access;
mod account;
mod ahead;
mod api;
mod audit;
mod catalogue;
mod command_line;
mod config;
mod connection;
mod counter;
mod demo;
mod desk;
mod document;
mod error_page;
mod export;
mod headers;
mod inbox;
mod keys;
mod maintenance;
mod observe;
mod officer;
mod openid;
mod outbox;
mod preview;
mod printed;
mod public_pages;
mod router;
mod serve;
mod site;
mod staff;
mod start;
mod statistics;
mod thumbnail;
mod tus;
mod unread;
mod upload;

use std::process::ExitCode;

use clap::Parser;

use crate::command_line::{Arguments, Catalogue, Command};
use crate::config::Config;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start::keep_private();
    start::log();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("motcua: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config = Config::load(arguments.config.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command {
            Command::Serve => serve::serve(config).await,
            Command::Worker => serve::work(&config).await,
            Command::Migrate => {
                start::portal(&config).await?;
                println!("The tables are up to date.");
                Ok(())
            }
            Command::Maintenance(ref what) => maintenance::change(&config, what).await,
            Command::Account(ref what) => account::change(&config, what).await,
            Command::Staff(ref what) => staff::change(&config, what).await,
            Command::Demo(what) => demo::run(&config, what).await,
            Command::Access(ref what) => access::change(&config, what).await,
            Command::Audit(ref what) => audit::look(&config, what).await,
            Command::Keys(ref what) => keys::change(&config, what).await,
            Command::Catalogue(Catalogue::Import { ref files }) => catalogue::import(&config, files).await,
            Command::Catalogue(Catalogue::Export) => catalogue::export(&config).await,
        }
    })
}
