//! Getting back into an account whose password was forgotten: a link that sets a new password, once, within an hour.
//!
//! By mail it is written by the worker: what a page does for a number is the same whether or not it has an account. By
//! phone a code leads to it ([`super::login::forgotten`]). At the desk an officer who has seen the card makes it, on
//! record. It never logs in, and leaves second factors alone, so the login asks for them; only the desk takes lost ones
//! off.

mod repo;

use ::entity::recovery;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::account::proofing::Evidence;
use domain::identity::IdentityNumber;
use domain::{Language, Problem};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::letters::{self, Change};
use super::provider::link;
use super::{at_counter, factor, guessing, password, password_change, person, proofing, session};
use crate::audit::{self, Actor};
use crate::job::{self, Job};
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result};

/// The link works for so long.
pub const LINK_LIFE: TimeDelta = TimeDelta::hours(1);
/// Recoveries are remembered so long, so that a late click is told that it is late.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Mails and messages asked for one number from one address, so that nobody is flooded.
const FOR_NUMBER: Limit = Limit { name: "recovery.number", most: 4, window: TimeDelta::hours(1) };
/// The same from everywhere: strangers who ask do not keep the owner from asking.
const FOR_NUMBER_OVERALL: Limit =
    Limit { name: "recovery.number-overall", most: 12, window: TimeDelta::hours(1) };
/// Mails and messages asked for from one address.
const FROM_ADDRESS: Limit = Limit { name: "recovery.address", most: 60, window: TimeDelta::hours(1) };
/// New passwords sent by one link.
const TRIES: Limit = Limit { name: "recovery.password", most: 30, window: TimeDelta::hours(1) };

/// An officer vouches who has seen the card.
const DESK: &str = "desk";

const VOUCHED: &str = "recovery.vouched";

/// What is asked of the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    number: String,
    language: Language,
}

/// Asks for the mail with the link. The answer is the same for a number with an account and one without; it is a problem
/// only where this can be no number. `network` is where the request came from.
pub async fn ask(
    portal: &Portal,
    number: &str,
    language: Language,
    network: &str,
) -> Result<Option<Problem>> {
    if number.trim().is_empty() {
        return Ok(Some(Problem::Missing));
    }
    let number = match IdentityNumber::parse(number, portal.clock.today().year()) {
        Ok(number) => number,
        Err(problem) => return Ok(Some(problem)),
    };
    if admit(portal, &number, network).await? {
        let job = Job::Recovery(Request { number: number.as_str().to_owned(), language });
        let transaction = portal.database.write().await?;
        job::enqueue(portal, &*transaction, &job, Some(portal.clock.now() + LINK_LIFE)).await?;
        transaction.commit().await?;
        job::ring(portal);
    }
    Ok(None)
}

/// Counts one more way back into the account of `number` that `network` asks for. Says whether there may be one: a number
/// that is asked for too often gets none, and is not told apart either.
///
/// # Errors
///
/// [`Error::TooMany`] where too much comes from `network`.
pub(super) async fn admit(portal: &Portal, number: &IdentityNumber, network: &str) -> Result<bool> {
    if limit::count_network(portal, FROM_ADDRESS, network).await? != Allowance::Allowed {
        return Err(Error::TooMany);
    }
    let from_there = [number.as_str(), "\n", network].concat();
    Ok(limit::count(portal, FOR_NUMBER, &from_there).await? == Allowance::Allowed
        && limit::count(portal, FOR_NUMBER_OVERALL, number.as_str()).await? == Allowance::Allowed)
}

/// Makes the link and the mail that carries it, if the number has an account with a password and a mailbox.
pub(crate) async fn write(portal: &Portal, request: &Request) -> Result<()> {
    let transaction = portal.database.write().await?;
    let hash = person::hash_number(portal, &request.number);
    let account = super::repo::account_by_number(&*transaction, &hash).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(()) };
    let mailbox = person::open_person(portal, &account)?.email;
    let password = super::repo::credential(&*transaction, account.id, person::PASSWORD).await?;
    if mailbox.is_empty() || password.is_none() || !portal.providers.own {
        return Ok(());
    }
    let (token, until) = make(portal, &*transaction, account.id, "mail", None, false).await?;
    let mail = letters::recovery(portal, request.language, &mailbox, &token, until);
    job::enqueue(portal, &*transaction, &Job::Mail(mail), Some(until)).await?;
    let subject = Some(("account", account.id.to_string()));
    audit::record(portal, &*transaction, Actor::Nobody, "recovery.mail", subject).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(())
}

/// What an officer vouches for who has seen the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// Which officer.
    pub officer: String,
    /// Why.
    pub reason: String,
}

impl Vouched {
    fn is_whole(&self) -> bool {
        !self.officer.trim().is_empty() && !self.reason.trim().is_empty()
    }
}

/// What came of recovering at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtDesk {
    /// The token of a link that works until then.
    Link {
        /// The token.
        token: String,
        /// It works until then.
        until: DateTime<Utc>,
    },
    /// The number has no account with a password or whose person was seen, or the account is closed.
    NoAccount,
    /// Who vouches or why was left out.
    NotVouched,
}

/// Makes the link at the desk, after an officer has seen the card. Where the second factors are lost they go when the
/// link is used. Recorded, and the owner is told.
pub async fn recover_at_desk(
    portal: &Portal,
    actor: Actor,
    number: &IdentityNumber,
    vouched: &Vouched,
    drops_factors: bool,
) -> Result<AtDesk> {
    if !vouched.is_whole() {
        return Ok(AtDesk::NotVouched);
    }
    let transaction = portal.database.write().await?;
    let hash = person::hash_number(portal, number.as_str());
    let account = super::repo::account_by_number(&*transaction, &hash).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
        return Ok(AtDesk::NoAccount);
    };
    // One that was made at a counter gets its first password so.
    if super::repo::credential(&*transaction, account.id, person::PASSWORD).await?.is_none()
        && !at_counter::was_seen(&*transaction, account.id).await?
    {
        return Ok(AtDesk::NoAccount);
    }
    let sealed = portal.keys.seal(VOUCHED, vouched)?;
    let (token, until) = make(portal, &*transaction, account.id, DESK, Some(sealed), drops_factors).await?;
    let action = if drops_factors { "recovery.desk_without_factors" } else { "recovery.desk" };
    let subject = Some(("account", account.id.to_string()));
    audit::record(portal, &*transaction, actor, action, subject).await?;
    letters::tell(portal, &*transaction, account.id, Change::RecoveryAtDesk).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(AtDesk::Link { token, until })
}

/// What came of winning a number back at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WonBack {
    /// The account that somebody else had registered with the number is closed, and the number is free.
    Freed,
    /// The number has no account that is open.
    NoAccount,
    /// VNeID vouches for the account's person: it is theirs.
    Theirs,
    /// Who vouches or why was left out.
    NotVouched,
}

/// Frees the number of somebody whose card an officer has seen, and with whose number somebody else made an account. What
/// was filed with that account stays with it. Recorded, and the account's mailbox is told.
pub async fn win_back_at_desk(
    portal: &Portal,
    actor: Actor,
    number: &IdentityNumber,
    vouched: &Vouched,
) -> Result<WonBack> {
    if !vouched.is_whole() {
        return Ok(WonBack::NotVouched);
    }
    let transaction = portal.database.write().await?;
    let hash = person::hash_number(portal, number.as_str());
    let account = super::repo::account_by_number(&*transaction, &hash).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
        return Ok(WonBack::NoAccount);
    };
    if !link::free_number(portal, &*transaction, &account, actor).await? {
        return Ok(WonBack::Theirs);
    }
    guessing::forgive_number(portal, &*transaction, number.as_str()).await?;
    // Its link nobody ever sees: the row is the record of who vouched.
    let sealed = portal.keys.seal(VOUCHED, vouched)?;
    make(portal, &*transaction, account.id, DESK, Some(sealed), false).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(WonBack::Freed)
}

/// Makes a link that sets a new password; returns its token, and until when it works. `via` says how it was proved who
/// asks.
pub(super) async fn make(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    via: &str,
    vouched: Option<Vec<u8>>,
    drops_factors: bool,
) -> Result<(String, DateTime<Utc>)> {
    let (token, now) = (secret::token(), portal.clock.now());
    let until = now + LINK_LIFE;
    let row = recovery::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account_id),
        link_hash: Set(hash_link(portal, &token)),
        via: Set(via.to_owned()),
        vouched: Set(vouched),
        drops_factors: Set(drops_factors),
        password_problem: Set(None),
        created_at: Set(now),
        expires_at: Set(until),
        used_at: Set(None),
    };
    repo::insert(connection, row).await?;
    Ok((token, until))
}

/// Ends every other way into an account that is under way: links that set a password, and logins that have not come to
/// their end. Whoever changes the password or where the owner can be reached shuts the door behind them.
pub(super) async fn end_ways_in(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<()> {
    repo::use_up_all(connection, account_id, portal.clock.now()).await?;
    super::repo::end_attempts_of(connection, account_id).await
}

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// It sets a new password.
    Open {
        /// What was wrong with the one sent last.
        problem: Option<Problem>,
    },
    /// It was used, is too old, or never was.
    Over,
}

/// What a link is good for; looking uses nothing up.
pub async fn link(portal: &Portal, token: &str) -> Result<Link> {
    Ok(match open(portal, token).await? {
        Some(row) => {
            let problem = row.password_problem.as_deref().and_then(|text| serde_json::from_str(text).ok());
            Link::Open { problem }
        }
        None => Link::Over,
    })
}

async fn open(portal: &Portal, token: &str) -> Result<Option<recovery::Model>> {
    let row = repo::by_link(portal.database.read(), &hash_link(portal, token)).await?;
    Ok(row.filter(|row| row.used_at.is_none() && portal.clock.now() < row.expires_at))
}

/// What came of a new password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// It is set; all sessions have ended. What was guessed before counts no more.
    Set {
        /// Makes this browser known from now on: whoever guesses does not hold it up.
        browser: String,
    },
    /// It cannot be one; [`link`] says why.
    Unfit,
    /// The link works no more.
    Over,
}

/// Sets a new password by a link, which is used up by it. Nobody is logged in by that: the login comes next, with the
/// second factor if there is one.
pub async fn set_password(portal: &Portal, token: &str, new: &str, repeated: &str) -> Result<Recovered> {
    let Some(row) = open(portal, token).await? else { return Ok(Recovered::Over) };
    if limit::count(portal, TRIES, &row.id.to_string()).await? != Allowance::Allowed {
        return Err(Error::TooMany);
    }
    let Some(account) = super::repo::account(portal.database.read(), row.account_id).await? else {
        return Ok(Recovered::Over);
    };
    let person = person::open_person(portal, &account)?;
    if let Some(problem) = password_change::problem(&person, new, repeated).await? {
        let transaction = portal.database.write().await?;
        repo::note_problem(&*transaction, row.id, serde_json::to_string(&problem).ok()).await?;
        transaction.commit().await?;
        return Ok(Recovered::Unfit);
    }
    let new = password::hash(new).await?;
    let transaction = portal.database.write().await?;
    if account.disabled_at.is_some() || !repo::use_up(&*transaction, row.id, portal.clock.now()).await? {
        return Ok(Recovered::Over);
    }
    password_change::set(portal, &*transaction, account.id, new).await?;
    session::end_all_but(portal, &*transaction, account.id, None).await?;
    if row.drops_factors {
        factor::drop_all(&*transaction, account.id).await?;
    }
    if row.via == DESK {
        proofing::note(portal, &*transaction, account.id, Evidence::Desk).await?;
    }
    guessing::forgive_number(portal, &*transaction, person.identity_number.as_str()).await?;
    let browser = secret::token();
    guessing::know(portal, &*transaction, account.id, &browser).await?;
    let subject = Some(("account", account.id.to_string()));
    audit::record(portal, &*transaction, Actor::Citizen(account.id), "password.recover", subject).await?;
    letters::tell(portal, &*transaction, account.id, Change::Password).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Recovered::Set { browser })
}

/// Forgets recoveries long after they ran out, but for those at the desk, which stay on record as long as the account
/// does; says how many.
pub(super) async fn forget(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    repo::forget(connection, now - REMEMBERED).await
}

fn hash_link(portal: &Portal, token: &str) -> String {
    portal.keys.hash(Purpose::Confirmation, &["recovery ", token].concat())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
