//! Enterprises, household businesses and other organisations that a person acts for.

use sea_orm::entity::prelude::*;

/// A row of `organisation`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// `enterprise`, `household_business` or `other`.
    pub kind: String,
    /// Registered name.
    pub name: String,
    /// Keyed hash of the tax code, or of the name where there is none: an account lists an organisation once.
    pub distinction_hash: String,
    /// Sealed JSON: tax code, address, position of the representative.
    pub details: Vec<u8>,
    /// When it was added.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
