//! How often something was done in a stretch of time.

use sea_orm::entity::prelude::*;

/// A row of `rate_limit`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_limit")]
pub struct Model {
    /// Keyed hash of what is limited and for whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// When the present stretch began.
    pub window_start: DateTimeUtc,
    /// How often since then.
    pub count: i32,
}

impl ActiveModelBehavior for ActiveModel {}
