//! Tokens: made for a system, shown once, good for some things, taken back at once.

use ::entity::api_token;
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Scope;
use domain::staff::{Membership, Role};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{AccessAdministrator, System, repo};
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::staff::{Acting, Officer};
use crate::{Error, Portal, Result, audit};

/// What every token begins with, so that scanners of code find one that was left there.
const PREFIX: &str = "motcua_";

/// Roles in which a system can act: those that work on dossiers.
pub const ROLES: [Role; 3] = [Role::DeskOfficer, Role::Specialist, Role::Leader];

/// Longest life of a token.
pub const LONGEST_DAYS: u32 = 730;

/// Most characters of a name.
pub const LONGEST_NAME: usize = 100;

/// What one token asks for.
const CALLS: Limit = Limit { name: "api.token", most: 1200, window: TimeDelta::minutes(1) };

/// How exactly it is known when a token was last used.
const USED: TimeDelta = TimeDelta::minutes(1);

/// A token to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What the system is called.
    pub name: String,
    /// As what it acts.
    pub membership: Membership,
    /// What it is good for.
    pub scopes: Vec<Scope>,
    /// For how many days.
    pub days: u32,
}

/// A token that was made. Its secret is nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
    /// What the system sends.
    pub secret: String,
    /// From then on it is good for nothing.
    pub expires_at: DateTime<Utc>,
}

/// A token as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: Uuid,
    /// What the system is called.
    pub name: String,
    /// As what it acts.
    pub membership: Membership,
    /// What it is good for.
    pub scopes: Vec<Scope>,
    /// From then on it is good for nothing.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Who sends a request.
#[derive(Clone, Debug)]
pub enum Authenticated {
    /// A system.
    System(System),
    /// No token that is good for anything.
    Nobody,
    /// One that asks for more than any system needs; not before this moment.
    NotBefore(DateTime<Utc>),
}

/// Makes a token. `None` where it would be good for nothing: there is no such agency, the role works on no dossiers, it has
/// no name or no scope, or lives too long.
pub async fn make(portal: &Portal, by: AccessAdministrator, new: NewToken) -> Result<Option<Made>> {
    let NewToken { name, membership: Membership { agency, role }, scopes, days } = new;
    let name = domain::check::clean_text(&name);
    let is_name = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    let is_good = ROLES.contains(&role) && !scopes.is_empty() && (1..=LONGEST_DAYS).contains(&days);
    if !is_name || !is_good || portal.catalogue().agency(&agency).is_none() {
        return Ok(None);
    }
    let now = portal.clock.now();
    let (id, secret) = (Uuid::now_v7(), [PREFIX, &secret::token()].concat());
    let expires_at = now + TimeDelta::days(days.into());
    let row = api_token::ActiveModel {
        id: Set(id),
        name: Set(name),
        agency_code: Set(agency),
        role: Set(role.as_str().to_owned()),
        scopes: Set(repo::written(scopes.iter().map(|scope| scope.as_str()))),
        hash: Set(portal.keys.hash(Purpose::ApiToken, &secret)),
        created_by: Set(by.account_id()),
        created_at: Set(now),
        expires_at: Set(expires_at),
        revoked_at: Set(None),
        last_used_at: Set(None),
    };
    let transaction = portal.database.write().await?;
    repo::insert_token(&*transaction, row).await?;
    let subject = Some(("api_token", id.to_string()));
    audit::record(portal, &*transaction, by.actor(), "api_token.make", subject).await?;
    transaction.commit().await?;
    Ok(Some(Made { id, secret, expires_at }))
}

/// The tokens that are good for something, the newest first.
pub async fn list(portal: &Portal, _by: AccessAdministrator) -> Result<Vec<Token>> {
    let rows = repo::tokens(portal.database.read(), portal.clock.now()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Token {
                id: row.id,
                scopes: scopes(&row)?,
                membership: membership(&row)?,
                name: row.name,
                expires_at: row.expires_at,
                last_used_at: row.last_used_at,
            })
        })
        .collect()
}

/// Takes a token back: what its system asks next is refused. Says whether it was good until now.
pub async fn revoke(portal: &Portal, by: AccessAdministrator, id: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    if !repo::revoke_token(&*transaction, id, portal.clock.now()).await? {
        return Ok(false);
    }
    let subject = Some(("api_token", id.to_string()));
    audit::record(portal, &*transaction, by.actor(), "api_token.revoke", subject).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Says which system holds the token with this secret, and counts what it asks.
pub async fn authenticate(portal: &Portal, secret: &str) -> Result<Authenticated> {
    if !secret.starts_with(PREFIX) || secret.len() > 100 {
        return Ok(Authenticated::Nobody);
    }
    let hash = portal.keys.hash(Purpose::ApiToken, secret);
    let now = portal.clock.now();
    let row = repo::token(portal.database.read(), &hash).await?;
    let Some(row) = row.filter(|row| row.revoked_at.is_none() && now < row.expires_at) else {
        return Ok(Authenticated::Nobody);
    };
    if let Allowance::Until(moment) = limit::count(portal, CALLS, &row.id.to_string()).await? {
        return Ok(Authenticated::NotBefore(moment));
    }
    if row.last_used_at.is_none_or(|used| used + USED <= now) {
        let transaction = portal.database.write().await?;
        repo::note_use(&*transaction, row.id, now).await?;
        transaction.commit().await?;
    }
    let (membership, scopes) = (membership(&row)?, scopes(&row)?);
    let agency = membership.agency.clone();
    let officer = Officer::new(row.id, row.name, vec![Acting { membership, stands_in_for: None }]);
    Ok(Authenticated::System(System { id: row.id, agency, officer, scopes }))
}

fn membership(row: &api_token::Model) -> Result<Membership> {
    let role = Role::from_name(&row.role).ok_or(Error::Unreadable("api_token.role"))?;
    Ok(Membership { agency: row.agency_code.clone(), role })
}

fn scopes(row: &api_token::Model) -> Result<Vec<Scope>> {
    let read = |name| Scope::from_name(name).ok_or(Error::Unreadable("api_token.scopes"));
    row.scopes.split_whitespace().map(read).collect()
}
