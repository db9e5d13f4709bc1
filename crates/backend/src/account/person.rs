//! What an account holds about its person and the organisations it acts for.

use ::entity::{account, credential, organisation};
use chrono::NaiveDate;
use domain::Language;
use domain::account::OrganisationKind;
use domain::account::proofing::Evidence;
use domain::address::Address;
use domain::identity::{IdentityNumber, Sex};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Citizen, password, proofing, recovery, repo};
use crate::audit::{self, Actor};
use crate::secret::Purpose;
use crate::{Error, Portal, Result};

const PERSON: &str = "account.person";
const DETAILS: &str = "organisation.details";

/// The credential that is a password.
pub(super) const PASSWORD: &str = "password";

/// The person an account belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Họ, chữ đệm và tên.
    pub name: String,
    /// Số định danh cá nhân.
    pub identity_number: IdentityNumber,
    /// Day of birth.
    pub birth_date: NaiveDate,
    /// Sex.
    pub sex: Sex,
    /// Mobile number in E.164 form.
    pub phone: String,
    /// Mail address; empty where the account was made without one, by an identity provider.
    pub email: String,
    /// Where the person lives.
    pub address: Address,
}

/// An organisation that somebody acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: OrganisationKind,
    /// Registered name.
    pub name: String,
    /// Mã số thuế; associations may have none.
    pub tax_code: Option<String>,
    /// Where it has its head office.
    pub address: Address,
    /// Position of the person who represents it; may be empty.
    pub position: String,
}

/// An organisation about to be listed; see [`Organisation`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    /// What it is.
    pub kind: OrganisationKind,
    /// Registered name.
    pub name: String,
    /// Mã số thuế; associations may have none.
    pub tax_code: Option<String>,
    /// Where it has its head office.
    pub address: Address,
    /// Position of the person who represents it; may be empty.
    pub position: String,
}

/// What is kept sealed about an organisation.
#[derive(Serialize, Deserialize)]
struct Details {
    tax_code: Option<String>,
    address: Address,
    position: String,
}

/// Everything the account of `citizen` holds about its person.
pub async fn person(portal: &Portal, citizen: &Citizen) -> Result<Person> {
    let row = repo::account(portal.database.read(), citizen.account_id()).await?;
    open_person(portal, &row.ok_or(Error::Unreadable(PERSON))?)
}

/// The name of whoever has the account; `None` where it is gone.
pub(crate) async fn name_of(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Option<String>> {
    let row = repo::account(connection, account_id).await?;
    row.map(|row| name_in(portal, &row)).transpose()
}

/// The name in an account.
pub(crate) fn name_in(portal: &Portal, row: &account::Model) -> Result<String> {
    Ok(open_person(portal, row)?.name)
}

pub(super) fn open_person(portal: &Portal, row: &account::Model) -> Result<Person> {
    portal.keys.open_value(PERSON, &row.person)
}

/// Writes another mailbox into an account, in the transaction that confirms it.
pub(super) async fn change_mailbox(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    mailbox: &str,
) -> Result<()> {
    let row = repo::hold_account(connection, account_id).await?.ok_or(Error::Unreadable(PERSON))?;
    let mut person = open_person(portal, &row)?;
    mailbox.clone_into(&mut person.email);
    let change = account::ActiveModel {
        person: Set(portal.keys.seal(PERSON, &person)?),
        email_hash: Set(portal.keys.hash(Purpose::Email, mailbox)),
        email_confirmed_at: Set(portal.clock.now()),
        ..Default::default()
    };
    repo::change_account(connection, account_id, change).await?;
    recovery::end_ways_in(portal, connection, account_id).await
}

/// Writes another phone into an account, in the transaction that confirms it; returns the one before.
pub(super) async fn change_phone(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    phone: &str,
) -> Result<String> {
    let row = repo::hold_account(connection, account_id).await?.ok_or(Error::Unreadable(PERSON))?;
    let mut person = open_person(portal, &row)?;
    let before = std::mem::replace(&mut person.phone, phone.to_owned());
    let change =
        account::ActiveModel { person: Set(portal.keys.seal(PERSON, &person)?), ..Default::default() };
    repo::change_account(connection, account_id, change).await?;
    recovery::end_ways_in(portal, connection, account_id).await?;
    Ok(before)
}

/// The organisations that `citizen` acts for, in the order they were added.
pub async fn organisations(portal: &Portal, citizen: &Citizen) -> Result<Vec<Organisation>> {
    organisations_of(portal, citizen.account_id()).await
}

/// The organisations of an account, in the order they were added.
pub(crate) async fn organisations_of(portal: &Portal, account_id: Uuid) -> Result<Vec<Organisation>> {
    let rows = repo::organisations(portal.database.read(), account_id).await?;
    rows.into_iter()
        .map(|row| {
            let kind =
                OrganisationKind::from_answer(&row.kind).ok_or(Error::Unreadable("organisation.kind"))?;
            let Details { tax_code, address, position } = portal.keys.open_value(DETAILS, &row.details)?;
            Ok(Organisation { id: row.id, kind, name: row.name, tax_code, address, position })
        })
        .collect()
}

/// The account of somebody in a demonstration as whom nobody logs in; made unless it is there.
pub(crate) async fn of_demonstration(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    person: &Person,
) -> Result<Uuid> {
    if let Some(id) = create(portal, connection, person, None, Language::Vi).await? {
        return Ok(id);
    }
    let found =
        repo::account_by_number(connection, &hash_number(portal, person.identity_number.as_str())).await?;
    Ok(found.ok_or(Error::Unreadable("account.identity_number_hash"))?.id)
}

/// Makes an account, with its password unless others vouch for the person; `None` when the identity number has one
/// already.
pub(super) async fn create(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    person: &Person,
    password_hash: Option<String>,
    language: Language,
) -> Result<Option<Uuid>> {
    let now = portal.clock.now();
    let id = Uuid::now_v7();
    let row = account::ActiveModel {
        id: Set(id),
        identity_number_hash: Set(hash_number(portal, person.identity_number.as_str())),
        name: Set(person.name.clone()),
        person: Set(portal.keys.seal(PERSON, person)?),
        email_hash: Set(hash_email(portal, &person.email)),
        language: Set(language.tag().to_owned()),
        created_at: Set(now),
        email_confirmed_at: Set(now),
        disabled_at: Set(None),
    };
    if !repo::insert_account(connection, row).await? {
        return Ok(None);
    }
    if let Some(hash) = password_hash {
        repo::put_credential(connection, password_row(portal, id, hash)).await?;
    }
    // Whoever has a mailbox has confirmed it: nothing else makes an account with one.
    if !person.email.is_empty() {
        proofing::note(portal, connection, id, Evidence::Mail).await?;
    }
    Ok(Some(id))
}

/// The row of a password with this hash.
pub(super) fn password_row(portal: &Portal, account_id: Uuid, hash: String) -> credential::ActiveModel {
    let now = portal.clock.now();
    credential::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(account_id),
        kind: Set(PASSWORD.to_owned()),
        secret: Set(hash),
        created_at: Set(now),
        changed_at: Set(now),
    }
}

/// Sees to it that `person` has an account, without registration: for demonstrations. An account that is there stays
/// as it is. Returns its id.
pub async fn provide(
    portal: &Portal,
    person: &Person,
    password: &str,
    language: Language,
    organisation: Option<NewOrganisation>,
) -> Result<Uuid> {
    let number = hash_number(portal, person.identity_number.as_str());
    if let Some(known) = repo::account_by_number(portal.database.read(), &number).await? {
        return Ok(known.id);
    }
    let hash = password::hash(password).await?;
    let transaction = portal.database.write().await?;
    let Some(account) = create(portal, &*transaction, person, Some(hash), language).await? else {
        // Made by another instance at this very moment.
        let made = repo::account_by_number(&*transaction, &number).await?;
        return made.map(|row| row.id).ok_or(Error::Unreadable("account"));
    };
    if let Some(organisation) = organisation {
        list_organisation(portal, &*transaction, account, organisation).await?;
    }
    transaction.commit().await?;
    Ok(account)
}

/// Opens the account of a person again that [`close`] closed.
pub(crate) async fn reopen(portal: &Portal, number: &IdentityNumber) -> Result<()> {
    let transaction = portal.database.write().await?;
    let hash = hash_number(portal, number.as_str());
    if let Some(account) = repo::account_by_number(&*transaction, &hash).await? {
        repo::set_disabled(&*transaction, account.id, None).await?;
    }
    transaction.commit().await
}

/// Closes the account of a person whose password is `known` to everybody; says whether there was one.
pub(crate) async fn close(portal: &Portal, number: &IdentityNumber, known: &str) -> Result<bool> {
    let read = portal.database.read();
    let found = repo::account_by_number(read, &hash_number(portal, number.as_str())).await?;
    let Some(account) = found.filter(|account| account.disabled_at.is_none()) else { return Ok(false) };
    let Some(credential) = repo::credential(read, account.id, PASSWORD).await? else { return Ok(false) };
    if !password::verify(known, Some(&credential.secret)).await?.right {
        return Ok(false);
    }
    let transaction = portal.database.write().await?;
    repo::set_disabled(&*transaction, account.id, Some(portal.clock.now())).await?;
    let subject = Some(("account", account.id.to_string()));
    audit::record(portal, &*transaction, Actor::Nobody, "account.disable", subject).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Lists an organisation with an account; `None` when it is listed already.
pub(super) async fn list_organisation(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    organisation: NewOrganisation,
) -> Result<Option<Uuid>> {
    let NewOrganisation { kind, name, tax_code, address, position } = organisation;
    let id = Uuid::now_v7();
    let told_apart_by = tax_code.as_ref().map_or_else(|| name.to_lowercase(), Clone::clone);
    let row = organisation::ActiveModel {
        id: Set(id),
        account_id: Set(account_id),
        kind: Set(kind.as_str().to_owned()),
        name: Set(name),
        distinction_hash: Set(portal.keys.hash(Purpose::Organisation, &told_apart_by)),
        details: Set(portal.keys.seal(DETAILS, &Details { tax_code, address, position })?),
        created_at: Set(portal.clock.now()),
    };
    Ok(repo::insert_organisation(connection, row).await?.then_some(id))
}

/// The account with this number.
pub(crate) async fn id_by_number(portal: &Portal, number: &IdentityNumber) -> Result<Option<Uuid>> {
    let hash = hash_number(portal, number.as_str());
    Ok(repo::account_by_number(portal.database.read(), &hash).await?.map(|row| row.id))
}

/// What an account is found by.
pub(crate) fn hash_number(portal: &Portal, digits: &str) -> String {
    portal.keys.hash(Purpose::IdentityNumber, digits)
}

/// What accounts of a mailbox are found by; nothing where there is none.
pub(super) fn hash_email(portal: &Portal, email: &str) -> String {
    if email.is_empty() { String::new() } else { portal.keys.hash(Purpose::Email, email) }
}
