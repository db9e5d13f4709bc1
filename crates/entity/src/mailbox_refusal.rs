//! Mailboxes that refuse mail for good.

use sea_orm::entity::prelude::*;

/// A row of `mailbox_refusal`; it goes when the mailbox takes mail again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailbox_refusal")]
pub struct Model {
    /// Keyed hash of the mail address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub email_hash: String,
    /// When it refused first.
    pub refused_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
