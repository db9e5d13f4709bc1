//! What was found of the papers and answers of a dossier so far.

use sea_orm::entity::prelude::*;

/// A row of `judgement`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "judgement")]
pub struct Model {
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// Sealed verdicts.
    pub verdicts: Vec<u8>,
    /// Grows with each verdict.
    pub revision: i64,
    /// Who judged last.
    pub judged_by: Uuid,
    /// When.
    pub judged_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
