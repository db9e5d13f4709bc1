//! A version of a procedure that an editor is writing, one for each procedure.

use sea_orm::entity::prelude::*;

/// A row of `procedure_draft`; it goes when it is published.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure_draft")]
pub struct Model {
    /// National code of the procedure.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// A catalogue file with that procedure, as it was typed: it may have faults.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// Account of who wrote it last.
    pub written_by: Uuid,
    /// When.
    pub written_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
