//! Other systems: their tokens, what they file for people, what changed, and webhooks.

mod administrator;
mod changes;
mod delivery;
mod filing;
mod repo;
#[cfg(test)]
mod tests;
pub mod token;
pub mod webhook;

use std::collections::HashMap;

use chrono::TimeDelta;
use domain::access::Scope;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::staff::Officer;
use crate::{Portal, Result};

pub use administrator::AccessAdministrator;
pub use changes::{Change, Changes, Cursor, MOST_CHANGES, changes};
pub(crate) use delivery::{Delivery, deliver};
pub use filing::{Applicant, Asked, Created, Unfit, attach, create, hand_in};

/// How long it is known what a system asked for: as long as its draft is kept.
const REQUESTS_KEPT: TimeDelta = TimeDelta::days(90);

/// A system that showed its token. Only [`token::authenticate`] makes one.
#[derive(Clone, Debug)]
pub struct System {
    id: Uuid,
    agency: String,
    officer: Officer,
    scopes: Vec<Scope>,
}

impl System {
    /// As whom it acts: one role in one agency.
    pub fn officer(&self) -> &Officer {
        &self.officer
    }

    /// Code of the agency for which it acts.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// Whether its token is good for this.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    fn id(&self) -> Uuid {
        self.id
    }
}

/// What systems are called that stand where an officer's account does.
pub(crate) async fn names(
    connection: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>> {
    Ok(repo::names(connection, ids).await?.into_iter().collect())
}

/// Forgets what systems asked for long ago; says how much.
pub(crate) async fn forget_old(portal: &Portal) -> Result<u64> {
    let transaction = portal.database.write().await?;
    let forgotten = repo::forget_requests(&*transaction, portal.clock.now() - REQUESTS_KEPT).await?;
    transaction.commit().await?;
    Ok(forgotten)
}
