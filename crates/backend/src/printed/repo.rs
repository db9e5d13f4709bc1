//! The queries of what was given out.

use ::entity::{dossier, dossier_event, printed_form, printed_number};
use chrono::{DateTime, Utc};
use domain::dossier::moves::Move;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

type Result<T> = std::result::Result<T, DbErr>;

/// The next number of a form within the year.
pub async fn next_number(
    connection: &impl ConnectionTrait,
    agency_code: &str,
    form: &str,
    year: i32,
) -> Result<i32> {
    use printed_number::{ActiveModel, Column, Entity};
    let row = Entity::insert(ActiveModel {
        agency_code: Set(agency_code.to_owned()),
        form: Set(form.to_owned()),
        year: Set(year),
        last: Set(1),
    })
    .on_conflict(
        OnConflict::columns([Column::AgencyCode, Column::Form, Column::Year])
            .value(Column::Last, Expr::col((Entity, Column::Last)).add(1))
            .to_owned(),
    )
    .exec_with_returning(connection)
    .await?;
    Ok(row.last)
}

pub async fn insert(connection: &impl ConnectionTrait, row: printed_form::Model) -> Result<()> {
    let row = printed_form::ActiveModel::from(row).reset_all();
    printed_form::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn by_id(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<printed_form::Model>> {
    printed_form::Entity::find_by_id(id).one(connection).await
}

pub async fn by_typed_code(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<printed_form::Model>> {
    printed_form::Entity::find().filter(printed_form::Column::TypedCode.eq(code)).one(connection).await
}

/// Everything given out for a dossier, the oldest first.
pub async fn of_dossier(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
) -> Result<Vec<printed_form::Model>> {
    printed_form::Entity::find()
        .filter(printed_form::Column::DossierId.eq(dossier_id))
        .order_by_asc(printed_form::Column::EventNumber)
        .order_by_asc(printed_form::Column::Id)
        .all(connection)
        .await
}

pub async fn dossier(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<dossier::Model>> {
    dossier::Entity::find_by_id(id).one(connection).await
}

pub async fn dossier_by_code(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<dossier::Model>> {
    dossier::Entity::find().filter(dossier::Column::Code.eq(code)).one(connection).await
}

/// The names and times of a dossier's events after one of them, in order.
pub async fn names_after(
    connection: &impl ConnectionTrait,
    dossier_id: Uuid,
    number: i64,
) -> Result<Vec<(String, DateTime<Utc>)>> {
    dossier_event::Entity::find()
        .select_only()
        .columns([dossier_event::Column::Name, dossier_event::Column::At])
        .filter(dossier_event::Column::DossierId.eq(dossier_id))
        .filter(dossier_event::Column::Number.gt(number))
        .order_by_asc(dossier_event::Column::Number)
        .into_tuple()
        .all(connection)
        .await
}

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

/// The dossiers that a desk received between two moments, in order of receipt, at most so many.
pub async fn received(
    connection: &impl ConnectionTrait,
    agency_code: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    most: u64,
) -> Result<Vec<dossier::Model>> {
    dossier::Entity::find()
        .filter(dossier::Column::AgencyCode.eq(agency_code))
        .filter(dossier::Column::ReceivedAt.gte(from))
        .filter(dossier::Column::ReceivedAt.lt(to))
        .order_by_asc(dossier::Column::ReceivedAt)
        .order_by_asc(dossier::Column::Id)
        .limit(most)
        .all(connection)
        .await
}

/// When these moves were made last, of several dossiers.
pub async fn times_of(
    connection: &impl ConnectionTrait,
    ids: Vec<Uuid>,
    names: &[Move],
) -> Result<Vec<(Uuid, String, DateTime<Utc>)>> {
    dossier_event::Entity::find()
        .select_only()
        .columns([dossier_event::Column::DossierId, dossier_event::Column::Name, dossier_event::Column::At])
        .filter(dossier_event::Column::DossierId.is_in(ids))
        .filter(dossier_event::Column::Name.is_in(names.iter().map(|name| name.as_str())))
        .order_by_asc(dossier_event::Column::DossierId)
        .order_by_asc(dossier_event::Column::Number)
        .into_tuple()
        .all(connection)
        .await
}
