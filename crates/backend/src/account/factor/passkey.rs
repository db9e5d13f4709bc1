//! Passkeys (WebAuthn level 3): what a device unlocks by finger, face or PIN. One alone is enough to log in, since it
//! shows both the device and who unlocks it: making and using one always demands that (user verification).
//!
//! What a browser is asked belongs to the session or the attempt to log in that asks (`ceremony`), and takes one answer.

use ::entity::{ceremony, passkey};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::session::browser_name;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::{recovery_codes, repo};
use crate::account::fresh::FreshCitizen;
use crate::account::letters::{self, Change};
use crate::account::{Citizen, repo as accounts};
use crate::secret::{Purpose, hex};
use crate::{Error, Portal, Result, audit, job};

const KEY: &str = "passkey.key";
const STATE: &str = "ceremony.state";

/// A browser's answer is good for so long; browsers wait for their person 5 minutes.
const LIFE: TimeDelta = TimeDelta::minutes(6);
/// Characters of a name.
const LONGEST_NAME: usize = 60;

/// Most passkeys of an account.
pub const MOST: usize = 10;

/// A passkey, for its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnPasskey {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was used last.
    pub used_at: Option<DateTime<Utc>>,
}

/// What a browser was asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    ToMake(PasskeyRegistration),
    ToUse(DiscoverableAuthentication),
}

/// Whether there can be passkeys: they belong to a host's name, so not where the portal's address is a number.
pub fn available(portal: &Portal) -> bool {
    webauthn(portal).is_some()
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

/// What the browser of `citizen` is asked to make a passkey that can be found without a name, as JSON for
/// `navigator.credentials`; nothing where there can be no more.
pub async fn begin_making(portal: &Portal, citizen: &FreshCitizen) -> Result<Option<String>> {
    let Some(webauthn) = webauthn(portal) else { return Ok(None) };
    let account_id = citizen.account_id();
    let rows = repo::passkeys(portal.database.read(), account_id).await?;
    if rows.len() >= MOST {
        return Ok(None);
    }
    let known = rows.iter().map(|row| Ok(open_key(portal, row)?.cred_id().clone()));
    let known = known.collect::<Result<Vec<_>>>()?;
    let name = citizen.name();
    let (options, state) = webauthn
        .start_passkey_registration(account_id, name, name, Some(known))
        .map_err(|_| Error::Unreadable("passkey"))?;
    let mut options = public_key(&options)?;
    let chosen = &mut options["authenticatorSelection"];
    chosen["residentKey"] = json!("required");
    chosen["requireResidentKey"] = json!(true);
    keep(portal, citizen.session_id(), &Asked::ToMake(state)).await?;
    Ok(Some(options.to_string()))
}

/// Keeps the passkey that the browser made. Says whether it did. With the first second factor of an account its recovery
/// codes are drawn.
pub async fn finish_making(
    portal: &Portal,
    citizen: &FreshCitizen,
    answer: &str,
    user_agent: &str,
) -> Result<bool> {
    let account_id = citizen.account_id();
    let asked = take(portal, citizen.session_id()).await?;
    let answer = serde_json::from_str::<RegisterPublicKeyCredential>(answer).ok();
    let (Some(webauthn), Some(Asked::ToMake(state)), Some(answer)) = (webauthn(portal), asked, answer) else {
        return Ok(false);
    };
    let key = match webauthn.finish_passkey_registration(&answer, &state) {
        Ok(key) => key,
        Err(error) => {
            tracing::warn!(%error, "a new passkey was refused");
            return Ok(false);
        }
    };
    let is_first = !super::of(portal.database.read(), account_id).await?.any();
    let codes = if is_first { Some(recovery_codes::draw().await?) } else { None };
    let row = passkey::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account_id),
        credential_hash: Set(hash_id(portal, key.cred_id())),
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
        accounts::note_second_factor(&*transaction, citizen.session_id()).await?;
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

/// Gives a passkey of `citizen` another name; an empty one leaves it as it is.
pub async fn rename(portal: &Portal, citizen: &Citizen, id: Uuid, name: &str) -> Result<()> {
    let name: String = name.trim().chars().filter(|sign| !sign.is_control()).take(LONGEST_NAME).collect();
    if name.is_empty() {
        return Ok(());
    }
    let transaction = portal.database.write().await?;
    repo::name_passkey(&*transaction, citizen.account_id(), id, &name).await?;
    transaction.commit().await
}

/// Takes a passkey off the account; the recovery codes stay while there is another factor that they stand in for. Says
/// whether it may go: an officer keeps the last factor.
pub async fn remove(portal: &Portal, citizen: &FreshCitizen, id: Uuid) -> Result<bool> {
    let account_id = citizen.account_id();
    let transaction = portal.database.write().await?;
    accounts::hold_account(&*transaction, account_id).await?;
    if repo::delete_passkey(&*transaction, account_id, id).await? {
        if !super::let_go(&*transaction, account_id).await? {
            return Ok(false);
        }
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, citizen.actor(), "passkey.remove", subject).await?;
        letters::tell(portal, &*transaction, account_id, Change::PasskeyRemoved).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(true)
}

/// What the browser of `holder` is asked to use a passkey: one of the account, or, where it is not known whose, whichever
/// of ours it has. Nothing where there are none.
pub(in crate::account) async fn begin_using(
    portal: &Portal,
    holder: Uuid,
    account_id: Option<Uuid>,
) -> Result<Option<String>> {
    let Some(webauthn) = webauthn(portal) else { return Ok(None) };
    let (options, state) =
        webauthn.start_discoverable_authentication().map_err(|_| Error::Unreadable("passkey"))?;
    let mut options = public_key(&options)?;
    if let Some(account_id) = account_id {
        let rows = repo::passkeys(portal.database.read(), account_id).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let known = rows.iter().map(|row| {
            let id = BASE64_URL_SAFE_NO_PAD.encode(open_key(portal, row)?.cred_id());
            Ok(json!({"type": "public-key", "id": id}))
        });
        options["allowCredentials"] = known.collect::<Result<_>>()?;
    }
    keep(portal, holder, &Asked::ToUse(state)).await?;
    Ok(Some(options.to_string()))
}

/// The account whose passkey answered what `holder` asked; nothing if the answer is not right, or not of `account_id`
/// where that is known. One answer is taken.
pub(in crate::account) async fn used(
    portal: &Portal,
    holder: Uuid,
    account_id: Option<Uuid>,
    answer: &str,
) -> Result<Option<Uuid>> {
    let asked = take(portal, holder).await?;
    let answer = serde_json::from_str::<PublicKeyCredential>(answer).ok();
    let (Some(webauthn), Some(Asked::ToUse(state)), Some(answer)) = (webauthn(portal), asked, answer) else {
        return Ok(None);
    };
    let hash = hash_id(portal, answer.get_credential_id());
    let row = repo::passkey_by_hash(portal.database.read(), &hash).await?;
    // Says whose it is; devices may leave that out only where it is known.
    let named = answer.get_user_unique_id();
    let is_theirs = |row: &passkey::Model| {
        account_id.is_none_or(|known| known == row.account_id)
            && named.map_or(account_id.is_some(), |named| named == row.account_id.as_bytes())
    };
    let Some(row) = row.filter(is_theirs) else { return Ok(None) };
    let mut key = open_key(portal, &row)?;
    let result = match webauthn.finish_discoverable_authentication_v2(&answer, state, &key) {
        Ok(result) => result,
        Err(error) => {
            tracing::warn!(%error, "a passkey was refused");
            return Ok(None);
        }
    };
    key.update_credential(&result);
    let key = portal.keys.seal(KEY, &key)?;
    let transaction = portal.database.write().await?;
    // Used by a copy beside this one, if it is not as it was read.
    let is_same = repo::note_passkey_use(&*transaction, &row, key, portal.clock.now()).await?;
    transaction.commit().await?;
    Ok(is_same.then_some(row.account_id))
}

/// Forgets what browsers did not answer; says how many.
pub(in crate::account) async fn forget(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    repo::forget_ceremonies(connection, now).await
}

/// Passkeys belong to the host of the portal's address, and pages of that address alone may ask for them.
fn webauthn(portal: &Portal) -> Option<Webauthn> {
    let origin = Url::parse(&portal.settings.public_url).ok()?;
    let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
    builder.rp_name(&["Dịch vụ công ", &portal.settings.province_name].concat()).build().ok()
}

async fn keep(portal: &Portal, holder: Uuid, asked: &Asked) -> Result<()> {
    let row = ceremony::ActiveModel {
        holder_id: Set(holder),
        state: Set(portal.keys.seal(STATE, asked)?),
        expires_at: Set(portal.clock.now() + LIFE),
    };
    let transaction = portal.database.write().await?;
    repo::keep_ceremony(&*transaction, row).await?;
    transaction.commit().await
}

/// What `holder` asked, which is used up by it.
async fn take(portal: &Portal, holder: Uuid) -> Result<Option<Asked>> {
    let transaction = portal.database.write().await?;
    let row = repo::take_ceremony(&*transaction, holder).await?;
    transaction.commit().await?;
    let row = row.filter(|row| portal.clock.now() < row.expires_at);
    row.map(|row| portal.keys.open_value(STATE, &row.state)).transpose()
}

fn open_key(portal: &Portal, row: &passkey::Model) -> Result<Passkey> {
    portal.keys.open_value(KEY, &row.key)
}

fn hash_id(portal: &Portal, credential_id: &[u8]) -> String {
    portal.keys.hash(Purpose::Passkey, &hex(credential_id))
}

/// The part of `options` that the browser's API takes.
fn public_key(options: &impl Serialize) -> Result<Value> {
    let mut options = serde_json::to_value(options).map_err(|_| Error::Unreadable("passkey"))?;
    Ok(options["publicKey"].take())
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
