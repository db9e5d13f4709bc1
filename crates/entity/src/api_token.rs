//! What other systems get in by.

use sea_orm::entity::prelude::*;

/// A row of `api_token`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// UUIDv7; in events and the audit it stands where an officer's account does.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the administrator calls the system.
    pub name: String,
    /// The agency for which it acts.
    pub agency_code: String,
    /// As what it acts there.
    pub role: String,
    /// What it is good for: names of scopes with spaces between.
    pub scopes: String,
    /// Keyed hash of the secret.
    #[sea_orm(unique)]
    pub hash: String,
    /// Account of the administrator; none where it was the operator.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// From then on it is good for nothing.
    pub expires_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
