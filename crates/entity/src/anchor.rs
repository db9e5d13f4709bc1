//! One hash a day over the heads of the chains that grew, chained to the one before.

use sea_orm::entity::prelude::*;

/// A row of `anchor`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "anchor")]
pub struct Model {
    /// Day in Viet Nam.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// Hash of the anchor before, in hexadecimal; zeros for the first.
    pub previous_hash: String,
    /// How many heads it holds.
    pub count: i64,
    /// SHA-256 over the hash before, the day and the heads, in hexadecimal.
    pub hash: String,
    /// When it was made.
    pub made_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
