//! The trail of who did what to which record. It holds references only, so that deletion stays possible.

mod anchor;
mod repo;
#[cfg(test)]
mod tests;
mod verify;

use ::entity::audit;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use uuid::Uuid;

pub use anchor::{Line, anchor, keep, read_log};
pub use verify::{Found, Report, Wrong, verify};

use crate::{Portal, Result};

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A citizen, by account.
    Citizen(Uuid),
    /// An officer, by account.
    Officer(Uuid),
    /// The operator on the machine's command line.
    Operator,
    /// The portal itself.
    System,
    /// Someone who is not logged in.
    Nobody,
}

/// Records `action` on a record (table and id) in the transaction that does it.
pub async fn record(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    actor: Actor,
    action: &str,
    subject: Option<(&str, String)>,
) -> Result<()> {
    record_all(connection, vec![entry(portal, actor, action, subject)]).await
}

/// What [`record`] writes, for [`record_all`].
pub(crate) fn entry(
    portal: &Portal,
    actor: Actor,
    action: &str,
    subject: Option<(&str, String)>,
) -> audit::ActiveModel {
    let (actor_kind, actor_id) = match actor {
        Actor::Citizen(account) => ("citizen", Some(account)),
        Actor::Officer(account) => ("officer", Some(account)),
        Actor::Operator => ("operator", None),
        Actor::System => ("system", None),
        Actor::Nobody => ("nobody", None),
    };
    let (subject_kind, subject_id) =
        subject.map_or((None, None), |(kind, id)| (Some(kind.to_owned()), Some(id)));
    audit::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(portal.clock.now()),
        actor_kind: Set(actor_kind.to_owned()),
        actor_id: Set(actor_id),
        action: Set(action.to_owned()),
        subject_kind: Set(subject_kind),
        subject_id: Set(subject_id),
    }
}

/// Writes several entries, at least one, in the transaction that does what they say.
pub(crate) async fn record_all(
    connection: &impl ConnectionTrait,
    entries: Vec<audit::ActiveModel>,
) -> Result<()> {
    audit::Entity::insert_many(entries).exec_without_returning(connection).await?;
    Ok(())
}
