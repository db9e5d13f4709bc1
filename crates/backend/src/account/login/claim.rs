//! The step for whoever has proved a number with which somebody registered an account: it is theirs, as they show by
//! its password, or it is not, and the number is won back.

use chrono::{DateTime, Utc};
use domain::Language;
use domain::account::guessing::Held;
use domain::account::password::MAX_LENGTH;
use domain::identity::IdentityNumber;
use uuid::Uuid;

use super::step::{Proof, Standing, Step, proceed, standing_at};
use super::{ADDRESS, Outcome, over_limit};
use crate::account::provider::link::{self, Owner, Registered};
use crate::account::{guessing, password, person, repo};
use crate::audit::{self, Actor};
use crate::{Portal, Result, limit};

/// Why the account's password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None was typed.
    Missing,
    /// It is wrong.
    Wrong,
    /// Too many tries.
    TooMany {
        /// From then on it may be tried again.
        again_at: DateTime<Utc>,
    },
}

/// The step as its page needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The account.
    pub account: Registered,
    /// Why the password typed last was refused.
    pub refusal: Option<Refusal>,
}

/// What the page's forms sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Token of the attempt.
    pub attempt: &'a str,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// Where the request came from.
    pub address: &'a str,
    /// The language of the page.
    pub language: Language,
}

/// The step, if the attempt waits for it.
pub async fn page(portal: &Portal, attempt: &str, language: Language) -> Result<Option<Page>> {
    let read = portal.database.read();
    let Some((row, standing)) = standing_at(portal, read, attempt, Step::Claim, language).await? else {
        return Ok(None);
    };
    let Some((_, id)) = somebody(portal, &standing).await? else { return Ok(None) };
    let Some(account) = link::registered(portal, id).await? else { return Ok(None) };
    let refusal = match (row.refusal.as_deref(), row.again_at) {
        (Some("missing"), _) => Some(Refusal::Missing),
        (Some("wrong"), _) => Some(Refusal::Wrong),
        (Some("too_many"), Some(again_at)) => Some(Refusal::TooMany { again_at }),
        _ => None,
    };
    Ok(Some(Page { account, refusal }))
}

/// "It is mine": with the account's password it stays as it is, and the provider is linked with it.
pub async fn keep(portal: &Portal, sent: Sent<'_>, typed: &str) -> Result<Outcome> {
    let read = portal.database.read();
    let found = standing_at(portal, read, sent.attempt, Step::Claim, sent.language).await?;
    let Some((row, standing)) = found else { return Ok(Outcome::Lost) };
    let Some((number, id)) = somebody(portal, &standing).await? else { return Ok(Outcome::Lost) };
    let (mut guesser, mut checked) = (None, None);
    let refused = if typed.is_empty() {
        Some(("missing", None))
    } else if let Some(again_at) = over_limit(portal, sent.address).await? {
        Some(("too_many", Some(again_at)))
    } else {
        match guessing::admit(portal, number.as_str(), id, None).await? {
            Err(Held::Paused(again_at) | Held::Locked(again_at)) => Some(("too_many", Some(again_at))),
            Ok(admitted) => {
                guesser = Some(admitted);
                let credential = repo::credential(read, id, person::PASSWORD).await?;
                let stored = credential.as_ref().map(|row| row.secret.as_str());
                let typed = if typed.chars().count() > MAX_LENGTH { "" } else { typed };
                let verdict = match password::verify(typed, stored).await {
                    Ok(verdict) => verdict,
                    Err(error) => {
                        if let Some(guesser) = &guesser {
                            guessing::take_back(portal, guesser).await?;
                        }
                        return Err(error);
                    }
                };
                checked = credential.map(|row| row.secret);
                (!verdict.right).then_some(("wrong", None))
            }
        }
    };
    let transaction = portal.database.write().await?;
    if let Some((refusal, again_at)) = refused {
        repo::refuse_attempt(&*transaction, row.id, refusal, again_at).await?;
        if let Some(guesser) = &guesser {
            let account = repo::account(&*transaction, id).await?;
            limit::count_network_within(portal, &*transaction, ADDRESS, sent.address).await?;
            guessing::count_wrong(portal, &*transaction, guesser, account.as_ref()).await?;
        }
        let subject = Some(("account", id.to_string()));
        audit::record(portal, &*transaction, Actor::Nobody, "login.refused", subject).await?;
        transaction.commit().await?;
        return Ok(Outcome::Refused { attempt: sent.attempt.to_owned(), step: Step::Claim });
    }
    if let Some(guesser) = &guesser {
        guessing::forgive(&*transaction, guesser).await?;
    }
    // The password may have been changed while it was checked.
    let held = repo::hold_credential(&*transaction, id, person::PASSWORD).await?;
    if held.map(|held| held.secret) != checked {
        return Ok(Outcome::Lost);
    }
    // The attempt may have gone on while the password was checked.
    let found = standing_at(portal, &*transaction, sent.attempt, Step::Claim, sent.language).await?;
    let Some((_, mut standing)) = found else { return Ok(Outcome::Lost) };
    let Some(claims) = &standing.claims else { return Ok(Outcome::Lost) };
    if link::look(portal, &*transaction, claims).await? != Some(Owner::Somebody(id)) {
        return Ok(Outcome::Lost);
    }
    link::link(portal, &*transaction, claims, id).await?;
    standing.account_id = Some(id);
    standing.proved.push(Proof::Password);
    proceed(portal, transaction, standing, Some(sent.attempt), sent.session).await
}

/// "It is not mine": the number is won back, and the person begins with an account of their own.
pub async fn win_back(portal: &Portal, sent: Sent<'_>) -> Result<Outcome> {
    let transaction = portal.database.write().await?;
    let found = standing_at(portal, &*transaction, sent.attempt, Step::Claim, sent.language).await?;
    let Some((_, mut standing)) = found else { return Ok(Outcome::Lost) };
    let Some(claims) = &standing.claims else { return Ok(Outcome::Lost) };
    let owner = match link::look(portal, &*transaction, claims).await? {
        Some(Owner::Somebody(id)) => link::win_back(portal, &*transaction, claims, id, sent.language).await?,
        _ => link::settle(portal, &*transaction, claims, sent.language).await?,
    };
    let Owner::Person(id) = owner else { return Ok(Outcome::Lost) };
    standing.account_id = Some(id);
    proceed(portal, transaction, standing, Some(sent.attempt), sent.session).await
}

/// The number that was proved, and the account that somebody registered with it.
async fn somebody(portal: &Portal, standing: &Standing) -> Result<Option<(IdentityNumber, Uuid)>> {
    let Some(claims) = &standing.claims else { return Ok(None) };
    let owner = link::look(portal, portal.database.read(), claims).await?;
    Ok(match owner {
        Some(Owner::Somebody(id)) => Some((claims.identity_number.clone(), id)),
        _ => None,
    })
}
