//! Recovery codes: ten on paper, each good once in the place of a lost second factor. They are stored as passwords are
//! (OWASP ASVS 6.5.2).

use ::entity::recovery_code;
use chrono::TimeDelta;
use domain::account::recovery_code as rules;
use sea_orm::ActiveValue::Set;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::repo;
use crate::account::fresh::FreshCitizen;
use crate::account::letters::{self, Change};
use crate::account::{Citizen, note, password};
use crate::audit::{self, Actor};
use crate::secret::random_bytes;
use crate::{Portal, Result, job};

/// So long after they were drawn the page shows them, unless they are put away before.
const SHOWN: TimeDelta = TimeDelta::minutes(10);

/// Codes with their hashes.
pub(in crate::account) struct Drawn(Vec<(String, String)>);

/// Draws new codes. Hashing takes a while, so this comes before the transaction that keeps them.
pub(in crate::account) async fn draw() -> Result<Drawn> {
    let mut drawn = Vec::with_capacity(rules::COUNT);
    for place in (0u8..).take(rules::COUNT) {
        let code = rules::write(place, random_bytes());
        let hash = password::hash(&code).await?;
        drawn.push((code, hash));
    }
    Ok(Drawn(drawn))
}

/// Keeps the hashes of new codes in the place of those before.
pub(in crate::account) async fn replace(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    codes: &Drawn,
) -> Result<()> {
    repo::delete_codes(connection, account_id).await?;
    let rows = (0i32..).zip(&codes.0).map(|(place, (_, hash))| recovery_code::ActiveModel {
        account_id: Set(account_id),
        place: Set(place),
        hash: Set(hash.clone()),
        created_at: Set(portal.clock.now()),
        used_at: Set(None),
    });
    repo::insert_codes(connection, rows.collect()).await
}

/// Lets the next page of `citizen` show new codes, which nothing else ever does.
pub(in crate::account) async fn show(portal: &Portal, citizen: &Citizen, codes: Drawn) -> Result<()> {
    let codes = codes.0.into_iter().map(|(code, _)| rules::display(&code)).collect();
    note::show_codes(portal, citizen, codes, portal.clock.now() + SHOWN).await
}

/// Draws new codes for somebody who has a second factor; the old ones are worth nothing then. Says whether it did.
pub async fn renew(portal: &Portal, citizen: &FreshCitizen) -> Result<bool> {
    let account_id = citizen.account_id();
    if !super::of(portal.database.read(), account_id).await?.any() {
        return Ok(false);
    }
    let codes = draw().await?;
    let transaction = portal.database.write().await?;
    replace(portal, &*transaction, account_id, &codes).await?;
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "recovery_code.renew", subject).await?;
    letters::tell(portal, &*transaction, account_id, Change::RecoveryCodesRenewed).await?;
    transaction.commit().await?;
    job::ring(portal);
    show(portal, citizen, codes).await?;
    Ok(true)
}

/// Takes a code and uses it up; its owner is told. Of several that send it at once one wins.
pub(super) async fn take(portal: &Portal, account_id: Uuid, typed: &str) -> Result<bool> {
    let parsed = rules::parse(typed);
    let place = parsed.as_ref().map_or(-1, |(place, _)| i32::from(*place));
    let rows = repo::unused_codes(portal.database.read(), account_id).await?;
    let row = rows.into_iter().find(|row| row.place == place);
    let code = parsed.map(|(_, code)| code).unwrap_or_default();
    // Takes as long where there is no such code.
    let verdict = password::verify(&code, row.as_ref().map(|row| row.hash.as_str())).await?;
    let (Some(row), true) = (row, verdict.right) else { return Ok(false) };
    let transaction = portal.database.write().await?;
    let is_first = repo::use_code(&*transaction, &row, portal.clock.now()).await?;
    if is_first {
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, Actor::Citizen(account_id), "recovery_code.use", subject)
            .await?;
        letters::tell(portal, &*transaction, account_id, Change::RecoveryCodeUsed).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(is_first)
}
