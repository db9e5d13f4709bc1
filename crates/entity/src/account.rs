//! People who may log in; one account per person.

use sea_orm::entity::prelude::*;

/// A row of `account`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Keyed hash of the identity number; settles who was first. `won back …` where the number was taken from it.
    #[sea_orm(unique)]
    pub identity_number_hash: String,
    /// Name as its holder wrote it.
    pub name: String,
    /// Sealed JSON: identity number, birth date, sex, phone, mail address, address.
    pub person: Vec<u8>,
    /// Keyed hash of the mail address, empty where there is none; a family may share one.
    pub email_hash: String,
    /// `vi` or `en`: the language of mails.
    pub language: String,
    /// When it came into being.
    pub created_at: DateTimeUtc,
    /// When its mailbox was confirmed; without one, when it came into being.
    pub email_confirmed_at: DateTimeUtc,
    /// Since when nobody may use it, if so.
    pub disabled_at: Option<DateTimeUtc>,
    /// Browsers it is logged in from.
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
