//! Work to be done after the transaction that caused it: mails, text messages, scans.

use sea_orm::entity::prelude::*;

/// A row of `job`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What to do: `mail`, `sms`, …
    pub kind: String,
    /// Sealed JSON; emptied when the job is over.
    pub payload: Vec<u8>,
    /// When it was enqueued.
    pub created_at: DateTimeUtc,
    /// Not before this moment.
    pub run_at: DateTimeUtc,
    /// After this moment it is dropped instead of done late.
    pub expires_at: Option<DateTimeUtc>,
    /// How often it was begun.
    pub attempts: i32,
    /// A worker holds it until then.
    pub locked_until: Option<DateTimeUtc>,
    /// When it was done, dropped or given up.
    pub finished_at: Option<DateTimeUtc>,
    /// `done`, `expired`, `refused` (by a mailbox) or `failed`, once finished.
    pub outcome: Option<String>,
    /// Why the last attempt failed; never personal data.
    pub last_error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
