//! Money that was taken for a dossier.

use sea_orm::entity::prelude::*;

/// A row of `fee_receipt`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fee_receipt")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Number on the receipt, unique within the portal.
    #[sea_orm(unique)]
    pub number: String,
    /// Whole đồng.
    pub amount_vnd: i64,
    /// `cash`, `transfer` or `online`.
    pub way: String,
    /// Who took it.
    pub officer_id: Option<Uuid>,
    /// When.
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
