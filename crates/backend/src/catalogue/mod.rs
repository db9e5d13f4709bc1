//! Procedures, agencies, units, days off and search words: imported from files, read from memory.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use domain::catalogue::Catalogue;

use crate::{Portal, Result};

mod agencies;
mod default;
pub mod drafts;
mod import;
mod parse;
mod repo;
mod snapshot;
pub mod words;

pub use agencies::{AgencyEditor, Set, set_agency};
pub use default::files as default_files;
pub use import::{Outcome, Report, export, import};
pub use parse::{Fault, File};
pub use snapshot::{Snapshot, Version};

/// Keeps the catalogue in memory.
#[derive(Debug, Default)]
pub(crate) struct Holder(RwLock<Arc<Snapshot>>);

impl Holder {
    /// The catalogue as it is in force on `today`.
    pub(crate) fn on(&self, today: NaiveDate) -> Arc<Snapshot> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if held.day() == today {
            return held;
        }
        let next = Arc::new(held.on(today));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = next.clone();
        next
    }

    fn replace(&self, snapshot: Snapshot) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    fn revision(&self) -> Option<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).revision().map(str::to_owned)
    }
}

/// The catalogue that the binary carries, or what is wrong with it.
pub fn of_this_release() -> std::result::Result<Catalogue, Vec<Fault>> {
    parse::parse(&default_files()).over(Catalogue::default()).map(|change| change.catalogue)
}

/// Imports the catalogue that the binary carries, unless there is one.
pub(crate) async fn import_if_empty(portal: &Portal) -> Result<()> {
    if portal.catalogue_holder().revision().is_some() {
        return Ok(());
    }
    match import(portal, &default_files()).await {
        Ok(Outcome::Imported(report)) => tracing::info!(%report, "imported the catalogue of this release"),
        Ok(Outcome::Refused(faults)) => {
            for fault in faults {
                tracing::error!(%fault, "the catalogue of this release");
            }
            return Err(crate::Error::Unreadable("the catalogue of this release"));
        }
        Err(error) => {
            // Another instance that starts at the same time may have been first.
            refresh(portal).await?;
            if portal.catalogue_holder().revision().is_none() {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Reads the catalogue into memory again if it has changed in the database.
pub async fn refresh(portal: &Portal) -> Result<()> {
    if repo::revision(portal.database.read()).await? == portal.catalogue_holder().revision() {
        return Ok(());
    }
    let stored = repo::load(portal.database.read()).await?;
    portal.catalogue_holder().replace(Snapshot::new(stored, portal.clock.today()));
    Ok(())
}

#[cfg(test)]
mod tests;
