//! Browsers that somebody has logged in from: strangers who guess do not hold them up.

use sea_orm::entity::prelude::*;

/// A row of `known_browser`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_browser")]
pub struct Model {
    /// Keyed hash of what the browser's cookie holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Who logged in there.
    pub account_id: Uuid,
    /// When.
    pub known_since: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
