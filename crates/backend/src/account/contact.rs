//! Where somebody can be reached: another mailbox, another phone, or showing that the phone is one's own. A code is sent
//! there first, and the owner is told where they could be reached before.

pub mod mailbox;
pub mod phone;
mod repo;

use ::entity::contact_change;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::Citizen;
use crate::{Portal, Result};

const VALUE: &str = "contact_change.value";

/// Keeps what waits for the code that goes with it, in the place of what this account waited for before.
async fn wait(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    citizen: &Citizen,
    id: Uuid,
    (kind, value): (&str, &str),
    code_hash: Option<String>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let row = contact_change::ActiveModel {
        account_id: Set(citizen.account_id()),
        id: Set(id),
        session_id: Set(citizen.session_id()),
        kind: Set(kind.to_owned()),
        value: Set(portal.keys.seal(VALUE, &value)?),
        code_hash: Set(code_hash),
        tries: Set(0),
        created_at: Set(portal.clock.now()),
        expires_at: Set(expires_at),
    };
    repo::replace(connection, row).await?;
    super::repo::set_note(connection, citizen.session_id(), None).await
}

/// What this session asked for.
async fn waiting(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    citizen: &Citizen,
    kind: &str,
) -> Result<Option<contact_change::Model>> {
    let row = repo::find(connection, citizen.account_id()).await?;
    Ok(row.filter(|row| {
        row.session_id == citizen.session_id() && row.kind == kind && portal.clock.now() < row.expires_at
    }))
}

/// Forgets changes that ran out; says how many.
pub(super) async fn forget(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    repo::forget(connection, now).await
}
