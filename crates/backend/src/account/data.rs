//! What is stored about a person, for them to see and to take along.

mod export;
pub(super) mod repo;

use chrono::{DateTime, Utc};
use domain::account::proofing::Evidence;

pub use export::export;

use super::{Citizen, deletion, organisations, proofing};
use crate::attachment::kept;
use crate::{Error, Portal, Result, dossier};

/// Most entries of the trail shown.
const MOST_SHOWN: u64 = 200;

/// What is stored about a person, beside what the account's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Since when there is an account.
    pub since: DateTime<Utc>,
    /// What showed who it is, and when.
    pub evidence: Vec<(Option<Evidence>, DateTime<Utc>)>,
    /// Organisations, open drafts, dossiers and papers that are kept.
    pub organisations: usize,
    /// Drafts that were not filed.
    pub drafts: usize,
    /// Dossiers.
    pub dossiers: u64,
    /// Papers kept for later dossiers.
    pub kept: usize,
    /// Who looked, and what was done, the latest first.
    pub trail: Vec<Entry>,
    /// When the account is deleted, if that was asked for.
    pub delete_at: Option<DateTime<Utc>>,
}

/// Something that was done with a person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// `citizen`, `operator`, `system`, `nobody` (not logged in), …
    pub actor: String,
    /// Whether it was the person.
    pub is_own: bool,
    /// `login`, `login.refused`, `dossier.look`, …
    pub action: String,
    /// Code of the dossier that it was about, if it was one.
    pub dossier: Option<String>,
}

/// Everything that is stored about `citizen` but what other pages show.
pub async fn stored(portal: &Portal, citizen: &Citizen) -> Result<Stored> {
    let (read, id) = (portal.database.read(), citizen.account_id());
    let row = super::repo::account(read, id).await?.ok_or(Error::Unreadable("account"))?;
    let seen = proofing::noted(read, id).await?;
    let listed = dossier::list(portal, citizen).await?;
    Ok(Stored {
        since: row.created_at,
        evidence: seen.iter().map(|row| (Evidence::named(&row.kind), row.seen_at)).collect(),
        organisations: organisations(portal, citizen).await?.len(),
        drafts: listed.drafts.len(),
        dossiers: repo::count_dossiers(read, id).await?,
        kept: kept::list(portal, citizen).await?.len(),
        trail: trail(portal, citizen).await?,
        delete_at: deletion::due(portal, citizen).await?,
    })
}

/// What was done with the account, by whomever, and by others with its dossiers.
async fn trail(portal: &Portal, citizen: &Citizen) -> Result<Vec<Entry>> {
    let (read, id) = (portal.database.read(), citizen.account_id());
    let codes = repo::codes_of(read, id, Some(MOST_SHOWN)).await?;
    let dossiers = codes.iter().map(|(id, _)| id.to_string()).collect();
    let rows = repo::trail(read, id, dossiers, MOST_SHOWN).await?;
    let code_of = |subject: &Option<String>| {
        codes.iter().find(|(id, _)| Some(id.to_string()) == *subject).map(|(_, code)| code.clone())
    };
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            at: row.at,
            is_own: row.actor_id == Some(id),
            actor: row.actor_kind,
            action: row.action,
            dossier: code_of(&row.subject_id),
        })
        .collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use bytes::Bytes;
    use chrono::TimeDelta;
    use futures::TryStreamExt;
    use sea_orm::EntityTrait;

    use super::*;
    use crate::account::fresh::fresh;
    use crate::account::testing::{citizen, organisation};
    use crate::audit::{self, Actor};
    use crate::dossier::testing::{draft as begin, filed};
    use crate::testing::{TestPortal, on_each_database};

    async fn one_sees_what_is_stored_and_who_looked(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        organisation(&portal, &hoa).await;
        let code = filed(&portal, &hoa).await;
        begin(&portal, &hoa).await;
        let id = ::entity::dossier::Entity::find().one(portal.database.read()).await.unwrap().unwrap().id;
        let transaction = portal.database.write().await.unwrap();
        for (actor, action, subject) in [
            (Actor::Citizen(hoa.account_id()), "login", ("account", hoa.account_id().to_string())),
            (Actor::Nobody, "login.refused", ("account", hoa.account_id().to_string())),
            (Actor::Operator, "dossier.look", ("dossier", id.to_string())),
            (Actor::Operator, "account.look", ("account", minh.account_id().to_string())),
        ] {
            portal.test_clock.advance(TimeDelta::minutes(1));
            audit::record(&portal, &*transaction, actor, action, Some(subject)).await.unwrap();
        }
        transaction.commit().await.unwrap();
        let stored = stored(&portal, &hoa).await.unwrap();
        assert_eq!((stored.organisations, stored.drafts, stored.dossiers, stored.kept), (1, 1, 1, 0));
        assert_eq!(stored.evidence[0].0, Some(Evidence::Mail));
        let trail: Vec<_> = stored.trail.iter().map(|entry| (entry.action.as_str(), entry.is_own)).collect();
        assert_eq!(trail, [("dossier.look", false), ("login.refused", false), ("login", true)]);
        assert_eq!(stored.trail[0].dossier.as_deref(), Some(code.as_str()));
        let others = super::stored(&portal, &minh).await.unwrap();
        assert_eq!((others.dossiers, others.trail.len()), (0, 1));
    }
    on_each_database!(one_sees_what_is_stored_and_who_looked);

    async fn everything_can_be_taken_along(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        organisation(&portal, &hoa).await;
        let codes = [filed(&portal, &hoa).await, filed(&portal, &hoa).await];
        begin(&portal, &hoa).await;
        let taken = async |who: &Citizen| {
            let who = fresh(&portal, who.clone()).unwrap();
            let pieces: Vec<Bytes> = export(&portal, &who).await.unwrap().try_collect().await.unwrap();
            serde_json::from_slice::<serde_json::Value>(&pieces.concat()).unwrap()
        };
        let mine = taken(&hoa).await;
        assert_eq!(mine["person"]["name"], "Nguyễn Thị Hoa");
        assert_eq!(mine["person"]["identity_number"], "064190000001");
        assert_eq!(mine["organisations"][0]["tax_code"], "5900189195");
        assert_eq!(mine["drafts"].as_array().unwrap().len(), 1);
        let dossiers = mine["dossiers"].as_array().unwrap();
        assert!(codes.iter().all(|code| dossiers.iter().any(|one| one["code"] == **code)), "{mine}");
        assert_eq!(dossiers[0]["answers"]["child_name"], "Nguyễn Minh An");
        assert_eq!(dossiers[0]["papers"][0]["name"], "giấy chứng sinh.pdf");
        let other = taken(&minh).await;
        assert_eq!(other["dossiers"].as_array().unwrap().len(), 0);
        assert!(!other.to_string().contains("064190000001"));
    }
    on_each_database!(everything_can_be_taken_along);
}
