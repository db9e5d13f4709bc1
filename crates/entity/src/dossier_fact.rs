//! A keyed hash by which officers find a dossier: an exact identity number or phone.

use sea_orm::entity::prelude::*;

/// A row of `dossier_fact`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier_fact")]
pub struct Model {
    /// Keyed hash.
    #[sea_orm(primary_key, auto_increment = false)]
    pub fact: String,
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
