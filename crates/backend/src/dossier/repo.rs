//! The queries of drafts and dossiers.

use std::collections::HashSet;

use ::entity::{account, counter, dossier, dossier_event, dossier_fact, draft};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

type Result<T> = std::result::Result<T, DbErr>;

pub async fn insert_draft(connection: &impl ConnectionTrait, row: draft::ActiveModel) -> Result<()> {
    draft::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// The draft if it belongs to the account, filed or not.
pub async fn draft(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<draft::Model>> {
    draft::Entity::find_by_id(id).filter(draft::Column::AccountId.eq(account_id)).one(connection).await
}

/// Holds an account until the transaction is over, so that nobody else begins a draft of it meanwhile.
pub async fn hold_account(connection: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    account::Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    Ok(())
}

/// Drafts that are still open, last changed first.
pub async fn open_drafts(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<draft::Model>> {
    draft::Entity::find()
        .filter(draft::Column::AccountId.eq(account_id))
        .filter(draft::Column::FiledAt.is_null())
        .filter(draft::Column::ExpiresAt.gt(now))
        .order_by_desc(draft::Column::UpdatedAt)
        .order_by_desc(draft::Column::Id)
        .all(connection)
        .await
}

/// The draft, held until the transaction is over so that nobody else changes it meanwhile.
pub async fn lock_draft(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<draft::Model>> {
    draft::Entity::find_by_id(id).lock_exclusive().one(connection).await
}

/// Keeps the answers of a draft that is held.
pub async fn keep_answers(
    connection: &impl ConnectionTrait,
    id: Uuid,
    revision: i64,
    answers: Vec<u8>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    draft::Entity::update_many()
        .col_expr(draft::Column::Answers, Expr::value(answers))
        .col_expr(draft::Column::Revision, Expr::value(revision))
        .col_expr(draft::Column::UpdatedAt, Expr::value(now))
        .col_expr(draft::Column::ExpiresAt, Expr::value(expires_at))
        .filter(draft::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Notes that the papers of an open draft changed; says whether there is such a draft of the account.
pub async fn touch_draft(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool> {
    let changed = draft::Entity::update_many()
        .col_expr(draft::Column::Revision, Expr::col(draft::Column::Revision).add(1))
        .col_expr(draft::Column::UpdatedAt, Expr::value(now))
        .col_expr(draft::Column::ExpiresAt, Expr::value(expires_at))
        .filter(draft::Column::Id.eq(id))
        .filter(draft::Column::AccountId.eq(account_id))
        .filter(draft::Column::FiledAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Notes that something of an open draft changed, but not by its owner; says whether there is such a draft.
pub async fn change_open_draft(connection: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let changed = draft::Entity::update_many()
        .col_expr(draft::Column::Revision, Expr::col(draft::Column::Revision).add(1))
        .filter(draft::Column::Id.eq(id))
        .filter(draft::Column::FiledAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Turns drafts into filed ones, each unless somebody changed or filed it since its revision; returns those that it was
/// done to.
pub async fn file_drafts(
    connection: &impl ConnectionTrait,
    drafts: impl Iterator<Item = (Uuid, i64)>,
    now: DateTime<Utc>,
) -> Result<HashSet<(Uuid, i64)>> {
    let unchanged = drafts.fold(Condition::any(), |any, (id, revision)| {
        any.add(draft::Column::Id.eq(id).and(draft::Column::Revision.eq(revision)))
    });
    let filed = draft::Entity::update_many()
        .col_expr(draft::Column::Answers, Expr::value(Vec::<u8>::new()))
        .col_expr(draft::Column::FiledAt, Expr::value(now))
        .filter(unchanged)
        .filter(draft::Column::FiledAt.is_null())
        .exec_with_returning(connection)
        .await?;
    Ok(filed.into_iter().map(|draft| (draft.id, draft.revision)).collect())
}

/// Deletes an open draft of the account; its papers must be gone. Says whether there was one.
pub async fn delete_draft(connection: &impl ConnectionTrait, account_id: Uuid, id: Uuid) -> Result<bool> {
    let deleted = draft::Entity::delete_many()
        .filter(draft::Column::Id.eq(id))
        .filter(draft::Column::AccountId.eq(account_id))
        .filter(draft::Column::FiledAt.is_null())
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// Open drafts that ran out before `now`, at most `most`.
pub async fn expired_drafts(
    connection: &impl ConnectionTrait,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<draft::Model>> {
    draft::Entity::find()
        .filter(draft::Column::FiledAt.is_null())
        .filter(draft::Column::ExpiresAt.lte(now))
        .limit(most)
        .all(connection)
        .await
}

/// Takes hold of a draft that ran out; says whether it is still open and still over.
pub async fn claim_expired(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = draft::Entity::update_many()
        .col_expr(draft::Column::Revision, Expr::col(draft::Column::Revision).add(1))
        .filter(draft::Column::Id.eq(id))
        .filter(draft::Column::FiledAt.is_null())
        .filter(draft::Column::ExpiresAt.lte(now))
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Takes the next `count` numbers of an agency on a day, 1, 2, 3, …, and returns the last of them. Without gaps, because
/// the transaction that rolls back gives its numbers back; without doubles, because the row is locked until it is over.
pub async fn take_numbers(
    connection: &impl ConnectionTrait,
    agency_code: &str,
    day: NaiveDate,
    count: i64,
) -> Result<i64> {
    let row = counter::Entity::insert(counter::ActiveModel {
        agency_code: Set(agency_code.to_owned()),
        day: Set(day),
        last: Set(count),
    })
    .on_conflict(
        OnConflict::columns([counter::Column::AgencyCode, counter::Column::Day])
            .value(counter::Column::Last, Expr::col((counter::Entity, counter::Column::Last)).add(count))
            .to_owned(),
    )
    .exec_with_returning(connection)
    .await?;
    Ok(row.last)
}

pub async fn insert_dossiers(
    connection: &impl ConnectionTrait,
    rows: Vec<dossier::ActiveModel>,
) -> Result<()> {
    dossier::Entity::insert_many(rows).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn insert_events(connection: &impl ConnectionTrait, rows: Vec<dossier_event::Model>) -> Result<()> {
    let rows = rows.into_iter().map(|row| dossier_event::ActiveModel::from(row).reset_all());
    dossier_event::Entity::insert_many(rows).exec_without_returning(connection).await?;
    Ok(())
}

/// Writes by what dossiers are found: at least one fact.
pub async fn insert_facts(
    connection: &impl ConnectionTrait,
    rows: Vec<dossier_fact::ActiveModel>,
) -> Result<()> {
    dossier_fact::Entity::insert_many(rows).exec_without_returning(connection).await?;
    Ok(())
}

/// The dossier made of a draft, held until the transaction is over so that events are numbered one after the other.
pub async fn hold_dossier_of_draft(
    connection: &impl ConnectionTrait,
    draft_id: Uuid,
) -> Result<Option<dossier::Model>> {
    dossier::Entity::find()
        .filter(dossier::Column::DraftId.eq(draft_id))
        .lock_exclusive()
        .one(connection)
        .await
}

/// The dossier made of a draft.
pub async fn dossier_of_draft(
    connection: &impl ConnectionTrait,
    draft_id: Uuid,
) -> Result<Option<dossier::Model>> {
    dossier::Entity::find().filter(dossier::Column::DraftId.eq(draft_id)).one(connection).await
}

pub async fn dossier_by_code(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<dossier::Model>> {
    dossier::Entity::find().filter(dossier::Column::Code.eq(code)).one(connection).await
}

/// Dossiers of the account, the newest first.
pub async fn dossiers(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    most: u64,
) -> Result<Vec<dossier::Model>> {
    dossier::Entity::find()
        .filter(dossier::Column::AccountId.eq(account_id))
        .order_by_desc(dossier::Column::SubmittedAt)
        .order_by_desc(dossier::Column::Id)
        .limit(most)
        .all(connection)
        .await
}

/// What happened to a dossier, in order.
pub async fn events(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Vec<dossier_event::Model>> {
    dossier_event::Entity::find()
        .filter(dossier_event::Column::DossierId.eq(dossier_id))
        .order_by_asc(dossier_event::Column::Number)
        .all(connection)
        .await
}
