//! The queries of the counter.

use ::entity::{counter_visit, dossier, dossier_claim, draft, fee_receipt};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::Result;

pub async fn insert_visit(connection: &impl ConnectionTrait, row: counter_visit::ActiveModel) -> Result<()> {
    counter_visit::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn visit(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<counter_visit::Model>> {
    Ok(counter_visit::Entity::find_by_id(id).one(connection).await?)
}

/// The same, which nobody else changes meanwhile.
pub async fn hold_visit(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<counter_visit::Model>> {
    Ok(counter_visit::Entity::find_by_id(id).lock_exclusive().one(connection).await?)
}

/// Visits of these agencies that were begun since a moment and became no dossier, the latest first.
pub async fn open_visits(
    connection: &impl ConnectionTrait,
    agencies: Vec<String>,
    since: DateTime<Utc>,
    most: u64,
) -> Result<Vec<counter_visit::Model>> {
    let filed = Query::select()
        .column(draft::Column::Id)
        .from(draft::Entity)
        .and_where(draft::Column::FiledAt.is_not_null())
        .to_owned();
    let is_open = Condition::any()
        .add(counter_visit::Column::DraftId.is_null())
        .add(counter_visit::Column::DraftId.not_in_subquery(filed));
    Ok(counter_visit::Entity::find()
        .filter(counter_visit::Column::AgencyCode.is_in(agencies))
        .filter(counter_visit::Column::BeganAt.gte(since))
        .filter(is_open)
        .order_by_desc(counter_visit::Column::BeganAt)
        .limit(most)
        .all(connection)
        .await?)
}

pub async fn set_person(connection: &impl ConnectionTrait, id: Uuid, person: Vec<u8>) -> Result<()> {
    counter_visit::Entity::update_many()
        .col_expr(counter_visit::Column::Person, Expr::value(person))
        .filter(counter_visit::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn set_draft(
    connection: &impl ConnectionTrait,
    id: Uuid,
    account_id: Uuid,
    draft_id: Uuid,
) -> Result<()> {
    counter_visit::Entity::update_many()
        .col_expr(counter_visit::Column::AccountId, Expr::value(account_id))
        .col_expr(counter_visit::Column::DraftId, Expr::value(draft_id))
        .filter(counter_visit::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn set_seen(connection: &impl ConnectionTrait, id: Uuid, seen: String) -> Result<()> {
    counter_visit::Entity::update_many()
        .col_expr(counter_visit::Column::SeenPapers, Expr::value(seen))
        .filter(counter_visit::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Deletes visits without a draft that were begun before a moment; says how many.
pub async fn forget_visits(connection: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let forgotten = counter_visit::Entity::delete_many()
        .filter(counter_visit::Column::DraftId.is_null())
        .filter(counter_visit::Column::BeganAt.lt(before))
        .exec(connection)
        .await?;
    Ok(forgotten.rows_affected)
}

/// Puts another code in the place of the one before, unless that was used; says whether it did.
pub async fn put_claim(connection: &impl ConnectionTrait, row: dossier_claim::ActiveModel) -> Result<bool> {
    let conflict = OnConflict::column(dossier_claim::Column::DossierId)
        .update_columns([dossier_claim::Column::CodeHash, dossier_claim::Column::ExpiresAt])
        .action_and_where(Expr::col((dossier_claim::Entity, dossier_claim::Column::ClaimedAt)).is_null())
        .to_owned();
    let put = dossier_claim::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection);
    Ok(put.await? == 1)
}

pub async fn claim_by_code(
    connection: &impl ConnectionTrait,
    code_hash: &str,
) -> Result<Option<dossier_claim::Model>> {
    let by_code = dossier_claim::Entity::find().filter(dossier_claim::Column::CodeHash.eq(code_hash));
    Ok(by_code.one(connection).await?)
}

/// Uses a code up; says whether nobody had before.
pub async fn use_claim(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = dossier_claim::Entity::update_many()
        .col_expr(dossier_claim::Column::ClaimedAt, Expr::value(now))
        .filter(dossier_claim::Column::DossierId.eq(dossier_id))
        .filter(dossier_claim::Column::ClaimedAt.is_null())
        .exec(connection)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn dossier(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<dossier::Model>> {
    Ok(dossier::Entity::find_by_id(id).one(connection).await?)
}

/// What was paid for a dossier, in order.
pub async fn receipts(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Vec<fee_receipt::Model>> {
    Ok(fee_receipt::Entity::find()
        .filter(fee_receipt::Column::DossierId.eq(dossier_id))
        .order_by_asc(fee_receipt::Column::ReceivedAt)
        .all(connection)
        .await?)
}

/// Gives a dossier, and the drafts that its papers belong to, to another account.
pub async fn give(
    connection: &impl ConnectionTrait,
    dossier: &dossier::Model,
    account_id: Uuid,
) -> Result<()> {
    dossier::Entity::update_many()
        .col_expr(dossier::Column::AccountId, Expr::value(account_id))
        .filter(dossier::Column::Id.eq(dossier.id))
        .exec(connection)
        .await?;
    let its = Condition::any()
        .add(draft::Column::Id.eq(dossier.draft_id))
        .add(draft::Column::SupplementTo.eq(dossier.id));
    draft::Entity::update_many()
        .col_expr(draft::Column::AccountId, Expr::value(account_id))
        .filter(its)
        .exec(connection)
        .await?;
    Ok(())
}
