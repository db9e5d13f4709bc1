//! The queries of papers and contents.

use std::collections::BTreeMap;

use ::entity::{blob, dossier_document, draft, paper, upload, upload_part};
use chrono::{DateTime, Utc};
use domain::attachment::Scan;
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, TryInsertResult,
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
        ..Default::default()
    })
    .on_conflict(
        OnConflict::column(blob::Column::Sha256).value(blob::Column::TouchedAt, Expr::value(now)).to_owned(),
    )
    .exec_without_returning(connection)
    .await?;
    Ok(())
}

/// Contents that no paper has had since `before`, at most `most`, in an order that stays, after so many.
pub async fn unused_blobs(
    connection: &impl ConnectionTrait,
    before: DateTime<Utc>,
    after: u64,
    most: u64,
) -> Result<Vec<String>> {
    blob::Entity::find()
        .select_only()
        .column(blob::Column::Sha256)
        .filter(blob::Column::TouchedAt.lt(before))
        .filter(blob::Column::Sha256.not_in_subquery(used()))
        .filter(blob::Column::Sha256.not_in_subquery(added()))
        .filter(blob::Column::Sha256.not_in_subquery(arriving()))
        .filter(blob::Column::Sha256.not_in_subquery(kept_contents()))
        .order_by_asc(blob::Column::Sha256)
        .offset(after)
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
        .filter(blob::Column::Sha256.not_in_subquery(added()))
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

/// Contents of documents that officers added to dossiers.
fn added() -> sea_orm::sea_query::SelectStatement {
    Query::select().column(dossier_document::Column::Blob).from(dossier_document::Entity).to_owned()
}

/// The checksums of the files of each paper of these drafts, in order: of those that count now.
pub async fn contents(
    connection: &impl ConnectionTrait,
    drafts: &[Uuid],
) -> Result<BTreeMap<Uuid, BTreeMap<String, Vec<String>>>> {
    let rows: Vec<(Uuid, String, String)> = paper::Entity::find()
        .select_only()
        .columns([paper::Column::DraftId, paper::Column::Requirement, paper::Column::Blob])
        .filter(paper::Column::DraftId.is_in(drafts.iter().copied()))
        .filter(paper::Column::Blob.is_not_null())
        .filter(paper::Column::SupersededIn.is_null())
        .order_by_asc(paper::Column::Position)
        .order_by_asc(paper::Column::CreatedAt)
        .order_by_asc(paper::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let mut contents: BTreeMap<Uuid, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for (draft, requirement, sha256) in rows {
        contents.entry(draft).or_default().entry(requirement).or_default().push(sha256);
    }
    Ok(contents)
}

/// Puts the files of the draft `from` to those of `to`, for these papers in the place of what was there.
pub async fn supersede(
    connection: &impl ConnectionTrait,
    to: Uuid,
    from: Uuid,
    papers: &[String],
    number: i32,
) -> Result<()> {
    paper::Entity::update_many()
        .col_expr(paper::Column::SupersededIn, Expr::value(number))
        .filter(paper::Column::DraftId.eq(to))
        .filter(paper::Column::Requirement.is_in(papers))
        .filter(paper::Column::SupersededIn.is_null())
        .exec(connection)
        .await?;
    paper::Entity::update_many()
        .col_expr(paper::Column::DraftId, Expr::value(to))
        .filter(paper::Column::DraftId.eq(from))
        .filter(paper::Column::Blob.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// A file of a draft or of the dossier made of it, and what the virus scan says of it.
pub async fn paper_in(
    connection: &impl ConnectionTrait,
    draft_id: Uuid,
    id: Uuid,
) -> Result<Option<Scanned>> {
    scanned()
        .filter(paper::Column::Id.eq(id))
        .filter(paper::Column::DraftId.eq(draft_id))
        .filter(paper::Column::Blob.is_not_null())
        .into_model()
        .one(connection)
        .await
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

/// Adds an upload; says whether none was made of the same ones before.
pub async fn insert_upload(connection: &impl ConnectionTrait, row: upload::Model) -> Result<bool> {
    let row: upload::ActiveModel = row.into();
    let added = upload::Entity::insert(row.reset_all())
        .on_conflict_do_nothing_on([upload::Column::Joins])
        .exec_without_returning(connection)
        .await?;
    Ok(matches!(added, TryInsertResult::Inserted(1)))
}

/// The upload of the account that was put together of these.
pub async fn upload_that_joins(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    joins: &str,
) -> Result<Option<upload::Model>> {
    upload::Entity::find()
        .filter(upload::Column::AccountId.eq(account_id))
        .filter(upload::Column::Joins.eq(joins))
        .one(connection)
        .await
}

/// Gives all that has arrived of an upload to another, after its first `begin` bytes, and notes that nothing more comes;
/// says whether nobody did so before.
pub async fn give_parts(
    connection: &impl ConnectionTrait,
    from: Uuid,
    to: Uuid,
    begin: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = upload::Entity::update_many()
        .col_expr(upload::Column::FinishedAt, Expr::value(now))
        .filter(upload::Column::Id.eq(from))
        .filter(upload::Column::FinishedAt.is_null())
        .exec(connection)
        .await?;
    upload_part::Entity::update_many()
        .col_expr(upload_part::Column::UploadId, Expr::value(to))
        .col_expr(upload_part::Column::Begin, Expr::col(upload_part::Column::Begin).add(begin))
        .filter(upload_part::Column::UploadId.eq(from))
        .exec(connection)
        .await?;
    Ok(ended.rows_affected == 1)
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

/// A file and what the virus scan says of its content.
#[derive(FromQueryResult)]
pub struct Scanned {
    #[sea_orm(nested)]
    pub paper: paper::Model,
    pub scan: Option<String>,
}

fn scanned() -> Select<paper::Entity> {
    let content = paper::Entity::belongs_to(blob::Entity).from(paper::Column::Blob).to(blob::Column::Sha256);
    paper::Entity::find().column(blob::Column::Scan).join(JoinType::LeftJoin, content.into())
}

/// The files of a draft in the order in which they came or were put.
pub async fn papers(connection: &impl ConnectionTrait, draft_id: Uuid) -> Result<Vec<Scanned>> {
    scanned()
        .filter(paper::Column::DraftId.eq(draft_id))
        .order_by_asc(paper::Column::Position)
        .order_by_asc(paper::Column::CreatedAt)
        .order_by_asc(paper::Column::Id)
        .into_model()
        .all(connection)
        .await
}

/// A file that was kept, if its draft or dossier belongs to the account.
pub async fn paper_of(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<Scanned>> {
    let drafts = Query::select()
        .column(draft::Column::Id)
        .from(draft::Entity)
        .and_where(draft::Column::AccountId.eq(account_id))
        .to_owned();
    scanned()
        .filter(paper::Column::Id.eq(id))
        .filter(paper::Column::Blob.is_not_null())
        .filter(paper::Column::DraftId.in_subquery(drafts))
        .into_model()
        .one(connection)
        .await
}

/// Puts a file of a draft before the one that stands before it for the same paper; says whether there is such a file.
pub async fn raise_paper(connection: &impl ConnectionTrait, draft_id: Uuid, id: Uuid) -> Result<bool> {
    let mut files: Vec<paper::Model> =
        papers(connection, draft_id).await?.into_iter().map(|file| file.paper).collect();
    let Some(requirement) = files.iter().find(|file| file.id == id).map(|file| file.requirement.clone())
    else {
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

/// Holds a content that is handed in until the transaction is over, and says what the virus scan says of it. From now on
/// it waits for that, if it has not before: what is only a part of an upload is not scanned.
pub async fn hold_scan(
    connection: &impl ConnectionTrait,
    sha256: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let since = Func::coalesce([Expr::col(blob::Column::ScanAt), Expr::value(now)]);
    let held = blob::Entity::update_many()
        .col_expr(blob::Column::ScanAt, since.into())
        .filter(blob::Column::Sha256.eq(sha256))
        .exec_with_returning(connection)
        .await?;
    Ok(held.into_iter().next().map(|blob| blob.scan))
}

/// What the virus scan says of a content.
pub async fn scan(connection: &impl ConnectionTrait, sha256: &str) -> Result<Option<String>> {
    let found = blob::Entity::find_by_id(sha256).one(connection).await?;
    Ok(found.map(|blob| blob.scan))
}

/// Attempts after which a content is scanned behind the others.
const MANY_ATTEMPTS: i32 = 5;

/// The content that has waited longest for the virus scan.
pub async fn next_to_scan(
    connection: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Option<blob::Model>> {
    blob::Entity::find()
        .filter(blob::Column::Scan.eq(Scan::Waiting.as_str()))
        .filter(blob::Column::ScanAt.lte(now))
        // Those that nothing came of so often must not keep the others waiting.
        .order_by_asc(Expr::col(blob::Column::ScanAttempts).gt(MANY_ATTEMPTS))
        .order_by_asc(blob::Column::ScanAt)
        .one(connection)
        .await
}

/// Takes a content for scanning, and leaves it to others from `again_at`; says whether nobody else has taken it.
pub async fn claim_scan(
    connection: &impl ConnectionTrait,
    blob: &blob::Model,
    again_at: DateTime<Utc>,
) -> Result<bool> {
    let claimed = blob::Entity::update_many()
        .col_expr(blob::Column::ScanAttempts, Expr::value(blob.scan_attempts + 1))
        .col_expr(blob::Column::ScanAt, Expr::value(again_at))
        .filter(blob::Column::Sha256.eq(&blob.sha256))
        .filter(blob::Column::Scan.eq(Scan::Waiting.as_str()))
        .filter(blob::Column::ScanAttempts.eq(blob.scan_attempts))
        .exec(connection)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Leaves a content that was taken for the `attempts`th time to whoever comes after `again_at`.
pub async fn put_off_scan(
    connection: &impl ConnectionTrait,
    sha256: &str,
    attempts: i32,
    again_at: DateTime<Utc>,
) -> Result<()> {
    blob::Entity::update_many()
        .col_expr(blob::Column::ScanAt, Expr::value(again_at))
        .filter(blob::Column::Sha256.eq(sha256))
        .filter(blob::Column::Scan.eq(Scan::Waiting.as_str()))
        .filter(blob::Column::ScanAttempts.eq(attempts))
        .exec(connection)
        .await?;
    Ok(())
}

/// Notes what the virus scan says of a content; says whether it was still waiting.
pub async fn finish_scan(
    connection: &impl ConnectionTrait,
    sha256: &str,
    scan: Scan,
    found: Option<String>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let noted = blob::Entity::update_many()
        .col_expr(blob::Column::Scan, Expr::value(scan.as_str()))
        .col_expr(blob::Column::ScanAt, Expr::value(now))
        .col_expr(blob::Column::ScanFound, Expr::value(found))
        .filter(blob::Column::Sha256.eq(sha256))
        .filter(blob::Column::Scan.eq(Scan::Waiting.as_str()))
        .exec(connection)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// The drafts, filed or not, that have a content; in order, so that two who take hold of them never wait for each other.
pub async fn drafts_with(connection: &impl ConnectionTrait, sha256: &str) -> Result<Vec<Uuid>> {
    paper::Entity::find()
        .select_only()
        .column(paper::Column::DraftId)
        .distinct()
        .filter(paper::Column::Blob.eq(sha256))
        .order_by_asc(paper::Column::DraftId)
        .into_tuple()
        .all(connection)
        .await
}

/// Makes refusals of a draft's files with this content.
pub async fn refuse_papers(
    connection: &impl ConnectionTrait,
    draft_id: Uuid,
    sha256: &str,
    refusal: &str,
) -> Result<()> {
    paper::Entity::update_many()
        .col_expr(paper::Column::Refusal, Expr::value(refusal))
        .col_expr(paper::Column::Blob, Expr::value(None::<String>))
        .col_expr(paper::Column::MediaType, Expr::value(""))
        .col_expr(paper::Column::Size, Expr::value(0_i64))
        .filter(paper::Column::DraftId.eq(draft_id))
        .filter(paper::Column::Blob.eq(sha256))
        .exec(connection)
        .await?;
    Ok(())
}
