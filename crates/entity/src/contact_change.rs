//! Mailboxes and phone numbers that wait for the code that was sent to them; one per account.

use sea_orm::entity::prelude::*;

/// A row of `contact_change`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_change")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// UUIDv7, new with each one that is asked for.
    pub id: Uuid,
    /// The session that asked, which alone can confirm it.
    pub session_id: Uuid,
    /// `mailbox` or `phone`.
    pub kind: String,
    /// Sealed JSON: the new address or number.
    pub value: Vec<u8>,
    /// Keyed hash of the code that was mailed; none for phones, whose codes are challenges of their own.
    pub code_hash: Option<String>,
    /// Codes typed so far.
    pub tries: i32,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// The code works until then.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
