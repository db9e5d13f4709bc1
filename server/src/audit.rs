//! `motcua audit verify`: whether everything that happened to dossiers is still there as it was written.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use backend::Portal;
use backend::audit;

use crate::command_line::Audit;
use crate::config::Config;
use crate::start;

/// Does what is asked for.
pub async fn look(config: &Config, what: &Audit) -> anyhow::Result<()> {
    match what {
        Audit::Verify { anchors } => verify(config, anchors.as_deref()).await,
    }
}

async fn verify(config: &Config, anchors: Option<&Path>) -> anyhow::Result<()> {
    let kept = match anchors {
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).with_context(|| name.clone())?;
            audit::read_log(&text).map_err(|line| anyhow!("{name}:{line}: no line of an anchor"))?
        }
        None => Vec::new(),
    };
    let portal = Portal::start_as_it_is(start::parts(config).await?).await?;
    let report = audit::verify(&portal, &kept, |found| println!("{found}")).await?;
    let audit::Report { dossiers, events, anchors, faults } = report;
    if faults > 0 {
        bail!("{faults} faults in {dossiers} dossiers with {events} events and {anchors} anchors");
    }
    println!("{dossiers} dossiers with {events} events and {anchors} anchors are as they were written.");
    Ok(())
}
