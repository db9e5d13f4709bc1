//! From what a provider says to an account of ours.
//!
//! Whoever a provider knows by issuer and subject has the account that is linked. Otherwise the identity number decides:
//! nobody has an account with it, so one is made; or the account with it was vouched for before, by a provider or by an
//! officer who saw the card, so it is the same person's; or somebody registered the number whom nobody vouched for. That
//! may be the same person or a stranger, and nothing that a stranger could have typed (name, birth date, phone) tells. So
//! the person is asked: who knows the account's password keeps it as it is; who does not wins the number back
//! ([`win_back`]).

use ::entity::{account, identity};
use chrono::{DateTime, Utc};
use domain::Language;
use domain::email::Email;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{Claims, repo};
use crate::account::person::{self, Person};
use crate::account::{self as accounts, guessing, letters};
use crate::audit::{self, Actor};
use crate::job::{self, Job};
use crate::secret::Purpose;
use crate::{Error, Portal, Result};

/// Whose account it is that a provider speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The person's own.
    Person(Uuid),
    /// Somebody registered the number, and nobody vouched for them.
    Somebody(Uuid),
    /// The person's, and closed.
    Closed,
}

/// An account that somebody registered, as the one asks to be told who has proved to have its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// When.
    pub created_at: DateTime<Utc>,
    /// Its mailbox, in a way that only its owner recognises.
    pub mailbox: String,
}

/// The account that `claims` lead to, if there is one.
pub(crate) async fn look(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    claims: &Claims,
) -> Result<Option<Owner>> {
    let known = repo::find(connection, &claims.issuer, &subject(portal, claims)).await?;
    let (row, vouched_for) = match known {
        Some(identity) => (accounts::repo::account(connection, identity.account_id).await?, true),
        None => {
            let hash = person::hash_number(portal, claims.identity_number.as_str());
            let row = accounts::repo::account_by_number(connection, &hash).await?;
            let vouched_for = match &row {
                Some(row) => accounts::at_counter::is_vouched_for(connection, row.id).await?,
                None => false,
            };
            (row, vouched_for)
        }
    };
    Ok(row.map(|row| match row {
        row if row.disabled_at.is_some() => Owner::Closed,
        row if vouched_for => Owner::Person(row.id),
        row => Owner::Somebody(row.id),
    }))
}

/// The same, in the transaction that logs in: makes the account where there is none, and links it.
pub(crate) async fn settle(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    claims: &Claims,
    language: Language,
) -> Result<Owner> {
    let owner = match look(portal, connection, claims).await? {
        Some(owner) => owner,
        None => match create(portal, connection, claims, language).await? {
            Some(id) => Owner::Person(id),
            // Registered at this very moment.
            None => look(portal, connection, claims).await?.ok_or(Error::Busy)?,
        },
    };
    if let Owner::Person(id) = owner {
        link(portal, connection, claims, id).await?;
    }
    Ok(owner)
}

async fn create(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    claims: &Claims,
    language: Language,
) -> Result<Option<Uuid>> {
    let person = Person {
        name: claims.name.clone(),
        identity_number: claims.identity_number.clone(),
        birth_date: claims.birth_date,
        sex: claims.sex,
        phone: claims.phone.clone(),
        email: String::new(),
        address: claims.address.clone(),
    };
    let created = person::create(portal, connection, &person, None, language).await?;
    if let Some(id) = created {
        let subject = Some(("account", id.to_string()));
        audit::record(portal, connection, Actor::Citizen(id), "account.create", subject).await?;
    }
    Ok(created)
}

/// Notes that the provider vouches for the person of the account.
pub(crate) async fn link(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    claims: &Claims,
    account_id: Uuid,
) -> Result<()> {
    let subject = subject(portal, claims);
    if let Some(known) = repo::find(connection, &claims.issuer, &subject).await? {
        if known.level != claims.level {
            repo::set_level(connection, known.id, claims.level).await?;
        }
        return Ok(());
    }
    let id = Uuid::now_v7();
    let row = identity::ActiveModel {
        id: Set(id),
        issuer: Set(claims.issuer.clone()),
        subject: Set(subject),
        account_id: Set(account_id),
        level: Set(claims.level),
        linked_at: Set(portal.clock.now()),
    };
    if repo::insert(connection, row).await? {
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, connection, Actor::Citizen(account_id), "identity.link", subject).await?;
    }
    Ok(())
}

/// Gives the number of the account `squatted` to the person of `claims`, who has proved to have it: the account loses
/// the number, its password and its sessions and is closed, and the person begins with a new account. What was filed or
/// drafted with the old one stays with it: it was somebody else's doing and may hold somebody else's papers, so the
/// person does not see it, and the agency goes on with what it received. The old mailbox is told.
pub(crate) async fn win_back(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    claims: &Claims,
    squatted: Uuid,
    language: Language,
) -> Result<Owner> {
    let hash = person::hash_number(portal, claims.identity_number.as_str());
    let old = accounts::repo::account(connection, squatted).await?;
    let old = old.filter(|row| row.identity_number_hash == hash && row.disabled_at.is_none());
    if let Some(old) = old {
        free_number(portal, connection, &old, Actor::Nobody).await?;
        guessing::forgive_number(portal, connection, claims.identity_number.as_str()).await?;
    }
    settle(portal, connection, claims, language).await
}

/// Closes the account `old`, whose number belongs to somebody else, and frees the number. The old mailbox is told. Says
/// whether it was so: not where a provider vouches for the account's person, or somebody else was quicker.
pub(in crate::account) async fn free_number(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    old: &account::Model,
    actor: Actor,
) -> Result<bool> {
    let (number, no_number) = (&old.identity_number_hash, format!("won back {}", old.id));
    if repo::is_linked(connection, old.id).await?
        || !repo::strip(connection, old.id, number, &no_number, portal.clock.now()).await?
    {
        return Ok(false);
    }
    tell_old_mailbox(portal, connection, old).await?;
    let subject = Some(("account", old.id.to_string()));
    audit::record(portal, connection, actor, "account.won_back", subject).await?;
    Ok(true)
}

async fn tell_old_mailbox(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    old: &account::Model,
) -> Result<()> {
    let mailbox = person::open_person(portal, old)?.email;
    if mailbox.is_empty() {
        return Ok(());
    }
    let language = Language::of_tag(&old.language);
    job::enqueue(portal, connection, &Job::Mail(letters::won_back(portal, language, &mailbox)), None).await
}

/// What may be said of the account `id` to whoever has proved to have its number.
pub(crate) async fn registered(portal: &Portal, id: Uuid) -> Result<Option<Registered>> {
    let Some(row) = accounts::repo::account(portal.database.read(), id).await? else { return Ok(None) };
    let email = person::open_person(portal, &row)?.email;
    let mailbox = Email::parse(&email).map(|email| email.masked()).unwrap_or_default();
    Ok(Some(Registered { created_at: row.created_at, mailbox }))
}

/// A provider's subject may be the identity number itself, so only a keyed hash of it is kept.
fn subject(portal: &Portal, claims: &Claims) -> String {
    portal.keys.hash(Purpose::Identity, &[&claims.issuer, "\n", &claims.subject].concat())
}
