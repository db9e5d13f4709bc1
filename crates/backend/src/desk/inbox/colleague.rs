//! Who can be given work.

use uuid::Uuid;

use crate::staff::{Officer, members};
use crate::{Portal, Result};

/// An officer of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Id of the account.
    pub account_id: Uuid,
    /// Name as its holder wrote it.
    pub name: String,
}

/// Those who work on dossiers of the officer's agencies, by name.
pub async fn colleagues(portal: &Portal, officer: &Officer) -> Result<Vec<Colleague>> {
    let agencies: Vec<String> =
        officer.acting().iter().map(|acting| acting.membership.agency.clone()).collect();
    let found = members::who_work_for(portal, &agencies).await?;
    Ok(found.into_iter().map(|(account_id, name)| Colleague { account_id, name }).collect())
}

/// Whether somebody works on dossiers of an agency.
pub(super) async fn works_for(portal: &Portal, account: Uuid, agency: &str) -> Result<bool> {
    let found = members::who_work_for(portal, &[agency.to_owned()]).await?;
    Ok(found.iter().any(|(id, _)| *id == account))
}
