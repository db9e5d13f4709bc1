//! Registering: a row from the first answer to the confirmed mailbox.
//!
//! Nothing here looks at accounts before a mailbox is confirmed, so whoever registers any number sees the same pages
//! and gets the same mail after the same work, whether or not the number has an account.

mod confirm;
mod mail;
mod submit;
#[cfg(test)]
mod tests;

use ::entity::registration;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::registration::{self as rules, CONSENT, Progress, Step};
use domain::address::Units;
use domain::check::Checked;
use domain::form::Section;
use domain::{Answers, Language, Problem, check as rule};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

pub(super) use confirm::organisation_of;
pub use confirm::{Confirmation, Link, confirm_by_code, confirm_by_link, link};
pub use mail::resend;
pub(super) use submit::personal;
pub use submit::{Details, change_mailbox, judge_password, submit};

use super::repo;
use crate::catalogue::Snapshot;
use crate::database::WriteTransaction;
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result};

const ANSWERS: &str = "registration.answers";

/// Path at which the code that was typed last is kept.
pub const CODE: &str = "code";
/// Digits of the code in the mail.
pub const CODE_LENGTH: usize = 6;
/// An open registration is forgotten after so long without an answer.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// The button in the mail works for so long.
pub const LINK_LIFE: TimeDelta = TimeDelta::hours(24);
/// The code in the mail works for so long.
pub const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);
/// Wrong codes for one registration, however many codes were sent.
pub const CODE_TRIES: i32 = 5;
/// The least pause between two mails.
pub const MAIL_PAUSE: TimeDelta = TimeDelta::seconds(60);

/// Registrations begun at one address: each is a row that anybody can make. Many people may sit behind the address of a
/// one-stop office or a village's network.
const BEGUN: Limit = Limit { name: "registration.begun", most: 300, window: TimeDelta::hours(1) };

/// A registration as its pages need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// What was typed.
    pub answers: Answers,
    /// An acceptable password was set; it cannot be read back.
    pub password_set: bool,
    /// What was wrong with the password typed last.
    pub password_problem: Option<Problem>,
    /// About the mail, once everything was sent with "Đăng ký".
    pub mail: Option<MailState>,
    /// The mailbox was confirmed.
    pub confirmed: bool,
}

/// Where the confirmation of a mailbox stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailState {
    /// When the last mail went out; never, if too many were asked for.
    pub sent_at: Option<DateTime<Utc>>,
    /// From then on it may be sent again.
    pub again_at: DateTime<Utc>,
    /// The code works until then.
    pub code_until: Option<DateTime<Utc>>,
    /// So many wrong codes are still forgiven.
    pub tries_left: i32,
}

impl Registration {
    /// What decides about the steps besides the answers.
    pub fn progress(&self) -> Progress {
        Progress {
            password_set: self.password_set,
            submitted: self.mail.is_some(),
            confirmed: self.confirmed,
        }
    }
}

/// What came of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The registration's token, for its cookie; a new one if the old registration was gone.
    pub token: String,
    /// The step to go to; the same one again when something has to be put right or looked at.
    pub next: Step,
}

/// The registration that `token` stands for, if it is still known.
pub async fn load(portal: &Portal, token: &str) -> Result<Option<Registration>> {
    match find(portal, token).await? {
        Some(row) => Ok(Some(read(portal, &row)?)),
        None => Ok(None),
    }
}

fn read(portal: &Portal, row: &registration::Model) -> Result<Registration> {
    let password_problem = match &row.password_problem {
        Some(json) => {
            Some(serde_json::from_str(json).map_err(|_| Error::Unreadable("registration.password_problem"))?)
        }
        None => None,
    };
    let mail = row.submitted_at.map(|submitted_at| MailState {
        sent_at: row.mail_sent_at,
        again_at: row.mail_again_at.unwrap_or(submitted_at),
        code_until: row.code_expires_at,
        tries_left: CODE_TRIES - row.code_tries,
    });
    Ok(Registration {
        answers: portal.keys.open_value(ANSWERS, &row.answers)?,
        password_set: row.password_hash.is_some(),
        password_problem,
        mail,
        confirmed: row.confirmed_at.is_some(),
    })
}

async fn find(portal: &Portal, token: &str) -> Result<Option<registration::Model>> {
    let hash = portal.keys.hash(Purpose::Confirmation, token);
    let row = repo::registration_by_token(portal.database.read(), &hash).await?;
    Ok(row.filter(|row| row.expires_at > portal.clock.now() && row.account_id.is_none()))
}

/// A registration that is about to be changed.
struct Opened {
    /// Its token, for its cookie.
    token: String,
    /// As it was when it was looked at; none if it is to be made.
    row: Option<registration::Model>,
}

impl Opened {
    fn answers(&self, portal: &Portal) -> Result<Answers> {
        self.row.as_ref().map_or_else(|| Ok(Answers::default()), |row| answers_of(portal, row))
    }
}

/// The open registration of `token`, or a new one: an expired cookie costs nothing that is being typed.
/// [`Error::TooMany`] when too many were begun at `address`.
async fn open(portal: &Portal, token: Option<&str>, address: &str) -> Result<Opened> {
    if let Some(token) = token
        && let Some(row) = find(portal, token).await?
        && row.confirmed_at.is_none()
    {
        return Ok(Opened { token: token.to_owned(), row: Some(row) });
    }
    if limit::count_network(portal, BEGUN, address).await? != Allowance::Allowed {
        return Err(Error::TooMany);
    }
    Ok(Opened { token: secret::token(), row: None })
}

/// Takes hold of a registration for as long as the transaction lasts, or makes it; `None` if it was confirmed or
/// forgotten since it was looked at. Whatever is written must be made of what this returns.
async fn hold(
    portal: &Portal,
    transaction: &WriteTransaction,
    opened: &Opened,
    language: Language,
) -> Result<Option<registration::Model>> {
    if let Some(row) = &opened.row {
        let held = repo::hold_registration(&**transaction, row.id).await?;
        return Ok(held.filter(|row| row.confirmed_at.is_none()));
    }
    repo::forget_registrations(&**transaction, portal.clock.now()).await?;
    let row = new_row(portal, &opened.token, language, &Answers::default(), None)?;
    Ok(Some(repo::insert_registration(&**transaction, row).await?))
}

/// A row without any answer; `account_id` when it is about an organisation of an existing account.
pub(super) fn new_row(
    portal: &Portal,
    token: &str,
    language: Language,
    answers: &Answers,
    account_id: Option<Uuid>,
) -> Result<registration::ActiveModel> {
    let now = portal.clock.now();
    Ok(registration::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(portal.keys.hash(Purpose::Confirmation, token)),
        language: Set(language.tag().to_owned()),
        answers: Set(seal_answers(portal, answers)?),
        created_at: Set(now),
        expires_at: Set(now + LIFE),
        code_tries: Set(0),
        account_id: Set(account_id),
        ..Default::default()
    })
}

/// The answers of `row`.
pub(super) fn answers_of(portal: &Portal, row: &registration::Model) -> Result<Answers> {
    portal.keys.open_value(ANSWERS, &row.answers)
}

/// [`Error::TooLarge`] for more than is stored.
pub(super) fn demand_fit(answers: &Answers) -> Result<()> {
    if rules::fits(answers) { Ok(()) } else { Err(Error::TooLarge) }
}

/// Seals answers for [`answers_of`]; [`Error::TooLarge`] when they are more than is stored.
pub(super) fn seal_answers(portal: &Portal, answers: &Answers) -> Result<Vec<u8>> {
    demand_fit(answers)?;
    portal.keys.seal(ANSWERS, answers)
}

/// Replaces the answers to `sections` by what a form sent; what was left out of the form is unanswered.
pub(super) fn replace(answers: &mut Answers, sections: &[Section], typed: &Answers) {
    answers.0.retain(|path, _| !rule::accepts_path(sections, path));
    for (path, typed) in &typed.0 {
        if rule::accepts(sections, path, typed) {
            answers.set(path.as_str(), typed.as_str());
        }
    }
}

/// The same for all that a step asks.
fn replace_step(answers: &mut Answers, step: Step, typed: &Answers) {
    replace(answers, &rules::sections(step), typed);
    if step == Step::Details {
        let consent = typed.get(CONSENT);
        answers.set(CONSENT, if rules::accepts(CONSENT, consent) { consent } else { "" });
    }
}

/// The units that addresses are checked against; none before a catalogue was imported.
pub(super) fn known_units(catalogue: &Snapshot) -> Option<&Units> {
    Some(catalogue.units()).filter(|units| !units.0.is_empty())
}

/// What is wrong with the answers to `step`.
pub fn check(portal: &Portal, step: Step, answers: &Answers) -> Checked {
    rules::check_step(step, answers, portal.clock.today(), known_units(&portal.catalogue()))
}

/// The first step at which something is missing.
pub fn next_step(portal: &Portal, registration: &Registration) -> Step {
    let catalogue = portal.catalogue();
    let today = portal.clock.today();
    rules::next_step(&registration.answers, registration.progress(), today, known_units(&catalogue))
}

/// What every answer changes besides itself: the registration lives on, and what was sent already must be sent
/// anew, since a link confirms exactly what was there when it was mailed.
fn reopened(portal: &Portal, answers: &Answers) -> Result<registration::ActiveModel> {
    Ok(registration::ActiveModel {
        answers: Set(seal_answers(portal, answers)?),
        expires_at: Set(portal.clock.now() + LIFE),
        submitted_at: Set(None),
        link_hash: Set(None),
        link_token: Set(None),
        link_expires_at: Set(None),
        code_hash: Set(None),
        code_expires_at: Set(None),
        ..Default::default()
    })
}

/// Where nobody registers because the operator issues no accounts: its first page says so.
fn closed(token: Option<&str>) -> Answered {
    Answered { token: token.unwrap_or_default().to_owned(), next: Step::Provider }
}

/// Keeps what the form of `step` sent, and says where to go. `seen` names the warnings
/// that were on the page, so that each is shown once and can be gone past. `address` is where the request came from.
pub async fn answer(
    portal: &Portal,
    token: Option<&str>,
    language: Language,
    step: Step,
    typed: &Answers,
    seen: &str,
    address: &str,
) -> Result<Answered> {
    demand_fit(typed)?;
    if !portal.providers.own {
        return Ok(closed(token));
    }
    let opened = open(portal, token, address).await?;
    let transaction = portal.database.write().await?;
    let Some(row) = hold(portal, &transaction, &opened, language).await? else {
        return Ok(Answered { token: opened.token, next: Step::Mail });
    };
    let mut answers = answers_of(portal, &row)?;
    replace_step(&mut answers, step, typed);
    let change =
        registration::ActiveModel { language: Set(language.tag().to_owned()), ..reopened(portal, &answers)? };
    repo::change_registration(&*transaction, row.id, change).await?;
    transaction.commit().await?;
    let found = check(portal, step, &answers);
    let progress = Progress { password_set: row.password_hash.is_some(), ..Progress::default() };
    let missing =
        rules::next_step(&answers, progress, portal.clock.today(), known_units(&portal.catalogue()));
    let next = if found.is_fine() && found.was_seen(seen) { missing } else { Ord::min(step, missing) };
    Ok(Answered { token: opened.token, next })
}
