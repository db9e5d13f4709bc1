//! Logins on their way: which step is next, and what was typed.

use sea_orm::entity::prelude::*;

/// A row of `login_attempt`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_attempt")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Keyed hash of the token in the cookie.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// The step that is next: `password`, `otp`, …
    pub step: String,
    /// Sealed JSON: the identity number as typed.
    pub typed: Vec<u8>,
    /// Why the last try was refused: `number`, `password`, `wrong`, `too_many`, …
    pub refusal: Option<String>,
    /// After too many tries: from then on it may be tried again.
    pub again_at: Option<DateTimeUtc>,
    /// The local address to go to afterwards.
    pub return_to: Option<String>,
    /// Whose account it is, once that was proved.
    pub account_id: Option<Uuid>,
    /// What was proved so far, in this order: `password`, `otp`, …, separated by commas.
    pub proved: String,
    /// Sealed JSON: what later steps need of earlier ones.
    pub carried: Option<Vec<u8>>,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// It may be forgotten then.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
