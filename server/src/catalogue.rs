//! `motcua catalogue import FILE…`

use std::path::PathBuf;

use anyhow::{Context, bail};
use backend::Portal;
use backend::catalogue::{self, File, Outcome};

use crate::config::Config;
use crate::start;

/// Prints the catalogue.
pub async fn export(config: &Config) -> anyhow::Result<()> {
    let portal = Portal::start_as_it_is(start::parts(config).await?).await?;
    println!("{}", catalogue::export(&portal).await?);
    Ok(())
}

/// Imports the files, or names every fault in them.
pub async fn import(config: &Config, paths: &[PathBuf]) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(|| name.clone())?;
        files.push(File { name, text });
    }
    let portal = Portal::start_as_it_is(start::parts(config).await?).await?;
    match catalogue::import(&portal, &files).await? {
        Outcome::Imported(report) => println!("{report}"),
        Outcome::Refused(faults) => {
            for fault in &faults {
                eprintln!("{fault}");
            }
            bail!("{} faults; nothing was imported", faults.len());
        }
    }
    Ok(())
}
