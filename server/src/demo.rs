//! `motcua demo …`

use anyhow::bail;

use crate::command_line::Demo;
use crate::config::Config;
use crate::start;

/// Does it, in a demonstration only.
pub async fn run(config: &Config, what: Demo) -> anyhow::Result<()> {
    if !config.demo {
        bail!(
            "this is no demonstration: dossiers that do not exist are made only where `demo` (MOTCUA_DEMO) is set"
        );
    }
    let Demo::Generate { dossiers, seed } = what;
    let portal = start::portal(config).await?;
    backend::demo::generate(&portal, dossiers, seed, |so_far| println!("{so_far} of {dossiers} dossiers"))
        .await?;
    println!("The database has {dossiers} dossiers more.");
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[tokio::test]
    async fn nothing_is_made_outside_demonstrations() {
        let folder = std::env::temp_dir().join(uuid::Uuid::now_v7().to_string());
        let variables = HashMap::from([("MOTCUA_DATA_DIR".to_owned(), folder.display().to_string())]);
        let config = Config::read(None, variables).unwrap();
        let refused = run(&config, Demo::Generate { dossiers: 1, seed: 1 }).await.unwrap_err();
        assert!(refused.to_string().contains("no demonstration"), "{refused}");
        assert!(!folder.exists());
    }
}
