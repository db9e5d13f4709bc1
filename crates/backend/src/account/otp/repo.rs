//! The queries about one-time codes.

use ::entity::otp_challenge::{ActiveModel, Column, Entity, Model};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::Result;

pub async fn find(connection: &impl ConnectionTrait, purpose: &str, asked_by: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::AskedBy.eq(asked_by))
        .one(connection)
        .await?)
}

/// Keeps a challenge in the place of an earlier one of the same asker.
pub async fn replace(connection: &impl ConnectionTrait, row: ActiveModel) -> Result<Model> {
    let conflict = OnConflict::columns([Column::Purpose, Column::AskedBy])
        .update_columns([
            Column::AccountId,
            Column::Phone,
            Column::Secret,
            Column::Counter,
            Column::Tries,
            Column::CreatedAt,
            Column::SentAt,
            Column::ExpiresAt,
            Column::UsedAt,
        ])
        .to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_with_returning(connection).await?)
}

/// Changes a challenge that was not sent since `seen` was read; returns it then.
pub async fn change_if_unsent(
    connection: &impl ConnectionTrait,
    seen: &Model,
    change: ActiveModel,
) -> Result<Option<Model>> {
    let changed = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(seen.id))
        .filter(Column::SentAt.eq(seen.sent_at))
        .filter(Column::UsedAt.is_null())
        .exec_with_returning(connection)
        .await?;
    Ok(changed.into_iter().next())
}

/// Counts a typed code and uses the challenge if it was `right`, in one statement; says whether a code could still be
/// typed.
pub async fn settle(
    connection: &impl ConnectionTrait,
    seen: &Model,
    right: bool,
    most_tries: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut update = Entity::update_many().col_expr(Column::Tries, Expr::col(Column::Tries).add(1));
    if right {
        update = update.col_expr(Column::UsedAt, Expr::value(now));
    }
    let settled = update
        .filter(Column::Id.eq(seen.id))
        // Another secret came meanwhile: what was compared is not what is there.
        .filter(Column::Counter.eq(seen.counter))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::Tries.lt(most_tries))
        .exec(connection)
        .await?;
    Ok(settled.rows_affected == 1)
}

pub async fn forget(connection: &impl ConnectionTrait, expired: DateTime<Utc>) -> Result<u64> {
    let forgotten = Entity::delete_many().filter(Column::ExpiresAt.lt(expired)).exec(connection).await?;
    Ok(forgotten.rows_affected)
}
