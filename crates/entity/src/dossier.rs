//! What was filed.

use sea_orm::entity::prelude::*;

/// A row of `dossier`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Mã hồ sơ, `{agency}-{yymmdd}-{sequence}`.
    #[sea_orm(unique)]
    pub code: String,
    /// The draft it was made of; a draft becomes at most one dossier.
    #[sea_orm(unique)]
    pub draft_id: Uuid,
    /// Who filed it.
    pub account_id: Uuid,
    /// National code of the procedure.
    pub procedure_code: String,
    /// The version of the procedure it was filed under.
    pub procedure_version: Uuid,
    /// Code of the receiving desk.
    pub agency_code: String,
    /// `submitted`, …
    pub status: String,
    /// Sealed answers.
    pub answers: Vec<u8>,
    /// Keyed hashes of the second facts by which it can be looked up, separated by spaces.
    pub second_facts: String,
    /// When it was filed.
    pub submitted_at: DateTimeUtc,
    /// Until when the receiving desk must answer.
    pub answer_by: DateTimeUtc,
    /// Day of the result by law if the desk receives it in time, where the law says one.
    pub result_by: Option<Date>,
    /// Grows with every event.
    pub revision: i64,
}

impl ActiveModelBehavior for ActiveModel {}
