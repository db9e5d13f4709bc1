//! Portals on throw-away databases.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tempfile::TempDir;

use crate::account::provider::{Providers, Sandbox};
use crate::attachment::{BlobStore, Clamd, open_store};
use crate::clock::{Clock, SystemClock, TestClock};
use crate::database::Database;
use crate::message::{Mail, Mailer, Sms, SmsGateway};
use crate::portal::{Parts, Portal, Settings};
use crate::secret::Keyring;
use crate::{Error, Result};

/// A portal on a database of its own, with a clock that stands still and messages kept in memory.
pub struct TestPortal {
    portal: Portal,
    /// Moves the portal's time.
    pub test_clock: Arc<TestClock>,
    /// Set to make the mail server refuse.
    pub mail_fails: Arc<AtomicBool>,
    /// Set to make mailboxes refuse mail for good.
    pub mail_refused: Arc<AtomicBool>,
    memory: Arc<Memory>,
    _folder: TempDir,
}

impl Deref for TestPortal {
    type Target = Portal;

    fn deref(&self) -> &Portal {
        &self.portal
    }
}

#[derive(Default)]
struct Memory {
    mails: Mutex<Vec<Mail>>,
    messages: Mutex<Vec<Sms>>,
    mail_fails: Arc<AtomicBool>,
    mail_refused: Arc<AtomicBool>,
}

#[async_trait]
impl Mailer for Memory {
    async fn send(&self, mail: &Mail) -> Result<()> {
        if self.mail_fails.load(Ordering::Relaxed) {
            return Err(Error::Message("451 try again".into()));
        }
        if self.mail_refused.load(Ordering::Relaxed) {
            return Err(Error::MailboxRefuses);
        }
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        Ok(())
    }
}

#[async_trait]
impl SmsGateway for Memory {
    async fn send(&self, sms: &Sms) -> Result<()> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).push(sms.clone());
        Ok(())
    }
}

static NEXT_DATABASE: AtomicU32 = AtomicU32::new(0);

#[allow(clippy::expect_used, clippy::panic, reason = "a test that cannot begin has failed")]
impl TestPortal {
    /// A portal on SQLite in a temporary folder.
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}/motcua.db", folder.path().display());
        Self::start(&url, folder, None).await
    }

    /// The same with its files in a bucket, see [`bucket`].
    pub async fn on_sqlite_with_a_bucket() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}/motcua.db", folder.path().display());
        Self::start(&url, folder, Some(open_store(&bucket()).expect("a store"))).await
    }

    /// A portal on a new database of the PostgreSQL server that `MOTCUA_TEST_POSTGRES_URL` names.
    pub async fn on_postgresql() -> Self {
        let Ok(server) = std::env::var("MOTCUA_TEST_POSTGRES_URL") else {
            panic!(
                "This test needs a PostgreSQL server. `cargo xtask test` brings one; while working, run `cargo xtask \
                 postgres` in another terminal and set MOTCUA_TEST_POSTGRES_URL to the address it prints."
            );
        };
        let number = NEXT_DATABASE.fetch_add(1, Ordering::Relaxed);
        let name = format!("motcua_test_{}_{number}", std::process::id());
        let admin = sea_orm::Database::connect(&server).await.expect("PostgreSQL answers");
        admin
            .execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .await
            .expect("drop");
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("create");
        admin.close().await.expect("close");
        let (base, _) = server.rsplit_once('/').expect("an address with a database");
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self::start(&format!("{base}/{name}"), folder, None).await
    }

    async fn start(database_url: &str, folder: TempDir, blobs: Option<Arc<dyn BlobStore>>) -> Self {
        // Monday 2026-11-23, 09:00 in Viet Nam.
        let start: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().expect("a moment");
        let test_clock = Arc::new(TestClock::at(start));
        let memory = Arc::new(Memory::default());
        let database = Database::connect(database_url).await.expect("the database opens");
        let blobs = blobs.unwrap_or_else(|| Self::files(folder.path()));
        let portal =
            Self::on(database, folder.path(), test_clock.clone(), memory.clone(), blobs, None, None).await;
        Self {
            portal,
            test_clock,
            mail_fails: memory.mail_fails.clone(),
            mail_refused: memory.mail_refused.clone(),
            memory,
            _folder: folder,
        }
    }

    fn files(folder: &std::path::Path) -> Arc<dyn BlobStore> {
        Arc::new(crate::attachment::Folder::open(folder.join("files")).expect("a store"))
    }

    async fn on(
        database: Database,
        folder: &std::path::Path,
        clock: Arc<dyn Clock>,
        memory: Arc<Memory>,
        blobs: Arc<dyn BlobStore>,
        scanner: Option<Clamd>,
        providers: Option<Providers>,
    ) -> Portal {
        Portal::start(Parts {
            database,
            keys: Keyring::open(&folder.join("keys.json")).expect("keys"),
            clock,
            mailer: memory.clone(),
            sms: memory,
            blobs,
            scanner,
            providers: providers.unwrap_or_else(|| Providers {
                own: true,
                vneid: Some(Arc::new(Sandbox::published().expect("the sandbox is read"))),
                openid: Vec::new(),
            }),
            settings: Settings {
                public_url: "https://motcua.test".into(),
                data_dir: folder.to_owned(),
                province_name: "Gia Lai".into(),
                help_line: "1022".into(),
                max_file_mb: domain::attachment::MAX_FILE_MB,
            },
            work: tokio::sync::Notify::new(),
        })
        .await
        .expect("the portal starts")
    }

    /// A portal on the SQLite file and the keys of a server that runs in `folder`.
    pub async fn beside(folder: &std::path::Path) -> Portal {
        Self::beside_with(folder, Arc::new(SystemClock)).await
    }

    /// The same so much later.
    pub async fn later(folder: &std::path::Path, by: TimeDelta) -> Portal {
        Self::beside_with(folder, Arc::new(TestClock::at(SystemClock.now() + by))).await
    }

    async fn beside_with(folder: &std::path::Path, clock: Arc<dyn Clock>) -> Portal {
        let url = format!("sqlite://{}/motcua.db", folder.display());
        let database = Database::connect(&url).await.expect("the database opens");
        Self::on(database, folder, clock, Arc::default(), Self::files(folder), None, None).await
    }

    /// A portal on a database that stays, with its files in `folder` and the clock of tests, for measuring.
    pub async fn staying(database_url: &str, folder: &std::path::Path) -> Portal {
        let start: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().expect("a moment");
        let database = Database::connect(database_url).await.expect("the database opens");
        let (clock, blobs) = (Arc::new(TestClock::at(start)), Self::files(folder));
        Self::on(database, folder, clock, Arc::default(), blobs, None, None).await
    }

    /// Lets PostgreSQL look at what is in its tables, as it does by itself after a while.
    pub async fn analyse(portal: &Portal) {
        portal.database.read().execute_unprepared("ANALYZE").await.expect("the database answers");
    }

    /// Another process on the same database.
    pub async fn second(&self) -> Portal {
        self.another(None, None).await
    }

    /// Another process on the same database that has papers scanned for viruses.
    pub async fn with_scanner(&self, clamd: Clamd) -> Portal {
        self.another(Some(clamd), None).await
    }

    /// Another process on the same database that offers these identity providers.
    pub async fn offering(&self, providers: Providers) -> Portal {
        self.another(None, Some(providers)).await
    }

    async fn another(&self, scanner: Option<Clamd>, providers: Option<Providers>) -> Portal {
        let (folder, clock) = (self.settings.data_dir.clone(), self.test_clock.clone());
        let (memory, blobs) = (self.memory.clone(), self.blobs.clone());
        Self::on(self.database.clone(), &folder, clock, memory, blobs, scanner, providers).await
    }

    /// The mails sent so far, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.memory.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The text messages sent so far, oldest first.
    pub fn text_messages(&self) -> Vec<Sms> {
        self.memory.messages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every row of a portal on SQLite as text, but how often limited things were done: what changes nothing leaves it
    /// the same.
    pub async fn rows(&self) -> String {
        let asked = |sql: String| Statement::from_string(DbBackend::Sqlite, sql);
        let read = self.portal.database.read();
        let names = async |sql: String| -> Vec<String> {
            let rows = read.query_all_raw(asked(sql)).await.expect("the database answers");
            rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
        };
        let tables =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'rate_limit' ORDER BY name";
        let mut text = String::new();
        for table in names(tables.to_owned()).await {
            let columns = names(format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let quoted: Vec<_> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            let sql = format!("SELECT {} FROM \"{table}\" ORDER BY 1", quoted.join(" || ',' || "));
            for row in names(sql).await {
                text += &format!("{table}: {row}\n");
            }
        }
        text
    }

    /// The columns of bytes of a portal on SQLite, as `table.column`, but those that hold files' parts.
    pub async fn columns_of_bytes(&self) -> Vec<String> {
        let asked = "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c \
                     WHERE m.type = 'table' AND lower(c.type) LIKE 'blob%' ORDER BY 1";
        let asked = Statement::from_string(DbBackend::Sqlite, asked);
        let rows = self.portal.database.read().query_all_raw(asked).await.expect("the database answers");
        rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
    }

    /// Makes every look at sessions fail.
    pub async fn lose_sessions(&self) {
        let renamed = "ALTER TABLE session RENAME TO session_lost";
        self.portal.database.read().execute_unprepared(renamed).await.expect("the database answers");
    }

    /// Does all jobs that are due.
    pub async fn work(&self) {
        while crate::job::run_next(&self.portal).await.expect("jobs can be reached") {}
    }
}

/// A new folder in the bucket that `MOTCUA_TEST_S3_URL` names.
#[allow(clippy::panic, reason = "a test that cannot begin has failed")]
pub fn bucket() -> String {
    let Ok(bucket) = std::env::var("MOTCUA_TEST_S3_URL") else {
        panic!(
            "This test needs an S3 service. `cargo xtask test` brings one; while working, run `cargo xtask s3` in another \
             terminal and set the variables that it prints."
        );
    };
    // As the server does at its start; fails only where another test has.
    let _ = rustls::crypto::ring::default_provider().install_default();
    format!("{bucket}/{}", uuid::Uuid::now_v7())
}

/// Makes of `async fn name(portal: TestPortal)` one test for SQLite and one for PostgreSQL.
#[macro_export]
macro_rules! on_each_database {
    ($name:ident) => {
        mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name($crate::testing::TestPortal::on_sqlite().await).await;
            }
            #[tokio::test]
            async fn on_postgresql() {
                super::$name($crate::testing::TestPortal::on_postgresql().await).await;
            }
        }
    };
}
pub use on_each_database;

/// The same, and one more with files in a bucket: of a service as large portals use it instead of a folder.
#[macro_export]
macro_rules! on_each_store {
    ($name:ident) => {
        mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name($crate::testing::TestPortal::on_sqlite().await).await;
            }
            #[tokio::test]
            async fn on_postgresql() {
                super::$name($crate::testing::TestPortal::on_postgresql().await).await;
            }
            #[tokio::test]
            async fn on_sqlite_with_a_bucket() {
                super::$name($crate::testing::TestPortal::on_sqlite_with_a_bucket().await).await;
            }
        }
    };
}
pub use on_each_store;
