//! Versions of procedures. A dossier keeps the version it was filed under, so none is ever changed or deleted; a new
//! one closes the one before it.

use sea_orm::entity::prelude::*;

/// A row of `procedure_version`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure_version")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// National code, without agency suffix.
    pub procedure_code: String,
    /// 1, 2, … for each procedure; unique with the code.
    pub number: i32,
    /// The procedure as the catalogue declares it, JSON.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force, once known.
    pub in_force_to: Option<Date>,
    /// When it was imported.
    pub imported_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
