//! Files of papers that are kept for later dossiers.

use sea_orm::entity::prelude::*;

/// A row of `kept_file`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_file")]
pub struct Model {
    /// UUIDv7; files of a paper are shown in the order of their ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The paper it is a file of.
    pub kept_paper_id: Uuid,
    /// Name of the file, cleaned.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the content, the key of its blob.
    pub blob: String,
}

impl ActiveModelBehavior for ActiveModel {}
