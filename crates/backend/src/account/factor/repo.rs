//! The queries about second factors.

use ::entity::{authenticator, recovery_code};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::Result;

pub async fn authenticator(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Option<authenticator::Model>> {
    Ok(authenticator::Entity::find_by_id(account_id).one(connection).await?)
}

/// Puts `row` in the place of one that is not set up; says whether there is none that is.
pub async fn draw_authenticator(
    connection: &impl ConnectionTrait,
    row: authenticator::ActiveModel,
) -> Result<bool> {
    use authenticator::Column;
    let conflict = OnConflict::column(Column::AccountId)
        .update_columns([Column::Secret, Column::LastStep, Column::CreatedAt])
        .action_and_where(Expr::col((authenticator::Entity, Column::ConfirmedAt)).is_null())
        .to_owned();
    let drawn =
        authenticator::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(drawn == 1)
}

/// Sets up the app that was drawn with `secret`; says whether nobody did before.
pub async fn confirm_authenticator(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    secret: &[u8],
    step: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let confirmed = authenticator::Entity::update_many()
        .col_expr(authenticator::Column::ConfirmedAt, Expr::value(now))
        .col_expr(authenticator::Column::LastStep, Expr::value(step))
        .filter(authenticator::Column::AccountId.eq(account_id))
        .filter(authenticator::Column::Secret.eq(secret.to_vec()))
        .filter(authenticator::Column::ConfirmedAt.is_null())
        .exec(connection)
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// Notes that the code of `step` was used; says whether none of it or of a later one was.
pub async fn use_step(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    secret: &[u8],
    step: i64,
) -> Result<bool> {
    let last = authenticator::Column::LastStep;
    let used = authenticator::Entity::update_many()
        .col_expr(last, Expr::value(step))
        .filter(authenticator::Column::AccountId.eq(account_id))
        .filter(authenticator::Column::Secret.eq(secret.to_vec()))
        .filter(Condition::any().add(last.is_null()).add(Expr::col(last).lt(step)))
        .exec(connection)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn delete_authenticator(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<bool> {
    let deleted = authenticator::Entity::delete_by_id(account_id).exec(connection).await?;
    Ok(deleted.rows_affected == 1)
}

pub async fn unused_codes(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<recovery_code::Model>> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account_id))
        .filter(recovery_code::Column::UsedAt.is_null())
        .order_by_asc(recovery_code::Column::Place)
        .all(connection)
        .await?)
}

pub async fn insert_codes(
    connection: &impl ConnectionTrait,
    rows: Vec<recovery_code::ActiveModel>,
) -> Result<()> {
    recovery_code::Entity::insert_many(rows).exec_without_returning(connection).await?;
    Ok(())
}

/// Notes that a code was used; says whether it was not before.
pub async fn use_code(
    connection: &impl ConnectionTrait,
    row: &recovery_code::Model,
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now))
        .filter(recovery_code::Column::AccountId.eq(row.account_id))
        .filter(recovery_code::Column::Place.eq(row.place))
        .filter(recovery_code::Column::Hash.eq(row.hash.as_str()))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn delete_codes(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(())
}
