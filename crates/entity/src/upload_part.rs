//! What has arrived of an upload: durable before its row is written.

use sea_orm::entity::prelude::*;

/// A row of `upload_part`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload_part")]
pub struct Model {
    /// The upload.
    #[sea_orm(primary_key, auto_increment = false)]
    pub upload_id: Uuid,
    /// Bytes of the file before this part. Two that write at the same place cannot both.
    #[sea_orm(primary_key, auto_increment = false)]
    pub begin: i64,
    /// Bytes of the part.
    pub size: i64,
    /// SHA-256 of the part, the key of its blob.
    pub blob: String,
}

impl ActiveModelBehavior for ActiveModel {}
