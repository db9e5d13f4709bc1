//! The queries of mailboxes that refuse mail.

use ::entity::{account, mailbox_refusal};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::Result;

/// Most accounts that share a mailbox and are told.
const MOST: u64 = 10;

/// Keeps that it refuses; says whether that is new.
pub async fn keep(connection: &impl ConnectionTrait, hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let row = mailbox_refusal::ActiveModel { email_hash: Set(hash.to_owned()), refused_at: Set(now) };
    let once = OnConflict::column(mailbox_refusal::Column::EmailHash).do_nothing().to_owned();
    let kept =
        mailbox_refusal::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await?;
    Ok(kept > 0)
}

pub async fn is_kept(connection: &impl ConnectionTrait, hash: &str) -> Result<bool> {
    Ok(mailbox_refusal::Entity::find_by_id(hash).one(connection).await?.is_some())
}

pub async fn remove(connection: &impl ConnectionTrait, hash: &str) -> Result<()> {
    mailbox_refusal::Entity::delete_by_id(hash).exec(connection).await?;
    Ok(())
}

pub async fn remove_before(connection: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let old = mailbox_refusal::Entity::delete_many().filter(mailbox_refusal::Column::RefusedAt.lt(before));
    Ok(old.exec(connection).await?.rows_affected)
}

/// Accounts in use with this mailbox.
pub async fn accounts(connection: &impl ConnectionTrait, hash: &str) -> Result<Vec<account::Model>> {
    let of_mailbox = account::Entity::find()
        .filter(account::Column::EmailHash.eq(hash))
        .filter(account::Column::DisabledAt.is_null());
    Ok(of_mailbox.limit(MOST).all(connection).await?)
}
