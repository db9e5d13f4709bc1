//! What a browser was asked for that is to make or use a passkey; good once, for some minutes.

use sea_orm::entity::prelude::*;

/// A row of `ceremony`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ceremony")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Keyed hash of the token that the page has.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// Whose passkey is to be made; none where one is to be used.
    pub account_id: Option<Uuid>,
    /// Sealed JSON: the challenge, and what is expected of the answer.
    pub state: Vec<u8>,
    /// It is good until then.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
