//! By what officers find a dossier beside its code and name: exact identity numbers and phones, as keyed hashes.

use ::entity::dossier_fact;
use domain::Answers;
use domain::identity::IdentityNumber;
use domain::phone::Phone;
use uuid::Uuid;

use crate::Portal;
use crate::account::Person;
use crate::secret::Purpose;

/// Answers that may hold an identity number of somebody whom the dossier concerns.
const NUMBERS: [&str; 2] = ["dossier_owner_identity_number", "dossier_principal_identity_number"];

/// The keyed hash of an identity number. Unlike that of an account it says nothing of who has one.
pub(crate) fn of_number(portal: &Portal, number: &IdentityNumber) -> String {
    portal.keys.hash(Purpose::DossierIdentityNumber, number.as_str())
}

/// The keyed hash of a phone.
pub(crate) fn of_phone(portal: &Portal, phone: &Phone) -> String {
    portal.keys.hash(Purpose::DossierPhone, phone.e164())
}

/// Those of a dossier that `person` files with these answers.
pub(super) fn of_filing(
    portal: &Portal,
    person: &Person,
    answers: &Answers,
    dossier_id: Uuid,
) -> Vec<dossier_fact::ActiveModel> {
    let typed = NUMBERS.iter().filter_map(|path| IdentityNumber::parse(answers.get(path), i32::MAX).ok());
    let mut facts: Vec<String> =
        typed.chain([person.identity_number.clone()]).map(|number| of_number(portal, &number)).collect();
    let phones = [answers.get("dossier_phone"), &person.phone];
    facts.extend(
        phones.iter().filter_map(|phone| Phone::parse(phone).ok()).map(|phone| of_phone(portal, &phone)),
    );
    facts.sort_unstable();
    facts.dedup();
    facts.into_iter().map(|fact| dossier_fact::Model { fact, dossier_id }.into()).collect()
}
