//! Codes on paper that stand in for a lost second factor; ten per account.

use sea_orm::entity::prelude::*;

/// A row of `recovery_code`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Which of the ten: its first sign.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    /// An argon2id hash in PHC form.
    pub hash: String,
    /// When it was drawn.
    pub created_at: DateTimeUtc,
    /// When it was used; it is of no use from then on.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
