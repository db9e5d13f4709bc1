//! Who works for the agencies, and letting them go.

use ::entity::membership;
use chrono::{DateTime, Utc};
use domain::staff::{Membership, Role};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{Officer, StaffAdministrator, read_membership, repo};
use crate::audit::{self, Actor};
use crate::{Portal, Result};

/// Somebody in one role of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Id of the membership.
    pub id: Uuid,
    /// Id of the account.
    pub account_id: Uuid,
    /// Name as its holder wrote it.
    pub name: String,
    /// What they are there.
    pub membership: Membership,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What came of ending a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It ended: what its holder does next is refused.
    Ended,
    /// It is the last administrator's: nobody could let anybody in. The operator ends it.
    LastAdministrator,
    /// There is no such membership.
    NotThere,
}

/// Everybody, by agency and name.
pub async fn all(portal: &Portal, _by: StaffAdministrator) -> Result<Vec<Member>> {
    read(repo::members(portal.database.read(), None).await?)
}

/// Everybody who works for one of the agencies for which `officer` works in a role of their own.
pub async fn of_own_agencies(portal: &Portal, officer: &Officer) -> Result<Vec<Member>> {
    let own = officer.acting().iter().filter(|acting| acting.stands_in_for.is_none());
    let agencies: Vec<String> = own.map(|acting| acting.membership.agency.clone()).collect();
    read(repo::members(portal.database.read(), Some(&agencies)).await?)
}

/// Ids and names of those who work on dossiers of one of these agencies, each once, by name.
pub(crate) async fn who_work_for(portal: &Portal, agencies: &[String]) -> Result<Vec<(Uuid, String)>> {
    let all = read(repo::members(portal.database.read(), Some(agencies)).await?)?;
    let works = all.into_iter().filter(|member| member.membership.role.works_on_dossiers());
    let mut found: Vec<_> = works.map(|member| (member.account_id, member.name)).collect();
    found.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    found.dedup();
    Ok(found)
}

fn read(rows: Vec<(membership::Model, String)>) -> Result<Vec<Member>> {
    let member = |(row, name): (membership::Model, String)| {
        Ok(Member {
            id: row.id,
            account_id: row.account_id,
            name,
            membership: read_membership(&row)?,
            since: row.since,
        })
    };
    rows.into_iter().map(member).collect()
}

/// Ends the membership `id`. Its holder may nothing by it from then on, in sessions that go on too.
pub async fn end(portal: &Portal, by: StaffAdministrator, id: Uuid) -> Result<Ended> {
    let transaction = portal.database.write().await?;
    let now = portal.clock.now();
    let administrators = repo::hold_role(&*transaction, Role::Administrator.as_str()).await?;
    let Some(row) = repo::membership(&*transaction, id).await? else { return Ok(Ended::NotThere) };
    let is_last = administrators.iter().any(|one| one.id == id)
        && count_open(&*transaction, &administrators).await? <= 1;
    if is_last && by.actor() != Actor::Operator {
        return Ok(Ended::LastAdministrator);
    }
    if !repo::end_membership(&*transaction, id, now).await? {
        return Ok(Ended::NotThere);
    }
    repo::take_all_back(&*transaction, &row, now).await?;
    // What they worked on waits for somebody, where no role of theirs is left there.
    let left = repo::memberships_of(&*transaction, &[row.account_id]).await?;
    if !left.iter().any(|own| own.agency_code == row.agency_code) {
        repo::lay_down_work(&*transaction, row.account_id, &row.agency_code).await?;
    }
    let subject = Some(("account", row.account_id.to_string()));
    audit::record(portal, &*transaction, by.actor(), "membership.end", subject).await?;
    transaction.commit().await?;
    Ok(Ended::Ended)
}

/// How many of these are of accounts that can be used.
async fn count_open(connection: &impl ConnectionTrait, rows: &[membership::Model]) -> Result<usize> {
    let accounts: Vec<Uuid> = rows.iter().map(|row| row.account_id).collect();
    let open = repo::memberships_of(connection, &accounts).await?;
    Ok(open.iter().filter(|row| rows.iter().any(|one| one.id == row.id)).count())
}

/// Lets somebody in, in the transaction that has shown that they may.
pub(super) async fn let_in(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    membership: &Membership,
) -> Result<()> {
    let row = membership::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account_id),
        agency_code: Set(membership.agency.clone()),
        role: Set(membership.role.as_str().to_owned()),
        since: Set(portal.clock.now()),
        ended_at: Set(None),
    };
    repo::put_membership(connection, row).await
}

/// Gives an account that has no membership these, without invitation: for demonstrations.
pub(crate) async fn provide(portal: &Portal, account_id: Uuid, memberships: &[Membership]) -> Result<()> {
    let transaction = portal.database.write().await?;
    let own = repo::memberships_of(&*transaction, &[account_id]).await?;
    if own.is_empty() {
        for membership in memberships {
            let_in(portal, &*transaction, account_id, membership).await?;
        }
    }
    transaction.commit().await
}
