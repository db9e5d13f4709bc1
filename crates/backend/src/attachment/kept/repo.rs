//! The queries of papers that are kept.

use std::collections::HashMap;

use ::entity::{dossier, kept_file, kept_paper, paper};
use chrono::NaiveDate;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
};
use uuid::Uuid;

type Result<T> = std::result::Result<T, DbErr>;
type WithFiles = (kept_paper::Model, Vec<kept_file::Model>);

/// All papers that the account keeps, last kept first.
pub async fn kept(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Vec<WithFiles>> {
    let rows = kept_paper::Entity::find()
        .filter(kept_paper::Column::AccountId.eq(account_id))
        .order_by_desc(kept_paper::Column::KeptAt)
        .order_by_desc(kept_paper::Column::Id)
        .all(connection)
        .await?;
    with_files(connection, rows).await
}

/// A paper that the account keeps.
pub async fn kept_paper(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<WithFiles>> {
    let row = kept_paper::Entity::find_by_id(id)
        .filter(kept_paper::Column::AccountId.eq(account_id))
        .one(connection)
        .await?;
    Ok(with_files(connection, row.into_iter().collect()).await?.pop())
}

/// The same, held until the transaction is over so that nobody deletes it meanwhile.
pub async fn hold(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<WithFiles>> {
    let row = kept_paper::Entity::find_by_id(id)
        .filter(kept_paper::Column::AccountId.eq(account_id))
        .lock_exclusive()
        .one(connection)
        .await?;
    Ok(with_files(connection, row.into_iter().collect()).await?.pop())
}

/// Adds the files; a paper that was deleted between the two looks is left out.
async fn with_files(
    connection: &impl ConnectionTrait,
    rows: Vec<kept_paper::Model>,
) -> Result<Vec<WithFiles>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let files = kept_file::Entity::find()
        .filter(kept_file::Column::KeptPaperId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(kept_file::Column::Id)
        .all(connection)
        .await?;
    let mut of_paper = HashMap::<Uuid, Vec<kept_file::Model>>::new();
    for file in files {
        of_paper.entry(file.kept_paper_id).or_default().push(file);
    }
    Ok(rows.into_iter().filter_map(|row| of_paper.remove(&row.id).map(|files| (row, files))).collect())
}

/// Whether the account keeps a paper that is good on a day.
pub async fn has_usable(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    today: NaiveDate,
) -> Result<bool> {
    let is_good = Condition::any()
        .add(kept_paper::Column::ExpiresOn.is_null())
        .add(kept_paper::Column::ExpiresOn.gte(today));
    let found = kept_paper::Entity::find()
        .filter(kept_paper::Column::AccountId.eq(account_id))
        .filter(is_good)
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// How many papers the account keeps.
pub async fn count(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<u64> {
    kept_paper::Entity::find().filter(kept_paper::Column::AccountId.eq(account_id)).count(connection).await
}

/// The files of a dossier of the account, in their order.
pub async fn papers_of_dossier(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    code: &str,
) -> Result<Vec<paper::Model>> {
    let drafts = Query::select()
        .column(dossier::Column::DraftId)
        .from(dossier::Entity)
        .and_where(dossier::Column::Code.eq(code))
        .and_where(dossier::Column::AccountId.eq(account_id))
        .to_owned();
    paper::Entity::find()
        .filter(paper::Column::DraftId.in_subquery(drafts))
        .filter(paper::Column::Blob.is_not_null())
        .filter(paper::Column::SupersededIn.is_null())
        .order_by_asc(paper::Column::Position)
        .order_by_asc(paper::Column::CreatedAt)
        .order_by_asc(paper::Column::Id)
        .all(connection)
        .await
}

/// Adds a paper unless this one of the dossier is kept already; says whether it was added.
pub async fn insert_paper(connection: &impl ConnectionTrait, row: kept_paper::ActiveModel) -> Result<bool> {
    let of_dossier =
        [kept_paper::Column::AccountId, kept_paper::Column::DossierCode, kept_paper::Column::Requirement];
    let added = kept_paper::Entity::insert(row)
        .on_conflict_do_nothing_on(of_dossier)
        .exec_without_returning(connection)
        .await?;
    Ok(matches!(added, TryInsertResult::Inserted(1)))
}

/// Adds a file that was handed in to a kept paper.
pub async fn insert_file(
    connection: &impl ConnectionTrait,
    kept_paper_id: Uuid,
    handed_in: paper::Model,
) -> Result<()> {
    // What was refused has no content, and is not kept.
    let Some(blob) = handed_in.blob else { return Ok(()) };
    let row = kept_file::Model {
        id: Uuid::now_v7(),
        kept_paper_id,
        name: handed_in.name,
        media_type: handed_in.media_type,
        size: handed_in.size,
        blob,
    };
    let row: kept_file::ActiveModel = row.into();
    kept_file::Entity::insert(row.reset_all()).exec_without_returning(connection).await?;
    Ok(())
}

/// Changes the last day of a paper of the account; says whether there is one.
pub async fn set_expiry(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
    expires_on: Option<NaiveDate>,
) -> Result<bool> {
    let changed = kept_paper::Entity::update_many()
        .set(kept_paper::ActiveModel { expires_on: Set(expires_on), ..Default::default() })
        .filter(kept_paper::Column::Id.eq(id))
        .filter(kept_paper::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Deletes a paper of the account and its files; says whether there was one.
pub async fn delete(connection: &impl ConnectionTrait, account_id: Uuid, id: Uuid) -> Result<bool> {
    let deleted = kept_paper::Entity::delete_many()
        .filter(kept_paper::Column::Id.eq(id))
        .filter(kept_paper::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// A file that the account keeps, and its paper.
pub async fn file(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<(kept_paper::Model, kept_file::Model)>> {
    let Some(file) = kept_file::Entity::find_by_id(id).one(connection).await? else { return Ok(None) };
    let kept = kept_paper::Entity::find_by_id(file.kept_paper_id)
        .filter(kept_paper::Column::AccountId.eq(account_id))
        .one(connection)
        .await?;
    Ok(kept.map(|kept| (kept, file)))
}

/// Contents that somebody keeps.
pub fn contents() -> SelectStatement {
    Query::select().column(kept_file::Column::Blob).from(kept_file::Entity).to_owned()
}
