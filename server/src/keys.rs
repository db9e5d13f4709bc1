//! `motcua keys`: a new key, everything sealed anew with it, the old ones gone; and a new key that signs.

use anyhow::{Context, bail};
use backend::Portal;
use backend::reseal::{Resealed, reseal};
use backend::secret;

use crate::command_line::Keys;
use crate::config::Config;
use crate::start;

/// Does what was asked.
pub async fn change(config: &Config, what: &Keys) -> anyhow::Result<()> {
    match what {
        Keys::Rotate => rotate(config),
        Keys::RotateSigning => rotate_signing(config),
        Keys::Reseal => {
            let Resealed { values, unreadable } = reseal_all(config).await?;
            println!("{values} values were sealed anew with the newest key.");
            if unreadable > 0 {
                bail!("{unreadable} values could not be opened: their key is not there");
            }
            Ok(())
        }
        Keys::Retire => retire(config).await,
    }
}

async fn reseal_all(config: &Config) -> anyhow::Result<Resealed> {
    let portal = Portal::start_as_it_is(start::parts(config).await?).await?;
    Ok(reseal(&portal).await?)
}

fn rotate(config: &Config) -> anyhow::Result<()> {
    match &config.keys {
        Some(keys) => println!("{}", secret::rotated(&keys.0).context("MOTCUA_KEYS")?),
        None => {
            secret::rotate(&config.key_file)
                .with_context(|| format!("key_file {}", config.key_file.display()))?;
            println!(
                "There is a new key. Portals that run seal with it within five seconds; then `motcua keys reseal`."
            );
        }
    }
    Ok(())
}

fn rotate_signing(config: &Config) -> anyhow::Result<()> {
    match &config.keys {
        Some(keys) => println!("{}", secret::rotated_signing(&keys.0).context("MOTCUA_KEYS")?),
        None => {
            secret::rotate_signing(&config.key_file)
                .with_context(|| format!("key_file {}", config.key_file.display()))?;
            println!("There is a new signing key. Portals that run sign with it within five seconds.");
        }
    }
    Ok(())
}

async fn retire(config: &Config) -> anyhow::Result<()> {
    if config.keys.is_some() {
        bail!("the keys come from MOTCUA_KEYS: take the older ones out there, after `motcua keys reseal`");
    }
    let left = reseal_all(config).await?;
    if left != Resealed::default() {
        bail!("some values were still sealed with an older key; wait a few seconds and try again");
    }
    let retired = secret::retire(&config.key_file)?;
    println!("{retired} older keys were taken out of {}.", config.key_file.display());
    Ok(())
}
