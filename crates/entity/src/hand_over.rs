//! How the result came to the applicant.

use sea_orm::entity::prelude::*;

/// A row of `hand_over`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hand_over")]
pub struct Model {
    /// The dossier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dossier_id: Uuid,
    /// `online`, `signed` or `posted`.
    pub way: String,
    /// Sealed number by which the post can be followed.
    pub tracking: Option<Vec<u8>>,
    /// Who handed it over; none where it was downloaded.
    pub officer_id: Option<Uuid>,
    /// When.
    pub handed_over_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
