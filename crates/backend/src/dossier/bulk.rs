//! Many rows at once, for demonstrations.

use ::entity::{counter, dossier_event};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

type Result<T> = std::result::Result<T, DbErr>;

/// Writes the rows, so many with each statement.
pub async fn insert<A: ActiveModelTrait>(
    connection: &impl ConnectionTrait,
    rows: Vec<A>,
    together: usize,
) -> Result<()> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(together).collect();
        A::Entity::insert_many(some).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// The same with events.
pub async fn insert_events(
    connection: &impl ConnectionTrait,
    rows: Vec<dossier_event::Model>,
    together: usize,
) -> Result<()> {
    insert(connection, rows.into_iter().map(|row| row.into_active_model().reset_all()).collect(), together)
        .await
}

/// The last numbers given by every agency on every day.
pub async fn counters(connection: &impl ConnectionTrait) -> Result<Vec<counter::Model>> {
    counter::Entity::find().all(connection).await
}

/// Sets the last numbers given.
pub async fn set_counters(connection: &impl ConnectionTrait, rows: Vec<counter::Model>) -> Result<()> {
    for some in rows.chunks(1000) {
        let rows = some.iter().cloned().map(|row| row.into_active_model().reset_all());
        let same = OnConflict::columns([counter::Column::AgencyCode, counter::Column::Day])
            .update_column(counter::Column::Last)
            .to_owned();
        counter::Entity::insert_many(rows).on_conflict(same).exec_without_returning(connection).await?;
    }
    Ok(())
}

#[cfg(test)]
pub use super::repo::events as events_of;
