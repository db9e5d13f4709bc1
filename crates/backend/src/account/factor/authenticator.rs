//! The authenticator app: one-time codes of six digits by TOTP (RFC 6238), a secret of 160 bits, steps of 30 seconds, one
//! step either side, each code once.

use ::entity::authenticator;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::{recovery_codes, repo};
use crate::account::fresh::FreshCitizen;
use crate::account::letters::{self, Change};
use crate::account::note::{self, Form, Refusal};
use crate::account::repo as accounts;
use crate::limit::{self, Allowance, Limit};
use crate::secret::random_bytes;
use crate::{Error, Portal, Result, audit, job};

const SECRET: &str = "authenticator.secret";
const SECRET_LENGTH: usize = 20;

/// How many digits a code has.
pub const DIGITS: usize = 6;

/// First codes tried for one account.
const TRIES: Limit = Limit { name: "authenticator.first", most: 10, window: chrono::TimeDelta::minutes(15) };

/// What an app is told so that it gives our codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret in Base32, to be typed.
    pub secret: String,
    /// The same as an address that apps read from a QR code.
    pub uri: String,
}

/// Draws a new secret for the app of `citizen`. One that is set up stays as it is; says whether there is none.
pub async fn enrol(portal: &Portal, citizen: &FreshCitizen) -> Result<bool> {
    let row = authenticator::ActiveModel {
        account_id: Set(citizen.account_id()),
        secret: Set(portal.keys.seal_bytes(SECRET, &random_bytes::<SECRET_LENGTH>())?),
        last_step: Set(None),
        created_at: Set(portal.clock.now()),
        confirmed_at: Set(None),
    };
    let transaction = portal.database.write().await?;
    let drawn = repo::draw_authenticator(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(drawn)
}

/// The secret that was drawn for the app of `citizen`, until the app is set up.
pub async fn enrolment(portal: &Portal, citizen: &FreshCitizen) -> Result<Option<Enrolment>> {
    let row = repo::authenticator(portal.database.read(), citizen.account_id()).await?;
    let Some(row) = row.filter(|row| row.confirmed_at.is_none()) else { return Ok(None) };
    let secret = Secret::new_stack(open_secret(portal, &row)?).to_base32();
    let issuer = percent_encoded(&["Dịch vụ công ", &portal.settings.province_name].concat());
    let holder = percent_encoded(citizen.name());
    let uri = format!("otpauth://totp/{issuer}:{holder}?secret={secret}&issuer={issuer}");
    Ok(Some(Enrolment { secret, uri }))
}

/// Sets the app up when `code` is its code of now; the recovery codes are drawn with it. Says whether it is set up.
pub async fn confirm(portal: &Portal, citizen: &FreshCitizen, code: &str) -> Result<bool> {
    let account_id = citizen.account_id();
    let refuse =
        async |refusal| note::refuse(portal, citizen, Form::Authenticator, refusal, "").await.map(|()| false);
    if let Allowance::Until(again_at) = limit::count(portal, TRIES, &account_id.to_string()).await? {
        return refuse(Refusal::TooMany { again_at }).await;
    }
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    let Some(row) = repo::authenticator(portal.database.read(), account_id).await? else {
        return refuse(Refusal::Over).await;
    };
    if row.confirmed_at.is_some() {
        return Ok(true);
    }
    let now = portal.clock.now();
    let Some(step) = matching_step(&open_secret(portal, &row)?, &code, now)? else {
        return refuse(Refusal::Wrong).await;
    };
    let codes = recovery_codes::draw().await?;
    let transaction = portal.database.write().await?;
    let is_first = !super::of(&*transaction, account_id).await?.any();
    if repo::confirm_authenticator(&*transaction, account_id, &row.secret, step, now).await? {
        recovery_codes::replace(portal, &*transaction, account_id, &codes).await?;
        if is_first {
            accounts::note_second_factor(&*transaction, citizen.session_id()).await?;
        }
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, citizen.actor(), "authenticator.add", subject).await?;
        letters::tell(portal, &*transaction, account_id, Change::AuthenticatorAdded).await?;
        transaction.commit().await?;
        job::ring(portal);
        recovery_codes::show(portal, citizen, codes).await?;
    }
    Ok(true)
}

/// Sets up the app with a secret that everybody knows, for demonstrations, unless there is one.
pub(crate) async fn provide(portal: &Portal, account_id: Uuid, secret: &[u8; SECRET_LENGTH]) -> Result<()> {
    let now = portal.clock.now();
    let row = authenticator::ActiveModel {
        account_id: Set(account_id),
        secret: Set(portal.keys.seal_bytes(SECRET, secret)?),
        last_step: Set(None),
        created_at: Set(now),
        confirmed_at: Set(Some(now)),
    };
    let transaction = portal.database.write().await?;
    if !super::of(&*transaction, account_id).await?.any() {
        repo::delete_authenticator(&*transaction, account_id).await?;
        repo::draw_authenticator(&*transaction, row).await?;
    }
    transaction.commit().await
}

/// Takes the app off the account; the recovery codes stay while there is another factor that they stand in for. Says
/// whether it may go: an officer keeps the last factor.
pub async fn remove(portal: &Portal, citizen: &FreshCitizen) -> Result<bool> {
    let account_id = citizen.account_id();
    let transaction = portal.database.write().await?;
    accounts::hold_account(&*transaction, account_id).await?;
    if repo::delete_authenticator(&*transaction, account_id).await? {
        if !super::let_go(&*transaction, account_id).await? {
            return Ok(false);
        }
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, citizen.actor(), "authenticator.remove", subject).await?;
        letters::tell(portal, &*transaction, account_id, Change::AuthenticatorRemoved).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(true)
}

/// Takes a code of a set up app. Its step and all before are over then, so of several that send it at once one wins.
pub(super) async fn take(portal: &Portal, account_id: Uuid, code: &str) -> Result<bool> {
    let row = repo::authenticator(portal.database.read(), account_id).await?;
    let Some(row) = row.filter(|row| row.confirmed_at.is_some()) else { return Ok(false) };
    let Some(step) = matching_step(&open_secret(portal, &row)?, code, portal.clock.now())? else {
        return Ok(false);
    };
    let transaction = portal.database.write().await?;
    let is_first = repo::use_step(&*transaction, account_id, &row.secret, step).await?;
    transaction.commit().await?;
    Ok(is_first)
}

fn open_secret(portal: &Portal, row: &authenticator::Model) -> Result<[u8; SECRET_LENGTH]> {
    let secret = portal.keys.open_bytes(SECRET, &row.secret)?;
    secret.try_into().map_err(|_| Error::Unreadable(SECRET))
}

/// The step that `code` is of, if it is of now or of one step before or after.
fn matching_step(secret: &[u8; SECRET_LENGTH], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.timestamp()).map_err(|_| Error::Unreadable("clock"))?;
    let step = totp(secret)?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &[u8; SECRET_LENGTH]) -> Result<Totp> {
    // The builder's own values are those that every app knows: SHA-1, six digits, 30 seconds, one step either side.
    Builder::new().with_secret(Secret::new_stack(*secret)).build().map_err(|_| Error::Unreadable(SECRET))
}

/// `text` as it may stand in the address (RFC 3986).
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
        encoded
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
