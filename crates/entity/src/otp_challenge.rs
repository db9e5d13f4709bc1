//! One-time codes sent to phones.

use sea_orm::entity::prelude::*;

/// A row of `otp_challenge`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "otp_challenge")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the code is good for: `login`, …
    pub purpose: String,
    /// Id of what asked for it, and what alone it is good for: the attempt to log in, the account. One code each.
    pub asked_by: Uuid,
    /// Whose phone it is, where there is an account.
    pub account_id: Option<Uuid>,
    /// Sealed JSON: the number it was sent to, E.164.
    pub phone: Vec<u8>,
    /// Sealed: the secret of this code alone.
    pub secret: Vec<u8>,
    /// The counter at which the code is generated and checked (RFC 4226).
    pub counter: i64,
    /// Codes typed so far; a new code does not reset it.
    pub tries: i32,
    /// When it was asked for first.
    pub created_at: DateTimeUtc,
    /// When the last message was enqueued.
    pub sent_at: DateTimeUtc,
    /// The code works until then.
    pub expires_at: DateTimeUtc,
    /// When it was used, which is final.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
