//! The head of a dossier's chain as the anchor of a day holds it.

use sea_orm::entity::prelude::*;

/// A row of `anchored_head`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "anchored_head")]
pub struct Model {
    /// Day in Viet Nam.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// The dossier. Not a foreign key: that a dossier is gone is to be seen.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// Number of its last event at the end of the day.
    pub number: i64,
    /// Hash of that event, in hexadecimal.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
