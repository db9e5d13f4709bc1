//! A private note of an officer.

use sea_orm::entity::prelude::*;

/// A row of `dossier_note`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier_note")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Account of who wrote it.
    pub author_id: Uuid,
    /// For which agency.
    pub agency_code: String,
    /// Sealed text.
    pub text: Vec<u8>,
    /// When.
    pub written_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
