//! What shows that people are who they say: proofing levels are derived from it.

use sea_orm::entity::prelude::*;

/// A row of `evidence`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// `mail`, `phone`, `desk`, `vneid_1`, `vneid_2`.
    pub kind: String,
    /// When it was seen, last.
    pub seen_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
