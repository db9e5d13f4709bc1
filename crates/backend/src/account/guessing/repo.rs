//! The queries about wrong passwords and known browsers.

use ::entity::{guess, known_browser};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{Error, Result};

/// The row of `key`, which nobody else changes meanwhile.
pub async fn hold(connection: &impl ConnectionTrait, key: &str) -> Result<guess::Model> {
    let fresh = guess::ActiveModel {
        key: Set(key.to_owned()),
        wrong: Set(0),
        last_at: Set(None),
        unlock_hash: Set(None),
        account_id: Set(None),
    };
    let conflict = OnConflict::column(guess::Column::Key).do_nothing().to_owned();
    guess::Entity::insert(fresh).on_conflict(conflict).exec_without_returning(connection).await?;
    let held = guess::Entity::find_by_id(key).lock_exclusive().one(connection).await?;
    held.ok_or(Error::Unreadable("guess"))
}

pub async fn change(connection: &impl ConnectionTrait, key: &str, change: guess::ActiveModel) -> Result<()> {
    guess::Entity::update_many().set(change).filter(guess::Column::Key.eq(key)).exec(connection).await?;
    Ok(())
}

pub async fn count_one_less(connection: &impl ConnectionTrait, key: &str) -> Result<()> {
    guess::Entity::update_many()
        .col_expr(guess::Column::Wrong, Expr::col(guess::Column::Wrong).sub(1))
        .filter(guess::Column::Key.eq(key))
        .filter(guess::Column::Wrong.gt(0))
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn forget(connection: &impl ConnectionTrait, key: &str) -> Result<()> {
    guess::Entity::delete_by_id(key).exec(connection).await?;
    Ok(())
}

pub async fn by_unlock(connection: &impl ConnectionTrait, unlock_hash: &str) -> Result<Option<guess::Model>> {
    Ok(guess::Entity::find().filter(guess::Column::UnlockHash.eq(unlock_hash)).one(connection).await?)
}

/// Deletes the row of a lock, and returns it.
pub async fn take_by_unlock(
    connection: &impl ConnectionTrait,
    unlock_hash: &str,
) -> Result<Option<guess::Model>> {
    let taken = guess::Entity::delete_many().filter(guess::Column::UnlockHash.eq(unlock_hash));
    Ok(taken.exec_with_returning(connection).await?.into_iter().next())
}

pub async fn forget_guesses(connection: &impl ConnectionTrait, until: DateTime<Utc>) -> Result<u64> {
    let forgotten = guess::Entity::delete_many().filter(guess::Column::LastAt.lte(until));
    Ok(forgotten.exec(connection).await?.rows_affected)
}

pub async fn insert_browser(
    connection: &impl ConnectionTrait,
    row: known_browser::ActiveModel,
) -> Result<()> {
    known_browser::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// One of the browsers with these hashes that the account has known since.
pub async fn browser(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    hashes: Vec<String>,
    since: DateTime<Utc>,
) -> Result<Option<known_browser::Model>> {
    Ok(known_browser::Entity::find()
        .filter(known_browser::Column::TokenHash.is_in(hashes))
        .filter(known_browser::Column::AccountId.eq(account_id))
        .filter(known_browser::Column::KnownSince.gt(since))
        .one(connection)
        .await?)
}

pub async fn forget_browsers(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    let of_account = known_browser::Column::AccountId.eq(account_id);
    known_browser::Entity::delete_many().filter(of_account).exec(connection).await?;
    Ok(())
}

pub async fn forget_known_before(connection: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let forgotten =
        known_browser::Entity::delete_many().filter(known_browser::Column::KnownSince.lte(before));
    Ok(forgotten.exec(connection).await?.rows_affected)
}
