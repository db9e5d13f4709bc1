//! The queries about accounts that are to be deleted.

use ::entity::account_deletion::{ActiveModel, Column, Entity, Model};
use ::entity::{account, draft, kept_paper};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::Result;

/// Keeps what was asked for, unless it was before; says whether it was new.
pub async fn insert(connection: &impl ConnectionTrait, row: ActiveModel) -> Result<bool> {
    let conflict = OnConflict::column(Column::AccountId).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await? == 1)
}

pub async fn find(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(account_id).one(connection).await?)
}

pub async fn by_undo(connection: &impl ConnectionTrait, undo_hash: &str) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::UndoHash.eq(undo_hash)).one(connection).await?)
}

/// Forgets what was asked for, if it is not due yet, and returns it.
pub async fn take(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    let taken =
        Entity::delete_many().filter(Column::AccountId.eq(account_id)).filter(Column::DeleteAt.gt(now));
    Ok(taken.exec_with_returning(connection).await?.into_iter().next())
}

/// The same by the secret of its mail.
pub async fn take_by_undo(
    connection: &impl ConnectionTrait,
    undo_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    let taken = Entity::delete_many().filter(Column::UndoHash.eq(undo_hash)).filter(Column::DeleteAt.gt(now));
    Ok(taken.exec_with_returning(connection).await?.into_iter().next())
}

pub async fn due(connection: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::DeleteAt.lte(now)).limit(most).all(connection).await?)
}

pub async fn forget(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    Entity::delete_by_id(account_id).exec(connection).await?;
    Ok(())
}

/// Deletes an account and what it kept. The files go with them, by the tidying of drafts that ran out and of contents
/// that nobody has.
pub async fn delete_account(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    draft::Entity::update_many()
        .col_expr(draft::Column::ExpiresAt, Expr::value(now))
        .filter(draft::Column::AccountId.eq(id))
        .exec(connection)
        .await?;
    kept_paper::Entity::delete_many().filter(kept_paper::Column::AccountId.eq(id)).exec(connection).await?;
    account::Entity::delete_by_id(id).exec(connection).await?;
    Ok(())
}
