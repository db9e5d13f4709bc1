//! Public figures of a procedure in one month, computed at night.

use sea_orm::entity::prelude::*;

/// A row of `figure`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "figure")]
pub struct Model {
    /// National code of the procedure.
    #[sea_orm(primary_key, auto_increment = false)]
    pub procedure_code: String,
    /// First day of the month.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: Date,
    /// Dossiers filed in it.
    pub received: i64,
    /// Those whose result was ready in it.
    pub finished: i64,
    /// Of these, in time.
    pub on_time: i64,
    /// Of these, late.
    pub late: i64,
    /// Minutes from filing to the result within which nine of ten were ready.
    pub usual_minutes: i64,
    /// Ratings given in it.
    pub ratings: i64,
    /// Their stars together.
    pub stars: i64,
    /// When it was computed.
    pub computed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
