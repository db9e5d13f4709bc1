//! Who else vouches for the person of an account: VNeID and other identity providers.

use sea_orm::entity::prelude::*;

/// A row of `identity`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The provider: `vneid`, or an OpenID Connect issuer's address.
    pub issuer: String,
    /// Keyed hash of what the provider knows the person by.
    pub subject: String,
    /// Whose account it is.
    pub account_id: Uuid,
    /// How well the provider has seen the person: 0 unknown, 1 or 2 (Nghị định 69/2024/NĐ-CP).
    pub level: i16,
    /// When it was linked first.
    pub linked_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
