//! A list of the inbox that an officer keeps: narrowed as they need it again.

use sea_orm::entity::prelude::*;

/// A row of `saved_view`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_view")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// What its owner calls it; once for each owner.
    pub name: String,
    /// The query of its address.
    #[sea_orm(column_type = "Text")]
    pub query: String,
}

impl ActiveModelBehavior for ActiveModel {}
