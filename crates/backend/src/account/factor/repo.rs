//! The queries about second factors.

use ::entity::{authenticator, ceremony, passkey, recovery_code};
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

/// The passkeys of an account, oldest first.
pub async fn passkeys(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Vec<passkey::Model>> {
    Ok(passkey::Entity::find()
        .filter(passkey::Column::AccountId.eq(account_id))
        .order_by_asc(passkey::Column::Id)
        .all(connection)
        .await?)
}

pub async fn passkey_by_hash(
    connection: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<passkey::Model>> {
    Ok(passkey::Entity::find().filter(passkey::Column::CredentialHash.eq(hash)).one(connection).await?)
}

/// Inserts `row` unless its credential is known; says whether it did.
pub async fn insert_passkey(connection: &impl ConnectionTrait, row: passkey::ActiveModel) -> Result<bool> {
    let conflict = OnConflict::column(passkey::Column::CredentialHash).do_nothing().to_owned();
    let inserted =
        passkey::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(inserted == 1)
}

/// Writes back a key that was used; says whether nobody used it since `row` was read.
pub async fn note_passkey_use(
    connection: &impl ConnectionTrait,
    row: &passkey::Model,
    key: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let noted = passkey::Entity::update_many()
        .col_expr(passkey::Column::Key, Expr::value(key))
        .col_expr(passkey::Column::UsedAt, Expr::value(now))
        .filter(passkey::Column::Id.eq(row.id))
        .filter(passkey::Column::Key.eq(row.key.clone()))
        .exec(connection)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Gives a passkey of the account another name.
pub async fn name_passkey(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
    name: &str,
) -> Result<()> {
    passkey::Entity::update_many()
        .col_expr(passkey::Column::Name, Expr::value(name))
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn delete_passkey(connection: &impl ConnectionTrait, account_id: Uuid, id: Uuid) -> Result<bool> {
    let deleted = passkey::Entity::delete_many()
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}

pub async fn delete_passkeys(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    passkey::Entity::delete_many().filter(passkey::Column::AccountId.eq(account_id)).exec(connection).await?;
    Ok(())
}

/// Keeps what a holder asked, in the place of what it asked before.
pub async fn keep_ceremony(connection: &impl ConnectionTrait, row: ceremony::ActiveModel) -> Result<()> {
    use ceremony::Column;
    let conflict =
        OnConflict::column(Column::HolderId).update_columns([Column::State, Column::ExpiresAt]).to_owned();
    ceremony::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}

/// Takes away what a holder asked and returns it; of several who come at once one gets it.
pub async fn take_ceremony(
    connection: &impl ConnectionTrait,
    holder_id: Uuid,
) -> Result<Option<ceremony::Model>> {
    let taken = ceremony::Entity::delete_many()
        .filter(ceremony::Column::HolderId.eq(holder_id))
        .exec_with_returning(connection)
        .await?;
    Ok(taken.into_iter().next())
}

pub async fn forget_ceremonies(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let forgotten =
        ceremony::Entity::delete_many().filter(ceremony::Column::ExpiresAt.lt(now)).exec(connection).await?;
    Ok(forgotten.rows_affected)
}
