//! With which calendar of an agency the due times of its dossiers were computed last.

use sea_orm::entity::prelude::*;

/// A row of `calendar_seen`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_seen")]
pub struct Model {
    /// Code of the agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_code: String,
    /// Digest of its hours, its own days and the country's days off, in hexadecimal.
    pub fingerprint: String,
}

impl ActiveModelBehavior for ActiveModel {}
