//! Adding an organisation to an account one has, and taking it off again.
//!
//! What is typed lies in a registration of its own, so that nothing is lost while something is still wrong.

use ::entity::registration as row;
use chrono::Datelike;
use domain::account::OrganisationKind;
use domain::account::registration::{KIND, ORGANISATION_KIND, organisation_sections};
use domain::check::{Checked, check_section};
use domain::{Answers, Language};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::registration::{
    answers_of, demand_fit, known_units, new_row, organisation_of, replace, seal_answers,
};
use super::{Citizen, person, repo};
use crate::{Portal, Result, audit, secret};

/// What came of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// The organisation is listed now.
    Listed,
    /// Something has to be put right.
    Again,
}

/// What was typed so far.
pub async fn typed(portal: &Portal, citizen: &Citizen) -> Result<Answers> {
    let now = portal.clock.now();
    let draft = repo::registration_of_account(portal.database.read(), citizen.account_id(), now).await?;
    let mut answers = match &draft {
        Some(draft) => answers_of(portal, draft)?,
        None => Answers::default(),
    };
    answers.set(KIND, "organisation");
    Ok(answers)
}

/// What is wrong with it.
pub fn check(portal: &Portal, answers: &Answers) -> Checked {
    let catalogue = portal.catalogue();
    let mut found = Checked::default();
    for section in organisation_sections() {
        let part = check_section(&section, answers, portal.clock.today(), known_units(&catalogue));
        found.problems.extend(part.problems);
        found.warnings.extend(part.warnings);
    }
    found
}

/// Keeps what was typed and, if `finish` and nothing is wrong, lists the organisation. One that is listed already
/// stays as it is.
pub async fn add(
    portal: &Portal,
    citizen: &Citizen,
    language: Language,
    form: &Answers,
    finish: bool,
) -> Result<Added> {
    // Before everybody else who writes has to wait.
    demand_fit(form)?;
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    let draft = match repo::registration_of_account(&*transaction, citizen.account_id(), now).await? {
        Some(draft) => repo::hold_registration(&*transaction, draft.id).await?,
        None => None,
    };
    let mut answers = match &draft {
        Some(draft) => answers_of(portal, draft)?,
        None => Answers::default(),
    };
    replace(&mut answers, &organisation_sections(), form);
    answers.set(KIND, "organisation");
    let kind = OrganisationKind::from_answer(answers.get(ORGANISATION_KIND));
    let fine = check(portal, &answers).is_fine();
    if let (Some(kind), true, true) = (kind, fine, finish) {
        let organisation = organisation_of(kind, &answers, portal.clock.today().year());
        let listed =
            person::list_organisation(portal, &*transaction, citizen.account_id(), organisation).await?;
        if let Some(id) = listed {
            let subject = Some(("organisation", id.to_string()));
            audit::record(portal, &*transaction, citizen.actor(), "organisation.add", subject).await?;
        }
        if let Some(draft) = draft {
            repo::delete_registration(&*transaction, draft.id).await?;
        }
        transaction.commit().await?;
        return Ok(Added::Listed);
    }
    match draft {
        Some(draft) => {
            let change =
                row::ActiveModel { answers: Set(seal_answers(portal, &answers)?), ..Default::default() };
            repo::change_registration(&*transaction, draft.id, change).await?;
        }
        None => {
            let draft = new_row(portal, &secret::token(), language, &answers, Some(citizen.account_id()))?;
            repo::insert_registration(&*transaction, draft).await?;
        }
    }
    transaction.commit().await?;
    Ok(Added::Again)
}

/// Takes an organisation off the account; dossiers filed for it stay.
pub async fn remove(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<()> {
    let transaction = portal.database.write().await?;
    if repo::delete_organisation(&*transaction, citizen.account_id(), id).await? {
        let subject = Some(("organisation", id.to_string()));
        audit::record(portal, &*transaction, citizen.actor(), "organisation.remove", subject).await?;
    }
    transaction.commit().await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::account::{organisations, testing};
    use crate::testing::{TestPortal, on_each_database};

    fn form(tax_code: &str) -> Answers {
        let mut form = Answers::default();
        for (path, typed) in [
            (ORGANISATION_KIND, "household_business"),
            ("organisation_name", "  Tạp hóa   Bà Hoa "),
            ("organisation_tax_code", tax_code),
            ("organisation_address.province", "52"),
            ("organisation_address.commune", "23563"),
            ("organisation_address.detail", "Chợ Pleiku"),
        ] {
            form.set(path, typed);
        }
        form
    }

    async fn is_added_once_and_removed_by_its_owner_only(portal: TestPortal) {
        let (hoa, _) = testing::citizen(&portal, 1).await;
        let (lan, _) = testing::citizen(&portal, 2).await;
        let add = async |tax_code| add(&portal, &hoa, Language::Vi, &form(tax_code), true).await.unwrap();
        assert_eq!(add("064190").await, Added::Again);
        let kept = typed(&portal, &hoa).await.unwrap();
        assert_eq!(kept.get("organisation_tax_code"), "064190");
        assert_eq!(typed(&portal, &lan).await.unwrap().get("organisation_tax_code"), "");
        assert_eq!(add("064190000001").await, Added::Listed);
        assert_eq!(typed(&portal, &hoa).await.unwrap().get("organisation_name"), "");
        assert_eq!(add("064190000001").await, Added::Listed);
        let listed = organisations(&portal, &hoa).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].name, "Tạp hóa Bà Hoa");
        remove(&portal, &lan, listed[0].id).await.unwrap();
        assert_eq!(organisations(&portal, &hoa).await.unwrap().len(), 1);
        remove(&portal, &hoa, listed[0].id).await.unwrap();
        assert_eq!(organisations(&portal, &hoa).await.unwrap(), []);
    }
    on_each_database!(is_added_once_and_removed_by_its_owner_only);

    async fn what_is_too_large_is_not_kept(portal: TestPortal) {
        let (hoa, _) = testing::citizen(&portal, 1).await;
        let mut large = form("064190");
        large.set("organisation_name", "a".repeat(17_000));
        let added = add(&portal, &hoa, Language::Vi, &large, false).await;
        assert!(matches!(added, Err(crate::Error::TooLarge)));
        assert_eq!(typed(&portal, &hoa).await.unwrap().get("organisation_name"), "");
    }
    on_each_database!(what_is_too_large_is_not_kept);
}
