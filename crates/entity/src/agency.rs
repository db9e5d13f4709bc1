//! Receiving desks and processing units.

use sea_orm::entity::prelude::*;

/// A row of `agency`. Agencies that the catalogue no longer names are closed, not deleted: dossiers name them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency")]
pub struct Model {
    /// Code such as `H21.01`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Its place in the catalogue, from 0.
    pub position: i32,
    /// The agency as the catalogue declares it, JSON.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// When the catalogue ceased to name it.
    pub closed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
