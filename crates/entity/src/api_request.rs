//! What other systems asked to be filed, so that asking again does nothing again.

use sea_orm::entity::prelude::*;

/// A row of `api_request`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_request")]
pub struct Model {
    /// UUIDv7; the draft that was begun has the same.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The token it came with.
    pub token_id: Uuid,
    /// Keyed hash of the key by which the system knows the request.
    pub key_hash: String,
    /// Keyed hash of all that was sent.
    pub fingerprint: String,
    /// For whom it is filed.
    pub account_id: Uuid,
    /// When it came.
    pub created_at: DateTimeUtc,
    /// Until then nobody else works on it.
    pub locked_until: DateTimeUtc,
    /// Sealed JSON: what was answered.
    pub answer: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
