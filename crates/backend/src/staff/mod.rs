//! Officers: who works for which agency, how they are let in, and for whom they stand in.

pub mod absence;
mod administrator;
pub mod invitation;
pub mod members;
mod officer;
mod repo;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

use std::collections::HashMap;

use ::entity::{delegation, membership};
use chrono::{DateTime, Utc};
use domain::staff::{Delegation, Membership, Role, acting};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::account::{self, Citizen, Session};
use crate::{Error, Portal, Result};

pub use administrator::StaffAdministrator;
pub use officer::{Acting, Officer};
pub(crate) use repo::has_worked;

/// What somebody who is logged in is to agencies.
#[derive(Clone, Debug)]
pub enum Staff {
    /// An officer.
    Officer(Officer),
    /// Somebody who works for an agency, in a session in which no second factor was shown: nothing of the desk is open
    /// to them before they do.
    NeedsFactor,
    /// Nobody who works for an agency.
    None,
}

/// Says which officer holds the session `token`. What they may is read anew each time, so that it ends at once where a
/// membership ends.
pub async fn authenticate(portal: &Portal, token: &str) -> Result<Staff> {
    match account::authenticate(portal, token).await? {
        Session::Active(citizen) => recognise(portal, &citizen).await,
        Session::Lapsed(_) | Session::None => Ok(Staff::None),
    }
}

/// The same for somebody of whom it is known that they are logged in.
pub async fn recognise(portal: &Portal, citizen: &Citizen) -> Result<Staff> {
    let (read, now) = (portal.database.read(), portal.clock.now());
    let who = citizen.account_id();
    let own = own_memberships(read, &[who]).await?.remove(&who).unwrap_or_default();
    // Whoever is nothing of their own stands in for nobody.
    if own.is_empty() {
        return Ok(Staff::None);
    }
    if !citizen.has_shown_second_factor() {
        return Ok(Staff::NeedsFactor);
    }
    let rows = repo::delegations_to(read, who, now).await?;
    let delegations = rows.iter().map(read_delegation).collect::<Result<Vec<_>>>()?;
    let colleagues: Vec<Uuid> = delegations.iter().map(|one| one.of).collect();
    let others =
        if colleagues.is_empty() { HashMap::new() } else { own_memberships(read, &colleagues).await? };
    let of = |colleague| others.get(&colleague).cloned().unwrap_or_default();
    let acting = acting(who, &own, &delegations, of, now)
        .into_iter()
        .map(|(membership, stands_in_for)| Acting { membership, stands_in_for })
        .collect();
    Ok(Staff::Officer(Officer::new(who, citizen.name().to_owned(), acting)))
}

/// Whether `citizen` works for an agency.
pub async fn works_for_agency(portal: &Portal, citizen: &Citizen) -> Result<bool> {
    is_member(portal.database.read(), citizen.account_id()).await
}

/// Whether the account works for an agency.
pub(crate) async fn is_member(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<bool> {
    Ok(!repo::memberships_of(connection, &[account_id]).await?.is_empty())
}

/// The memberships that these accounts have of their own.
async fn own_memberships(
    connection: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Membership>>> {
    let mut own: HashMap<Uuid, Vec<Membership>> = HashMap::new();
    for row in repo::memberships_of(connection, accounts).await? {
        own.entry(row.account_id).or_default().push(read_membership(&row)?);
    }
    Ok(own)
}

/// Names of the accounts, for colleagues.
pub async fn names(portal: &Portal, _officer: &Officer, accounts: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(repo::names(portal.database.read(), accounts).await?.into_iter().collect())
}

fn role(name: &str) -> Result<Role> {
    Role::from_name(name).ok_or(Error::Unreadable("membership.role"))
}

fn read_membership(row: &membership::Model) -> Result<Membership> {
    Ok(Membership { agency: row.agency_code.clone(), role: role(&row.role)? })
}

fn read_delegation(row: &delegation::Model) -> Result<Delegation<Uuid>> {
    let membership = Membership { agency: row.agency_code.clone(), role: role(&row.role)? };
    Ok(Delegation { of: row.of_id, to: row.to_id, membership, from: row.begins_at, until: end_of(row) })
}

/// When a delegation is over; one that was taken back is over then.
fn end_of(row: &delegation::Model) -> DateTime<Utc> {
    row.taken_back_at.map_or(row.ends_at, |taken_back| Ord::min(taken_back, row.ends_at))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
