//! What shows who somebody is, and the level that it reaches.

use ::entity::evidence;
use domain::account::proofing::{Evidence, level};
use domain::catalogue::ProofingLevel;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
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
    let conflict = OnConflict::columns([evidence::Column::AccountId, evidence::Column::Kind])
        .update_column(evidence::Column::SeenAt)
        .to_owned();
    evidence::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}

/// What was seen of a person, by the portal itself and by whoever vouches for them.
pub async fn seen(portal: &Portal, citizen: &Citizen) -> Result<Vec<Evidence>> {
    let read = portal.database.read();
    let of_account = evidence::Column::AccountId.eq(citizen.account_id());
    let rows = evidence::Entity::find().filter(of_account).all(read).await?;
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
