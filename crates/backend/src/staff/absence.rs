//! Being away: a colleague of the same agency does one's work for some days.

use ::entity::delegation;
use chrono::{Days, NaiveDate};
use domain::date::from_local;
use domain::staff::{Action, Deed, Delegation, Membership, NotDelegated};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::members::{self, Member};
use super::{Officer, end_of, own_memberships, repo, role};
use crate::audit;
use crate::{Portal, Result};

/// Who does one's work when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// One's own role that somebody takes over.
    pub membership: Membership,
    /// Account of the colleague.
    pub to: Uuid,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

/// A delegation that counts now or later, for the two whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Its id.
    pub id: Uuid,
    /// It was given by whoever asks; otherwise they stand in.
    pub is_own: bool,
    /// Name of the other one.
    pub colleague: String,
    /// In which role, where.
    pub membership: Membership,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

/// The roles of `officer` that can be passed on.
pub fn own_roles(officer: &Officer) -> Vec<Membership> {
    let own = officer.acting().iter().filter(|acting| acting.stands_in_for.is_none());
    let may = |membership: &Membership| {
        let alone = std::slice::from_ref(membership);
        domain::staff::may(alone, Action::ForAgency(Deed::Delegate, &membership.agency)).is_some()
    };
    own.map(|acting| acting.membership.clone()).filter(may).collect()
}

/// The colleagues who could stand in, by agency and name.
pub async fn colleagues(portal: &Portal, officer: &Officer) -> Result<Vec<Member>> {
    let own = own_roles(officer);
    let mut colleagues = members::of_own_agencies(portal, officer).await?;
    colleagues.retain(|member| {
        let membership = &member.membership;
        let works = domain::staff::may(
            std::slice::from_ref(membership),
            Action::ForAgency(Deed::Delegate, &membership.agency),
        );
        member.account_id != officer.account_id()
            && works.is_some()
            && own.iter().any(|one| one.agency == membership.agency)
    });
    Ok(colleagues)
}

/// Whether it can be like that; changes nothing.
pub async fn check(
    portal: &Portal,
    officer: &Officer,
    absence: &Absence,
) -> Result<Result<(), NotDelegated>> {
    let of = officer.account_id();
    let mut memberships = own_memberships(portal.database.read(), &[of, absence.to]).await?;
    let mut own = |account| memberships.remove(&account).unwrap_or_default();
    let (mine, theirs) = (own(of), own(absence.to));
    Ok(wanted(of, absence).check(&mine, &theirs, portal.clock.now()))
}

fn wanted(of: Uuid, absence: &Absence) -> Delegation<Uuid> {
    let midnight = |day: NaiveDate| from_local(day.and_time(chrono::NaiveTime::MIN));
    let after = absence.until.checked_add_days(Days::new(1)).unwrap_or(absence.until);
    Delegation {
        of,
        to: absence.to,
        membership: absence.membership.clone(),
        from: midnight(absence.from),
        until: midnight(after),
    }
}

/// Lets a colleague stand in for `officer`, from the beginning of the first day to the end of the last; or says why not.
pub async fn delegate(
    portal: &Portal,
    officer: &Officer,
    absence: &Absence,
) -> Result<Result<(), NotDelegated>> {
    if let Err(refused) = check(portal, officer, absence).await? {
        return Ok(Err(refused));
    }
    let wanted = wanted(officer.account_id(), absence);
    let id = Uuid::now_v7();
    let row = delegation::ActiveModel {
        id: Set(id),
        of_id: Set(wanted.of),
        to_id: Set(wanted.to),
        agency_code: Set(wanted.membership.agency),
        role: Set(wanted.membership.role.as_str().to_owned()),
        begins_at: Set(wanted.from),
        ends_at: Set(wanted.until),
        taken_back_at: Set(None),
    };
    let transaction = portal.database.write().await?;
    repo::insert_delegation(&*transaction, row).await?;
    let subject = Some(("delegation", id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "delegation.give", subject).await?;
    transaction.commit().await?;
    Ok(Ok(()))
}

/// Takes back what `officer` gave: the colleague may nothing by it from then on. Says whether there was something.
pub async fn take_back(portal: &Portal, officer: &Officer, id: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    let taken_back = repo::take_back(&*transaction, officer.account_id(), id, portal.clock.now()).await?;
    if taken_back {
        let subject = Some(("delegation", id.to_string()));
        audit::record(portal, &*transaction, officer.actor(), "delegation.take_back", subject).await?;
    }
    transaction.commit().await?;
    Ok(taken_back)
}

/// The delegations of and to `officer` that count now or later, by when they begin.
pub async fn list(portal: &Portal, officer: &Officer) -> Result<Vec<StandIn>> {
    let me = officer.account_id();
    let read = portal.database.read();
    let rows = repo::delegations_about(read, me, portal.clock.now()).await?;
    let other = |row: &delegation::Model| if row.of_id == me { row.to_id } else { row.of_id };
    let others: Vec<Uuid> = rows.iter().map(other).collect();
    let names = super::names(portal, officer, &others).await?;
    let stand_in = |row: delegation::Model| {
        let last = end_of(&row) - chrono::TimeDelta::seconds(1);
        Ok(StandIn {
            id: row.id,
            is_own: row.of_id == me,
            colleague: names.get(&other(&row)).cloned().unwrap_or_default(),
            membership: Membership { agency: row.agency_code.clone(), role: role(&row.role)? },
            from: domain::date::today(row.begins_at),
            until: domain::date::today(last),
        })
    };
    rows.into_iter().map(stand_in).collect()
}
