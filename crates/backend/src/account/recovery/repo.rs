//! The queries about recoveries.

use ::entity::recovery::{ActiveModel, Column, Entity, Model};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::Result;

pub async fn insert(connection: &impl ConnectionTrait, row: ActiveModel) -> Result<()> {
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn by_link(connection: &impl ConnectionTrait, link_hash: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::LinkHash.eq(link_hash)).one(connection).await?)
}

pub async fn note_problem(
    connection: &impl ConnectionTrait,
    id: Uuid,
    problem: Option<String>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::PasswordProblem, Expr::value(problem))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Uses a recovery up; says whether nobody did before.
pub async fn use_up(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Uses up all that an account has.
pub async fn use_up_all(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn forget(connection: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let forgotten = Entity::delete_many()
        .filter(Column::ExpiresAt.lt(before))
        .filter(Column::Vouched.is_null())
        .exec(connection)
        .await?;
    Ok(forgotten.rows_affected)
}
