//! Who stands in for whom in absence.

use sea_orm::entity::prelude::*;

/// A row of `delegation`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegation")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Account of whoever is absent.
    pub of_id: Uuid,
    /// Account of whoever does the work.
    pub to_id: Uuid,
    /// Code of the agency.
    pub agency_code: String,
    /// The role by its name.
    pub role: String,
    /// From when.
    pub begins_at: DateTimeUtc,
    /// Until when.
    pub ends_at: DateTimeUtc,
    /// When it was taken back before that, if it was.
    pub taken_back_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
