//! Forms that were given out.

use sea_orm::entity::prelude::*;

/// A row of `printed_form`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "printed_form")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The dossier.
    pub dossier_id: Uuid,
    /// Number of the event that it belongs to.
    pub event_number: i64,
    /// Which form: `receipt`, `refusal`, …
    pub form: String,
    /// By whose numbering.
    pub circular: String,
    /// Code of the agency that gave it out.
    pub agency_code: String,
    /// Year in Viet Nam.
    pub year: i32,
    /// Its number among the agency's forms of this kind in this year.
    pub number: i32,
    /// When it was given out.
    pub issued_at: DateTimeUtc,
    /// Number of the key that signed.
    pub signing_key: i32,
    /// The seal in base 32.
    pub seal: String,
    /// Its signature in base 32.
    pub signature: String,
    /// The short code, with its dashes.
    #[sea_orm(unique)]
    pub typed_code: String,
    /// Sealed values of the letter, from which it is drawn.
    pub letter: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
