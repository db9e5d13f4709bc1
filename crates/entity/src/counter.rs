//! The last number given, per agency and day.

use sea_orm::entity::prelude::*;

/// A row of `counter`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter")]
pub struct Model {
    /// Code of the agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_code: String,
    /// Day in Viet Nam.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// The last number given.
    pub last: i64,
}

impl ActiveModelBehavior for ActiveModel {}
