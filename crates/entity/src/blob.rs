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
    /// What the virus scan said: `waiting`, `clean`, `infected` or `unscannable`.
    pub scan: String,
    /// How often the scan was tried.
    pub scan_attempts: i32,
    /// When it was scanned; while it waits, since when or again from when it is tried. Absent as long as it is only a part
    /// of an upload, which nobody can open.
    pub scan_at: Option<DateTimeUtc>,
    /// What was found, in the scanner's words.
    pub scan_found: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
