//! Who works for which agency, and as what.

use sea_orm::entity::prelude::*;

/// A row of `membership`: at most one for a person, an agency and a role.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// Code of the agency.
    pub agency_code: String,
    /// The role by its name.
    pub role: String,
    /// Since when; since the last time where it had ended.
    pub since: DateTimeUtc,
    /// When it ended, if it did.
    pub ended_at: Option<DateTimeUtc>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
