//! A file handed in for a paper of the dossier, or the refusal of one.

use sea_orm::entity::prelude::*;

/// A row of `paper`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The draft it was handed in with; the dossier made of that draft has the same files.
    pub draft_id: Uuid,
    /// Id of the paper in the procedure.
    pub requirement: String,
    /// Name of the file, cleaned.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the content, the key of its blob; absent when refused.
    pub blob: Option<String>,
    /// Code of the reason when it was refused; a refused file is shown until the next try, and never kept.
    pub refusal: Option<String>,
    /// Files of a paper are shown in this order: the millisecond of their arrival, unless they were moved.
    pub position: i64,
    /// When it arrived.
    pub created_at: DateTimeUtc,
    /// Number of the supplement that replaced it; the file stays to be seen.
    pub superseded_in: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
