//! Authenticator apps that give one-time codes (TOTP, RFC 6238); one per account.

use sea_orm::entity::prelude::*;

/// A row of `authenticator`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authenticator")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Sealed: the secret it shares with us, 20 bytes.
    pub secret: Vec<u8>,
    /// The step whose code was taken last; no code of it or of an earlier one is taken again.
    pub last_step: Option<i64>,
    /// When its secret was drawn.
    pub created_at: DateTimeUtc,
    /// When its first code was typed; it is asked for from then on.
    pub confirmed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
