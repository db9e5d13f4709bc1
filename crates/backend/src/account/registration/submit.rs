//! "Đăng ký": everything is there, the mail goes out.

use ::entity::registration;
use domain::account::registration::{self as rules, EMAIL, Progress, Step};
use domain::{Answers, Language, Problem};
use sea_orm::ActiveValue::Set;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Answered, answers_of, check, known_units, load, mail, open, reopened, replace, replace_step};
use crate::account::{password, repo};
use crate::limit::{self, Allowance, Limit};
use crate::{Error, Portal, Result};

/// Passwords hashed for one address.
const PASSWORDS: Limit =
    Limit { name: "registration.password", most: 120, window: chrono::TimeDelta::hours(1) };

/// Passwords judged while they are typed, for one address.
const JUDGEMENTS: Limit =
    Limit { name: "registration.judgement", most: 1000, window: chrono::TimeDelta::hours(1) };

/// What the form of the password and the personal information sent.
#[derive(Clone, Copy, Debug)]
pub struct Details<'a> {
    /// Everything but the passwords.
    pub typed: &'a Answers,
    /// The password; empty keeps the one that was set before.
    pub password: &'a str,
    /// The password once more, since nobody can read what was typed.
    pub repeated: &'a str,
    /// The warnings that were on the page.
    pub seen: &'a str,
}

/// Keeps the details and, when nothing is missing, sends the mail. `address` is where the request came from.
pub async fn submit(
    portal: &Portal,
    token: Option<&str>,
    language: Language,
    details: Details<'_>,
    address: &str,
) -> Result<Answered> {
    let (token, row) = open(portal, token, language).await?;
    let mut answers = answers_of(portal, &row)?;
    replace_step(&mut answers, Step::Details, details.typed);
    let mut change = reopened(portal, &answers)?;
    let mut row = row;
    if !details.password.is_empty() || row.password_hash.is_none() {
        let problem = judge(portal, &details, &answers, address).await?;
        row.password_hash = match problem {
            None => Some(password::hash(details.password).await?),
            Some(_) => None,
        };
        change.password_hash = Set(row.password_hash.clone());
        change.password_problem = Set(problem.and_then(|problem| serde_json::to_string(&problem).ok()));
    }
    finish(portal, Attempt { token, row, answers, change, seen: details.seen, address }).await
}

/// Keeps another mailbox and sends the mail there.
pub async fn change_mailbox(
    portal: &Portal,
    token: Option<&str>,
    language: Language,
    email: &str,
    seen: &str,
    address: &str,
) -> Result<Answered> {
    let (token, row) = open(portal, token, language).await?;
    let mut answers = answers_of(portal, &row)?;
    let mut typed = Answers::default();
    typed.set(EMAIL, email);
    replace(&mut answers, &[rules::mailbox_section()], &typed);
    let change = reopened(portal, &answers)?;
    finish(portal, Attempt { token, row, answers, change, seen, address }).await
}

struct Attempt<'a> {
    token: String,
    row: registration::Model,
    answers: Answers,
    change: registration::ActiveModel,
    seen: &'a str,
    address: &'a str,
}

async fn finish(portal: &Portal, attempt: Attempt<'_>) -> Result<Answered> {
    let Attempt { token, mut row, answers, mut change, seen, address } = attempt;
    // What was mailed before confirms nothing any more: it may have gone to another mailbox.
    row.link_token = None;
    row.submitted_at = None;
    let progress = Progress { password_set: row.password_hash.is_some(), submitted: true, confirmed: false };
    let missing =
        rules::next_step(&answers, progress, portal.clock.today(), known_units(&portal.catalogue()));
    let found = check(portal, Step::Details, &answers);
    let complete = missing == Step::Mail && found.was_seen(seen);
    let mail =
        if complete { mail::prepare(portal, &row, &answers, address, &mut change).await? } else { None };
    let transaction = portal.database.write().await?;
    let open = repo::change_registration(&*transaction, row.id, change).await?;
    if let (true, Some((job, until))) = (open, &mail) {
        crate::job::enqueue(portal, &*transaction, job, Some(*until)).await?;
    }
    transaction.commit().await?;
    crate::job::ring(portal);
    // A registration that was confirmed in the meantime shows so at the step of the mail.
    let next = if complete || !open { Step::Mail } else { Ord::min(missing, Step::Details) };
    Ok(Answered { token, next })
}

/// What is wrong with a password that is being typed into the registration of `token`.
pub async fn judge_password(
    portal: &Portal,
    token: Option<&str>,
    typed: &str,
    address: &str,
) -> Result<Option<Problem>> {
    if limit::count(portal, JUDGEMENTS, address).await? != Allowance::Allowed {
        return Ok(None);
    }
    let known = match token {
        Some(token) => load(portal, token).await?,
        None => None,
    };
    password::problem(typed, personal(&known.unwrap_or_default().answers)).await
}

async fn judge(
    portal: &Portal,
    details: &Details<'_>,
    answers: &Answers,
    address: &str,
) -> Result<Option<Problem>> {
    if details.password.is_empty() {
        return Ok(Some(Problem::Missing));
    }
    if limit::count(portal, PASSWORDS, address).await? != Allowance::Allowed {
        return Err(Error::Busy);
    }
    let problem = password::problem(details.password, personal(answers)).await?;
    Ok(problem.or_else(|| (details.repeated != details.password).then_some(Problem::PasswordsDiffer)))
}

/// What others know of a person, which therefore makes no password.
pub(super) fn personal(answers: &Answers) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for path in ["name", "organisation_name"] {
        let name = answers.get(path).to_lowercase();
        // With and without the marks: "hoà" is guessed as "hoa" too.
        let plain: String =
            name.nfd().filter(|c| !is_combining_mark(*c)).map(|c| if c == 'đ' { 'd' } else { c }).collect();
        // Word by word, and in one.
        words.push(plain.split_whitespace().collect());
        words.extend(name.split_whitespace().chain(plain.split_whitespace()).map(str::to_owned));
    }
    for path in [rules::IDENTITY_NUMBER, "birth_date", "phone", "organisation_tax_code"] {
        words.push(answers.get(path).chars().filter(char::is_ascii_digit).collect());
    }
    words.extend(answers.get(EMAIL).split('@').map(str::to_owned));
    words.retain(|word| word.len() > 1);
    words
}
