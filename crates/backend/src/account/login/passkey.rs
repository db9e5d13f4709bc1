//! Logging in by a passkey alone; what is asked for one after the password, which [`super::second`] judges.

use domain::Language;
use uuid::Uuid;

use super::step::{Proof, Standing, Step, keep, proceed, standing_at};
use super::{ADDRESS, KEPT, OVERALL, Outcome, local_path, over_limit};
use crate::account::factor::passkey;
use crate::account::repo;
use crate::audit::{self, Actor};
use crate::limit::{self, Allowance};
use crate::{Error, Portal, Result};

/// What a browser is asked that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The attempt's token, for its cookie.
    pub attempt: String,
    /// JSON for `navigator.credentials`.
    pub options: String,
}

/// What the page's script sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Token of the attempt.
    pub attempt: &'a str,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// The browser's answer, as JSON.
    pub answer: &'a str,
    /// Where the request came from.
    pub address: &'a str,
    /// The language of the page.
    pub language: Language,
}

/// Whether one can log in by a passkey alone: it belongs to an account of ours, as a password does.
pub fn offered(portal: &Portal) -> bool {
    portal.providers.own && passkey::available(portal)
}

/// Begins to log in by a passkey alone; nothing where that is not offered.
pub async fn begin(
    portal: &Portal,
    return_to: Option<&str>,
    language: Language,
    address: &str,
) -> Result<Option<Begun>> {
    if !offered(portal) {
        return Ok(None);
    }
    if limit::count_network(portal, KEPT, address).await? != Allowance::Allowed {
        return Err(Error::TooMany);
    }
    let standing = Standing {
        account_id: None,
        proved: Vec::new(),
        claims: None,
        typed: String::new(),
        language,
        return_to: return_to.and_then(local_path).map(str::to_owned),
    };
    let id = Uuid::now_v7();
    let transaction = portal.database.write().await?;
    repo::forget_attempts(&*transaction, portal.clock.now()).await?;
    let attempt = keep(portal, &*transaction, &standing, id, Step::Passkey).await?;
    transaction.commit().await?;
    let options = passkey::begin_using(portal, id, None).await?;
    Ok(options.map(|options| Begun { attempt, options }))
}

/// Logs in whose passkey was used; nothing when the answer is not right. Strangers who guess at a password hold up nobody
/// who has a passkey, which cannot be guessed.
pub async fn log_in(portal: &Portal, sent: Sent<'_>) -> Result<Option<Outcome>> {
    let read = portal.database.read();
    let found = standing_at(portal, read, sent.attempt, Step::Passkey, sent.language).await?;
    let Some((row, mut standing)) = found.filter(|_| offered(portal)) else { return Ok(None) };
    if over_limit(portal, sent.address).await?.is_some() {
        return Err(Error::TooMany);
    }
    let used = passkey::used(portal, row.id, None, sent.answer).await?;
    let transaction = portal.database.write().await?;
    let account = match used {
        Some(account_id) => repo::account(&*transaction, account_id).await?,
        None => None,
    };
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
        limit::count_network_within(portal, &*transaction, ADDRESS, sent.address).await?;
        limit::count_within(portal, &*transaction, OVERALL, "").await?;
        let subject = Some(("account", used.unwrap_or_default().to_string()));
        audit::record(portal, &*transaction, Actor::Nobody, "login.refused", subject).await?;
        transaction.commit().await?;
        return Ok(None);
    };
    standing.account_id = Some(account.id);
    standing.proved.push(Proof::Passkey);
    proceed(portal, transaction, standing, Some(sent.attempt), sent.session).await.map(Some)
}

/// What the browser is asked after the password: one of the account's passkeys. Nothing where there is none, or the
/// attempt waits for something else.
pub async fn begin_second(portal: &Portal, attempt: &str, language: Language) -> Result<Option<String>> {
    let read = portal.database.read();
    let Some((row, standing)) = standing_at(portal, read, attempt, Step::SecondFactor, language).await?
    else {
        return Ok(None);
    };
    match standing.account_id {
        Some(account_id) => passkey::begin_using(portal, row.id, Some(account_id)).await,
        None => Ok(None),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
