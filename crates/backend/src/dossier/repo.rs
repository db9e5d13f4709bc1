//! The queries of drafts and dossiers.

use std::collections::{HashMap, HashSet};

use ::entity::{
    account, calendar_seen, counter, dossier, dossier_document, dossier_event, dossier_fact, draft,
    event_text, extension, hand_over, judgement, pause, rating, round, supplement,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
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
        .filter(draft::Column::SupplementTo.is_null())
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
        .filter(draft::Column::SupplementTo.is_null())
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
        .filter(draft::Column::SupplementTo.is_null())
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

/// The last event of a dossier.
pub async fn last_event(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Option<dossier_event::Model>> {
    dossier_event::Entity::find()
        .filter(dossier_event::Column::DossierId.eq(dossier_id))
        .order_by_desc(dossier_event::Column::Number)
        .one(connection)
        .await
}

pub async fn insert_text(connection: &impl ConnectionTrait, row: event_text::ActiveModel) -> Result<()> {
    event_text::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// What was written with events of a dossier.
pub async fn texts(connection: &impl ConnectionTrait, dossier_id: Uuid) -> Result<Vec<event_text::Model>> {
    event_text::Entity::find().filter(event_text::Column::DossierId.eq(dossier_id)).all(connection).await
}

pub async fn dossier(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<dossier::Model>> {
    dossier::Entity::find_by_id(id).one(connection).await
}

/// The dossier, held until the transaction is over.
pub async fn hold_dossier(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<dossier::Model>> {
    dossier::Entity::find_by_id(id).lock_exclusive().one(connection).await
}

/// Writes the whole row of a dossier that is held.
pub async fn write_dossier(connection: &impl ConnectionTrait, row: dossier::Model) -> Result<()> {
    dossier::Entity::update(dossier::ActiveModel::from(row).reset_all()).exec(connection).await?;
    Ok(())
}

pub async fn set_revision(connection: &impl ConnectionTrait, id: Uuid, revision: i64) -> Result<()> {
    dossier::Entity::update_many()
        .col_expr(dossier::Column::Revision, Expr::value(revision))
        .filter(dossier::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// With which calendar the due times of each agency were computed last.
pub async fn calendars_seen(connection: &impl ConnectionTrait) -> Result<HashMap<String, String>> {
    let rows = calendar_seen::Entity::find().all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.agency_code, row.fingerprint)).collect())
}

/// Notes the calendars, at least one, with which due times are computed.
pub async fn keep_calendars(connection: &impl ConnectionTrait, seen: Vec<(String, String)>) -> Result<()> {
    let rows = seen.into_iter().map(|(agency_code, fingerprint)| calendar_seen::ActiveModel {
        agency_code: Set(agency_code),
        fingerprint: Set(fingerprint),
    });
    let again = OnConflict::column(calendar_seen::Column::AgencyCode)
        .update_column(calendar_seen::Column::Fingerprint)
        .to_owned();
    calendar_seen::Entity::insert_many(rows).on_conflict(again).exec_without_returning(connection).await?;
    Ok(())
}

/// Dossiers of a desk after `after` of which a limit may run, at most `most`.
pub async fn running_after(
    connection: &impl ConnectionTrait,
    desk: &str,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<dossier::Model>> {
    let mut asked = dossier::Entity::find()
        .filter(dossier::Column::AgencyCode.eq(desk))
        .filter(dossier::Column::Queue.is_in(["intake", "desk", "unit"]));
    if let Some(after) = after {
        asked = asked.filter(dossier::Column::Id.gt(after));
    }
    asked.order_by_asc(dossier::Column::Id).limit(most).all(connection).await
}

/// The pauses of a dossier in order.
pub async fn pauses(connection: &impl ConnectionTrait, dossier_id: Uuid) -> Result<Vec<pause::Model>> {
    pause::Entity::find()
        .filter(pause::Column::DossierId.eq(dossier_id))
        .order_by_asc(pause::Column::BeginsAt)
        .all(connection)
        .await
}

pub async fn last_pause(connection: &impl ConnectionTrait, dossier_id: Uuid) -> Result<Option<pause::Model>> {
    pause::Entity::find()
        .filter(pause::Column::DossierId.eq(dossier_id))
        .order_by_desc(pause::Column::BeginsAt)
        .one(connection)
        .await
}

/// Begins a pause; one that began at the same moment goes on.
pub async fn begin_pause(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    begins_at: DateTime<Utc>,
) -> Result<()> {
    let row =
        pause::ActiveModel { dossier_id: Set(dossier_id), begins_at: Set(begins_at), ends_at: Set(None) };
    let again = OnConflict::columns([pause::Column::DossierId, pause::Column::BeginsAt])
        .update_column(pause::Column::EndsAt)
        .to_owned();
    pause::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await?;
    Ok(())
}

/// Ends the pause that lasts, if one does.
pub async fn end_pause(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    pause::Entity::update_many()
        .col_expr(pause::Column::EndsAt, Expr::value(ends_at))
        .filter(pause::Column::DossierId.eq(dossier_id))
        .filter(pause::Column::EndsAt.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

pub async fn insert_extension(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    number: i32,
    given_at: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    let row = extension::ActiveModel {
        dossier_id: Set(dossier_id),
        number: Set(number),
        given_at: Set(given_at),
        until: Set(until),
    };
    extension::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn last_extension(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Option<extension::Model>> {
    extension::Entity::find()
        .filter(extension::Column::DossierId.eq(dossier_id))
        .order_by_desc(extension::Column::Number)
        .one(connection)
        .await
}

pub async fn insert_hand_over(connection: &impl ConnectionTrait, row: hand_over::ActiveModel) -> Result<()> {
    hand_over::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Whether an officer added a document of this kind.
pub async fn has_document(connection: &impl ConnectionTrait, dossier_id: Uuid, kind: &str) -> Result<bool> {
    let found = dossier_document::Entity::find()
        .filter(dossier_document::Column::DossierId.eq(dossier_id))
        .filter(dossier_document::Column::Kind.eq(kind))
        .count(connection)
        .await?;
    Ok(found > 0)
}

pub async fn judgement(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Option<judgement::Model>> {
    judgement::Entity::find_by_id(dossier_id).one(connection).await
}

/// Keeps what was found of a dossier that is held, in the place of what was found before.
pub async fn keep_judgement(connection: &impl ConnectionTrait, row: judgement::Model) -> Result<()> {
    let again = OnConflict::column(judgement::Column::DossierId)
        .update_columns([
            judgement::Column::Verdicts,
            judgement::Column::Revision,
            judgement::Column::JudgedBy,
            judgement::Column::JudgedAt,
        ])
        .to_owned();
    let row = judgement::ActiveModel::from(row).reset_all();
    judgement::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn insert_rounds(connection: &impl ConnectionTrait, rows: Vec<round::ActiveModel>) -> Result<()> {
    round::Entity::insert_many(rows).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn rounds(connection: &impl ConnectionTrait, dossier_id: Uuid) -> Result<Vec<round::Model>> {
    round::Entity::find()
        .filter(round::Column::DossierId.eq(dossier_id))
        .order_by_asc(round::Column::Number)
        .all(connection)
        .await
}

pub async fn insert_supplement(
    connection: &impl ConnectionTrait,
    row: supplement::ActiveModel,
) -> Result<()> {
    supplement::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// The requests for supplements of a dossier, in order.
pub async fn supplements(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Vec<supplement::Model>> {
    supplement::Entity::find()
        .filter(supplement::Column::DossierId.eq(dossier_id))
        .order_by_asc(supplement::Column::Number)
        .all(connection)
        .await
}

pub async fn note_answered(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    number: i32,
    at: DateTime<Utc>,
) -> Result<()> {
    supplement::Entity::update_many()
        .col_expr(supplement::Column::AnsweredAt, Expr::value(at))
        .filter(supplement::Column::DossierId.eq(dossier_id))
        .filter(supplement::Column::Number.eq(number))
        .exec(connection)
        .await?;
    Ok(())
}

/// Drafts of answers to requests for supplements that were not handed in.
pub async fn open_answers(connection: &impl ConnectionTrait, dossier_id: Uuid) -> Result<Vec<Uuid>> {
    draft::Entity::find()
        .select_only()
        .column(draft::Column::Id)
        .filter(draft::Column::SupplementTo.eq(dossier_id))
        .filter(draft::Column::FiledAt.is_null())
        .into_tuple()
        .all(connection)
        .await
}

/// Deletes the draft of an answer; its papers must be gone.
pub async fn delete_answer(connection: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    draft::Entity::delete_many()
        .filter(draft::Column::Id.eq(id))
        .filter(draft::Column::FiledAt.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Keeps a rating in the place of the one before.
pub async fn keep_rating(connection: &impl ConnectionTrait, row: rating::ActiveModel) -> Result<()> {
    let again = OnConflict::column(rating::Column::DossierId)
        .update_columns([rating::Column::Stars, rating::Column::Words, rating::Column::RatedAt])
        .to_owned();
    rating::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn rating(connection: &impl ConnectionTrait, dossier_id: Uuid) -> Result<Option<rating::Model>> {
    rating::Entity::find_by_id(dossier_id).one(connection).await
}
