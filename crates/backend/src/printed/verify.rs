//! What the page /xac-minh says of a paper: no more than stands on it, and nothing about a person.

use std::net::IpAddr;

use ::entity::printed_form;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::crockford;
use domain::dossier::moves::Move;
use domain::dossier::seal::{NotTyped, Seal, TypedCode};
use domain::text::Text;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::repo;
use crate::limit::{self, Allowance, Limit};
use crate::{Error, Portal, Result};

/// Codes from one address that no form has. A code has 75 random bits; this keeps whoever tries from costing much.
const MISSES: Limit = Limit { name: "verify.address", most: 30, window: TimeDelta::minutes(10) };

/// Bytes of an Ed25519 signature.
const SIGNATURE: usize = 64;
/// The most that is read of a link, far beyond any seal.
const LONGEST: usize = 1000;

/// What is known of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// The portal gave it out, and its seal says this.
    Genuine(Box<Genuine>),
    /// The seal is not as the portal made it, or no seal at all.
    Altered,
    /// Nothing was given out with this code or seal.
    Unknown,
    /// What was typed is no code, and why.
    Mistyped(NotTyped),
    /// Too many codes that no form has; not before this moment.
    NotBefore(DateTime<Utc>),
}

/// What the seal of a form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genuine {
    /// The seal, whose signature was checked.
    pub seal: Seal,
    /// Its number among the agency's forms of this kind in the year.
    pub number: i32,
    /// The short code.
    pub typed_code: String,
    /// The agency that gave it out.
    pub agency: Option<Text>,
    /// What ended it, and when; none where it is in force.
    pub ended: Option<(Move, DateTime<Utc>)>,
}

/// What is known of the paper with this typed code; `address` is of whoever asks.
pub async fn by_typed(portal: &Portal, address: IpAddr, typed: &str) -> Result<Verified> {
    let code = match TypedCode::parse(typed) {
        Ok(code) => code.to_string(),
        Err(why) => return Ok(Verified::Mistyped(why)),
    };
    let network = limit::network(address);
    if let Allowance::Until(moment) = limit::look_network(portal, MISSES, &network).await? {
        return Ok(Verified::NotBefore(moment));
    }
    match repo::by_typed_code(portal.database.read(), &code).await? {
        Some(row) => genuine(portal, &row).await,
        None => {
            limit::count_network(portal, MISSES, &network).await?;
            Ok(Verified::Unknown)
        }
    }
}

/// What is known of the paper whose QR code holds `sealed`: a seal and its signature in base 32. Nothing can be found out
/// by trying, since what has no signature of ours is looked up nowhere.
pub async fn by_link(portal: &Portal, sealed: &str) -> Result<Verified> {
    let signed = (sealed.len() <= LONGEST).then(|| crockford::decode(sealed)).flatten();
    let Some(signed) = signed else { return Ok(Verified::Altered) };
    if read(portal, &signed).is_none() {
        return Ok(Verified::Altered);
    }
    let code = TypedCode::new(&Sha256::digest(&signed).into()).to_string();
    match repo::by_typed_code(portal.database.read(), &code).await? {
        Some(row) => genuine(portal, &row).await,
        // Signed by a key of ours and given out by nobody: a key is in other hands, or the database is an older one.
        None => Ok(Verified::Unknown),
    }
}

/// The seal, if one of the published keys signed it.
fn read(portal: &Portal, signed: &[u8]) -> Option<Seal> {
    let (encoded, signature) = signed.split_at_checked(signed.len().checked_sub(SIGNATURE)?)?;
    let seal = Seal::decode(encoded).ok()?;
    let key = portal.keys.public_keys().into_iter().find(|key| key.number == seal.key)?;
    key.verifies(&Seal::signed_bytes(encoded), signature).then_some(seal)
}

async fn genuine(portal: &Portal, row: &printed_form::Model) -> Result<Verified> {
    let decoded = |text: &str| crockford::decode(text).ok_or(Error::Unreadable("printed_form.seal"));
    let signed = [decoded(&row.seal)?, decoded(&row.signature)?].concat();
    // What the database holds is believed no more than a paper.
    let Some(seal) = read(portal, &signed) else { return Ok(Verified::Altered) };
    let later = repo::names_after(portal.database.read(), row.dossier_id, row.event_number).await?;
    let later: Vec<_> =
        later.into_iter().filter_map(|(name, at)| Some((Move::from_name(&name)?, at))).collect();
    let ended = seal.form.ended(later.iter().map(|(name, _)| *name));
    let ended = ended.and_then(|name| later.into_iter().find(|(later, _)| *later == name));
    Ok(Verified::Genuine(Box::new(Genuine {
        number: row.number,
        typed_code: row.typed_code.clone(),
        agency: portal.catalogue().agency(&seal.agency).map(|agency| agency.name.clone()),
        ended,
        seal,
    })))
}

/// The published keys as a JWK set (RFC 7517, RFC 8037).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeySet {
    keys: Vec<PublishedKey>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedKey {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    r#use: &'static str,
    /// The number that seals name.
    kid: String,
    x: String,
}

/// Every key there was, for whoever checks seals without asking the portal.
pub fn published(portal: &Portal) -> KeySet {
    let published = |key: crate::secret::PublicKey| PublishedKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: key.number.to_string(),
        x: URL_SAFE_NO_PAD.encode(key.bytes),
    };
    KeySet { keys: portal.keys.public_keys().into_iter().map(published).collect() }
}
