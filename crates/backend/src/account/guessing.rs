//! Wrong passwords of an account, and the lock that its owner lifts.
//!
//! They are counted by identity number, whether or not it has an account, and by browser where somebody logged in to the
//! account before: so strangers who guess hold up neither sessions nor the browsers that people use.

mod repo;

use ::entity::{account, guess, known_browser};
use chrono::{DateTime, TimeDelta, Utc};
use domain::Language;
use domain::account::guessing::{Held, LOCK, Tries};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{letters, person};
use crate::audit::{self, Actor};
use crate::job::{self, Job};
use crate::secret::{self, Purpose};
use crate::{Portal, Result};

/// How long a browser is known.
pub const BROWSER_KNOWN: TimeDelta = TimeDelta::days(180);

/// How many people's logins a browser's cookie tells of: a family shares one.
const PEOPLE_OF_A_BROWSER: usize = 5;

/// One who was let try: what counts the try, and how many there were.
#[derive(Debug)]
pub(super) struct Guesser {
    key: String,
    tries: Tries,
}

/// Counts a try as wrong, before it is known what it is; says why there may be none now.
pub(super) async fn admit(
    portal: &Portal,
    number: &str,
    account_id: Uuid,
    browser: Option<&str>,
) -> Result<std::result::Result<Guesser, Held>> {
    let known = known_as(portal, account_id, browser).await?.unwrap_or_default();
    let key = key(portal, number, &known);
    let transaction = portal.database.write().await?;
    let row = repo::hold(&*transaction, &key).await?;
    let seen = Tries { wrong: row.wrong.unsigned_abs(), last_at: row.last_at };
    let tries = match seen.one_more(portal.clock.now()) {
        Ok(tries) => tries,
        Err(held) => return Ok(Err(held)),
    };
    let change = guess::ActiveModel {
        wrong: Set(i32::try_from(tries.wrong).unwrap_or(i32::MAX)),
        last_at: Set(tries.last_at),
        unlock_hash: Set(None),
        ..Default::default()
    };
    repo::change(&*transaction, &key, change).await?;
    transaction.commit().await?;
    Ok(Ok(Guesser { key, tries }))
}

/// What tries at `number` are counted under, from strange browsers or from a known one.
fn key(portal: &Portal, number: &str, known: &str) -> String {
    portal.keys.hash(Purpose::Limit, &format!("guess\n{number}\n{known}"))
}

/// The number's owner has proved who they are by other means: what was guessed before counts no more.
pub(super) async fn forgive_number(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    number: &str,
) -> Result<()> {
    repo::forget(connection, &key(portal, number, "")).await
}

/// Nobody looked whether it was right: it does not count.
pub(super) async fn take_back(portal: &Portal, guesser: &Guesser) -> Result<()> {
    let transaction = portal.database.write().await?;
    repo::count_one_less(&*transaction, &guesser.key).await?;
    transaction.commit().await
}

/// It was right: nothing is counted any more.
pub(super) async fn forgive(connection: &impl ConnectionTrait, guesser: &Guesser) -> Result<()> {
    repo::forget(connection, &guesser.key).await
}

/// It was wrong. The last of those that are let try locks, and the owner, if there is one, is sent what lifts it.
pub(super) async fn count_wrong(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    guesser: &Guesser,
    account: Option<&account::Model>,
) -> Result<Option<DateTime<Utc>>> {
    if !guesser.tries.locks() {
        return Ok(None);
    }
    let until = portal.clock.now() + LOCK;
    let token = secret::token();
    let (language, to) = match account {
        Some(account) => (Language::of_tag(&account.language), person::open_person(portal, account)?.email),
        None => (Language::Vi, "nobody@example.vn".to_owned()),
    };
    let letter = Job::Mail(letters::locked(portal, language, &to, &token, until));
    if let Some(account) = account.filter(|account| account.disabled_at.is_none()) {
        let change = guess::ActiveModel {
            unlock_hash: Set(Some(portal.keys.hash(Purpose::Undo, &token))),
            account_id: Set(Some(account.id)),
            ..Default::default()
        };
        repo::change(connection, &guesser.key, change).await?;
        let subject = Some(("account", account.id.to_string()));
        audit::record(portal, connection, Actor::Nobody, "login.lock", subject).await?;
        // An account that VNeID vouches for may have no mailbox; it ends by itself, and VNeID's own password is no other.
        if !to.is_empty() {
            job::enqueue(portal, connection, &letter, Some(until)).await?;
        }
    }
    Ok(Some(until))
}

/// Whether the secret of a mail would lift a lock; changes nothing, for mail scanners open links too.
pub async fn may_unlock(portal: &Portal, token: &str) -> Result<bool> {
    let hash = portal.keys.hash(Purpose::Undo, token);
    let row = repo::by_unlock(portal.database.read(), &hash).await?;
    Ok(row.is_some_and(|row| row.last_at.is_some_and(|last| portal.clock.now() < last + LOCK)))
}

/// Lifts a lock by the secret of its mail, once. Returns what makes the browser known from now on: whoever holds the
/// mailbox is not held up again by whoever guesses.
pub async fn unlock(portal: &Portal, token: &str) -> Result<Option<String>> {
    let hash = portal.keys.hash(Purpose::Undo, token);
    let transaction = portal.database.write().await?;
    let now = portal.clock.now();
    let lifted = repo::take_by_unlock(&*transaction, &hash)
        .await?
        .filter(|row| row.last_at.is_some_and(|last| now < last + LOCK));
    let Some(account_id) = lifted.and_then(|row| row.account_id) else { return Ok(None) };
    let browser = secret::token();
    know(portal, &*transaction, account_id, &browser).await?;
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, &*transaction, Actor::Nobody, "login.unlock", subject).await?;
    transaction.commit().await?;
    Ok(Some(browser))
}

/// What the cookie of a known browser says of a session that begins there.
pub fn browser_of(portal: &Portal, session: &str) -> String {
    portal.keys.hash(Purpose::Browser, session)
}

/// The cookie of a browser in which one more person is known.
pub fn with_person(cookie: Option<&str>, browser: &str) -> String {
    let before = cookie.into_iter().flat_map(|cookie| cookie.split('.')).filter(|known| !known.is_empty());
    let all: Vec<_> = std::iter::once(browser).chain(before).take(PEOPLE_OF_A_BROWSER).collect();
    all.join(".")
}

/// Knows the browser from now on, in the transaction that proved who sits there.
pub(super) async fn know(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    browser: &str,
) -> Result<()> {
    let row = known_browser::ActiveModel {
        token_hash: Set(portal.keys.hash(Purpose::Browser, browser)),
        account_id: Set(account_id),
        known_since: Set(portal.clock.now()),
    };
    repo::insert_browser(connection, row).await
}

/// Knows no browser of the account any more: whoever used one may have known the password that is over now.
pub(super) async fn forget_browsers(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    repo::forget_browsers(connection, account_id).await
}

/// As what the browser is known to the account, if it is.
async fn known_as(portal: &Portal, account_id: Uuid, cookie: Option<&str>) -> Result<Option<String>> {
    let said = cookie.unwrap_or_default().split('.').take(PEOPLE_OF_A_BROWSER);
    let hashes: Vec<_> = said.map(|browser| portal.keys.hash(Purpose::Browser, browser)).collect();
    let since = portal.clock.now() - BROWSER_KNOWN;
    let known = repo::browser(portal.database.read(), account_id, hashes, since).await?;
    Ok(known.map(|row| row.token_hash))
}

/// Forgets what is over; says how many rows.
pub(super) async fn forget_expired(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let guesses = repo::forget_guesses(connection, now - LOCK).await?;
    Ok(guesses + repo::forget_known_before(connection, now - BROWSER_KNOWN).await?)
}
