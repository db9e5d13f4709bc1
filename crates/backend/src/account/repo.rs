//! The queries about accounts.

use ::entity::{account, credential, organisation, session};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::Result;

pub async fn session_by_token(
    connection: &impl ConnectionTrait,
    token_hash: &str,
) -> Result<Option<(session::Model, account::Model)>> {
    let found = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token_hash))
        .inner_join(account::Entity)
        .select_also(account::Entity)
        .one(connection)
        .await?;
    Ok(found.and_then(|(session, account)| Some((session, account?))))
}

pub async fn insert_session(connection: &impl ConnectionTrait, row: session::ActiveModel) -> Result<()> {
    session::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn note_use(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::LastSeenAt.lt(now))
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn end_session(
    connection: &impl ConnectionTrait,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<session::Model>> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(session::Column::TokenHash.eq(token_hash))
        .filter(session::Column::EndedAt.is_null())
        .exec_with_returning(connection)
        .await?;
    Ok(ended.into_iter().next())
}

pub async fn forget_sessions(connection: &impl ConnectionTrait, expired: DateTime<Utc>) -> Result<()> {
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(expired)).exec(connection).await?;
    Ok(())
}

pub async fn account(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<account::Model>> {
    Ok(account::Entity::find_by_id(id).one(connection).await?)
}

/// Inserts `row` unless its identity number has an account; says whether it did.
pub async fn insert_account(connection: &impl ConnectionTrait, row: account::ActiveModel) -> Result<bool> {
    let conflict = OnConflict::column(account::Column::IdentityNumberHash).do_nothing().to_owned();
    let inserted =
        account::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(inserted == 1)
}

pub async fn insert_credential(
    connection: &impl ConnectionTrait,
    row: credential::ActiveModel,
) -> Result<()> {
    credential::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn organisations(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<organisation::Model>> {
    Ok(organisation::Entity::find()
        .filter(organisation::Column::AccountId.eq(account_id))
        .order_by_asc(organisation::Column::CreatedAt)
        .order_by_asc(organisation::Column::Id)
        .all(connection)
        .await?)
}

/// Inserts `row` unless the account lists this organisation; says whether it did.
pub async fn insert_organisation(
    connection: &impl ConnectionTrait,
    row: organisation::ActiveModel,
) -> Result<bool> {
    let conflict =
        OnConflict::columns([organisation::Column::AccountId, organisation::Column::DistinctionHash])
            .do_nothing()
            .to_owned();
    let inserted =
        organisation::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(inserted == 1)
}

pub async fn delete_organisation(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<bool> {
    let deleted = organisation::Entity::delete_many()
        .filter(organisation::Column::Id.eq(id))
        .filter(organisation::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}
