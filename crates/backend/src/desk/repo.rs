//! The queries of the desk.

use ::entity::{account, audit, dossier_document, dossier_note, fee_receipt};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
};
use uuid::Uuid;

type Result<T> = std::result::Result<T, DbErr>;

pub async fn insert_note(connection: &impl ConnectionTrait, row: dossier_note::ActiveModel) -> Result<()> {
    dossier_note::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// The notes on a dossier, in order.
pub async fn notes(connection: &impl ConnectionTrait, dossier_id: Uuid) -> Result<Vec<dossier_note::Model>> {
    dossier_note::Entity::find()
        .filter(dossier_note::Column::DossierId.eq(dossier_id))
        .order_by_asc(dossier_note::Column::WrittenAt)
        .order_by_asc(dossier_note::Column::Id)
        .all(connection)
        .await
}

pub async fn insert_document(
    connection: &impl ConnectionTrait,
    row: dossier_document::ActiveModel,
) -> Result<()> {
    dossier_document::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// The documents that officers added to a dossier, in order.
pub async fn documents(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Vec<dossier_document::Model>> {
    dossier_document::Entity::find()
        .filter(dossier_document::Column::DossierId.eq(dossier_id))
        .order_by_asc(dossier_document::Column::AddedAt)
        .order_by_asc(dossier_document::Column::Id)
        .all(connection)
        .await
}

/// One of them.
pub async fn document(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    id: Uuid,
) -> Result<Option<dossier_document::Model>> {
    dossier_document::Entity::find_by_id(id)
        .filter(dossier_document::Column::DossierId.eq(dossier_id))
        .one(connection)
        .await
}

/// Keeps a receipt; says whether its number was free.
pub async fn insert_receipt(
    connection: &impl ConnectionTrait,
    row: fee_receipt::ActiveModel,
) -> Result<bool> {
    let added = fee_receipt::Entity::insert(row)
        .on_conflict_do_nothing_on([fee_receipt::Column::Number])
        .exec_without_returning(connection)
        .await?;
    Ok(matches!(added, TryInsertResult::Inserted(1)))
}

pub async fn receipts(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Vec<fee_receipt::Model>> {
    fee_receipt::Entity::find()
        .filter(fee_receipt::Column::DossierId.eq(dossier_id))
        .order_by_asc(fee_receipt::Column::ReceivedAt)
        .all(connection)
        .await
}

/// The sealed persons of these accounts.
pub async fn accounts(connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<account::Model>> {
    account::Entity::find().filter(account::Column::Id.is_in(ids)).all(connection).await
}

/// Officers who read a dossier since a moment.
pub async fn readers(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    let found: Vec<Option<Uuid>> = audit::Entity::find()
        .select_only()
        .column(audit::Column::ActorId)
        .distinct()
        .filter(audit::Column::SubjectKind.eq("dossier"))
        .filter(audit::Column::SubjectId.eq(dossier_id.to_string()))
        .filter(audit::Column::Action.eq("dossier.read"))
        .filter(audit::Column::At.gte(since))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(found.into_iter().flatten().collect())
}
