//! What an administrator sets of an agency: judged and stored as an import is, so that exports and imports hold it too.

use domain::catalogue::Agency;
use domain::staff::{Action, Deed};
use serde_json::json;
use uuid::Uuid;

use super::import::newest;
use super::parse::{Fault, File, parse};
use super::repo;
use crate::audit::{self, Actor};
use crate::staff::Officer;
use crate::{Portal, Result};

/// Somebody who sets agencies. Only an officer who may makes one.
#[derive(Clone, Copy, Debug)]
pub struct AgencyEditor(Uuid);

impl AgencyEditor {
    /// `officer`, if they may.
    pub fn of(officer: &Officer) -> Option<Self> {
        officer.may(Action::InPortal(Deed::EditAgencies)).map(|_| Self(officer.account_id()))
    }
}

/// What became of it.
#[derive(Debug)]
pub enum Set {
    /// It is as it was wished.
    Done,
    /// There is no such agency any more.
    Nothing,
    /// Nothing was changed, because of these faults.
    Refused(Vec<Fault>),
}

/// Changes the agency with this code by `change`, upon what is stored of it now.
pub async fn set_agency(
    portal: &Portal,
    AgencyEditor(by): AgencyEditor,
    code: &str,
    change: impl FnOnce(&mut Agency),
) -> Result<Set> {
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    let mut stored = repo::load(&*transaction).await?;
    let Some(agency) = stored.agencies.iter_mut().find(|agency| agency.code == code) else {
        return Ok(Set::Nothing);
    };
    change(agency);
    let text = json!({"format": "motcua-catalogue/1", "agencies": stored.agencies}).to_string();
    let files = [File { name: "agencies".to_owned(), text }];
    let judged = match parse(&files).over(newest(stored)) {
        Ok(judged) => judged,
        Err(faults) => return Ok(Set::Refused(faults)),
    };
    if repo::replace_agencies(&*transaction, &judged.catalogue.agencies, now).await? {
        repo::touch_revision(&*transaction, now).await?;
        let subject = Some(("agency", code.to_owned()));
        audit::record(portal, &*transaction, Actor::Officer(by), "agency.set", subject).await?;
    }
    transaction.commit().await?;
    super::refresh(portal).await?;
    Ok(Set::Done)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use domain::catalogue::BankAccount;
    use domain::staff::Role;

    use super::*;
    use crate::catalogue::{Outcome, export, import, refresh};
    use crate::desk::testing::officer;
    use crate::dossier::compute_anew;
    use crate::dossier::testing::{DESK, filed};
    use crate::testing::{TestPortal, on_each_database};

    async fn an_agency_is_set_and_its_calendar_counts(portal: TestPortal) {
        let (hoa, _) = crate::account::testing::citizen(&portal, 1).await;
        let administrator = officer(&portal, 11, DESK, Role::Administrator).await;
        let editor = officer(&portal, 12, DESK, Role::CatalogueEditor).await;
        assert!(AgencyEditor::of(&editor).is_none());
        let by = AgencyEditor::of(&administrator).unwrap();
        filed(&portal, &hoa).await;
        compute_anew(&portal).await.unwrap();

        let bank = BankAccount { bank: "970436".into(), account: "x y".into(), holder: "TTPVHCC".into() };
        let refused = set_agency(&portal, by, DESK, |agency| agency.bank = Some(bank.clone())).await.unwrap();
        assert!(
            matches!(&refused, Set::Refused(faults) if faults[0].place.ends_with(".bank")),
            "{refused:?}"
        );
        let bank = BankAccount { account: "123".into(), ..bank };
        let storm = "2026-11-25".parse().unwrap();
        let set = set_agency(&portal, by, DESK, |agency| {
            agency.bank = Some(bank.clone());
            agency.phone = "0269 3824 000".into();
            agency.closed.insert(storm);
        });
        assert!(matches!(set.await.unwrap(), Set::Done));
        assert!(matches!(set_agency(&portal, by, "H99", |_| ()).await.unwrap(), Set::Nothing));
        assert_eq!(portal.catalogue().agency(DESK).unwrap().bank, Some(bank.clone()));
        assert_eq!(compute_anew(&portal).await.unwrap(), 1, "its dossiers are due later");

        // Another process sees it, and what is exported can be imported.
        let other = portal.second().await;
        refresh(&other).await.unwrap();
        assert_eq!(other.catalogue().agency(DESK).unwrap().phone, "0269 3824 000");
        let file = File { name: "agencies.json".into(), text: export(&portal).await.unwrap() };
        match import(&portal, &[file]).await.unwrap() {
            Outcome::Imported(report) => {
                assert!(report.parts.is_empty() && report.changed.is_empty(), "{report:?}")
            }
            Outcome::Refused(faults) => panic!("{faults:?}"),
        }
    }
    on_each_database!(an_agency_is_set_and_its_calendar_counts);
}
