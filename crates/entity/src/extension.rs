//! A later end of the limit, with an apology (form 04).

use sea_orm::entity::prelude::*;

/// A row of `extension`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extension")]
pub struct Model {
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// 1, 2, … within the dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// When it was given.
    pub given_at: DateTimeUtc,
    /// The new end, as it was set.
    pub until: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
