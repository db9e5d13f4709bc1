//! Invitations to work for an agency.

use sea_orm::entity::prelude::*;

/// A row of `staff_invitation`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_invitation")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Code of the agency.
    pub agency_code: String,
    /// The role by its name.
    pub role: String,
    /// Keyed hash of the identity number of whoever is invited: nobody else can accept.
    pub identity_number_hash: String,
    /// Sealed JSON: identity number, and the mailbox that the link was sent to.
    pub invited: Vec<u8>,
    /// Keyed hash of the secret in the link.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// Account of the administrator; none where it was the operator.
    pub invited_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when it can be accepted.
    pub expires_at: DateTimeUtc,
    /// When it was accepted.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
