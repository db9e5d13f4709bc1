//! The queries of papers and contents.

use ::entity::{blob, draft, paper, upload, upload_part};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
};
use uuid::Uuid;

use super::kept::contents as kept_contents;

type Result<T> = std::result::Result<T, DbErr>;

/// Notes that a content is about to be kept, so that it is not removed as unused.
pub async fn touch_blob(
    connection: &impl ConnectionTrait,
    sha256: &str,
    size: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    blob::Entity::insert(blob::ActiveModel {
        sha256: Set(sha256.to_owned()),
        size: Set(size),
        touched_at: Set(now),
    })
    .on_conflict(
        OnConflict::column(blob::Column::Sha256).value(blob::Column::TouchedAt, Expr::value(now)).to_owned(),
    )
    .exec_without_returning(connection)
    .await?;
    Ok(())
}

/// Contents that no paper has had since `before`, at most `most`.
pub async fn unused_blobs(
    connection: &impl ConnectionTrait,
    before: DateTime<Utc>,
    most: u64,
) -> Result<Vec<String>> {
    blob::Entity::find()
        .select_only()
        .column(blob::Column::Sha256)
        .filter(blob::Column::TouchedAt.lt(before))
        .filter(blob::Column::Sha256.not_in_subquery(used()))
        .filter(blob::Column::Sha256.not_in_subquery(arriving()))
        .filter(blob::Column::Sha256.not_in_subquery(kept_contents()))
        .limit(most)
        .into_tuple()
        .all(connection)
        .await
}

/// Forgets a content if no paper has had it since `before`; says whether that was so.
pub async fn forget_blob(
    connection: &impl ConnectionTrait,
    sha256: &str,
    before: DateTime<Utc>,
) -> Result<bool> {
    let deleted = blob::Entity::delete_many()
        .filter(blob::Column::Sha256.eq(sha256))
        .filter(blob::Column::TouchedAt.lt(before))
        .filter(blob::Column::Sha256.not_in_subquery(used()))
        .filter(blob::Column::Sha256.not_in_subquery(arriving()))
        .filter(blob::Column::Sha256.not_in_subquery(kept_contents()))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}

fn used() -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(paper::Column::Blob)
        .from(paper::Entity)
        .and_where(paper::Column::Blob.is_not_null())
        .to_owned()
}

/// Parts of uploads that go on.
fn arriving() -> sea_orm::sea_query::SelectStatement {
    Query::select().column(upload_part::Column::Blob).from(upload_part::Entity).to_owned()
}

/// Adds a file, or the refusal of one, unless it is there already.
pub async fn insert_paper(connection: &impl ConnectionTrait, row: paper::Model) -> Result<()> {
    let row: paper::ActiveModel = row.into();
    paper::Entity::insert(row.reset_all())
        .on_conflict_do_nothing_on([paper::Column::Id])
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

pub async fn insert_upload(connection: &impl ConnectionTrait, row: upload::Model) -> Result<()> {
    let row: upload::ActiveModel = row.into();
    upload::Entity::insert(row.reset_all()).exec_without_returning(connection).await?;
    Ok(())
}

/// The upload, if the account sends it.
pub async fn upload(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<upload::Model>> {
    upload::Entity::find_by_id(id).filter(upload::Column::AccountId.eq(account_id)).one(connection).await
}

/// How many uploads of the account are not finished.
pub async fn open_uploads(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<u64> {
    upload::Entity::find()
        .filter(upload::Column::AccountId.eq(account_id))
        .filter(upload::Column::FinishedAt.is_null())
        .count(connection)
        .await
}

/// Whether the paper with this id is the refusal of a file.
pub async fn is_refused(connection: &impl ConnectionTrait, draft_id: Uuid, id: Uuid) -> Result<bool> {
    let found = paper::Entity::find_by_id(id)
        .filter(paper::Column::DraftId.eq(draft_id))
        .filter(paper::Column::Refusal.is_not_null())
        .count(connection)
        .await?;
    Ok(found > 0)
}

/// What has arrived of an upload, in order.
pub async fn parts(connection: &impl ConnectionTrait, upload_id: Uuid) -> Result<Vec<upload_part::Model>> {
    upload_part::Entity::find()
        .filter(upload_part::Column::UploadId.eq(upload_id))
        .order_by_asc(upload_part::Column::Begin)
        .all(connection)
        .await
}

/// Adds a part to an unfinished upload, which then lives until `expires_at`; says whether nobody else had written at
/// that place.
pub async fn add_part(
    connection: &impl ConnectionTrait,
    part: upload_part::Model,
    expires_at: DateTime<Utc>,
) -> Result<bool> {
    let lengthened = upload::Entity::update_many()
        .col_expr(upload::Column::ExpiresAt, Expr::value(expires_at))
        .filter(upload::Column::Id.eq(part.upload_id))
        .filter(upload::Column::FinishedAt.is_null())
        .exec(connection)
        .await?;
    if lengthened.rows_affected == 0 {
        return Ok(false);
    }
    let row: upload_part::ActiveModel = part.into();
    let added = upload_part::Entity::insert(row.reset_all())
        .on_conflict_do_nothing_on([upload_part::Column::UploadId, upload_part::Column::Begin])
        .exec_without_returning(connection)
        .await?;
    Ok(matches!(added, TryInsertResult::Inserted(1)))
}

/// Notes that an upload was judged, and lets go of its parts.
pub async fn finish_upload(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    upload::Entity::update_many()
        .col_expr(upload::Column::FinishedAt, Expr::value(now))
        .filter(upload::Column::Id.eq(id))
        .exec(connection)
        .await?;
    upload_part::Entity::delete_many().filter(upload_part::Column::UploadId.eq(id)).exec(connection).await?;
    Ok(())
}

/// Forgets an upload of the account; says whether there was one.
pub async fn delete_upload(connection: &impl ConnectionTrait, account_id: Uuid, id: Uuid) -> Result<bool> {
    let deleted = upload::Entity::delete_many()
        .filter(upload::Column::Id.eq(id))
        .filter(upload::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// Forgets uploads that ran out before `now`, finished or not; says how many.
pub async fn delete_expired_uploads(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let deleted =
        upload::Entity::delete_many().filter(upload::Column::ExpiresAt.lte(now)).exec(connection).await?;
    Ok(deleted.rows_affected)
}

/// The files of a draft in the order in which they came or were put.
pub async fn papers(connection: &impl ConnectionTrait, draft_id: Uuid) -> Result<Vec<paper::Model>> {
    paper::Entity::find()
        .filter(paper::Column::DraftId.eq(draft_id))
        .order_by_asc(paper::Column::Position)
        .order_by_asc(paper::Column::CreatedAt)
        .order_by_asc(paper::Column::Id)
        .all(connection)
        .await
}

/// A file that was kept, if its draft or dossier belongs to the account.
pub async fn paper_of(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<paper::Model>> {
    let drafts = Query::select()
        .column(draft::Column::Id)
        .from(draft::Entity)
        .and_where(draft::Column::AccountId.eq(account_id))
        .to_owned();
    paper::Entity::find_by_id(id)
        .filter(paper::Column::Blob.is_not_null())
        .filter(paper::Column::DraftId.in_subquery(drafts))
        .one(connection)
        .await
}

/// Puts a file of a draft before the one that stands before it for the same paper; says whether there is such a file.
pub async fn raise_paper(connection: &impl ConnectionTrait, draft_id: Uuid, id: Uuid) -> Result<bool> {
    let mut files = papers(connection, draft_id).await?;
    let Some(requirement) = files.iter().find(|file| file.id == id).map(|file| file.requirement.clone()) else {
        return Ok(false);
    };
    files.retain(|file| file.requirement == requirement && file.blob.is_some());
    let Some(at) = files.iter().position(|file| file.id == id).filter(|at| *at > 0) else { return Ok(true) };
    let first = files[0].position;
    files.swap(at - 1, at);
    for (file, position) in files.into_iter().zip(first..) {
        if file.position != position {
            paper::Entity::update_many()
                .col_expr(paper::Column::Position, Expr::value(position))
                .filter(paper::Column::Id.eq(file.id))
                .exec(connection)
                .await?;
        }
    }
    Ok(true)
}

/// Takes a file out of a draft; says whether there was one.
pub async fn delete_paper(connection: &impl ConnectionTrait, draft_id: Uuid, id: Uuid) -> Result<bool> {
    let deleted = paper::Entity::delete_many()
        .filter(paper::Column::Id.eq(id))
        .filter(paper::Column::DraftId.eq(draft_id))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// Forgets what was refused for a paper.
pub async fn delete_refusals(
    connection: &impl ConnectionTrait,
    draft_id: Uuid,
    requirement: &str,
) -> Result<()> {
    paper::Entity::delete_many()
        .filter(paper::Column::DraftId.eq(draft_id))
        .filter(paper::Column::Requirement.eq(requirement))
        .filter(paper::Column::Refusal.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Takes all files out of a draft.
pub async fn delete_papers(connection: &impl ConnectionTrait, draft_id: Uuid) -> Result<()> {
    paper::Entity::delete_many().filter(paper::Column::DraftId.eq(draft_id)).exec(connection).await?;
    Ok(())
}
