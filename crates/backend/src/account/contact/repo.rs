//! The queries about mailboxes and phones that wait for their codes.

use ::entity::contact_change::{ActiveModel, Column, Entity, Model};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::Result;

/// Puts `row` in the place of what the account asked for before.
pub async fn replace(connection: &impl ConnectionTrait, row: ActiveModel) -> Result<()> {
    let conflict = OnConflict::column(Column::AccountId)
        .update_columns([
            Column::Id,
            Column::SessionId,
            Column::Kind,
            Column::Value,
            Column::CodeHash,
            Column::Tries,
            Column::CreatedAt,
            Column::ExpiresAt,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn find(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(account_id).one(connection).await?)
}

/// Counts one more typed code, if one may still be typed, and returns the change then.
pub async fn count_try(
    connection: &impl ConnectionTrait,
    id: Uuid,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    let counted = Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::Tries.lt(most))
        .exec_with_returning(connection)
        .await?;
    Ok(counted.into_iter().next())
}

pub async fn delete(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    Entity::delete_by_id(account_id).exec(connection).await?;
    Ok(())
}

pub async fn forget(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(connection).await?.rows_affected)
}
