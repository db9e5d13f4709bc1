//! What the portal looks up as a whole: fields of administration, units, days off, search words.

use sea_orm::entity::prelude::*;

/// A row of `reference`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reference")]
pub struct Model {
    /// `fields`, `units`, `days_off`, `search`; and `revision`, which changes whenever the catalogue does; and `maintenance`,
    /// while the portal is closed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The document, JSON.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// When it last changed.
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
