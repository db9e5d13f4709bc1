//! The last number given to a form, per agency, form and year.

use sea_orm::entity::prelude::*;

/// A row of `printed_number`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "printed_number")]
pub struct Model {
    /// Code of the agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_code: String,
    /// Which form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub form: String,
    /// Year in Viet Nam.
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// The last number given.
    pub last: i32,
}

impl ActiveModelBehavior for ActiveModel {}
