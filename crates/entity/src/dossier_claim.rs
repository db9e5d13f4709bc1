//! The code by which somebody takes a dossier from a counter into their account.

use sea_orm::entity::prelude::*;

/// A row of `dossier_claim`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier_claim")]
pub struct Model {
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// Keyed hash of the code that counts.
    #[sea_orm(unique)]
    pub code_hash: String,
    /// Keyed hash of the identity number of the person whose card was seen.
    pub number_hash: String,
    /// It works before this moment.
    pub expires_at: DateTimeUtc,
    /// When somebody used it.
    pub claimed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
