//! Accounts of people who stand at a counter with their card: found by the number, or made without password and mailbox as
//! VNeID's are.
//!
//! Whoever an officer has seen is vouched for as whoever VNeID knows is: logging in by VNeID leads to that account, and
//! nobody is asked whose it is. Somebody who only registers the number gets nothing of it.

use ::entity::account;
use chrono::{DateTime, Utc};
use domain::Language;
use domain::account::proofing::Evidence;
use domain::counter::AtCounter;
use domain::email::Email;
use domain::identity::IdentityNumber;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::letters::{self, Change};
use super::person::{self, Person};
use super::{proofing, provider, recovery, repo};
use crate::audit::{self, Actor};
use crate::{Portal, Result};

/// By whose word an account is its person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// An officer saw the card, or VNeID vouches.
    Vouched,
    /// Somebody registered the number, and nobody vouched for them.
    Registered,
    /// Nobody may use it.
    Closed,
}

/// The account of a number, as an officer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Name as its holder wrote it.
    pub name: String,
    /// When it came into being.
    pub created_at: DateTime<Utc>,
    /// Its mailbox, in a way that only its owner recognises; empty where it has none.
    pub mailbox: String,
    /// Whose word there is.
    pub standing: Standing,
    /// One can log into it: it has a password, or VNeID knows its person.
    pub has_way_in: bool,
}

/// The account of a number, if there is one.
pub(crate) async fn find(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    number: &IdentityNumber,
) -> Result<Option<Account>> {
    let hash = person::hash_number(portal, number.as_str());
    match repo::account_by_number(connection, &hash).await? {
        Some(row) => Ok(Some(read(portal, connection, &row).await?)),
        None => Ok(None),
    }
}

async fn read(portal: &Portal, connection: &impl ConnectionTrait, row: &account::Model) -> Result<Account> {
    let mailbox = person::open_person(portal, row)?.email;
    let standing = if row.disabled_at.is_some() {
        Standing::Closed
    } else if is_vouched_for(connection, row.id).await? {
        Standing::Vouched
    } else {
        Standing::Registered
    };
    Ok(Account {
        id: row.id,
        name: row.name.clone(),
        created_at: row.created_at,
        mailbox: Email::parse(&mailbox).map(|email| email.masked()).unwrap_or_default(),
        standing,
        has_way_in: has_way_in(connection, row.id).await?,
    })
}

/// Whether somebody who saw the person, or a provider, says that the account is theirs.
pub(super) async fn is_vouched_for(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<bool> {
    Ok(provider::repo::is_linked(connection, account_id).await? || was_seen(connection, account_id).await?)
}

/// Whether an officer has seen the person with the card.
pub(super) async fn was_seen(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<bool> {
    let noted = proofing::noted(connection, account_id).await?;
    Ok(noted.iter().any(|one| one.kind == Evidence::Desk.as_str()))
}

/// Whether one can log into the account: by a password, or by a provider.
pub(crate) async fn has_way_in(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<bool> {
    Ok(repo::credential(connection, account_id, person::PASSWORD).await?.is_some()
        || provider::repo::is_linked(connection, account_id).await?)
}

/// What the account of a number holds about its person.
pub(crate) async fn person_of(portal: &Portal, account_id: Uuid) -> Result<Option<Person>> {
    let row = repo::account(portal.database.read(), account_id).await?;
    row.map(|row| person::open_person(portal, &row)).transpose()
}

/// Notes that an officer has seen the person of the account with the card. The owner is told.
pub(crate) async fn confirm(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    actor: Actor,
    account_id: Uuid,
) -> Result<()> {
    proofing::note(portal, connection, account_id, Evidence::Desk).await?;
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, connection, actor, "account.seen_at_desk", subject).await?;
    letters::tell(portal, connection, account_id, Change::SeenAtDesk).await
}

/// Makes an account for somebody whose card an officer has seen; `None` where the number has one. The mailbox is not put
/// into it: nobody has confirmed that.
pub(crate) async fn create(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    actor: Actor,
    seen: &AtCounter,
    language: Language,
) -> Result<Option<Uuid>> {
    let mobile = seen.phone.as_ref().filter(|phone| phone.is_mobile());
    let person = Person {
        name: seen.name.clone(),
        identity_number: seen.identity_number.clone(),
        birth_date: seen.birth_date,
        sex: seen.sex,
        phone: mobile.map(|phone| phone.e164().to_owned()).unwrap_or_default(),
        email: String::new(),
        address: seen.address.clone(),
    };
    let Some(id) = person::create(portal, connection, &person, None, language).await? else {
        return Ok(None);
    };
    proofing::note(portal, connection, id, Evidence::Desk).await?;
    let subject = Some(("account", id.to_string()));
    audit::record(portal, connection, actor, "account.create_at_desk", subject).await?;
    Ok(Some(id))
}

/// Makes a link that sets the first password of an account without a way in, for whoever has the claim code of a dossier
/// and the number. Nobody is logged in by it.
pub(crate) async fn first_password(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<String> {
    let (token, _) = recovery::make(portal, connection, account_id, "claim", None, false).await?;
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, connection, Actor::Nobody, "recovery.claim", subject).await?;
    Ok(token)
}
