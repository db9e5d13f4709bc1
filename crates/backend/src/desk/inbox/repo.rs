//! The queries of the inbox.

use ::entity::dossier::{Column, Entity};
use ::entity::{account, dossier_fact, saved_view};
use chrono::{DateTime, Utc};
use domain::dossier::Status;
use domain::dossier::moves::Stage;
use domain::staff::Target;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::view::Cursor;
use crate::Error;

type Result<T> = std::result::Result<T, DbErr>;

/// Most lanes of one statement; SQLite takes 500.
const TOGETHER: usize = 100;

/// How a list is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// What is due first comes first.
    DueFirst,
    /// What was closed last comes first.
    ClosedLast,
}

impl Order {
    fn column(self) -> Column {
        match self {
            Self::DueFirst => Column::DueAt,
            Self::ClosedLast => Column::ClosedAt,
        }
    }

    fn direction(self) -> sea_orm::Order {
        match self {
            Self::DueFirst => sea_orm::Order::Asc,
            Self::ClosedLast => sea_orm::Order::Desc,
        }
    }

    fn sort(self, places: &mut [Cursor]) {
        places.sort_unstable_by_key(|place| (place.at, place.id));
        if self == Self::ClosedLast {
            places.reverse();
        }
    }
}

/// What lists read of a dossier.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Entry {
    pub id: Uuid,
    pub code: String,
    pub procedure_code: String,
    pub procedure_version: Uuid,
    pub agency_code: String,
    pub unit_code: Option<String>,
    pub status: String,
    pub stage: String,
    pub queue: String,
    pub queue_code: String,
    pub assignee_id: Option<Uuid>,
    pub due_at: DateTime<Utc>,
    pub due_provisional: bool,
    pub submitted_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub channel: String,
    pub owner_name: String,
    pub revision: i64,
}

const COLUMNS: [Column; 18] = [
    Column::Id,
    Column::Code,
    Column::ProcedureCode,
    Column::ProcedureVersion,
    Column::AgencyCode,
    Column::UnitCode,
    Column::Status,
    Column::Stage,
    Column::Queue,
    Column::QueueCode,
    Column::AssigneeId,
    Column::DueAt,
    Column::DueProvisional,
    Column::SubmittedAt,
    Column::ClosedAt,
    Column::Channel,
    Column::OwnerName,
    Column::Revision,
];

impl Entry {
    /// As permissions know it.
    pub fn target(&self) -> crate::Result<Target<'_>> {
        Ok(Target {
            desk: &self.agency_code,
            unit: self.unit_code.as_deref(),
            status: Status::from_name(&self.status).ok_or(Error::Unreadable("dossier.status"))?,
            stage: Stage::from_name(&self.stage).ok_or(Error::Unreadable("dossier.stage"))?,
        })
    }
}

/// One statement of several.
fn all_of(mut selects: impl Iterator<Item = SelectStatement>) -> Option<SelectStatement> {
    let first = selects.next()?;
    Some(selects.fold(first, |mut all, next| {
        all.union(UnionType::All, next);
        all
    }))
}

/// How many dossiers each lane has, at most `most`, with the number that it came with.
pub async fn counts(
    connection: &impl ConnectionTrait,
    lanes: &[(usize, Condition)],
    most: u64,
) -> Result<Vec<(usize, u64)>> {
    let mut found = Vec::with_capacity(lanes.len());
    for some in lanes.chunks(TOGETHER) {
        let counted = some.iter().map(|(place, lane)| {
            let rows = Query::select()
                .column(Column::Id)
                .from(Entity)
                .cond_where(lane.clone())
                .limit(most)
                .to_owned();
            Query::select()
                .expr_as(Expr::val(i64::try_from(*place).unwrap_or_default()), "place")
                .expr_as(Func::count(Expr::col("id")), "found")
                .from_subquery(rows, "lane")
                .to_owned()
        });
        let Some(statement) = all_of(counted) else { continue };
        for row in connection.query_all(&statement).await? {
            let place = usize::try_from(row.try_get::<i64>("", "place")?).unwrap_or(usize::MAX);
            found.push((place, row.try_get::<i64>("", "found")?.unsigned_abs()));
        }
    }
    Ok(found)
}

/// The first `most` places of the lanes together after another place.
pub async fn places(
    connection: &impl ConnectionTrait,
    lanes: &[Condition],
    order: Order,
    after: Option<Cursor>,
    most: usize,
) -> Result<Vec<Cursor>> {
    let mut places = Vec::new();
    for some in lanes.chunks(TOGETHER) {
        let first = some.iter().map(|lane| {
            let mut rows = Query::select();
            rows.column(Column::Id)
                .expr_as(Expr::col(order.column()), "place")
                .from(Entity)
                .cond_where(lane.clone());
            if let Some(after) = after {
                let here = Expr::tuple([Expr::col(order.column()), Expr::col(Column::Id)]);
                let there = Expr::tuple([Expr::value(after.at), Expr::value(after.id)]);
                rows.and_where(if order == Order::DueFirst { here.gt(there) } else { here.lt(there) });
            }
            rows.order_by(order.column(), order.direction())
                .order_by(Column::Id, order.direction())
                .limit(most as u64);
            Query::select().column("id").column("place").from_subquery(rows, "lane").to_owned()
        });
        let Some(statement) = all_of(first) else { continue };
        for row in connection.query_all(&statement).await? {
            places.push(Cursor { at: row.try_get("", "place")?, id: row.try_get("", "id")? });
        }
    }
    order.sort(&mut places);
    places.truncate(most);
    Ok(places)
}

/// The dossiers with these ids, in their order.
pub async fn entries(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Entry>> {
    let mut found: Vec<Entry> = Vec::new();
    if !ids.is_empty() {
        found = Entity::find()
            .select_only()
            .columns(COLUMNS)
            .filter(Column::Id.is_in(ids.iter().copied()))
            .into_model()
            .all(connection)
            .await?;
    }
    let place: std::collections::HashMap<Uuid, usize> =
        ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    found.sort_by_key(|entry| place.get(&entry.id).copied());
    Ok(found)
}

/// The dossiers with these codes that meet the condition.
pub async fn by_codes(
    connection: &impl ConnectionTrait,
    codes: Vec<String>,
    seen: Condition,
) -> Result<Vec<Entry>> {
    let found = Entity::find().select_only().columns(COLUMNS).filter(Column::Code.is_in(codes)).filter(seen);
    found.into_model().all(connection).await
}

/// The latest `most` dossiers with one of these facts that meet the condition.
pub async fn by_facts(
    connection: &impl ConnectionTrait,
    facts: Vec<String>,
    seen: Condition,
    most: u64,
) -> Result<Vec<Entry>> {
    let ids = Query::select()
        .column(dossier_fact::Column::DossierId)
        .from(dossier_fact::Entity)
        .and_where(dossier_fact::Column::Fact.is_in(facts))
        .to_owned();
    Entity::find()
        .select_only()
        .columns(COLUMNS)
        .filter(Column::Id.in_subquery(ids))
        .filter(seen)
        .order_by_desc(Column::SubmittedAt)
        .limit(most)
        .into_model()
        .all(connection)
        .await
}

/// That a text begins so. PostgreSQL may have another order of texts than that of their letters.
pub fn begins(backend: DbBackend, column: Column, beginning: &str) -> Condition {
    let (from, to) = (beginning.to_owned(), format!("{beginning}{}", char::MAX));
    let (first, last) = if backend == DbBackend::Postgres {
        (BinOper::Custom("~>=~"), BinOper::Custom("~<~"))
    } else {
        (BinOper::GreaterThanOrEqual, BinOper::SmallerThan)
    };
    Condition::all()
        .add(Expr::col(column).binary(first, Expr::value(from)))
        .add(Expr::col(column).binary(last, Expr::value(to)))
}

/// The ids of the first `most` dossiers of each lane, in no order, each once.
pub async fn ids(connection: &impl ConnectionTrait, lanes: Vec<Condition>, most: u64) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for some in lanes.chunks(TOGETHER) {
        let first = some.iter().map(|lane| {
            let rows = Query::select()
                .column(Column::Id)
                .from(Entity)
                .cond_where(lane.clone())
                .limit(most)
                .to_owned();
            Query::select().column("id").from_subquery(rows, "lane").to_owned()
        });
        let Some(statement) = all_of(first) else { continue };
        for row in connection.query_all(&statement).await? {
            ids.push(row.try_get::<Uuid>("", "id")?);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Names of accounts.
pub async fn names(connection: &impl ConnectionTrait, mut ids: Vec<Uuid>) -> Result<Vec<(Uuid, String)>> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(ids))
        .into_tuple()
        .all(connection)
        .await
}

/// Says whose work a dossier is, unless it moved or became somebody else's since it was seen; says whether it was done.
pub async fn assign(
    connection: &impl ConnectionTrait,
    id: Uuid,
    revision: i64,
    before: Option<Uuid>,
    after: Uuid,
) -> Result<bool> {
    let unchanged = match before {
        Some(before) => Column::AssigneeId.eq(before),
        None => Column::AssigneeId.is_null(),
    };
    let changed = Entity::update_many()
        .col_expr(Column::AssigneeId, Expr::value(after))
        .filter(Column::Id.eq(id))
        .filter(Column::Revision.eq(revision))
        .filter(unchanged)
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The views that an account keeps, by name.
pub async fn saved(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Vec<saved_view::Model>> {
    saved_view::Entity::find()
        .filter(saved_view::Column::AccountId.eq(account_id))
        .order_by_asc(saved_view::Column::Name)
        .all(connection)
        .await
}

pub async fn count_saved(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<u64> {
    saved_view::Entity::find().filter(saved_view::Column::AccountId.eq(account_id)).count(connection).await
}

/// Keeps a view, in the place of one with the same name.
pub async fn save(connection: &impl ConnectionTrait, row: saved_view::ActiveModel) -> Result<()> {
    use sea_orm::sea_query::OnConflict;
    let same = OnConflict::columns([saved_view::Column::AccountId, saved_view::Column::Name])
        .update_column(saved_view::Column::Query)
        .to_owned();
    saved_view::Entity::insert(row).on_conflict(same).exec_without_returning(connection).await?;
    Ok(())
}

/// Lets go of a view of the account.
pub async fn forget(connection: &impl ConnectionTrait, account_id: Uuid, id: Uuid) -> Result<()> {
    saved_view::Entity::delete_many()
        .filter(saved_view::Column::Id.eq(id))
        .filter(saved_view::Column::AccountId.eq(account_id))
        .exec(connection)
        .await?;
    Ok(())
}
