//! The queries about other systems.

use ::entity::{api_request, api_token, dossier, dossier_event, webhook};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::changes::Cursor;
use crate::Result;

/// Names as one column keeps them.
pub fn written<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(" ")
}

pub async fn insert_token(connection: &impl ConnectionTrait, row: api_token::ActiveModel) -> Result<()> {
    api_token::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn token(connection: &impl ConnectionTrait, hash: &str) -> Result<Option<api_token::Model>> {
    Ok(api_token::Entity::find().filter(api_token::Column::Hash.eq(hash)).one(connection).await?)
}

/// The tokens that are good for something.
pub async fn tokens(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<api_token::Model>> {
    Ok(api_token::Entity::find()
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(now))
        .order_by_desc(api_token::Column::Id)
        .all(connection)
        .await?)
}

/// Takes a token back; says whether it was not yet.
pub async fn revoke_token(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let revoked = api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(now))
        .filter(api_token::Column::Id.eq(id))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(revoked.rows_affected == 1)
}

pub async fn note_use(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    api_token::Entity::update_many()
        .col_expr(api_token::Column::LastUsedAt, Expr::value(now))
        .filter(api_token::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Ids and names of systems.
pub async fn names(connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<(Uuid, String)>> {
    Ok(api_token::Entity::find()
        .select_only()
        .columns([api_token::Column::Id, api_token::Column::Name])
        .filter(api_token::Column::Id.is_in(ids))
        .into_tuple()
        .all(connection)
        .await?)
}

/// Notes a request unless the system sent one with the same key; says whether it did.
pub async fn insert_request(
    connection: &impl ConnectionTrait,
    row: api_request::ActiveModel,
) -> Result<bool> {
    let columns = [api_request::Column::TokenId, api_request::Column::KeyHash];
    let once = OnConflict::columns(columns).do_nothing().to_owned();
    Ok(api_request::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await? == 1)
}

pub async fn request(
    connection: &impl ConnectionTrait,
    token_id: Uuid,
    key_hash: &str,
) -> Result<Option<api_request::Model>> {
    Ok(api_request::Entity::find()
        .filter(api_request::Column::TokenId.eq(token_id))
        .filter(api_request::Column::KeyHash.eq(key_hash))
        .one(connection)
        .await?)
}

/// The request of this system whose draft has this id.
pub async fn request_of_draft(
    connection: &impl ConnectionTrait,
    token_id: Uuid,
    draft: Uuid,
) -> Result<Option<api_request::Model>> {
    let found = api_request::Entity::find_by_id(draft).filter(api_request::Column::TokenId.eq(token_id));
    Ok(found.one(connection).await?)
}

/// Takes over a request whose work was cut off; says whether nobody else did.
pub async fn take_over(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    let taken = api_request::Entity::update_many()
        .col_expr(api_request::Column::LockedUntil, Expr::value(until))
        .filter(api_request::Column::Id.eq(id))
        .filter(api_request::Column::Answer.is_null())
        .filter(api_request::Column::LockedUntil.lte(now))
        .exec(connection)
        .await?;
    Ok(taken.rows_affected == 1)
}

pub async fn keep_answer(connection: &impl ConnectionTrait, id: Uuid, answer: Vec<u8>) -> Result<()> {
    api_request::Entity::update_many()
        .col_expr(api_request::Column::Answer, Expr::value(answer))
        .filter(api_request::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// Forgets a request that came to nothing, so that it can be sent again.
pub async fn forget_request(connection: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    api_request::Entity::delete_by_id(id).exec(connection).await?;
    Ok(())
}

pub async fn forget_requests(connection: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let deleted = api_request::Entity::delete_many()
        .filter(api_request::Column::CreatedAt.lt(before))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}

/// Events of dossiers of an agency, as its desk or its unit, after a place in time and up to a moment, in order.
pub async fn events(
    connection: &impl ConnectionTrait,
    agency: &str,
    after: &Cursor,
    until: DateTime<Utc>,
    most: u64,
) -> Result<Vec<(dossier_event::Model, dossier::Model)>> {
    use dossier_event::Column;
    let of_agency = Condition::any()
        .add(dossier::Column::AgencyCode.eq(agency))
        .add(dossier::Column::UnitCode.eq(agency));
    let at_that_time = Condition::any()
        .add(Column::DossierId.gt(after.dossier))
        .add(Condition::all().add(Column::DossierId.eq(after.dossier)).add(Column::Number.gt(after.number)));
    let later = Condition::any()
        .add(Column::At.gt(after.at))
        .add(Condition::all().add(Column::At.eq(after.at)).add(at_that_time));
    let is_of = dossier_event::Entity::belongs_to(dossier::Entity)
        .from(Column::DossierId)
        .to(dossier::Column::Id)
        .into();
    let found = dossier_event::Entity::find()
        .join(JoinType::InnerJoin, is_of)
        .select_also(dossier::Entity)
        .filter(of_agency)
        .filter(Column::At.gte(after.at))
        .filter(Column::At.lte(until))
        .filter(later)
        .order_by_asc(Column::At)
        .order_by_asc(Column::DossierId)
        .order_by_asc(Column::Number)
        .limit(most)
        .all(connection)
        .await?;
    Ok(found.into_iter().filter_map(|(event, dossier)| Some((event, dossier?))).collect())
}

pub async fn insert_webhook(connection: &impl ConnectionTrait, row: webhook::ActiveModel) -> Result<()> {
    webhook::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// The webhooks that are told something, of all agencies, the newest first.
pub async fn webhooks(connection: &impl ConnectionTrait) -> Result<Vec<webhook::Model>> {
    Ok(webhook::Entity::find()
        .filter(webhook::Column::DisabledAt.is_null())
        .order_by_desc(webhook::Column::Id)
        .all(connection)
        .await?)
}

/// The webhooks of these agencies.
pub async fn webhooks_of(
    connection: &impl ConnectionTrait,
    agencies: Vec<&str>,
) -> Result<Vec<webhook::Model>> {
    Ok(webhook::Entity::find()
        .filter(webhook::Column::AgencyCode.is_in(agencies))
        .filter(webhook::Column::DisabledAt.is_null())
        .order_by_asc(webhook::Column::Id)
        .all(connection)
        .await?)
}

pub async fn webhook(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<webhook::Model>> {
    let told = webhook::Entity::find_by_id(id).filter(webhook::Column::DisabledAt.is_null());
    Ok(told.one(connection).await?)
}

/// Tells a webhook nothing any more; says whether it was told something until now.
pub async fn disable_webhook(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let disabled = webhook::Entity::update_many()
        .col_expr(webhook::Column::DisabledAt, Expr::value(now))
        .filter(webhook::Column::Id.eq(id))
        .filter(webhook::Column::DisabledAt.is_null())
        .exec(connection)
        .await?;
    Ok(disabled.rows_affected == 1)
}

/// Notes how a webhook answered.
pub async fn note_answer(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
    answered: Option<i32>,
) -> Result<()> {
    webhook::Entity::update_many()
        .col_expr(webhook::Column::TriedAt, Expr::value(now))
        .col_expr(webhook::Column::Answered, Expr::value(answered))
        .filter(webhook::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}
