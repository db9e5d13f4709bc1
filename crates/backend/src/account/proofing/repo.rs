//! The queries about evidence.

use ::entity::evidence::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::Result;

/// Keeps evidence in the place of what was seen of the same kind before.
pub async fn keep(connection: &impl ConnectionTrait, row: ActiveModel) -> Result<()> {
    let conflict =
        OnConflict::columns([Column::AccountId, Column::Kind]).update_column(Column::SeenAt).to_owned();
    Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}

pub async fn of_account(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Vec<Model>> {
    let of_account = Entity::find().filter(Column::AccountId.eq(account_id));
    Ok(of_account.order_by_asc(Column::SeenAt).all(connection).await?)
}
