//! The queries about accounts.

use ::entity::{account, credential, login_attempt, organisation, registration, session};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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
        .col_expr(session::Column::Note, Expr::value(None::<Vec<u8>>))
        .filter(session::Column::TokenHash.eq(token_hash))
        .filter(session::Column::EndedAt.is_null())
        .exec_with_returning(connection)
        .await?;
    Ok(ended.into_iter().next())
}

/// Notes what browser a session is used in, unless that is known.
pub async fn note_browser(
    connection: &impl ConnectionTrait,
    row: &session::Model,
    browser: session::ActiveModel,
) -> Result<()> {
    session::Entity::update_many()
        .set(browser)
        .filter(session::Column::Id.eq(row.id))
        .filter(session::Column::Network.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// The sessions of an account that nobody ended.
pub async fn sessions_of(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::AccountId.eq(account_id))
        .filter(session::Column::EndedAt.is_null())
        .all(connection)
        .await?)
}

/// Ends one session of an account; says whether it did.
pub async fn end_session_of(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .col_expr(session::Column::Note, Expr::value(None::<Vec<u8>>))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::AccountId.eq(account_id))
        .filter(session::Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends the sessions of an account, but for one.
pub async fn end_sessions(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    but: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut end = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .col_expr(session::Column::Note, Expr::value(None::<Vec<u8>>))
        .filter(session::Column::AccountId.eq(account_id))
        .filter(session::Column::EndedAt.is_null());
    if let Some(but) = but {
        end = end.filter(session::Column::Id.ne(but));
    }
    end.exec(connection).await?;
    Ok(())
}

/// Notes that a second factor was shown in a session.
pub async fn note_second_factor(connection: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::SecondFactor, Expr::value(true))
        .filter(session::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Gives a session another token and notes that its holder has proved who they are; says whether it was not over.
pub async fn renew_session(
    connection: &impl ConnectionTrait,
    id: Uuid,
    token_hash: String,
    now: DateTime<Utc>,
) -> Result<bool> {
    let renewed = session::Entity::update_many()
        .col_expr(session::Column::TokenHash, Expr::value(token_hash))
        .col_expr(session::Column::ProvedAt, Expr::value(now))
        .col_expr(session::Column::LastSeenAt, Expr::value(now))
        .col_expr(session::Column::Note, Expr::value(None::<Vec<u8>>))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(renewed.rows_affected == 1)
}

pub async fn note_of_session(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Vec<u8>>> {
    let row = session::Entity::find_by_id(id).one(connection).await?;
    Ok(row.and_then(|row| row.note))
}

pub async fn set_note(connection: &impl ConnectionTrait, id: Uuid, note: Option<Vec<u8>>) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::Note, Expr::value(note))
        .filter(session::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn forget_sessions(connection: &impl ConnectionTrait, expired: DateTime<Utc>) -> Result<u64> {
    let forgotten = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lt(expired))
        .exec(connection)
        .await?;
    Ok(forgotten.rows_affected)
}

pub async fn account(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<account::Model>> {
    Ok(account::Entity::find_by_id(id).one(connection).await?)
}

/// The account, held until the transaction is over: what is written back then is made of what is there.
pub async fn hold_account(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<account::Model>> {
    Ok(account::Entity::find_by_id(id).lock_exclusive().one(connection).await?)
}

pub async fn change_account(
    connection: &impl ConnectionTrait,
    id: Uuid,
    change: account::ActiveModel,
) -> Result<()> {
    account::Entity::update_many().set(change).filter(account::Column::Id.eq(id)).exec(connection).await?;
    Ok(())
}

/// Inserts `row` unless its identity number has an account; says whether it did.
pub async fn insert_account(connection: &impl ConnectionTrait, row: account::ActiveModel) -> Result<bool> {
    let conflict = OnConflict::column(account::Column::IdentityNumberHash).do_nothing().to_owned();
    let inserted =
        account::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(inserted == 1)
}

/// Closes an account, or opens it again.
pub async fn set_disabled(
    connection: &impl ConnectionTrait,
    id: Uuid,
    disabled_at: Option<DateTime<Utc>>,
) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::DisabledAt, Expr::value(disabled_at))
        .filter(account::Column::Id.eq(id))
        .exec(connection)
        .await?;
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

pub async fn account_by_number(
    connection: &impl ConnectionTrait,
    number_hash: &str,
) -> Result<Option<account::Model>> {
    Ok(account::Entity::find()
        .filter(account::Column::IdentityNumberHash.eq(number_hash))
        .one(connection)
        .await?)
}

pub async fn credential(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    kind: &str,
) -> Result<Option<credential::Model>> {
    Ok(credential::Entity::find()
        .filter(credential::Column::AccountId.eq(account_id))
        .filter(credential::Column::Kind.eq(kind))
        .one(connection)
        .await?)
}

/// The same row, which nobody else changes meanwhile.
pub async fn hold_credential(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    kind: &str,
) -> Result<Option<credential::Model>> {
    Ok(credential::Entity::find()
        .filter(credential::Column::AccountId.eq(account_id))
        .filter(credential::Column::Kind.eq(kind))
        .lock_exclusive()
        .one(connection)
        .await?)
}

/// Puts a credential in the place of the one of its kind.
pub async fn put_credential(connection: &impl ConnectionTrait, row: credential::ActiveModel) -> Result<()> {
    let conflict = OnConflict::columns([credential::Column::AccountId, credential::Column::Kind])
        .update_columns([credential::Column::Secret, credential::Column::ChangedAt])
        .to_owned();
    credential::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}

/// Changes the secret of a credential, unless it was changed since `row` was read.
pub async fn change_credential(
    connection: &impl ConnectionTrait,
    row: &credential::Model,
    secret: String,
    now: DateTime<Utc>,
) -> Result<()> {
    credential::Entity::update_many()
        .col_expr(credential::Column::Secret, Expr::value(secret))
        .col_expr(credential::Column::ChangedAt, Expr::value(now))
        .filter(credential::Column::Id.eq(row.id))
        .filter(credential::Column::Secret.eq(row.secret.as_str()))
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn registration_by_token(
    connection: &impl ConnectionTrait,
    token_hash: &str,
) -> Result<Option<registration::Model>> {
    Ok(registration::Entity::find()
        .filter(registration::Column::TokenHash.eq(token_hash))
        .one(connection)
        .await?)
}

pub async fn registration_by_link(
    connection: &impl ConnectionTrait,
    link_hash: &str,
) -> Result<Option<registration::Model>> {
    Ok(registration::Entity::find()
        .filter(registration::Column::LinkHash.eq(link_hash))
        .one(connection)
        .await?)
}

/// The registration, held until the transaction is over: what is written back then is made of what is there, and not of
/// what was there when somebody else wrote.
pub async fn hold_registration(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<registration::Model>> {
    Ok(registration::Entity::find_by_id(id).lock_exclusive().one(connection).await?)
}

/// The registration by which `account_id` adds an organisation.
pub async fn registration_of_account(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<registration::Model>> {
    Ok(registration::Entity::find()
        .filter(registration::Column::AccountId.eq(account_id))
        .filter(registration::Column::ExpiresAt.gt(now))
        .order_by_desc(registration::Column::CreatedAt)
        .one(connection)
        .await?)
}

pub async fn insert_registration(
    connection: &impl ConnectionTrait,
    row: registration::ActiveModel,
) -> Result<registration::Model> {
    Ok(registration::Entity::insert(row).exec_with_returning(connection).await?)
}

/// Changes a registration unless it was confirmed; says whether it did.
pub async fn change_registration(
    connection: &impl ConnectionTrait,
    id: Uuid,
    change: registration::ActiveModel,
) -> Result<bool> {
    let changed = registration::Entity::update_many()
        .set(change)
        .filter(registration::Column::Id.eq(id))
        .filter(registration::Column::ConfirmedAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Counts one more typed code, if one may still be typed, and returns the registration then.
pub async fn count_try(
    connection: &impl ConnectionTrait,
    id: Uuid,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<registration::Model>> {
    let tries = registration::Column::CodeTries;
    let counted = registration::Entity::update_many()
        .col_expr(tries, Expr::col(tries).add(1))
        .filter(registration::Column::Id.eq(id))
        .filter(registration::Column::ConfirmedAt.is_null())
        .filter(registration::Column::CodeExpiresAt.gt(now))
        .filter(tries.lt(most))
        .exec_with_returning(connection)
        .await?;
    Ok(counted.into_iter().next())
}

pub async fn delete_registration(connection: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    registration::Entity::delete_by_id(id).exec(connection).await?;
    Ok(())
}

pub async fn forget_registrations(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let forgotten = registration::Entity::delete_many()
        .filter(registration::Column::ExpiresAt.lt(now))
        .exec(connection)
        .await?;
    Ok(forgotten.rows_affected)
}

pub async fn attempt_by_token(
    connection: &impl ConnectionTrait,
    token_hash: &str,
) -> Result<Option<login_attempt::Model>> {
    Ok(login_attempt::Entity::find()
        .filter(login_attempt::Column::TokenHash.eq(token_hash))
        .one(connection)
        .await?)
}

/// Keeps an attempt in the place of an earlier one with the same token, whose return address stays unless there is a
/// new one.
pub async fn keep_attempt(connection: &impl ConnectionTrait, row: login_attempt::ActiveModel) -> Result<()> {
    use login_attempt::Column;
    let conflict = OnConflict::column(Column::TokenHash)
        .update_columns([
            Column::Step,
            Column::Typed,
            Column::Refusal,
            Column::AgainAt,
            Column::AccountId,
            Column::Proved,
            Column::Carried,
            Column::ExpiresAt,
        ])
        .value(
            Column::ReturnTo,
            Func::coalesce([
                Expr::col(("excluded", Column::ReturnTo)),
                Expr::col((login_attempt::Entity, Column::ReturnTo)),
            ]),
        )
        .to_owned();
    login_attempt::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}

/// Notes why what was sent from a step's page was refused.
pub async fn refuse_attempt(
    connection: &impl ConnectionTrait,
    id: Uuid,
    refusal: &str,
    again_at: Option<DateTime<Utc>>,
) -> Result<()> {
    login_attempt::Entity::update_many()
        .col_expr(login_attempt::Column::Refusal, Expr::value(refusal))
        .col_expr(login_attempt::Column::AgainAt, Expr::value(again_at))
        .filter(login_attempt::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Takes an attempt away because it is over; of several at once one gets it.
pub async fn end_attempt(
    connection: &impl ConnectionTrait,
    token_hash: &str,
) -> Result<Option<login_attempt::Model>> {
    let Some(row) = attempt_by_token(connection, token_hash).await? else { return Ok(None) };
    let deleted = login_attempt::Entity::delete_by_id(row.id).exec(connection).await?;
    Ok((deleted.rows_affected == 1).then_some(row))
}

/// Ends all logins of an account that are on their way.
pub async fn end_attempts_of(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    let of_account = login_attempt::Column::AccountId.eq(account_id);
    login_attempt::Entity::delete_many().filter(of_account).exec(connection).await?;
    Ok(())
}

pub async fn forget_attempts(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let forgotten = login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::ExpiresAt.lt(now))
        .exec(connection)
        .await?;
    Ok(forgotten.rows_affected)
}
