//! Accounts whose owners asked for them to be deleted.

use sea_orm::entity::prelude::*;

/// A row of `account_deletion`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_deletion")]
pub struct Model {
    /// Which one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Keyed hash of the secret in the mail that undoes it.
    #[sea_orm(unique)]
    pub undo_hash: String,
    /// When it was asked for.
    pub asked_at: DateTimeUtc,
    /// It is deleted then.
    pub delete_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
