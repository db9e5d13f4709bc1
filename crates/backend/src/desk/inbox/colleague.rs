//! Who can be given work.

use uuid::Uuid;

use super::repo;
use crate::staff::Officer;
use crate::{Portal, Result};

/// An officer of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Id of the account.
    pub account_id: Uuid,
    /// Name as its holder wrote it.
    pub name: String,
}

/// Those who work on dossiers in the inboxes of the officer's agencies, by name; the officer too.
pub async fn colleagues(portal: &Portal, officer: &Officer) -> Result<Vec<Colleague>> {
    let mut ids = vec![officer.account_id()];
    let mut agencies: Vec<&str> =
        officer.acting().iter().map(|acting| acting.membership.agency.as_str()).collect();
    agencies.sort_unstable();
    agencies.dedup();
    for agency in agencies {
        ids.extend(of_agency(portal, agency).await?);
    }
    let names = repo::names(portal.database.read(), ids).await?;
    let mut found: Vec<_> =
        names.into_iter().map(|(account_id, name)| Colleague { account_id, name }).collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// Accounts of those who work on dossiers in the inbox of an agency.
pub(super) async fn of_agency(portal: &Portal, agency: &str) -> Result<Vec<Uuid>> {
    Ok(repo::assignees(portal.database.read(), agency).await?)
}
