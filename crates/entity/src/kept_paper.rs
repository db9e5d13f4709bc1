//! A paper that somebody keeps for later dossiers.

use sea_orm::entity::prelude::*;

/// A row of `kept_paper`. Its files are rows of `kept_file`, and go with it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_paper")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// Code of the dossier it was handed in with.
    pub dossier_code: String,
    /// National code of that dossier's procedure.
    pub procedure_code: String,
    /// Id of the paper in that procedure.
    pub requirement: String,
    /// What it is, in Vietnamese.
    pub name_vi: String,
    /// What it is, in English; empty where the procedure says it in Vietnamese only.
    pub name_en: String,
    /// Day on which the dossier was filed.
    pub handed_in_on: Date,
    /// The last day on which it is good, as the person says; none where it does not end.
    pub expires_on: Option<Date>,
    /// When the person agreed to its being kept.
    pub kept_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
