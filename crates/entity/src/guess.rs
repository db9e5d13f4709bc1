//! Wrong passwords, by account and by whether the browser is known.

use sea_orm::entity::prelude::*;

/// A row of `guess`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guess")]
pub struct Model {
    /// Keyed hash of the identity number, and of the browser if it is known.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Wrong passwords after each other.
    pub wrong: i32,
    /// When the last one was.
    pub last_at: Option<DateTimeUtc>,
    /// Keyed hash of the secret in the mail that lifts a lock.
    #[sea_orm(unique)]
    pub unlock_hash: Option<String>,
    /// Whose the account is, once there is a lock to be lifted.
    pub account_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
