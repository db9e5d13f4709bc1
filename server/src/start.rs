//! From a configuration to a running portal.

use std::io::IsTerminal;
use std::sync::Arc;

use anyhow::Context;
use backend::account::provider::{Directory, OpenId, Providers, Sandbox, openid};
use backend::clock::SystemClock;
use backend::database::Database;
use backend::message::{HttpSms, Mailer, Outbox, SmsGateway, Smtp};
use backend::portal::{Parts, Portal};
use backend::secret::Keyring;
use tokio::sync::Notify;
use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Writes the log: readable on a terminal, JSON elsewhere.
pub fn log() {
    let filter = EnvFilter::try_from_env("MOTCUA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { log.init() } else { log.json().flatten_event(true).init() }
}

/// Every file made from now on (database, keys, papers, mails) is for this user alone.
pub fn keep_private() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// A portal with the catalogue in it.
pub async fn portal(config: &Config) -> anyhow::Result<Portal> {
    Ok(Portal::start(parts(config).await?).await?)
}

/// Opens everything a portal consists of.
pub async fn parts(config: &Config) -> anyhow::Result<Parts> {
    // Fails only where a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("data_dir {}", config.data_dir.display()))?;
    let outbox = || Outbox::open(outbox_folder(config));
    let mailer: Arc<dyn Mailer> = match &config.smtp_url {
        Some(url) => Arc::new(Smtp::new(url, &config.mail_sender).context("smtp_url")?),
        None => Arc::new(outbox().context("outbox")?),
    };
    let sms: Arc<dyn SmsGateway> = match &config.sms {
        Some(gateway) => Arc::new(HttpSms::new(gateway).context("sms_headers")?),
        None => Arc::new(outbox().context("outbox")?),
    };
    Ok(Parts {
        database: Database::connect(&config.database_url).await.context("database_url")?,
        keys: keys(config)?,
        clock: Arc::new(SystemClock),
        mailer,
        sms,
        blobs: backend::attachment::open_store(&config.storage_url).context("storage_url")?,
        scanner: config.clamd.clone(),
        providers: providers(config)?,
        settings: settings(config),
        work: Notify::new(),
    })
}

fn providers(config: &Config) -> anyhow::Result<Providers> {
    let offers = |name: &str| config.login_providers.iter().any(|offered| offered == name);
    let vneid: Option<Arc<dyn Directory>> = match &config.vneid_directory {
        _ if !offers("vneid") => None,
        Some(file) => Some(Arc::new(Sandbox::open(file).context("vneid_directory")?)),
        None => Some(Arc::new(Sandbox::published().context("the sandbox of VNeID")?)),
    };
    let described = match &config.openid_providers {
        Some(file) if offers("openid") => openid::read(file).context("openid_providers")?,
        _ => Vec::new(),
    };
    let openid = described
        .into_iter()
        .map(|settings| Ok(Arc::new(OpenId::new(settings, &config.public_url)?)))
        .collect::<backend::Result<_>>()
        .context("openid_providers")?;
    Ok(Providers { own: offers("own"), vneid, openid })
}

fn keys(config: &Config) -> anyhow::Result<Keyring> {
    match &config.keys {
        Some(keys) => Keyring::given(&keys.0).context("MOTCUA_KEYS"),
        None => {
            Keyring::open(&config.key_file).with_context(|| format!("key_file {}", config.key_file.display()))
        }
    }
}

/// The folder of messages that no server takes.
pub fn outbox_folder(config: &Config) -> std::path::PathBuf {
    config.data_dir.join("outbox")
}

fn settings(config: &Config) -> backend::Settings {
    backend::Settings {
        public_url: config.public_url.clone(),
        data_dir: config.data_dir.clone(),
        province_name: config.province_name.clone(),
        help_line: config.help_line.clone(),
        max_file_mb: config.max_file_mb,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[tokio::test]
    async fn nobody_else_on_this_machine_reads_a_file() {
        keep_private();
        let folder = std::env::temp_dir().join(uuid::Uuid::now_v7().to_string());
        let variables = std::collections::HashMap::from([(
            "MOTCUA_DATA_DIR".to_owned(),
            folder.join("data").display().to_string(),
        )]);
        let config = Config::read(None, variables).unwrap();
        drop(parts(&config).await.unwrap());
        let modes: Vec<_> = std::fs::read_dir(&config.data_dir)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name(), entry.metadata().unwrap().permissions().mode() & 0o077))
            .collect();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(modes.len() >= 2 && modes.iter().all(|(_, others)| *others == 0), "{modes:?}");
    }
}
