//! The queries of templates.

use ::entity::template_version;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

type Result<T> = std::result::Result<T, DbErr>;

/// Most versions that are shown of one.
const MOST: u64 = 50;

pub async fn add(connection: &impl ConnectionTrait, row: template_version::Model) -> Result<()> {
    let row = template_version::ActiveModel::from(row).reset_all();
    template_version::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// The version that holds.
pub async fn last(
    connection: &impl ConnectionTrait,
    name: &str,
    language: &str,
) -> Result<Option<template_version::Model>> {
    of(name, language).one(connection).await
}

/// The last versions of one, the last first.
pub async fn versions(
    connection: &impl ConnectionTrait,
    name: &str,
    language: &str,
) -> Result<Vec<template_version::Model>> {
    of(name, language).limit(MOST).all(connection).await
}

fn of(name: &str, language: &str) -> sea_orm::Select<template_version::Entity> {
    template_version::Entity::find()
        .filter(template_version::Column::Name.eq(name))
        .filter(template_version::Column::Language.eq(language))
        .order_by_desc(template_version::Column::Id)
}

/// All versions of all, in order.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<template_version::Model>> {
    template_version::Entity::find().order_by_asc(template_version::Column::Id).all(connection).await
}
