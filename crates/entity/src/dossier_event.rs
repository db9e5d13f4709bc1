//! What happened to a dossier: a chain of hashes, references only.

use sea_orm::entity::prelude::*;

/// A row of `dossier_event`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier_event")]
pub struct Model {
    /// Whose event it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// 1, 2, 3, … within the dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Status after it.
    pub status: String,
    /// `applicant`, `system` or the role of an officer; `citizen` or `system` in events of before there was a desk.
    pub actor_kind: String,
    /// What happened, where the status does not tell.
    pub note: Option<String>,
    /// Account of the actor, if any.
    pub actor_id: Option<Uuid>,
    /// What happened: the name of a move or of a note. Empty in events of before there was a desk.
    pub name: String,
    /// With whom the dossier was after it.
    pub stage: String,
    /// Code of the agency for which the actor acted; empty for applicants and the portal itself.
    pub agency_code: String,
    /// Account for which the actor stood in.
    pub stands_in_for_id: Option<Uuid>,
    /// Digest of the text that belongs to it, in hexadecimal.
    pub detail: Option<String>,
    /// Hash of the event before; empty for the first.
    pub previous_hash: String,
    /// SHA-256 over this event and the hash before it.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
