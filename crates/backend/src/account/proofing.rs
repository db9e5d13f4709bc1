//! What shows who somebody is, and the level that it reaches.

mod repo;

use ::entity::evidence;
use domain::account::proofing::{Evidence, level};
use domain::catalogue::ProofingLevel;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{Citizen, provider};
use crate::{Portal, Result};

/// Notes what was seen, in the transaction that saw it; seen again, it is of today.
pub(crate) async fn note(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    seen: Evidence,
) -> Result<()> {
    let row = evidence::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account_id),
        kind: Set(seen.as_str().to_owned()),
        seen_at: Set(portal.clock.now()),
    };
    repo::keep(connection, row).await
}

/// What was noted of an account, the earliest first.
pub(super) async fn noted(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<evidence::Model>> {
    repo::of_account(connection, account_id).await
}

/// What was seen of a person, by the portal itself and by whoever vouches for them.
pub async fn seen(portal: &Portal, citizen: &Citizen) -> Result<Vec<Evidence>> {
    let read = portal.database.read();
    let rows = repo::of_account(read, citizen.account_id()).await?;
    let own = rows.iter().filter_map(|row| Evidence::named(&row.kind));
    let vouched = match provider::level(read, citizen.account_id()).await? {
        Some(2..) => Some(Evidence::Vneid2),
        Some(1) => Some(Evidence::Vneid1),
        _ => None,
    };
    Ok(own.chain(vouched).collect())
}

/// How well the portal knows who somebody is.
pub async fn level_of(portal: &Portal, citizen: &Citizen) -> Result<ProofingLevel> {
    Ok(level(&seen(portal, citizen).await?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::account::testing::citizen;
    use crate::testing::{TestPortal, on_each_database};

    async fn the_level_follows_what_was_seen(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        assert_eq!(seen(&portal, &hoa).await.unwrap(), [Evidence::Mail], "an account comes from its mailbox");
        assert_eq!(level_of(&portal, &hoa).await.unwrap(), ProofingLevel::Ial1);
        for (evidence, reached) in [
            (Evidence::Phone, ProofingLevel::Ial2),
            (Evidence::Phone, ProofingLevel::Ial2),
            (Evidence::Desk, ProofingLevel::Ial3),
        ] {
            let transaction = portal.database.write().await.unwrap();
            note(&portal, &*transaction, hoa.account_id(), evidence).await.unwrap();
            transaction.commit().await.unwrap();
            assert_eq!(level_of(&portal, &hoa).await.unwrap(), reached);
        }
        assert_eq!(level_of(&portal, &minh).await.unwrap(), ProofingLevel::Ial1);
    }
    on_each_database!(the_level_follows_what_was_seen);
}
