//! Passkeys (WebAuthn): what a device unlocks by finger, face or PIN. One alone is enough to log in, since it shows both
//! the device and who unlocks it; every use demands that (user verification).

use ::entity::{ceremony, passkey};
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::session::browser_name;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::{recovery_codes, repo};
use crate::account::Citizen;
use crate::account::fresh::{self, FreshCitizen};
use crate::account::letters::{self, Change};
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose, hex};
use crate::{Error, Portal, Result, audit, job};

const KEY: &str = "passkey.key";
const STATE: &str = "ceremony.state";

/// A browser's answer is good for so long.
const LIFE: TimeDelta = TimeDelta::minutes(5);
/// Most passkeys of an account.
const MOST: usize = 20;
/// Ceremonies that one network begins.
const BEGUN: Limit = Limit { name: "passkey.begun", most: 300, window: TimeDelta::hours(1) };

/// What a browser is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// Comes back with its answer.
    pub token: String,
    /// JSON for `navigator.credentials`.
    pub options: String,
}

/// A passkey, for its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPasskey {
    /// Its id.
    pub id: Uuid,
    /// What browser it was made in.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was used last.
    pub used_at: Option<DateTime<Utc>>,
}

/// The passkeys of `citizen`, oldest first.
pub async fn list(portal: &Portal, citizen: &Citizen) -> Result<Vec<OwnPasskey>> {
    let rows = repo::passkeys(portal.database.read(), citizen.account_id()).await?;
    let own = |row: passkey::Model| OwnPasskey {
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        used_at: row.used_at,
    };
    Ok(rows.into_iter().map(own).collect())
}

/// Asks the browser of `citizen` to make a passkey that can be found without a name; none where there are too many.
pub async fn begin_making(portal: &Portal, citizen: &FreshCitizen) -> Result<Option<Ceremony>> {
    let account_id = citizen.account_id();
    let rows = repo::passkeys(portal.database.read(), account_id).await?;
    if rows.len() >= MOST {
        return Ok(None);
    }
    let mut known = Vec::new();
    for row in &rows {
        known.push(open_key(portal, row)?.cred_id().clone());
    }
    let name = citizen.name();
    let (options, state) = webauthn(portal)?
        .start_passkey_registration(account_id, name, name, Some(known))
        .map_err(|_| Error::Unreadable("passkey"))?;
    let mut options = json(&options)?;
    let chosen = &mut options["publicKey"]["authenticatorSelection"];
    chosen["residentKey"] = json!("required");
    chosen["requireResidentKey"] = json!(true);
    begin(portal, Some(account_id), &options, &state).await.map(Some)
}

/// Keeps the passkey that the browser made. Says whether it did. With the first second factor of an account its recovery
/// codes are drawn.
pub async fn finish_making(
    portal: &Portal,
    citizen: &FreshCitizen,
    token: &str,
    answer: &str,
    user_agent: &str,
) -> Result<bool> {
    let account_id = citizen.account_id();
    let state: Option<PasskeyRegistration> = take(portal, token, Some(account_id)).await?;
    let answer = serde_json::from_str::<RegisterPublicKeyCredential>(answer).ok();
    let (Some(state), Some(answer)) = (state, answer) else { return Ok(false) };
    let Ok(key) = webauthn(portal)?.finish_passkey_registration(&answer, &state) else { return Ok(false) };
    let is_first = !super::of(portal.database.read(), account_id).await?.any();
    let codes = if is_first { Some(recovery_codes::draw().await?) } else { None };
    let row = passkey::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account_id),
        credential_hash: Set(hash_id(portal, key.cred_id().as_ref())),
        key: Set(portal.keys.seal(KEY, &key)?),
        name: Set(browser_name(user_agent)),
        created_at: Set(portal.clock.now()),
        used_at: Set(None),
    };
    let transaction = portal.database.write().await?;
    if !repo::insert_passkey(&*transaction, row).await? {
        return Ok(false);
    }
    if let Some(codes) = &codes {
        recovery_codes::replace(portal, &*transaction, account_id, codes).await?;
    }
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "passkey.add", subject).await?;
    letters::tell(portal, &*transaction, account_id, Change::PasskeyAdded).await?;
    transaction.commit().await?;
    job::ring(portal);
    if let Some(codes) = codes {
        recovery_codes::show(portal, citizen, codes).await?;
    }
    Ok(true)
}

/// Takes a passkey off the account.
pub async fn remove(portal: &Portal, citizen: &FreshCitizen, id: Uuid) -> Result<()> {
    let account_id = citizen.account_id();
    let transaction = portal.database.write().await?;
    if repo::delete_passkey(&*transaction, account_id, id).await? {
        if !super::of(&*transaction, account_id).await?.any() {
            repo::delete_codes(&*transaction, account_id).await?;
        }
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, citizen.actor(), "passkey.remove", subject).await?;
        letters::tell(portal, &*transaction, account_id, Change::PasskeyRemoved).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(())
}

/// Asks a browser to use whatever passkey of ours it has. `network` is where the request came from.
pub async fn begin_using(portal: &Portal, network: &str) -> Result<Ceremony> {
    if limit::count_network(portal, BEGUN, network).await? != Allowance::Allowed {
        return Err(Error::TooMany);
    }
    let (options, state) =
        webauthn(portal)?.start_discoverable_authentication().map_err(|_| Error::Unreadable("passkey"))?;
    begin(portal, None, &json(&options)?, &state).await
}

/// The account whose passkey the browser used, if its answer is right. An answer is good once.
pub(in crate::account) async fn used(portal: &Portal, token: &str, answer: &str) -> Result<Option<Uuid>> {
    let state: Option<DiscoverableAuthentication> = take(portal, token, None).await?;
    let answer = serde_json::from_str::<PublicKeyCredential>(answer).ok();
    let (Some(state), Some(answer)) = (state, answer) else { return Ok(None) };
    let webauthn = webauthn(portal)?;
    let Ok((account_id, credential_id)) = webauthn.identify_discoverable_authentication(&answer) else {
        return Ok(None);
    };
    let hash = hash_id(portal, credential_id);
    let row = repo::passkey_by_hash(portal.database.read(), &hash).await?;
    let Some(row) = row.filter(|row| row.account_id == account_id) else { return Ok(None) };
    let mut key = open_key(portal, &row)?;
    let Ok(result) =
        webauthn.finish_discoverable_authentication_v2(&answer, state, &DiscoverableKey::from(&key))
    else {
        return Ok(None);
    };
    if !result.user_verified() {
        return Ok(None);
    }
    key.update_credential(&result);
    let key = portal.keys.seal(KEY, &key)?;
    let transaction = portal.database.write().await?;
    // One whose counter moved meanwhile was used beside this one, by a copy.
    let is_same = repo::note_passkey_use(&*transaction, &row, key, portal.clock.now()).await?;
    transaction.commit().await?;
    Ok(is_same.then_some(account_id))
}

/// Proves by a passkey who `citizen` is; returns the session's new token, or nothing when it is not theirs.
pub async fn prove(portal: &Portal, citizen: &Citizen, token: &str, answer: &str) -> Result<Option<String>> {
    if used(portal, token, answer).await? != Some(citizen.account_id()) {
        return Ok(None);
    }
    fresh::renew(portal, citizen).await
}

/// Forgets what browsers did not answer; says how many.
pub(in crate::account) async fn forget(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    repo::forget_ceremonies(connection, now).await
}

/// Ours is the host of the portal's address, and pages of that address alone may ask.
fn webauthn(portal: &Portal) -> Result<Webauthn> {
    let origin = Url::parse(&portal.settings.public_url).map_err(|_| Error::Unreadable("public_url"))?;
    let host = origin.host_str().ok_or(Error::Unreadable("public_url"))?;
    let builder = WebauthnBuilder::new(host, &origin).map_err(|_| Error::Unreadable("public_url"))?;
    builder.rp_name(&portal.settings.province_name).build().map_err(|_| Error::Unreadable("public_url"))
}

async fn begin(
    portal: &Portal,
    account_id: Option<Uuid>,
    options: &Value,
    state: &impl Serialize,
) -> Result<Ceremony> {
    let token = secret::token();
    let row = ceremony::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(portal.keys.hash(Purpose::Session, &token)),
        account_id: Set(account_id),
        state: Set(portal.keys.seal(STATE, state)?),
        expires_at: Set(portal.clock.now() + LIFE),
    };
    let transaction = portal.database.write().await?;
    repo::insert_ceremony(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(Ceremony { token, options: options["publicKey"].to_string() })
}

/// What was asked with this token, which is used up by it.
async fn take<T: DeserializeOwned>(
    portal: &Portal,
    token: &str,
    account_id: Option<Uuid>,
) -> Result<Option<T>> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let transaction = portal.database.write().await?;
    let row = repo::take_ceremony(&*transaction, &hash).await?;
    transaction.commit().await?;
    let row = row.filter(|row| row.account_id == account_id && portal.clock.now() < row.expires_at);
    row.map(|row| portal.keys.open_value(STATE, &row.state)).transpose()
}

fn open_key(portal: &Portal, row: &passkey::Model) -> Result<Passkey> {
    portal.keys.open_value(KEY, &row.key)
}

fn hash_id(portal: &Portal, credential_id: &[u8]) -> String {
    portal.keys.hash(Purpose::Confirmation, &["passkey ", &hex(credential_id)].concat())
}

fn json(options: &impl Serialize) -> Result<Value> {
    serde_json::to_value(options).map_err(|_| Error::Unreadable("passkey"))
}
