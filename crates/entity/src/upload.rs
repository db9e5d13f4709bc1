//! Uploads that go on where they stopped.

use sea_orm::entity::prelude::*;

/// A row of `upload`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// UUIDv7; the paper made of it has the same id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who sends it.
    pub account_id: Uuid,
    /// The draft it is for.
    pub draft_id: Uuid,
    /// Id of the paper in the procedure.
    pub requirement: String,
    /// Name of the file, as the browser says it.
    pub name: String,
    /// Media type, as the browser says it.
    pub declared: String,
    /// Bytes of the whole file.
    pub length: i64,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// What has arrived is dropped then, unless more comes.
    pub expires_at: DateTimeUtc,
    /// When all of it had arrived and was judged.
    pub finished_at: Option<DateTimeUtc>,
    /// Whether it is to be put together with others, and no file by itself.
    pub is_partial: bool,
    /// The uploads that were put together to make it, in order: their ids with spaces between. Two that put together the
    /// same ones make one upload.
    #[sea_orm(unique)]
    pub joins: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
