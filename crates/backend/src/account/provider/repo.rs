//! The queries about identities: who else vouches for the person of an account.

use ::entity::identity::{ActiveModel, Column, Entity, Model};
use ::entity::{account, credential, login_attempt, session};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::Result;

pub async fn find(connection: &impl ConnectionTrait, issuer: &str, subject: &str) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::Issuer.eq(issuer))
        .filter(Column::Subject.eq(subject))
        .one(connection)
        .await?)
}

/// How well the account's person was seen by whoever vouches for them best.
pub async fn level(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Option<i16>> {
    let highest = Entity::find().filter(Column::AccountId.eq(account_id)).order_by_desc(Column::Level);
    Ok(highest.one(connection).await?.map(|row| row.level))
}

/// Whether somebody vouches for the person of the account.
pub async fn is_linked(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<bool> {
    Ok(Entity::find().filter(Column::AccountId.eq(account_id)).count(connection).await? > 0)
}

/// Inserts `row` unless the provider's person is linked already; says whether it did.
pub async fn insert(connection: &impl ConnectionTrait, row: ActiveModel) -> Result<bool> {
    let conflict = OnConflict::columns([Column::Issuer, Column::Subject]).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await? == 1)
}

pub async fn set_level(connection: &impl ConnectionTrait, id: Uuid, level: i16) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Level, Expr::value(level))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Takes the identity number from an account, closes it, and ends every way into it; says whether nobody else had.
pub async fn strip(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    number_hash: &str,
    no_number: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let stripped = account::Entity::update_many()
        .col_expr(account::Column::IdentityNumberHash, Expr::value(no_number))
        .col_expr(account::Column::DisabledAt, Expr::value(now))
        .filter(account::Column::Id.eq(account_id))
        .filter(account::Column::IdentityNumberHash.eq(number_hash))
        .exec(connection)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(session::Column::AccountId.eq(account_id))
        .filter(session::Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    credential::Entity::delete_many()
        .filter(credential::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(stripped.rows_affected == 1)
}
