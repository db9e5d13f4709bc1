//! The queries of anchors, and those that check what they hold.

use ::entity::{anchor, anchored_head, dossier, dossier_event};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

type Result<T> = std::result::Result<T, DbErr>;

/// The last anchor.
pub async fn last_anchor(connection: &impl ConnectionTrait) -> Result<Option<anchor::Model>> {
    anchor::Entity::find().order_by_desc(anchor::Column::Day).one(connection).await
}

/// Anchors after `day`, or all, in order, at most `most`.
pub async fn anchors_after(
    connection: &impl ConnectionTrait,
    day: Option<NaiveDate>,
    most: u64,
) -> Result<Vec<anchor::Model>> {
    let mut asked = anchor::Entity::find();
    if let Some(day) = day {
        asked = asked.filter(anchor::Column::Day.gt(day));
    }
    asked.order_by_asc(anchor::Column::Day).limit(most).all(connection).await
}

/// Keeps an anchor unless the day has one; returns that of the day.
pub async fn keep_anchor(connection: &impl ConnectionTrait, row: anchor::Model) -> Result<anchor::Model> {
    let day = row.day;
    let kept = row.clone();
    anchor::Entity::insert(anchor::ActiveModel::from(row).reset_all())
        .on_conflict(OnConflict::column(anchor::Column::Day).do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(anchor::Entity::find_by_id(day).one(connection).await?.unwrap_or(kept))
}

/// Dossiers after `after` with an event in the time, by their keys, at most `most`.
pub async fn grown(
    connection: &impl ConnectionTrait,
    from: Option<DateTime<Utc>>,
    until: DateTime<Utc>,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<Uuid>> {
    let mut asked = dossier_event::Entity::find()
        .select_only()
        .column(dossier_event::Column::DossierId)
        .filter(dossier_event::Column::At.lt(until));
    if let Some(from) = from {
        asked = asked.filter(dossier_event::Column::At.gte(from));
    }
    if let Some(after) = after {
        asked = asked.filter(dossier_event::Column::DossierId.gt(after));
    }
    asked
        .group_by(dossier_event::Column::DossierId)
        .order_by_asc(dossier_event::Column::DossierId)
        .limit(most)
        .into_tuple()
        .all(connection)
        .await
}

/// The events of these dossiers before `until`, in the order of their chains: dossier, number and hash.
pub async fn links_before(
    connection: &impl ConnectionTrait,
    dossiers: &[Uuid],
    until: DateTime<Utc>,
) -> Result<Vec<(Uuid, i64, String)>> {
    dossier_event::Entity::find()
        .select_only()
        .columns([
            dossier_event::Column::DossierId,
            dossier_event::Column::Number,
            dossier_event::Column::Hash,
        ])
        .filter(dossier_event::Column::DossierId.is_in(dossiers.iter().copied()))
        .filter(dossier_event::Column::At.lt(until))
        .order_by_asc(dossier_event::Column::DossierId)
        .order_by_asc(dossier_event::Column::Number)
        .into_tuple()
        .all(connection)
        .await
}

/// Keeps heads, at least one, but those that are there.
pub async fn keep_heads(connection: &impl ConnectionTrait, rows: &[anchored_head::Model]) -> Result<()> {
    let once = OnConflict::columns([anchored_head::Column::Day, anchored_head::Column::DossierId])
        .do_nothing()
        .to_owned();
    let rows = rows.iter().map(|row| anchored_head::ActiveModel::from(row.clone()).reset_all());
    anchored_head::Entity::insert_many(rows).on_conflict(once).exec_without_returning(connection).await?;
    Ok(())
}

/// Heads of the anchor of a day after `after`, by their dossiers, at most `most`.
pub async fn heads(
    connection: &impl ConnectionTrait,
    day: NaiveDate,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<anchored_head::Model>> {
    let mut asked = anchored_head::Entity::find().filter(anchored_head::Column::Day.eq(day));
    if let Some(after) = after {
        asked = asked.filter(anchored_head::Column::DossierId.gt(after));
    }
    asked.order_by_asc(anchored_head::Column::DossierId).limit(most).all(connection).await
}

/// All heads that anchors hold of these dossiers.
pub async fn heads_of(
    connection: &impl ConnectionTrait,
    dossiers: &[Uuid],
) -> Result<Vec<anchored_head::Model>> {
    anchored_head::Entity::find()
        .filter(anchored_head::Column::DossierId.is_in(dossiers.iter().copied()))
        .all(connection)
        .await
}

/// Dossiers after `after`, by their keys, at most `most`.
pub async fn dossiers_after(
    connection: &impl ConnectionTrait,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<Standing>> {
    let mut asked = standing();
    if let Some(after) = after {
        asked = asked.filter(dossier::Column::Id.gt(after));
    }
    asked.order_by_asc(dossier::Column::Id).limit(most).into_tuple().all(connection).await
}

/// A dossier's key, code, status, stage and revision.
pub type Standing = (Uuid, String, String, String, i64);

/// The dossier as it stands now.
pub async fn standing_of(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Standing>> {
    standing().filter(dossier::Column::Id.eq(id)).into_tuple().one(connection).await
}

fn standing() -> sea_orm::Select<dossier::Entity> {
    dossier::Entity::find().select_only().columns([
        dossier::Column::Id,
        dossier::Column::Code,
        dossier::Column::Status,
        dossier::Column::Stage,
        dossier::Column::Revision,
    ])
}

/// Which of these dossiers there are.
pub async fn present(connection: &impl ConnectionTrait, dossiers: &[Uuid]) -> Result<Vec<Uuid>> {
    dossier::Entity::find()
        .select_only()
        .column(dossier::Column::Id)
        .filter(dossier::Column::Id.is_in(dossiers.iter().copied()))
        .into_tuple()
        .all(connection)
        .await
}

/// The events of these dossiers, in the order of their chains.
pub async fn events(
    connection: &impl ConnectionTrait,
    dossiers: &[Uuid],
) -> Result<Vec<dossier_event::Model>> {
    dossier_event::Entity::find()
        .filter(dossier_event::Column::DossierId.is_in(dossiers.iter().copied()))
        .order_by_asc(dossier_event::Column::DossierId)
        .order_by_asc(dossier_event::Column::Number)
        .all(connection)
        .await
}
