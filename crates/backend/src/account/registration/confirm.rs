//! The mailbox is confirmed, by the mail's button or its code: the account comes into being.

use ::entity::registration;
use chrono::{DateTime, Datelike, Utc};
use domain::account::registration::{self as rules, EMAIL, IDENTITY_NUMBER, Step};
use domain::account::{AccountKind, OrganisationKind};
use domain::address::Address;
use domain::email::Email;
use domain::identity::{IdentityNumber, Sex};
use domain::person_name::PersonName;
use domain::phone::Phone;
use domain::tax_code::TaxCode;
use domain::{Answers, Language, check, date};
use sea_orm::ActiveValue::Set;

use super::mail::{hash_code, hash_link};
use super::{Answered, CODE, CODE_LENGTH, CODE_TRIES, answers_of, find, known_units, seal_answers};
use crate::account::person::{self, NewOrganisation, Person};
use crate::account::{letters, repo};
use crate::audit::{self, Actor};
use crate::database::WriteTransaction;
use crate::job::{self, Job};
use crate::limit::{self, Allowance, Limit};
use crate::{Error, Portal, Result};

/// What a link of a mail is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Its button confirms.
    Open {
        /// The mailbox, in a way that only its owner recognises.
        mailbox: String,
    },
    /// It did its work.
    Used,
    /// Too late, replaced by another mail, or never sent.
    Expired,
}

/// What came of pressing the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The mailbox is confirmed.
    Confirmed,
    /// It was confirmed before.
    Used,
    /// The link works no more.
    Expired,
}

/// Says what a link is good for, and changes nothing: mail scanners open links too.
pub async fn link(portal: &Portal, link_token: &str) -> Result<Link> {
    let row = repo::registration_by_link(portal.database.read(), &hash_link(portal, link_token)).await?;
    Ok(match row {
        Some(row) if row.confirmed_at.is_some() => Link::Used,
        Some(row) if is_open(&row, portal.clock.now()) => {
            let answers = answers_of(portal, &row)?;
            let mailbox = Email::parse(answers.get(EMAIL)).map(|email| email.masked()).unwrap_or_default();
            Link::Open { mailbox }
        }
        _ => Link::Expired,
    })
}

fn is_open(row: &registration::Model, now: DateTime<Utc>) -> bool {
    row.submitted_at.is_some() && row.link_expires_at.is_some_and(|until| now < until)
}

/// Confirms by the button in the mail, from whatever device.
pub async fn confirm_by_link(portal: &Portal, link_token: &str) -> Result<Confirmation> {
    let hash = hash_link(portal, link_token);
    let transaction = portal.database.write().await?;
    let row = match repo::registration_by_link(&*transaction, &hash).await? {
        Some(row) => repo::hold_registration(&*transaction, row.id).await?,
        None => None,
    };
    match row.filter(|row| row.link_hash.as_ref() == Some(&hash)) {
        Some(row) if row.confirmed_at.is_some() => Ok(Confirmation::Used),
        Some(row) if is_open(&row, portal.clock.now()) => confirm(portal, transaction, row).await,
        _ => Ok(Confirmation::Expired),
    }
}

/// Confirms by the code in the mail, in the browser that registers.
pub async fn confirm_by_code(portal: &Portal, token: &str, typed: &str) -> Result<Answered> {
    let answered = |next| Answered { token: token.to_owned(), next };
    let Some(row) = find(portal, token).await? else { return Ok(answered(Step::Provider)) };
    let transaction = portal.database.write().await?;
    let Some(row) = repo::hold_registration(&*transaction, row.id).await? else {
        return Ok(answered(Step::Provider));
    };
    if row.confirmed_at.is_some() {
        return Ok(answered(Step::Confirmed));
    }
    if row.submitted_at.is_none() {
        return Ok(answered(Step::Details));
    }
    let mut answers = answers_of(portal, &row)?;
    answers.set(CODE, typed.chars().take(20).collect::<String>());
    let kept = seal_answers(portal, &answers)?;
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let now = portal.clock.now();
    let change = registration::ActiveModel { answers: Set(kept), ..Default::default() };
    repo::change_registration(&*transaction, row.id, change).await?;
    if digits.len() == CODE_LENGTH
        && let Some(row) = repo::count_try(&*transaction, row.id, CODE_TRIES, now).await?
        && row.code_hash == Some(hash_code(portal, &row, &digits))
        && is_open(&row, now)
    {
        confirm(portal, transaction, row).await?;
        return Ok(answered(Step::Confirmed));
    }
    transaction.commit().await?;
    Ok(answered(Step::Mail))
}

/// The last gate. Everything is looked at again; who comes second changes nothing.
async fn confirm(
    portal: &Portal,
    transaction: WriteTransaction,
    row: registration::Model,
) -> Result<Confirmation> {
    let answers = answers_of(portal, &row)?;
    let today = portal.clock.today();
    if !portal.providers.own {
        return Ok(Confirmation::Expired);
    }
    let Some(password_hash) = row.password_hash.clone() else { return Ok(Confirmation::Expired) };
    if !rules::is_complete(&answers, true, today, known_units(&portal.catalogue())) {
        return Ok(Confirmation::Expired);
    }
    let done = registration::ActiveModel {
        confirmed_at: Set(Some(portal.clock.now())),
        // What was typed lives on in the account, or nowhere.
        answers: Set(seal_answers(portal, &Answers::default())?),
        password_hash: Set(None),
        link_token: Set(None),
        code_hash: Set(None),
        ..Default::default()
    };
    if !repo::change_registration(&*transaction, row.id, done).await? {
        return Ok(Confirmation::Used);
    }
    let person = person_of(&answers, today.year()).ok_or(Error::Unreadable("registration.answers"))?;
    let language = Language::of_tag(&row.language);
    match person::create(portal, &*transaction, &person, Some(password_hash), language).await? {
        Some(account) => {
            if let Some(AccountKind::Organisation(kind)) = rules::account_kind(&answers) {
                let organisation = organisation_of(kind, &answers, today.year());
                person::list_organisation(portal, &*transaction, account, organisation).await?;
            }
            let subject = Some(("account", account.to_string()));
            audit::record(portal, &*transaction, Actor::Citizen(account), "account.create", subject).await?;
        }
        None => tell_owner(portal, &transaction, &person).await?,
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(Confirmation::Confirmed)
}

/// Mails to one owner that somebody registered with their number.
pub(super) const TOLD: Limit =
    Limit { name: "registration.taken", most: 2, window: chrono::TimeDelta::days(1) };

/// The number has an account. Whoever holds the mailbox that was just confirmed learns nothing of it; the account's
/// owner is told, but not flooded.
async fn tell_owner(portal: &Portal, transaction: &WriteTransaction, person: &Person) -> Result<()> {
    let hash = person::hash_number(portal, person.identity_number.as_str());
    let Some(owner) = repo::account_by_number(&**transaction, &hash).await? else { return Ok(()) };
    let subject = Some(("account", owner.id.to_string()));
    audit::record(portal, &**transaction, Actor::Nobody, "registration.taken", subject).await?;
    if limit::count_within(portal, &**transaction, TOLD, &owner.id.to_string()).await? != Allowance::Allowed {
        return Ok(());
    }
    let mailbox = person::open_person(portal, &owner)?.email;
    // Made by an identity provider, without a mailbox: nobody to tell, and no password that a stranger could hope for.
    if mailbox.is_empty() {
        return Ok(());
    }
    let language = Language::of_tag(&owner.language);
    let mail = letters::taken(portal, language, &mailbox);
    job::enqueue(portal, &**transaction, &Job::Mail(mail), None).await
}

fn person_of(answers: &Answers, this_year: i32) -> Option<Person> {
    Some(Person {
        name: PersonName::parse(answers.get("name")).ok()?.as_str().to_owned(),
        identity_number: IdentityNumber::parse(answers.get(IDENTITY_NUMBER), this_year).ok()?,
        birth_date: date::parse(answers.get("birth_date")).ok()?,
        sex: Sex::from_answer(answers.get("sex"))?,
        phone: Phone::parse_mobile(answers.get("phone")).ok()?.e164().to_owned(),
        email: Email::parse(answers.get(EMAIL)).ok()?.as_str().to_owned(),
        address: Address::read(answers, "address"),
    })
}

/// The organisation that checked `answers` describe.
pub(in crate::account) fn organisation_of(
    kind: OrganisationKind,
    answers: &Answers,
    this_year: i32,
) -> NewOrganisation {
    let tax_code = TaxCode::parse(answers.get("organisation_tax_code"), this_year).ok();
    NewOrganisation {
        kind,
        name: check::clean_line(answers.get("organisation_name")),
        tax_code: tax_code.map(|code| code.as_str().to_owned()),
        address: Address::read(answers, "organisation_address"),
        position: check::clean_line(answers.get("organisation_position")),
    }
}
