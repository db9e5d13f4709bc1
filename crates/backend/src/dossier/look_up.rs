//! Looking up a dossier without an account: by its code and a second fact.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Problem;
use domain::catalogue::Agency;
use domain::dossier::DossierCode;
use serde::{Deserialize, Serialize};

use super::filed::{DossierEntry, desk_of, entry};
use super::repo;
use super::submit::second_fact;
use crate::limit::{self, Allowance, Limit};
use crate::secret::{Purpose, hex};
use crate::{Portal, Result};

/// Look-ups from one address.
const BY_ADDRESS: Limit = Limit { name: "look-up.address", most: 30, window: TimeDelta::minutes(10) };

/// Look-ups of one code that found nothing, wherever they come from: ten thousand second facts must not be tried out. Who
/// knows the second fact uses up nothing.
const MISSES: [Limit; 2] = [
    Limit { name: "look-up.code", most: 10, window: TimeDelta::hours(1) },
    Limit { name: "look-up.code-day", most: 30, window: TimeDelta::days(1) },
];

/// Where a dossier stands, for whoever knows its code and a second fact: never a name.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Code, procedure, status and dates.
    pub entry: DossierEntry,
    /// The receiving desk.
    pub desk: Agency,
}

/// What a look-up found.
#[derive(Clone, Debug)]
pub enum LookUp {
    /// The dossier.
    Found(Box<Standing>),
    /// No dossier has this code, or the second fact is another one; which of the two is not said.
    Nothing,
    /// What was typed is no code.
    Mistyped(Problem),
    /// The second fact is not four digits.
    NotFourDigits,
    /// Too many tries; not before this moment.
    NotBefore(DateTime<Utc>),
}

/// Looks up the dossier with the code `typed`; `fact` are the last four digits of an identity number or phone.
pub async fn look_up(portal: &Portal, address: IpAddr, typed: &str, fact: &str) -> Result<LookUp> {
    let code = match DossierCode::parse(typed) {
        Ok(code) => code.to_string(),
        Err(problem) => return Ok(LookUp::Mistyped(problem)),
    };
    let Some(digits) = four_digits(fact) else { return Ok(LookUp::NotFourDigits) };
    let network = limit::network(address);
    if let Allowance::Until(moment) = limit::count_network(portal, BY_ADDRESS, &network).await? {
        return Ok(LookUp::NotBefore(moment));
    }
    for limit in MISSES {
        if let Allowance::Until(moment) = limit::count(portal, limit, &code).await? {
            return Ok(LookUp::NotBefore(moment));
        }
    }
    let Some(row) = repo::dossier_by_code(portal.database.read(), &code).await? else {
        return Ok(LookUp::Nothing);
    };
    let known = [Purpose::IdentityLastFour, Purpose::PhoneLastFour]
        .map(|purpose| second_fact(portal, purpose, row.draft_id, &digits));
    if !row.second_facts.split(' ').any(|fact| known.iter().any(|known| known == fact)) {
        return Ok(LookUp::Nothing);
    }
    for limit in MISSES {
        limit::take_back(portal, limit, &code).await?;
    }
    Ok(LookUp::Found(Box::new(Standing {
        entry: entry(portal, &row).await?,
        desk: desk_of(portal, &row.agency_code)?,
    })))
}

/// The four digits of a second fact, if that is what was typed.
pub fn four_digits(fact: &str) -> Option<String> {
    let digits: String = fact.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// How long what was found may be looked at again without asking for the second fact.
pub const GRANT_LIFE: TimeDelta = TimeDelta::minutes(30);

const GRANT: &str = "cookie.look-up";

/// Proof that somebody knew a code and its second fact.
#[derive(Serialize, Deserialize)]
struct Grant {
    code: String,
    until: DateTime<Utc>,
}

/// A sealed proof, for a cookie, that whoever holds it found the dossier with this code.
pub fn grant(portal: &Portal, code: &str) -> Result<String> {
    let until = portal.clock.now() + GRANT_LIFE;
    Ok(hex(&portal.keys.seal(GRANT, &Grant { code: code.to_owned(), until })?))
}

/// Where the dossier with this code stands, for whoever holds a proof that is not too old.
pub async fn granted(portal: &Portal, proof: &str, code: &str) -> Result<Option<Standing>> {
    let Some(sealed) = from_hex(proof) else { return Ok(None) };
    let Ok(grant) = portal.keys.open_value::<Grant>(GRANT, &sealed) else { return Ok(None) };
    if grant.code != code || grant.until <= portal.clock.now() {
        return Ok(None);
    }
    match repo::dossier_by_code(portal.database.read(), code).await? {
        Some(row) => {
            let (entry, desk) = (entry(portal, &row).await?, desk_of(portal, &row.agency_code)?);
            Ok(Some(Standing { entry, desk }))
        }
        None => Ok(None),
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
