//! A dossier while it is being filled in.

use sea_orm::entity::prelude::*;

/// A row of `draft`. It stays after filing, without answers, so that filing again finds the dossier.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// National code of the procedure.
    pub procedure_code: String,
    /// The version of the procedure it was begun under.
    pub procedure_version: Uuid,
    /// Sealed answers; emptied when filed.
    pub answers: Vec<u8>,
    /// Grows with every change of the answers or papers.
    pub revision: i64,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
    /// It is deleted, with its papers, after this moment unless filed.
    pub expires_at: DateTimeUtc,
    /// When it became a dossier.
    pub filed_at: Option<DateTimeUtc>,
    /// The dossier to which it is the answer of a request for supplements.
    pub supplement_to: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
