//! Maintenance: the portal is closed for a while, and says until when.
//!
//! Kept in the database, so that one command closes all instances.

use std::sync::{PoisonError, RwLock};

use ::entity::reference;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};

use crate::{Error, Portal, Result};

/// The row of `reference` that exists while the portal is closed.
pub(crate) const NAME: &str = "maintenance";

/// That the portal is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    /// When it is expected to open again, where that is known. It opens when it is told to, not by itself.
    pub until: Option<DateTime<Utc>>,
}

/// What this process knows of it.
#[derive(Debug, Default)]
pub(crate) struct Holder(RwLock<Option<Maintenance>>);

impl Holder {
    pub(crate) fn get(&self) -> Option<Maintenance> {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, maintenance: Option<Maintenance>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = maintenance;
    }
}

/// Closes the portal; where it is closed already, changes until when.
pub async fn begin(portal: &Portal, maintenance: Maintenance) -> Result<()> {
    let row = reference::ActiveModel {
        name: Set(NAME.to_owned()),
        content: Set(serde_json::to_string(&maintenance).map_err(|_| Error::Unreadable(NAME))?),
        changed_at: Set(portal.clock.now()),
    };
    let transaction = portal.database.write().await?;
    reference::Entity::insert(row)
        .on_conflict(
            OnConflict::column(reference::Column::Name)
                .update_columns([reference::Column::Content, reference::Column::ChangedAt])
                .to_owned(),
        )
        .exec_without_returning(&*transaction)
        .await?;
    transaction.commit().await?;
    refresh(portal).await
}

/// Opens the portal again; says whether it was closed.
pub async fn end(portal: &Portal) -> Result<bool> {
    let transaction = portal.database.write().await?;
    let deleted = reference::Entity::delete_by_id(NAME).exec(&*transaction).await?;
    transaction.commit().await?;
    refresh(portal).await?;
    Ok(deleted.rows_affected == 1)
}

/// Reads again whether the portal is closed.
pub async fn refresh(portal: &Portal) -> Result<()> {
    let row = reference::Entity::find_by_id(NAME).one(portal.database.read()).await?;
    let maintenance =
        row.map(|row| serde_json::from_str(&row.content).map_err(|_| Error::Unreadable(NAME))).transpose()?;
    portal.maintenance_holder().set(maintenance);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::on_each_database;
    use crate::testing::TestPortal;

    on_each_database!(one_command_closes_every_instance);
    async fn one_command_closes_every_instance(portal: TestPortal) {
        let other = portal.second().await;
        assert_eq!(other.maintenance(), None);
        let until = Some(portal.clock.now());
        for maintenance in [Maintenance { until: None }, Maintenance { until }] {
            begin(&portal, maintenance).await.unwrap();
            refresh(&other).await.unwrap();
            assert_eq!((portal.maintenance(), other.maintenance()), (Some(maintenance), Some(maintenance)));
        }
        assert_eq!(portal.second().await.maintenance(), Some(Maintenance { until }), "and those that start");
        crate::catalogue::refresh(&other).await.unwrap();
        assert!(end(&portal).await.unwrap());
        assert!(!end(&portal).await.unwrap());
        refresh(&other).await.unwrap();
        assert_eq!((portal.maintenance(), other.maintenance()), (None, None));
    }
}
