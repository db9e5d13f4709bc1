//! A document that an officer added to a dossier: the result, a signed request, a signature.

use sea_orm::entity::prelude::*;

/// A row of `dossier_document`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier_document")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// `result`, `request` or `signature`.
    pub kind: String,
    /// Name of the file, cleaned.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the content, the key of its blob.
    pub blob: String,
    /// Who added it.
    pub added_by: Uuid,
    /// When.
    pub added_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
