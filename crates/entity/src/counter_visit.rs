//! Somebody at a counter, and what an officer files for them.

use sea_orm::entity::prelude::*;

/// A row of `counter_visit`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter_visit")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Code of the desk; only its officers see the visit.
    pub agency_code: String,
    /// Account of the officer who began it.
    pub officer_id: Uuid,
    /// Sealed answers about the person, as read from the card or typed.
    pub person: Vec<u8>,
    /// Account of the person, once it was found or made.
    pub account_id: Option<Uuid>,
    /// What is filed, once a procedure was chosen.
    pub draft_id: Option<Uuid>,
    /// JSON: ids of the papers of which the officer saw the paper itself.
    pub seen_papers: String,
    /// When.
    pub began_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
