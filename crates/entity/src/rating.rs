//! What the applicant thinks of the service.

use sea_orm::entity::prelude::*;

/// A row of `rating`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating")]
pub struct Model {
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// 1 to 5.
    pub stars: i32,
    /// Sealed words, if any.
    pub words: Option<Vec<u8>>,
    /// National code of the procedure, for the figures.
    pub procedure_code: String,
    /// Code of the receiving desk, for the figures.
    pub agency_code: String,
    /// When.
    pub rated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
