//! The mail with the button and the code, and sending it again.

use ::entity::registration;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::registration::{EMAIL, Step};
use domain::email::Email;
use domain::{Answers, Language};
use sea_orm::ActiveValue::Set;

use super::{Answered, CODE, CODE_LIFE, LINK_LIFE, MAIL_PAUSE, answers_of, find, seal_answers};
use crate::account::{letters, repo};
use crate::job::{self, Job};
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result};

const LINK: &str = "registration.link_token";

/// Mails to one mailbox, so that nobody's is flooded.
const TO_MAILBOX: Limit = Limit { name: "registration.mailbox", most: 6, window: TimeDelta::hours(1) };
/// Mails asked for from one address; a desk that helps people register stays below.
const FROM_ADDRESS: Limit = Limit { name: "registration.address", most: 60, window: TimeDelta::hours(1) };

/// The mailbox that `answers` name.
pub(super) fn mailbox(answers: &Answers) -> Result<Email> {
    Email::parse(answers.get(EMAIL)).map_err(|_| Error::Unreadable("registration.email"))
}

/// Counts a mail to `mailbox` that `address` asks for.
pub(in crate::account) async fn count(portal: &Portal, mailbox: &Email, address: &str) -> Result<Allowance> {
    if let until @ Allowance::Until(_) = limit::count_network(portal, FROM_ADDRESS, address).await? {
        return Ok(until);
    }
    limit::count(portal, TO_MAILBOX, &mailbox.as_str().to_lowercase()).await
}

/// Makes the mail to `mailbox`, and in `change` what the row must remember of it. When too many were sent already there
/// is no mail, and the row says from when on there may be one.
pub(super) fn prepare(
    portal: &Portal,
    row: &registration::Model,
    mailbox: &Email,
    allowance: Allowance,
    change: &mut registration::ActiveModel,
) -> Result<Option<(Job, DateTime<Utc>)>> {
    let now = portal.clock.now();
    change.submitted_at = Set(Some(row.submitted_at.unwrap_or(now)));
    if let Allowance::Until(again_at) = allowance {
        change.mail_again_at = Set(Some(again_at));
        return Ok(None);
    }
    // Sent again to the same mailbox, the mail carries the same link, so that the older mail works too.
    let link_token = match &row.link_token {
        Some(sealed) => portal.keys.open_value(LINK, sealed)?,
        None => secret::token(),
    };
    let code = secret::six_digits();
    let (link_until, code_until) = (now + LINK_LIFE, now + CODE_LIFE);
    change.link_hash = Set(Some(hash_link(portal, &link_token)));
    change.link_token = Set(Some(portal.keys.seal(LINK, &link_token)?));
    change.link_expires_at = Set(Some(link_until));
    change.code_hash = Set(Some(hash_code(portal, row, &code)));
    change.code_expires_at = Set(Some(code_until));
    change.mail_sent_at = Set(Some(now));
    change.mail_again_at = Set(Some(now + MAIL_PAUSE));
    // Kept a day longer, so that a late click is told that it is late.
    change.expires_at = Set(link_until + TimeDelta::days(1));
    let language = Language::of_tag(&row.language);
    let carried = letters::Confirmation { link_token: &link_token, link_until, code: &code, code_until };
    Ok(Some((Job::Mail(letters::confirm(portal, language, mailbox.as_str(), &carried)), link_until)))
}

/// Sends the mail again, if the pause since the last one is over.
pub async fn resend(portal: &Portal, token: &str, address: &str) -> Result<Answered> {
    let answered = |next| Answered { token: token.to_owned(), next };
    let now = portal.clock.now();
    let Some(row) = find(portal, token).await? else { return Ok(answered(Step::Provider)) };
    if let Some(elsewhere) = no_mail(&row, now) {
        return Ok(answered(elsewhere));
    }
    let mailbox = mailbox(&answers_of(portal, &row)?)?;
    let allowance = count(portal, &mailbox, address).await?;
    let transaction = portal.database.write().await?;
    let Some(row) = repo::hold_registration(&*transaction, row.id).await? else {
        return Ok(answered(Step::Provider));
    };
    // Of two presses at once only the first finds the pause over.
    if let Some(elsewhere) = no_mail(&row, now) {
        return Ok(answered(elsewhere));
    }
    let mut answers = answers_of(portal, &row)?;
    if self::mailbox(&answers)? != mailbox {
        // Changed at this moment, and so sent there at this moment.
        return Ok(answered(Step::Mail));
    }
    answers.0.remove(CODE);
    let mut change =
        registration::ActiveModel { answers: Set(seal_answers(portal, &answers)?), ..Default::default() };
    let mail = prepare(portal, &row, &mailbox, allowance, &mut change)?;
    repo::change_registration(&*transaction, row.id, change).await?;
    if let Some((mail, until)) = &mail {
        job::enqueue(portal, &*transaction, mail, Some(*until)).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(answered(Step::Mail))
}

/// Where somebody is led who asks for the mail again and cannot have it now.
fn no_mail(row: &registration::Model, now: DateTime<Utc>) -> Option<Step> {
    if row.confirmed_at.is_some() {
        return Some(Step::Confirmed);
    }
    if row.submitted_at.is_none() {
        return Some(Step::Details);
    }
    row.mail_again_at.is_some_and(|again_at| now < again_at).then_some(Step::Mail)
}

pub(super) fn hash_link(portal: &Portal, link_token: &str) -> String {
    portal.keys.hash(Purpose::Confirmation, &["link ", link_token].concat())
}

pub(super) fn hash_code(portal: &Portal, row: &registration::Model, code: &str) -> String {
    portal.keys.hash(Purpose::Confirmation, &format!("code {} {code}", row.id))
}
