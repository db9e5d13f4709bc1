//! Who did what to which record. References only, no personal text.

use sea_orm::entity::prelude::*;

/// A row of `audit`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// `citizen`, `operator`, `system` or `nobody` (not logged in).
    pub actor_kind: String,
    /// Id of the actor's account, if any.
    pub actor_id: Option<Uuid>,
    /// What was done: `login`, `dossier.submit`, …
    pub action: String,
    /// Table of the record.
    pub subject_kind: Option<String>,
    /// Id of the record.
    pub subject_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
