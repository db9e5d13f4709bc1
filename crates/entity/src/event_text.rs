//! What somebody wrote with an event: a reason, a word to the applicant. Its digest is in the chain; the text can be deleted.

use sea_orm::entity::prelude::*;

/// A row of `event_text`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_text")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Number of the event.
    pub number: i64,
    /// Sealed: the text and its salt.
    pub text: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
