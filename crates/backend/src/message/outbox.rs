//! A folder instead of a mail server: each message is a JSON file, shown at `/dev/outbox` in demo mode.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Mail, Mailer, Sms, SmsGateway};
use crate::{Error, Result};

/// A message as it lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outgoing {
    /// A mail.
    Mail(Mail),
    /// A text message.
    Sms(Sms),
}

/// A folder of messages.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// Uses `folder`, creating it if need be.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// All messages, newest first. Blocks: call it outside the async threads.
    pub fn messages(&self) -> Result<Vec<Outgoing>> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&self.folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<_>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort_unstable_by(|a, b| b.cmp(a));
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Result<Outgoing> {
        serde_json::from_slice(&std::fs::read(path)?).map_err(|_| Error::Unreadable("outbox"))
    }

    async fn keep(&self, id: uuid::Uuid, message: &Outgoing) -> Result<()> {
        let json = serde_json::to_vec_pretty(message).map_err(|_| Error::Unreadable("outbox"))?;
        let partial = self.folder.join(format!("{id}.partial"));
        tokio::fs::write(&partial, json).await?;
        tokio::fs::rename(&partial, self.folder.join(format!("{id}.json"))).await?;
        Ok(())
    }
}

#[async_trait]
impl Mailer for Outbox {
    async fn send(&self, mail: &Mail) -> Result<()> {
        self.keep(mail.id, &Outgoing::Mail(mail.clone())).await
    }
}

#[async_trait]
impl SmsGateway for Outbox {
    async fn send(&self, sms: &Sms) -> Result<()> {
        self.keep(sms.id, &Outgoing::Sms(sms.clone())).await
    }
}
