//! Passkeys: public keys of what a device unlocks by finger, face or PIN.

use sea_orm::entity::prelude::*;

/// A row of `passkey`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// Keyed hash of the credential's id, to find it by.
    #[sea_orm(unique)]
    pub credential_hash: String,
    /// Sealed JSON: the public key with its counter, and whether it is backed up.
    pub key: Vec<u8>,
    /// What its owner calls it; at first the browser it was made in: "Chrome, Android".
    pub name: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was used last.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
