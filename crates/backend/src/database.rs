//! Connections and transactions.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::Result;

/// The portal's database: SQLite in one file, or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Database {
    connection: DatabaseConnection,
    /// SQLite has one writer at a time; waiting here is fair and cheap, waiting inside SQLite is neither.
    writer: Option<Arc<Mutex<()>>>,
}

impl Database {
    /// Connects to `url` (`sqlite:///path/to/file`, `postgres://…`), creating the SQLite file if need be.
    ///
    /// SQLite runs in WAL mode with `synchronous=FULL`: with `NORMAL` a power loss takes acknowledged rows along.
    pub async fn connect(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).acquire_timeout(Duration::from_secs(5));
        let is_sqlite = url.starts_with("sqlite:");
        if is_sqlite {
            options.min_connections(1).max_connections(8).map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("foreign_keys", "ON")
                    .pragma("cache_size", "-16000")
                    .busy_timeout(Duration::from_secs(5))
            });
            // A connection to a file does not get lost.
            options.test_before_acquire(false);
        } else {
            options.min_connections(1).max_connections(20);
        }
        let connection = sea_orm::Database::connect(options).await?;
        let database = Self { connection, writer: is_sqlite.then(Arc::default) };
        database.demand_durability().await?;
        Ok(database)
    }

    /// Refuses to go on with a SQLite that would forget what it acknowledged.
    async fn demand_durability(&self) -> Result<()> {
        if self.connection.get_database_backend() == DbBackend::Sqlite {
            let row = self
                .connection
                .query_one_raw(sea_orm::Statement::from_string(DbBackend::Sqlite, "PRAGMA synchronous"))
                .await?;
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
        let turn = match &self.writer {
            Some(writer) => Some(writer.clone().lock_owned().await),
            None => None,
        };
        let transaction = self
            .connection
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await?;
        Ok(WriteTransaction { transaction, _turn: turn })
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

/// A transaction that writes; dereferences to the transaction itself.
#[derive(Debug)]
pub struct WriteTransaction {
    transaction: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl WriteTransaction {
    /// Makes everything written durable.
    pub async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }
}

impl Deref for WriteTransaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &Self::Target {
        &self.transaction
    }
}
