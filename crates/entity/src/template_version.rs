//! What an administrator made of a mail or a text message that citizens get.

use sea_orm::entity::prelude::*;

/// A row of `template_version`. The last of a template and language holds.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_version")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which one: the name of a move or an event, and `mail` or `sms`, as in `accept.mail`.
    pub name: String,
    /// `vi` or `en`.
    pub language: String,
    /// Its words; none where it went back to those that the portal comes with.
    #[sea_orm(column_type = "Text", nullable)]
    pub words: Option<String>,
    /// Account of who wrote it.
    pub written_by: Uuid,
    /// When.
    pub written_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
