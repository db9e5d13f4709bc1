//! A request for supplements (form 02) and when it was answered.

use sea_orm::entity::prelude::*;

/// A row of `supplement`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "supplement")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// 1, 2, … within the dossier.
    pub number: i32,
    /// Sealed: each refused item with its reason, and a word of the officer.
    pub request: Vec<u8>,
    /// The officer who asked, whom the citizen may call.
    pub asked_by: Uuid,
    /// When it was asked for.
    pub asked_at: DateTimeUtc,
    /// The draft in which it is answered.
    pub draft_id: Option<Uuid>,
    /// When it was answered.
    pub answered_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
