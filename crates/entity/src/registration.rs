//! Registrations until they are confirmed. They reserve nothing.

use sea_orm::entity::prelude::*;

/// A row of `registration`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Keyed hash of the token in the cookie.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// `vi` or `en`: the language of the pages and mails.
    pub language: String,
    /// Sealed JSON: what was typed, never the password. Emptied once confirmed.
    pub answers: Vec<u8>,
    /// An argon2id hash in PHC form, once an acceptable password was typed.
    pub password_hash: Option<String>,
    /// What was wrong with the password typed last, as JSON, if anything.
    pub password_problem: Option<String>,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// It may be forgotten then.
    pub expires_at: DateTimeUtc,
    /// When everything asked for had been given.
    pub submitted_at: Option<DateTimeUtc>,
    /// Keyed hash of the token in the mail's link.
    #[sea_orm(unique)]
    pub link_hash: Option<String>,
    /// The same token, sealed, so that every mail to one mailbox carries the same link.
    pub link_token: Option<Vec<u8>>,
    /// The link works until then.
    pub link_expires_at: Option<DateTimeUtc>,
    /// Keyed hash of the mail's six-digit code.
    pub code_hash: Option<String>,
    /// The code works until then.
    pub code_expires_at: Option<DateTimeUtc>,
    /// Wrong codes so far; a new code does not reset it.
    pub code_tries: i32,
    /// When the last mail was enqueued.
    pub mail_sent_at: Option<DateTimeUtc>,
    /// From then on the mail may be sent again.
    pub mail_again_at: Option<DateTimeUtc>,
    /// Somebody with this account adds an organisation to it; nothing is mailed then.
    pub account_id: Option<Uuid>,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
