//! Ways back into accounts whose password was forgotten: each a link that sets a new one, once.

use sea_orm::entity::prelude::*;

/// A row of `recovery`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose account it is.
    pub account_id: Uuid,
    /// Keyed hash of the token in the link.
    #[sea_orm(unique)]
    pub link_hash: String,
    /// How it was proved who asks: `mail`, `phone` or `desk`.
    pub via: String,
    /// At the desk, sealed JSON: which officer looked at the card, and why.
    pub vouched: Option<Vec<u8>>,
    /// At the desk: the second factors are lost, and go when it is used.
    pub drops_factors: bool,
    /// JSON: what was wrong with the new password that was sent last.
    pub password_problem: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// It works until then.
    pub expires_at: DateTimeUtc,
    /// When it was used, which is final.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
