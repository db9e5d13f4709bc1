//! Where other systems are told what happens.

use sea_orm::entity::prelude::*;

/// A row of `webhook`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// It is told of dossiers of this agency.
    pub agency_code: String,
    /// Where.
    pub url: String,
    /// Sealed: the key by which what it is told is signed.
    pub secret: Vec<u8>,
    /// Of what it is told: names of topics with spaces between.
    pub topics: String,
    /// Account of the administrator; none where it was the operator.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Since when nothing is sent there any more.
    pub disabled_at: Option<DateTimeUtc>,
    /// When something was last sent there.
    pub tried_at: Option<DateTimeUtc>,
    /// The status of the answer; none where there was no answer.
    pub answered: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
