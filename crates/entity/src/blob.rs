//! Contents of files, each kept once in the file store under its SHA-256.

use sea_orm::entity::prelude::*;

/// A row of `blob`. It is written before the file, so that every file in the store has a row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "blob")]
pub struct Model {
    /// SHA-256 of the content in hexadecimal digits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    /// Size in bytes.
    pub size: i64,
    /// When it was last handed in; a content without papers is removed a day later.
    pub touched_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
