//! Connections and transactions.

use std::ops::Deref;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::Result;

/// How long one waits for a connection.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long one waits for the turn to write, where there is one writer at a time.
const LONGEST_TURN: Duration = Duration::from_secs(30);

/// The portal's database: SQLite in one file, or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Database {
    connection: DatabaseConnection,
    /// SQLite has one writer at a time. Waiting for its one connection is fair and cheap, waiting inside SQLite is
    /// neither; and beside the others it would wait for readers too.
    writer: Option<DatabaseConnection>,
}

impl Database {
    /// Connects to `url` (`sqlite:///path/to/file`, `postgres://…`), creating the SQLite file if need be.
    ///
    /// SQLite runs in WAL mode with `synchronous=FULL`: with `NORMAL` a power loss takes acknowledged rows along.
    pub async fn connect(url: &str) -> Result<Self> {
        let database = if url.starts_with("sqlite:") {
            let writer = sqlite(url, 1).acquire_timeout(LONGEST_TURN).to_owned();
            Self {
                writer: Some(sea_orm::Database::connect(writer).await?),
                connection: sea_orm::Database::connect(sqlite(url, 8)).await?,
            }
        } else {
            let mut options = ConnectOptions::new(url);
            options.sqlx_logging(false).acquire_timeout(LONGEST_WAIT).min_connections(1).max_connections(20);
            Self { writer: None, connection: sea_orm::Database::connect(options).await? }
        };
        database.demand_durability().await?;
        Ok(database)
    }

    /// Refuses to go on with a SQLite that would forget what it acknowledged.
    async fn demand_durability(&self) -> Result<()> {
        if let Some(writer) = &self.writer {
            let asked = Statement::from_string(DbBackend::Sqlite, "PRAGMA synchronous");
            let row = writer.query_one_raw(asked).await?;
            let level: i32 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
            if level < 2 {
                return Err(DbErr::Custom("SQLite does not run with synchronous=FULL".into()).into());
            }
        }
        Ok(())
    }

    /// Begins a transaction that writes. Nothing slow (mail, hashing, files) may happen until it is committed;
    /// dropping it rolls back.
    pub async fn write(&self) -> Result<WriteTransaction> {
        let connection = self.writer.as_ref().unwrap_or(&self.connection);
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(WriteTransaction(connection.begin_with_options(options).await?))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.connection.ping().await?)
    }

    /// The pool, for reading.
    pub fn read(&self) -> &DatabaseConnection {
        &self.connection
    }
}

/// Up to `most` connections to the SQLite file of `url`.
fn sqlite(url: &str, most: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .acquire_timeout(LONGEST_WAIT)
        .min_connections(1)
        .max_connections(most)
        // A connection to a file does not get lost.
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("cache_size", "-4000")
                .busy_timeout(LONGEST_WAIT)
        });
    options
}

/// A transaction that writes; dereferences to the transaction itself.
#[derive(Debug)]
pub struct WriteTransaction(DatabaseTransaction);

impl WriteTransaction {
    /// Makes everything written durable.
    pub async fn commit(self) -> Result<()> {
        Ok(self.0.commit().await?)
    }
}

impl Deref for WriteTransaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
