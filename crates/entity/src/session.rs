//! Browsers in which somebody is logged in.

use sea_orm::entity::prelude::*;

/// A row of `session`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Keyed hash of the token in the cookie.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// Who is logged in.
    pub account_id: Uuid,
    /// When the login happened.
    pub created_at: DateTimeUtc,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTimeUtc,
    /// It runs out then, however much it is used.
    pub expires_at: DateTimeUtc,
    /// When it was logged out or ended otherwise, which is final.
    pub ended_at: Option<DateTimeUtc>,
    /// `phone`, `computer` or `kiosk`.
    pub device: String,
    /// What people call its browser: "Chrome, Android".
    pub browser: String,
    /// Sealed: the network it was begun from.
    pub network: Option<Vec<u8>>,
    /// When its holder last proved who they are; none in old rows, where it was at the login.
    pub proved_at: Option<DateTimeUtc>,
    /// Sealed JSON: what its next page has to say of the form before, once.
    pub note: Option<Vec<u8>>,
    /// Whether a second factor of one's own was shown in it: at the login, or since.
    pub second_factor: bool,
    /// Who is logged in.
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
