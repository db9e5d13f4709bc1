//! Logging in, in steps over a row per attempt.
//!
//! The row says in which step an attempt stands, what was proved so far, and whose account it is once that is known.
//! After each proof [`step::proceed`] decides which step is next, or begins the session. What was typed and why it was
//! refused lie in the row too, so that each step's page shows both after its redirect.

pub mod claim;
pub mod code;
pub mod forgotten;
pub mod passkey;
pub mod redirect;
pub mod second;
mod step;

use ::entity::{account, login_attempt};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::account::guessing::Held;
use domain::account::password::MAX_LENGTH;
use domain::identity::IdentityNumber;
use domain::{Language, Problem};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

pub use step::Step;
use step::{Proof, Standing, proceed};

use super::guessing::{self, Guesser};
use super::provider::Claims;
use super::provider::link::{self, Owner};
use super::{otp, password, person, repo};
use crate::audit::{self, Actor};
use crate::job;
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result};

const TYPED: &str = "login_attempt.typed";
const CARRIED: &str = "login_attempt.carried";

/// What was typed is forgotten after so long.
pub const LIFE: TimeDelta = TimeDelta::minutes(30);
/// Wrong tries from one address; those that succeed are not counted, since many people may share an address.
const ADDRESS: Limit = Limit { name: "login.address", most: 100, window: TimeDelta::minutes(15) };
/// Wrong tries from everywhere. Beyond that somebody guesses from many addresses at once, and each has fewer.
const OVERALL: Limit = Limit { name: "login.overall", most: 5_000, window: TimeDelta::minutes(15) };
/// Wrong tries from one address meanwhile: enough to mistype.
const MOST_IN_A_FLOOD: i32 = 10;

/// Attempts that one address has kept for it, each a row that anybody can make; a browser goes on with its own.
const KEPT: Limit = Limit { name: "login.kept", most: 600, window: TimeDelta::hours(1) };

/// Why an attempt was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The number is not one, or the password was left out.
    Incomplete {
        /// The password was left out.
        password_missing: bool,
    },
    /// No account with this number and password; which of the two is never said.
    Wrong,
    /// Too many tries.
    TooMany {
        /// From then on it may be tried again.
        again_at: DateTime<Utc>,
    },
    /// The account, if there is one, is locked, and its owner was sent what lifts that.
    Locked {
        /// From then on it may be tried again.
        again_at: DateTime<Utc>,
    },
    /// Number and password are right, but so many codes were sent to the phone that none can be sent now.
    TooManyCodes {
        /// From then on one may be sent.
        again_at: DateTime<Utc>,
    },
}

impl Refusal {
    fn code(self) -> &'static str {
        match self {
            Self::Incomplete { password_missing: false } => "number",
            Self::Incomplete { password_missing: true } => "password",
            Self::Wrong => "wrong",
            Self::TooMany { .. } => "too_many",
            Self::Locked { .. } => "locked",
            Self::TooManyCodes { .. } => "too_many_codes",
        }
    }
}

/// An attempt as its page needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The number as it was typed.
    pub number: String,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// The local address to go to afterwards.
    pub return_to: Option<String>,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody is logged in.
    LoggedIn {
        /// The new session's token, for its cookie.
        session: String,
        /// The local address to go to.
        return_to: Option<String>,
    },
    /// So far it is right; something else has to be proved.
    Next {
        /// The attempt's new token, for its cookie.
        attempt: String,
        /// What is next.
        step: Step,
    },
    /// Not now; the attempt says why.
    Refused {
        /// The attempt's token, for its cookie.
        attempt: String,
        /// What is asked for again.
        step: Step,
    },
    /// The attempt is over or not known: one begins anew.
    Lost,
}

/// What the login form sent, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Try<'a> {
    /// Token of the attempt so far.
    pub attempt: Option<&'a str>,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// The number as typed.
    pub number: &'a str,
    /// The password as typed.
    pub password: &'a str,
    /// Where to go afterwards; anything but a local address is ignored.
    pub return_to: Option<&'a str>,
    /// Where the request came from.
    pub address: &'a str,
    /// What the browser's cookie says of who logged in there before.
    pub browser: Option<&'a str>,
    /// The language of the page.
    pub language: Language,
}

/// The attempt that `token` stands for, if it is still known.
pub async fn attempt(portal: &Portal, token: &str) -> Result<Option<Attempt>> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let Some(row) = repo::attempt_by_token(portal.database.read(), &hash).await? else { return Ok(None) };
    if row.expires_at <= portal.clock.now() || row.step != Step::Password.as_str() {
        return Ok(None);
    }
    let refusal = match (row.refusal.as_deref(), row.again_at) {
        (Some("number"), _) => Some(Refusal::Incomplete { password_missing: false }),
        (Some("password"), _) => Some(Refusal::Incomplete { password_missing: true }),
        (Some("wrong"), _) => Some(Refusal::Wrong),
        (Some("too_many"), Some(again_at)) => Some(Refusal::TooMany { again_at }),
        (Some("locked"), Some(again_at)) => Some(Refusal::Locked { again_at }),
        (Some("too_many_codes"), Some(again_at)) => Some(Refusal::TooManyCodes { again_at }),
        _ => None,
    };
    Ok(Some(Attempt {
        number: portal.keys.open_value(TYPED, &row.typed)?,
        refusal,
        return_to: row.return_to,
    }))
}

/// What is wrong with a number before anybody is looked for.
pub fn number_problem(portal: &Portal, number: &str) -> Option<Problem> {
    if number.trim().is_empty() {
        return Some(Problem::Missing);
    }
    IdentityNumber::parse(number, portal.clock.today().year()).err()
}

/// Tries to log in. A number without an account takes the same time and gets the same answer as a wrong password.
pub async fn try_password(portal: &Portal, tried: Try<'_>) -> Result<Outcome> {
    let number = match IdentityNumber::parse(tried.number, portal.clock.today().year()) {
        Ok(number) if !tried.password.is_empty() => number,
        _ => {
            let password_missing = tried.password.is_empty();
            return refuse(portal, tried, Refusal::Incomplete { password_missing }, None).await;
        }
    };
    if let Some(again_at) = over_limit(portal, tried.address).await? {
        return refuse(portal, tried, Refusal::TooMany { again_at }, None).await;
    }
    let hash = person::hash_number(portal, number.as_str());
    let account = repo::account_by_number(portal.database.read(), &hash).await?;
    // Without an account a credential is looked for all the same.
    let account_id = account.as_ref().map_or_else(Uuid::nil, |account| account.id);
    let guesser = match guessing::admit(portal, number.as_str(), account_id, tried.browser).await? {
        Ok(guesser) => guesser,
        Err(Held::Paused(again_at)) => {
            return refuse(portal, tried, Refusal::TooMany { again_at }, None).await;
        }
        Err(Held::Locked(again_at)) => {
            return refuse(portal, tried, Refusal::Locked { again_at }, None).await;
        }
    };
    let credential = repo::credential(portal.database.read(), account_id, person::PASSWORD).await?;
    let stored = credential.as_ref().map(|row| row.secret.as_str());
    // Longer than any password may be: never right, and not worth the work.
    let typed = if tried.password.chars().count() > MAX_LENGTH { "" } else { tried.password };
    let verdict = match password::verify(typed, stored).await {
        Ok(verdict) => verdict,
        Err(error) => {
            guessing::take_back(portal, &guesser).await?;
            return Err(error);
        }
    };
    let is_own =
        |account: &account::Model| verdict.right && account.disabled_at.is_none() && portal.providers.own;
    let (Some(account), Some(credential)) = (account.as_ref().filter(|account| is_own(account)), credential)
    else {
        if let Some(claims) = vouched_for(portal, &number, tried.password).await? {
            let transaction = portal.database.write().await?;
            guessing::forgive(&*transaction, &guesser).await?;
            transaction.commit().await?;
            return go_on_with(portal, tried, claims).await;
        }
        return refuse(portal, tried, Refusal::Wrong, Some((guesser, account.as_ref()))).await;
    };
    let rehashed = if verdict.outdated { Some(password::hash(tried.password).await?) } else { None };
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    // The password may have been changed while it was checked, and all sessions ended: none may begin after that.
    let held = repo::hold_credential(&*transaction, account.id, person::PASSWORD).await?;
    if held.is_none_or(|held| held.secret != credential.secret) {
        drop(transaction);
        return refuse(portal, tried, Refusal::Wrong, None).await;
    }
    guessing::forgive(&*transaction, &guesser).await?;
    if let Some(rehashed) = rehashed {
        repo::change_credential(&*transaction, &credential, rehashed, now).await?;
    }
    let standing = standing_of(tried, Proof::Password, Some(account.id), None);
    proceed(portal, transaction, standing, tried.attempt, tried.session).await
}

/// Whom the directory of VNeID knows by this number and password, if VNeID is offered. Asked whether or not the number
/// has an account here, so that the time does not tell.
async fn vouched_for(portal: &Portal, number: &IdentityNumber, password: &str) -> Result<Option<Claims>> {
    let Some(directory) = &portal.providers.vneid else { return Ok(None) };
    let Some(claims) = directory.check(number, password).await? else { return Ok(None) };
    let owner = link::look(portal, portal.database.read(), &claims).await?;
    Ok(if owner == Some(Owner::Closed) { None } else { Some(claims) })
}

/// The password of VNeID was right: a code goes to the phone.
async fn go_on_with(portal: &Portal, tried: Try<'_>, claims: Claims) -> Result<Outcome> {
    let phone = claims.mobile()?;
    if let Allowance::Until(again_at) = otp::count(portal, otp::Purpose::Login, &phone, tried.address).await?
    {
        return refuse(portal, tried, Refusal::TooManyCodes { again_at }, None).await;
    }
    let transaction = portal.database.write().await?;
    let standing = standing_of(tried, Proof::Vneid, None, Some(claims));
    proceed(portal, transaction, standing, tried.attempt, tried.session).await
}

fn standing_of(tried: Try<'_>, proof: Proof, account_id: Option<Uuid>, claims: Option<Claims>) -> Standing {
    Standing {
        account_id,
        proved: vec![proof],
        claims,
        typed: kept_part(tried.number),
        language: tried.language,
        return_to: tried.return_to.and_then(local_path).map(str::to_owned),
    }
}

/// So much of what was typed as a number can be.
fn kept_part(typed: &str) -> String {
    typed.chars().take(40).collect()
}

/// Says from when on there may be a try from this address, if none may be now.
async fn over_limit(portal: &Portal, address: &str) -> Result<Option<DateTime<Utc>>> {
    let is_flood = limit::look(portal, OVERALL, "").await? != Allowance::Allowed;
    let most = if is_flood { MOST_IN_A_FLOOD } else { ADDRESS.most };
    Ok(match limit::look_network(portal, Limit { most, ..ADDRESS }, address).await? {
        Allowance::Until(again_at) => Some(again_at),
        Allowance::Allowed => None,
    })
}

/// Keeps what was typed and why it was refused. Who was let try and typed a wrong password is `wrong`, with the account
/// if there is one: the same is written either way.
async fn refuse(
    portal: &Portal,
    tried: Try<'_>,
    mut refusal: Refusal,
    wrong: Option<(Guesser, Option<&account::Model>)>,
) -> Result<Outcome> {
    let now = portal.clock.now();
    let typed = kept_part(tried.number);
    let token = match tried.attempt {
        Some(token) if attempt(portal, token).await?.is_some() => token.to_owned(),
        _ if limit::count_network(portal, KEPT, tried.address).await? == Allowance::Allowed => {
            secret::token()
        }
        _ => return Err(Error::TooMany),
    };
    let transaction = portal.database.write().await?;
    if let Some((guesser, account)) = &wrong {
        limit::count_network_within(portal, &*transaction, ADDRESS, tried.address).await?;
        limit::count_within(portal, &*transaction, OVERALL, "").await?;
        if let Some(again_at) = guessing::count_wrong(portal, &*transaction, guesser, *account).await? {
            refusal = Refusal::Locked { again_at };
        }
        let account_id = account.map_or_else(Uuid::nil, |account| account.id);
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, Actor::Nobody, "login.refused", subject).await?;
    }
    let again_at = match refusal {
        Refusal::TooMany { again_at } | Refusal::TooManyCodes { again_at } | Refusal::Locked { again_at } => {
            Some(again_at)
        }
        Refusal::Incomplete { .. } | Refusal::Wrong => None,
    };
    let row = login_attempt::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(portal.keys.hash(Purpose::Session, &token)),
        step: Set(Step::Password.as_str().to_owned()),
        typed: Set(portal.keys.seal(TYPED, &typed)?),
        refusal: Set(Some(refusal.code().to_owned())),
        again_at: Set(again_at),
        return_to: Set(tried.return_to.and_then(local_path).map(str::to_owned)),
        account_id: Set(None),
        proved: Set(String::new()),
        carried: Set(None),
        created_at: Set(now),
        expires_at: Set(now + LIFE),
    };
    repo::forget_attempts(&*transaction, now).await?;
    repo::keep_attempt(&*transaction, row).await?;
    transaction.commit().await?;
    if wrong.is_some() {
        job::ring(portal);
    }
    Ok(Outcome::Refused { attempt: token, step: Step::Password })
}

/// `path` if it is an address within the portal: one slash at the start, nothing that a browser reads as another host.
pub fn local_path(path: &str) -> Option<&str> {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 500
        && path.chars().all(|c| !c.is_control() && c != '\\' && !c.is_whitespace());
    local.then_some(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
