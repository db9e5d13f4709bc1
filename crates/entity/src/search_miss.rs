//! What people looked for and did not find, counted by day; nothing says who.

use sea_orm::entity::prelude::*;

/// A row of `search_miss`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_miss")]
pub struct Model {
    /// Day in Viet Nam.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// The words, folded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub words: String,
    /// How often.
    pub count: i64,
}

impl ActiveModelBehavior for ActiveModel {}
