//! Lists that officers keep under a name of their own.

use ::entity::saved_view;
use uuid::Uuid;

use super::repo;
use crate::staff::Officer;
use crate::{Portal, Result};

/// Most views that somebody keeps.
pub const MOST_SAVED: u64 = 30;
/// Most characters of a name, and of a query.
const LONGEST: (usize, usize) = (60, 1000);

/// A view that an officer keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The query of its address, as it was kept.
    pub query: String,
}

/// What became of the wish to keep one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept.
    Kept,
    /// It has no name, or too long a one.
    Unfit,
    /// There are [`MOST_SAVED`] already.
    TooMany,
}

/// The views that the officer keeps, by name.
pub async fn saved(portal: &Portal, officer: &Officer) -> Result<Vec<SavedView>> {
    let rows = repo::saved(portal.database.read(), officer.account_id()).await?;
    Ok(rows.into_iter().map(|row| SavedView { id: row.id, name: row.name, query: row.query }).collect())
}

/// Keeps the view with this query; one with the same name gives way.
pub async fn keep(portal: &Portal, officer: &Officer, name: &str, query: &str) -> Result<Saved> {
    let name = domain::check::clean_text(name);
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST.0 || query.chars().count() > LONGEST.1 {
        return Ok(Saved::Unfit);
    }
    let transaction = portal.database.write().await?;
    if repo::count_saved(&*transaction, officer.account_id()).await? >= MOST_SAVED {
        return Ok(Saved::TooMany);
    }
    let row = saved_view::Model {
        id: Uuid::now_v7(),
        account_id: officer.account_id(),
        name: name.to_owned(),
        query: query.to_owned(),
    };
    repo::save(&*transaction, row.into()).await?;
    transaction.commit().await?;
    Ok(Saved::Kept)
}

/// Lets go of one of the officer's views.
pub async fn forget(portal: &Portal, officer: &Officer, id: Uuid) -> Result<()> {
    let transaction = portal.database.write().await?;
    repo::forget(&*transaction, officer.account_id(), id).await?;
    transaction.commit().await
}
