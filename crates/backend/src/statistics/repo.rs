//! The queries of the public figures.

use ::entity::{dossier, figure, rating};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

type Result<T> = std::result::Result<T, DbErr>;

/// What is counted of a dossier.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Life {
    pub id: Uuid,
    pub procedure_code: String,
    pub submitted_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub due_at: DateTime<Utc>,
}

/// The next `most` dossiers after an id.
pub async fn lives(connection: &impl ConnectionTrait, after: Option<Uuid>, most: u64) -> Result<Vec<Life>> {
    use dossier::Column;
    let mut found = dossier::Entity::find().select_only().columns([
        Column::Id,
        Column::ProcedureCode,
        Column::SubmittedAt,
        Column::FinishedAt,
        Column::DueAt,
    ]);
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(after));
    }
    found.order_by_asc(Column::Id).limit(most).into_model().all(connection).await
}

/// The next `most` ratings after a dossier's: dossier, procedure, stars, when.
pub async fn ratings(
    connection: &impl ConnectionTrait,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<(Uuid, String, i32, DateTime<Utc>)>> {
    use rating::Column;
    let mut found = rating::Entity::find().select_only().columns([
        Column::DossierId,
        Column::ProcedureCode,
        Column::Stars,
        Column::RatedAt,
    ]);
    if let Some(after) = after {
        found = found.filter(Column::DossierId.gt(after));
    }
    found.order_by_asc(Column::DossierId).limit(most).into_tuple().all(connection).await
}

/// The figures of all procedures together, and those under this month.
pub async fn figures(connection: &impl ConnectionTrait, month: NaiveDate) -> Result<Vec<figure::Model>> {
    let shown =
        Condition::any().add(figure::Column::ProcedureCode.eq("")).add(figure::Column::Month.eq(month));
    figure::Entity::find().filter(shown).all(connection).await
}

/// When figures were last computed.
pub async fn computed_at(connection: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    figure::Entity::find()
        .select_only()
        .column(figure::Column::ComputedAt)
        .order_by_desc(figure::Column::ComputedAt)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await
}

/// Puts these figures in the place of all others.
pub async fn replace(connection: &impl ConnectionTrait, rows: Vec<figure::Model>) -> Result<()> {
    figure::Entity::delete_many().exec(connection).await?;
    for some in rows.chunks(500) {
        let rows = some.iter().cloned().map(|row| row.into_active_model().reset_all());
        figure::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}
