//! The queries about what is stored of a person.

use ::entity::audit::{Column, Entity, Model};
use ::entity::dossier;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::Result;

pub async fn count_dossiers(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<u64> {
    let of_account = dossier::Column::AccountId.eq(account_id);
    Ok(dossier::Entity::find().filter(of_account).count(connection).await?)
}

/// Ids and codes of the dossiers of an account, the latest first.
pub async fn codes_of(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    most: Option<u64>,
) -> Result<Vec<(Uuid, String)>> {
    Ok(dossier::Entity::find()
        .select_only()
        .columns([dossier::Column::Id, dossier::Column::Code])
        .filter(dossier::Column::AccountId.eq(account_id))
        .order_by_desc(dossier::Column::SubmittedAt)
        .limit(most)
        .into_tuple()
        .all(connection)
        .await?)
}

/// What was done with the account, by whomever, and by others with these dossiers; the latest first.
pub async fn trail(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    dossiers: Vec<String>,
    most: u64,
) -> Result<Vec<Model>> {
    let about = |kind: &str, ids: Vec<String>| {
        Condition::all().add(Column::SubjectKind.eq(kind)).add(Column::SubjectId.is_in(ids))
    };
    let others = Condition::any().add(Column::ActorId.is_null()).add(Column::ActorId.ne(account_id));
    let of_account = about("account", vec![account_id.to_string()]);
    Ok(Entity::find()
        .filter(Condition::any().add(of_account).add(about("dossier", dossiers).add(others)))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(most)
        .all(connection)
        .await?)
}
