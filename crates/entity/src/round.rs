//! A dossier as it was filed (0) or supplemented (1, 2, …), to show what changed since.

use sea_orm::entity::prelude::*;

/// A row of `round`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// 0 as it was filed, then one more with each supplement.
    pub number: i32,
    /// Sealed answers.
    pub answers: Vec<u8>,
    /// Checksums of the files of each paper, as JSON.
    #[sea_orm(column_type = "Text")]
    pub papers: String,
    /// When it was handed in.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
