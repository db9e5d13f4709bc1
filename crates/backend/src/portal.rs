//! What a running portal consists of.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::Result;
use crate::account::provider::Providers;
use crate::attachment::{self, BlobStore, Clamd};
use crate::catalogue::{self, Snapshot};
use crate::clock::Clock;
use crate::database::Database;
use crate::dossier::Window;
use crate::maintenance::{self, Maintenance};
use crate::message::{Mailer, SmsGateway};
use crate::secret::Keyring;

/// How often a running portal asks whether another process has changed something.
const FOLLOWING: Duration = Duration::from_secs(5);

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address under which citizens reach the portal, without a slash at the end; links in mails begin with it.
    pub public_url: String,
    /// Folder of the portal's files.
    pub data_dir: PathBuf,
    /// Name of the province, "Gia Lai".
    pub province_name: String,
    /// Number to call for help.
    pub help_line: String,
    /// Most megabytes of one file.
    pub max_file_mb: u64,
}

/// The parts of a portal; see [`Portal`].
pub struct Parts {
    /// Where everything is kept.
    pub database: Database,
    /// Keys for sealing and look-up.
    pub keys: Keyring,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Sends mails.
    pub mailer: Arc<dyn Mailer>,
    /// Sends text messages.
    pub sms: Arc<dyn SmsGateway>,
    /// Keeps the contents of papers; see [`crate::attachment::open_store`].
    pub blobs: Arc<dyn BlobStore>,
    /// Scans papers for viruses, if the operator has it; without one papers are not scanned.
    pub scanner: Option<Clamd>,
    /// Who may say who somebody is.
    pub providers: Providers,
    /// What the operator decides.
    pub settings: Settings,
    /// Rung when a job was enqueued.
    pub work: Notify,
}

/// A running portal, handed to every use case. Cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

struct Inner {
    parts: Parts,
    catalogue: catalogue::Holder,
    misses: catalogue::words::Misses,
    maintenance: maintenance::Holder,
    window: Window,
    upload_writers: attachment::Writers,
    arrivals: Notify,
}

impl Portal {
    /// Puts a portal together, brings its tables up to date and reads the catalogue; into an empty database it imports
    /// the one that the binary carries.
    pub async fn start(parts: Parts) -> Result<Self> {
        let portal = Self::start_as_it_is(parts).await?;
        catalogue::import_if_empty(&portal).await?;
        Ok(portal)
    }

    /// The same with nothing in the catalogue but what is in the database.
    pub async fn start_as_it_is(parts: Parts) -> Result<Self> {
        use migration::MigratorTrait;
        migration::Migrator::up(parts.database.read(), None).await?;
        let portal = Self(Arc::new(Inner {
            parts,
            catalogue: catalogue::Holder::default(),
            misses: catalogue::words::Misses::default(),
            maintenance: maintenance::Holder::default(),
            window: Window::default(),
            upload_writers: attachment::Writers::default(),
            arrivals: Notify::new(),
        }));
        catalogue::refresh(&portal).await?;
        maintenance::refresh(&portal).await?;
        Ok(portal)
    }

    /// The catalogue as it is in force today.
    pub fn catalogue(&self) -> Arc<Snapshot> {
        self.0.catalogue.on(self.clock.today())
    }

    /// Whether the portal is closed at the moment, as far as this process knows.
    pub fn maintenance(&self) -> Option<Maintenance> {
        self.0.maintenance.get()
    }

    pub(crate) fn maintenance_holder(&self) -> &maintenance::Holder {
        &self.0.maintenance
    }

    pub(crate) fn window(&self) -> &Window {
        &self.0.window
    }

    pub(crate) fn upload_writers(&self) -> &attachment::Writers {
        &self.0.upload_writers
    }

    /// Rung when a file has arrived, which then waits for the virus scan.
    pub(crate) fn arrivals(&self) -> &Notify {
        &self.0.arrivals
    }

    pub(crate) fn misses(&self) -> &catalogue::words::Misses {
        &self.0.misses
    }

    pub(crate) fn catalogue_holder(&self) -> &catalogue::Holder {
        &self.0.catalogue
    }
}

/// Keeps what is read from memory the same as in the database, also when another process changes it. Never returns.
pub async fn follow(portal: Portal) {
    loop {
        tokio::time::sleep(FOLLOWING).await;
        if let Err(error) = catalogue::refresh(&portal).await {
            tracing::warn!(%error, "cannot read the catalogue again; the one in memory stays");
        }
        if let Err(error) = catalogue::words::write_misses(&portal).await {
            tracing::warn!(%error, "cannot count searches that found nothing");
        }
        if let Err(error) = portal.keys.refresh() {
            tracing::warn!(%error, "cannot read the keys again; those in memory stay");
        }
        if let Err(error) = maintenance::refresh(&portal).await {
            tracing::warn!(%error, "cannot read whether the portal is closed; it stays as it is");
        }
    }
}

impl Deref for Portal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Portal").field("settings", &self.settings).finish_non_exhaustive()
    }
}
