//! Help with an account, for somebody whose card an officer sees: confirmed, recovered, or a squatted number won back. Each
//! is recorded with the officer's name and reason, and told to the account's mailbox.
//!
//! Accounts of people who work on the portal are left to the operator: an officer must not get into a colleague's.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::identity::IdentityNumber;
use domain::staff::{Action, Deed};
use sea_orm::ConnectionTrait;

use super::{Unread, count, read_person};
use crate::account::at_counter::{self, Account, Standing};
use crate::account::recovery::{AtDesk, Vouched, WonBack, recover_at_desk, win_back_at_desk};
use crate::limit::{self, Allowance, Limit};
use crate::staff::{self, Officer};
use crate::{Error, Portal, Result, audit, job};

/// Accounts that one officer helps with.
const HELPED: Limit = Limit { name: "counter.help", most: 60, window: TimeDelta::days(1) };

/// Who was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The number, and its account if it has one.
    Number(IdentityNumber, Option<Account>),
    /// What was scanned or typed says nobody's number.
    Unread(Unread),
    /// They help with no accounts.
    NotTheirs,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Helped {
    /// It is on record that the person was seen.
    Confirmed,
    /// The token of a link that sets a password, until then.
    Link {
        /// The token.
        token: String,
        /// It works until then.
        until: DateTime<Utc>,
    },
    /// The number is free for its owner.
    Freed,
    /// There is no account that this can be done to.
    NoAccount,
    /// VNeID vouches for the account's person, so nothing is won back.
    Theirs,
    /// The account is a colleague's.
    OfStaff,
    /// Why was left out.
    NoReason,
    /// They help with no accounts.
    NotTheirs,
}

/// Whether the officer helps with accounts.
pub fn helps(officer: &Officer) -> bool {
    let may = |agency: &str| officer.may(Action::ForAgency(Deed::HelpAtCounter, agency)).is_some();
    officer.acting().iter().any(|acting| may(&acting.membership.agency))
}

/// Looks for the account of a scanned card or a typed number; recorded.
///
/// # Errors
///
/// [`Error::TooMany`] where one officer looks up more people than come.
pub async fn look_up(portal: &Portal, officer: &Officer, scanned: &str) -> Result<Sought> {
    if !helps(officer) {
        return Ok(Sought::NotTheirs);
    }
    let read = read_person(portal, scanned);
    let answers = match read {
        Ok(answers) => answers,
        Err(unread) => return Ok(Sought::Unread(unread)),
    };
    let number = IdentityNumber::parse(answers.get(domain::counter::NUMBER), portal.clock.today().year());
    let Ok(number) = number else { return Ok(Sought::NotTheirs) };
    count(portal, officer).await?;
    let transaction = portal.database.write().await?;
    let found = at_counter::find(portal, &*transaction, &number).await?;
    if let Some(found) = &found {
        let subject = Some(("account", found.id.to_string()));
        audit::record(portal, &*transaction, officer.actor(), "account.look_up", subject).await?;
        transaction.commit().await?;
    }
    Ok(Sought::Number(number, found))
}

/// The account that was looked up a moment ago, for the page that shows it.
pub async fn shown(portal: &Portal, officer: &Officer, number: &IdentityNumber) -> Result<Option<Account>> {
    if helps(officer) { at_counter::find(portal, portal.database.read(), number).await } else { Ok(None) }
}

/// The open account that something may be done to; else what to answer.
async fn helped(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    officer: &Officer,
    number: &IdentityNumber,
) -> Result<std::result::Result<Account, Helped>> {
    if !helps(officer) {
        return Ok(Err(Helped::NotTheirs));
    }
    let found = at_counter::find(portal, connection, number).await?;
    let Some(account) = found.filter(|account| account.standing != Standing::Closed) else {
        return Ok(Err(Helped::NoAccount));
    };
    if staff::is_member(connection, account.id).await? {
        return Ok(Err(Helped::OfStaff));
    }
    Ok(Ok(account))
}

async fn count_help(portal: &Portal, officer: &Officer) -> Result<()> {
    match limit::count(portal, HELPED, &officer.account_id().to_string()).await? {
        Allowance::Allowed => Ok(()),
        Allowance::Until(_) => Err(Error::TooMany),
    }
}

/// Notes that the officer has seen the person of the account with the card.
pub async fn confirm(portal: &Portal, officer: &Officer, number: &IdentityNumber) -> Result<Helped> {
    if helps(officer) {
        count_help(portal, officer).await?;
    }
    let transaction = portal.database.write().await?;
    let account = match helped(portal, &*transaction, officer, number).await? {
        Ok(account) => account,
        Err(otherwise) => return Ok(otherwise),
    };
    at_counter::confirm(portal, &*transaction, officer.actor(), account.id).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Helped::Confirmed)
}

/// Makes a link that sets a new password, for somebody who was seen; where they lost their second factors these go when the
/// link is used.
pub async fn recover(
    portal: &Portal,
    officer: &Officer,
    number: &IdentityNumber,
    reason: &str,
    drops_factors: bool,
) -> Result<Helped> {
    if let Err(otherwise) = helped(portal, portal.database.read(), officer, number).await? {
        return Ok(otherwise);
    }
    count_help(portal, officer).await?;
    let vouched = vouched(officer, reason);
    Ok(match recover_at_desk(portal, officer.actor(), number, &vouched, drops_factors).await? {
        AtDesk::Link { token, until } => Helped::Link { token, until },
        AtDesk::NoAccount => Helped::NoAccount,
        AtDesk::NotVouched => Helped::NoReason,
    })
}

/// Frees the number of somebody who was seen, and with whose number somebody else made an account.
pub async fn win_back(
    portal: &Portal,
    officer: &Officer,
    number: &IdentityNumber,
    reason: &str,
) -> Result<Helped> {
    if let Err(otherwise) = helped(portal, portal.database.read(), officer, number).await? {
        return Ok(otherwise);
    }
    count_help(portal, officer).await?;
    Ok(match win_back_at_desk(portal, officer.actor(), number, &vouched(officer, reason)).await? {
        WonBack::Freed => Helped::Freed,
        WonBack::NoAccount => Helped::NoAccount,
        WonBack::Theirs => Helped::Theirs,
        WonBack::NotVouched => Helped::NoReason,
    })
}

fn vouched(officer: &Officer, reason: &str) -> Vouched {
    let reason: String = domain::check::clean_text(reason).chars().take(500).collect();
    Vouched { officer: officer.name().to_owned(), reason }
}
