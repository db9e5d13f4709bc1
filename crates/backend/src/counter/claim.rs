//! The code on the slip that somebody gets at the counter, with which they take the dossier into their account.
//!
//! It is bound to the number of the card that the officer saw. Somebody who is logged in with that number takes the dossier,
//! wherever it lies: also after the account in which it was filed lost its number to them. Somebody who has an account that
//! was made at the counter and no way into it gets a link with which they set a password, for the code and the number.

use ::entity::dossier_claim;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::counter::{CLAIM_BYTES, read_claim, write_claim};
use domain::identity::IdentityNumber;
use domain::staff::{Action, Deed};
use sea_orm::ActiveValue::Set;

use super::repo;
use crate::account::{self, Citizen, at_counter};
use crate::limit::{self, Allowance, Limit};
use crate::secret::{Purpose, hex, random_bytes};
use crate::staff::Officer;
use crate::{Error, Portal, Result, audit, dossier};

/// A code works for so long.
const LIFE: TimeDelta = TimeDelta::days(90);

/// Codes that one network tries.
const TRIED: Limit = Limit { name: "claim.network", most: 30, window: TimeDelta::hours(1) };

/// What the person is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The code, in groups of four signs. Nobody can read it again.
    pub code: String,
    /// It works before this moment.
    pub until: DateTime<Utc>,
}

/// What came of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The dossier with this code is in the account.
    Dossier(String),
    /// The token of a link that sets the first password of the account.
    FirstPassword(String),
    /// One can log into the account: do that, and claim then.
    LogIn,
    /// No code, another person's, used or too old; which of them is not told.
    Nothing,
}

/// Puts another code in the place of the one before, for an officer of the dossier's desk; `None` where it was used, or is
/// not theirs to give.
pub async fn new_slip(portal: &Portal, officer: &Officer, code: &str) -> Result<Option<Slip>> {
    put_slip(portal, officer, code).await
}

pub(super) async fn put_slip(portal: &Portal, officer: &Officer, code: &str) -> Result<Option<Slip>> {
    let transaction = portal.database.write().await?;
    let Some(row) = dossier::dossier_by_code(&*transaction, code).await? else { return Ok(None) };
    let may = officer.may(Action::ForAgency(Deed::ReceiveAtCounter, &row.agency_code)).is_some();
    if !may || row.channel != "counter" {
        return Ok(None);
    }
    let account = account::row(&*transaction, row.account_id).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(None) };
    let (bytes, until) = (random_bytes::<CLAIM_BYTES>(), portal.clock.now() + LIFE);
    let claim = dossier_claim::ActiveModel {
        dossier_id: Set(row.id),
        code_hash: Set(hash(portal, &bytes)),
        number_hash: Set(account.identity_number_hash),
        expires_at: Set(until),
        claimed_at: Set(None),
    };
    if !repo::put_claim(&*transaction, claim).await? {
        return Ok(None);
    }
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "dossier.claim_code", subject).await?;
    transaction.commit().await?;
    Ok(Some(Slip { code: write_claim(&bytes), until }))
}

fn hash(portal: &Portal, bytes: &[u8; CLAIM_BYTES]) -> String {
    portal.keys.hash(Purpose::Claim, &hex(bytes))
}

async fn count(portal: &Portal, network: &str) -> Result<()> {
    match limit::count_network(portal, TRIED, network).await? {
        Allowance::Allowed => Ok(()),
        Allowance::Until(_) => Err(Error::TooMany),
    }
}

/// A code that works, if that is what was typed.
async fn open(portal: &Portal, typed: &str) -> Result<Option<dossier_claim::Model>> {
    let Some(bytes) = read_claim(typed) else { return Ok(None) };
    let row = repo::claim_by_code(portal.database.read(), &hash(portal, &bytes)).await?;
    Ok(row.filter(|row| row.claimed_at.is_none() && portal.clock.now() < row.expires_at))
}

/// Takes the dossier of a code into the account of `citizen`, once, where they have the number of the card that was seen.
/// `network` is where the request came from.
///
/// # Errors
///
/// [`Error::TooMany`] where too much comes from there.
pub async fn claim(portal: &Portal, citizen: &Citizen, typed: &str, network: &str) -> Result<Claimed> {
    count(portal, network).await?;
    let Some(claim) = open(portal, typed).await? else { return Ok(Claimed::Nothing) };
    let transaction = portal.database.write().await?;
    let account = account::row(&*transaction, citizen.account_id()).await?;
    if account.is_none_or(|account| account.identity_number_hash != claim.number_hash) {
        return Ok(Claimed::Nothing);
    }
    let Some(row) = dossier::hold_dossier(&*transaction, claim.dossier_id).await? else {
        return Ok(Claimed::Nothing);
    };
    if !repo::use_claim(&*transaction, row.id, portal.clock.now()).await? {
        return Ok(Claimed::Nothing);
    }
    if row.account_id != citizen.account_id() {
        repo::give(&*transaction, &row, citizen.account_id()).await?;
    }
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "dossier.claim", subject).await?;
    transaction.commit().await?;
    Ok(Claimed::Dossier(row.code))
}

/// What somebody does with a code who is not logged in. It uses nothing up: whoever closes the page may come again, until
/// there is a way into the account.
///
/// # Errors
///
/// [`Error::TooMany`] where too much comes from `network`.
pub async fn claim_without_account(
    portal: &Portal,
    typed: &str,
    number: &str,
    network: &str,
) -> Result<Claimed> {
    count(portal, network).await?;
    let Some(claim) = open(portal, typed).await? else { return Ok(Claimed::Nothing) };
    let Ok(number) = IdentityNumber::parse(number, portal.clock.today().year()) else {
        return Ok(Claimed::Nothing);
    };
    if account::hash_number(portal, number.as_str()) != claim.number_hash {
        return Ok(Claimed::Nothing);
    }
    let transaction = portal.database.write().await?;
    let Some(row) = repo::dossier(&*transaction, claim.dossier_id).await? else {
        return Ok(Claimed::Nothing);
    };
    let account = account::row(&*transaction, row.account_id).await?;
    // An account that lost its number is not theirs: they log into their own.
    let is_theirs = account.is_some_and(|account| {
        account.disabled_at.is_none() && account.identity_number_hash == claim.number_hash
    });
    if !is_theirs || !portal.providers.own || at_counter::has_way_in(&*transaction, row.account_id).await? {
        return Ok(Claimed::LogIn);
    }
    let token = at_counter::first_password(portal, &*transaction, row.account_id).await?;
    transaction.commit().await?;
    Ok(Claimed::FirstPassword(token))
}
