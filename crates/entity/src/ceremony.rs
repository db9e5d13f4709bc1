//! What a browser was asked that is to make or use a passkey; good for one answer, for some minutes.

use sea_orm::entity::prelude::*;

/// A row of `ceremony`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ceremony")]
pub struct Model {
    /// Id of the session or of the attempt to log in that asked; each has one ceremony at a time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_id: Uuid,
    /// Sealed JSON: the challenge, and what is expected of the answer.
    pub state: Vec<u8>,
    /// It is good until then.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
