//! Time that is not counted: a supplement or a payment is awaited.

use sea_orm::entity::prelude::*;

/// A row of `pause`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pause")]
pub struct Model {
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// From when.
    #[sea_orm(primary_key, auto_increment = false)]
    pub begins_at: DateTimeUtc,
    /// Until when; none while it lasts.
    pub ends_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
