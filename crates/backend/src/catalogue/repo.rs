//! The catalogue's queries.

use std::collections::HashMap;

use ::entity::{agency, procedure_draft, procedure_version, reference, search_miss};
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalogue::{Agency, Catalogue, Procedure};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::snapshot::{Stored, Version};
use crate::{Error, Result};

const REVISION: &str = "revision";

/// What changes whenever the catalogue does; nothing as long as none was imported.
pub(super) async fn revision(connection: &impl ConnectionTrait) -> Result<Option<String>> {
    Ok(reference::Entity::find_by_id(REVISION).one(connection).await?.map(|row| row.content))
}

/// Marks that the catalogue has changed.
pub(super) async fn touch_revision(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    write_reference(connection, REVISION, Uuid::now_v7().to_string(), now).await
}

/// All that is stored, versions of each procedure in order.
pub(super) async fn load(connection: &impl ConnectionTrait) -> Result<Stored> {
    let mut stored = Stored::default();
    for row in reference::Entity::find().all(connection).await? {
        match row.name.as_str() {
            "fields" => stored.fields = read(&row.content)?,
            "units" => stored.units = read(&row.content)?,
            "days_off" => stored.days_off = read(&row.content)?,
            "search" => stored.search = read(&row.content)?,
            REVISION => stored.revision = Some(row.content),
            crate::maintenance::NAME => {}
            _ => return Err(Error::Unreadable("reference.name")),
        }
    }
    for row in agency::Entity::find().order_by_asc(agency::Column::Position).all(connection).await? {
        let agency = read(&row.content)?;
        if row.closed_at.is_none() {
            stored.agencies.push(agency)
        } else {
            stored.closed_agencies.push(agency)
        }
    }
    let mut rows = procedure_version::Entity::find().all(connection).await?;
    rows.sort_by_key(|row| row.id);
    for row in rows {
        let procedure: Procedure = read(&row.content)?;
        stored.versions.push(
            Version {
                id: row.id,
                number: row.number,
                in_force_from: row.in_force_from,
                in_force_to: row.in_force_to,
                procedure,
            }
            .into(),
        );
    }
    Ok(stored)
}

/// The newest version of a procedure, also if it is not in force yet.
pub(super) async fn newest(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<procedure_version::Model>> {
    Ok(procedure_version::Entity::find()
        .filter(procedure_version::Column::ProcedureCode.eq(code))
        .order_by_desc(procedure_version::Column::Number)
        .one(connection)
        .await?)
}

/// Adds a version of a procedure.
pub(super) async fn add_version(
    connection: &impl ConnectionTrait,
    number: i32,
    in_force_from: NaiveDate,
    procedure: &Procedure,
    now: DateTime<Utc>,
) -> Result<()> {
    procedure_version::Entity::insert(procedure_version::ActiveModel {
        id: Set(Uuid::now_v7()),
        procedure_code: Set(procedure.code.clone()),
        number: Set(number),
        content: Set(write(procedure)?),
        in_force_from: Set(in_force_from),
        in_force_to: Set(procedure.in_force_to),
        imported_at: Set(now),
    })
    .exec_without_returning(connection)
    .await?;
    Ok(())
}

/// Ends a version on `last`.
pub(super) async fn close_version(
    connection: &impl ConnectionTrait,
    id: Uuid,
    last: NaiveDate,
) -> Result<()> {
    procedure_version::Entity::update_many()
        .col_expr(procedure_version::Column::InForceTo, sea_orm::sea_query::Expr::value(last))
        .filter(procedure_version::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(())
}

/// The codes of procedures that somebody is writing.
pub(super) async fn drafted(connection: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(procedure_draft::Entity::find()
        .select_only()
        .column(procedure_draft::Column::Code)
        .order_by_asc(procedure_draft::Column::Code)
        .into_tuple()
        .all(connection)
        .await?)
}

pub(super) async fn draft(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<procedure_draft::Model>> {
    Ok(procedure_draft::Entity::find_by_id(code).one(connection).await?)
}

/// Keeps a draft in the place of the one before.
pub(super) async fn keep_draft(connection: &impl ConnectionTrait, row: procedure_draft::Model) -> Result<()> {
    let again = OnConflict::column(procedure_draft::Column::Code)
        .update_columns([
            procedure_draft::Column::Content,
            procedure_draft::Column::WrittenBy,
            procedure_draft::Column::WrittenAt,
        ])
        .to_owned();
    let row = procedure_draft::ActiveModel::from(row).reset_all();
    procedure_draft::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await?;
    Ok(())
}

pub(super) async fn remove_draft(connection: &impl ConnectionTrait, code: &str) -> Result<()> {
    procedure_draft::Entity::delete_by_id(code).exec(connection).await?;
    Ok(())
}

/// How many different searches were counted on a day.
pub(super) async fn misses_on(connection: &impl ConnectionTrait, day: NaiveDate) -> Result<u64> {
    Ok(search_miss::Entity::find().filter(search_miss::Column::Day.eq(day)).count(connection).await?)
}

/// Adds to the counts of a day; there must be some.
pub(super) async fn add_misses(
    connection: &impl ConnectionTrait,
    day: NaiveDate,
    counts: HashMap<String, i64>,
) -> Result<()> {
    for (words, count) in counts {
        let row = search_miss::ActiveModel { day: Set(day), words: Set(words), count: Set(count) };
        let known = Expr::col((search_miss::Entity, search_miss::Column::Count));
        let again = OnConflict::columns([search_miss::Column::Day, search_miss::Column::Words])
            .value(search_miss::Column::Count, known.add(count))
            .to_owned();
        search_miss::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await?;
    }
    Ok(())
}

pub(super) async fn forget_misses(connection: &impl ConnectionTrait, before: NaiveDate) -> Result<()> {
    let old = search_miss::Entity::delete_many().filter(search_miss::Column::Day.lt(before));
    old.exec(connection).await?;
    Ok(())
}

/// Searches counted since a day, at least `least` times, the most frequent first.
pub(super) async fn misses(
    connection: &impl ConnectionTrait,
    since: NaiveDate,
    least: i64,
) -> Result<Vec<(String, i64)>> {
    let rows =
        search_miss::Entity::find().filter(search_miss::Column::Day.gte(since)).all(connection).await?;
    let mut counts: HashMap<String, i64> = HashMap::new();
    for row in rows {
        *counts.entry(row.words).or_default() += row.count;
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= least).collect();
    counts.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
    Ok(counts)
}

/// Makes `agencies` the open ones. Says whether anything changed.
pub(super) async fn replace_agencies(
    connection: &impl ConnectionTrait,
    agencies: &[Agency],
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = agency::Entity::find().all(connection).await?;
    let mut changed = false;
    let mut wanted = Vec::new();
    for (position, declared) in agencies.iter().enumerate() {
        let position = i32::try_from(position).map_err(|_| Error::Unreadable("agency.position"))?;
        let row = agency::Model {
            code: declared.code.clone(),
            position,
            content: write(declared)?,
            closed_at: None,
        };
        if !rows.contains(&row) {
            changed = true;
            wanted.push(agency::ActiveModel {
                code: Set(row.code),
                position: Set(row.position),
                content: Set(row.content),
                closed_at: Set(None),
            });
        }
    }
    if !wanted.is_empty() {
        agency::Entity::insert_many(wanted)
            .on_conflict(
                OnConflict::column(agency::Column::Code)
                    .update_columns([
                        agency::Column::Position,
                        agency::Column::Content,
                        agency::Column::ClosedAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(connection)
            .await?;
    }
    for row in rows {
        if row.closed_at.is_none() && agencies.iter().all(|agency| agency.code != row.code) {
            changed = true;
            agency::Entity::update_many()
                .col_expr(agency::Column::ClosedAt, sea_orm::sea_query::Expr::value(now))
                .filter(agency::Column::Code.eq(row.code))
                .exec(connection)
                .await?;
        }
    }
    Ok(changed)
}

/// Stores one of the reference documents. Says whether it changed.
pub(super) async fn replace_reference(
    connection: &impl ConnectionTrait,
    name: &'static str,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<bool> {
    let content = match name {
        "fields" => write(&catalogue.fields)?,
        "units" => write(&catalogue.units)?,
        "days_off" => write(&catalogue.days_off)?,
        _ => write(&catalogue.search)?,
    };
    let stored = reference::Entity::find_by_id(name).one(connection).await?;
    if stored.is_some_and(|stored| stored.content == content) {
        return Ok(false);
    }
    write_reference(connection, name, content, now).await?;
    Ok(true)
}

async fn write_reference(
    connection: &impl ConnectionTrait,
    name: &str,
    content: String,
    now: DateTime<Utc>,
) -> Result<()> {
    reference::Entity::insert(reference::ActiveModel {
        name: Set(name.to_owned()),
        content: Set(content),
        changed_at: Set(now),
    })
    .on_conflict(
        OnConflict::column(reference::Column::Name)
            .update_columns([reference::Column::Content, reference::Column::ChangedAt])
            .to_owned(),
    )
    .exec_without_returning(connection)
    .await?;
    Ok(())
}

/// What is stored of a procedure and compared to tell whether it has changed.
pub(super) fn write<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Unreadable("a part of the catalogue"))
}

fn read<T: DeserializeOwned>(content: &str) -> Result<T> {
    serde_json::from_str(content).map_err(|error| {
        tracing::error!(%error, "a stored part of the catalogue");
        Error::Unreadable("a stored part of the catalogue")
    })
}
