//! "Đăng ký": everything is there, the mail goes out.

use ::entity::registration;
use domain::account::registration::{self as rules, EMAIL, Progress, Step};
use domain::{Answers, Language, Problem};
use sea_orm::ActiveValue::Set;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{
    Answered, Opened, answers_of, check, demand_fit, hold, known_units, load, mail, open, reopened, replace,
    replace_step,
};
use crate::account::password::{self, Moment};
use crate::account::repo;
use crate::limit::{self, Allowance, Limit};
use crate::{Error, Portal, Result};

/// Passwords hashed for one address.
const PASSWORDS: Limit =
    Limit { name: "registration.password", most: 120, window: chrono::TimeDelta::hours(1) };

/// Passwords judged while they are typed, for one address.
const JUDGEMENTS: Limit =
    Limit { name: "registration.judgement", most: 300, window: chrono::TimeDelta::hours(1) };

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
    demand_fit(details.typed)?;
    if !portal.providers.own {
        return Ok(super::closed(token));
    }
    let opened = open(portal, token, address).await?;
    let edit = |answers: &mut Answers| replace_step(answers, Step::Details, details.typed);
    let had_password = opened.row.as_ref().is_some_and(|row| row.password_hash.is_some());
    let mut password = Password::AsBefore;
    if !details.password.is_empty() || !had_password {
        let mut answers = opened.answers(portal)?;
        edit(&mut answers);
        password = match judge(portal, &details, &answers, address).await? {
            None => Password::Hashed(password::hash(details.password).await?),
            Some(problem) => Password::Refused(problem),
        };
    }
    finish(portal, Attempt { opened, language, password, seen: details.seen, address }, edit).await
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
    let opened = open(portal, token, address).await?;
    let mut typed = Answers::default();
    typed.set(EMAIL, email);
    let edit = |answers: &mut Answers| replace(answers, &[rules::mailbox_section()], &typed);
    finish(portal, Attempt { opened, language, password: Password::AsBefore, seen, address }, edit).await
}

struct Attempt<'a> {
    opened: Opened,
    language: Language,
    password: Password,
    seen: &'a str,
    address: &'a str,
}

/// What is to become of the registration's password.
enum Password {
    AsBefore,
    Hashed(String),
    Refused(Problem),
}

impl Password {
    fn is_set(&self, row: Option<&registration::Model>) -> bool {
        match self {
            Self::AsBefore => row.is_some_and(|row| row.password_hash.is_some()),
            Self::Hashed(_) => true,
            Self::Refused(_) => false,
        }
    }
}

/// Changes the answers by `edit`, which is done to what is there in the transaction that writes, and sends the mail if
/// nothing is missing then.
async fn finish(portal: &Portal, attempt: Attempt<'_>, edit: impl Fn(&mut Answers)) -> Result<Answered> {
    let Attempt { opened, language, password, seen, address } = attempt;
    let mut answers = opened.answers(portal)?;
    edit(&mut answers);
    // Counted before anything is written: a limit has a transaction of its own.
    let counted = match missing(portal, &answers, password.is_set(opened.row.as_ref()), seen) {
        None => {
            let mailbox = mail::mailbox(&answers)?;
            let allowance = mail::count(portal, &mailbox, address).await?;
            Some((mailbox, allowance))
        }
        Some(_) => None,
    };
    let transaction = portal.database.write().await?;
    // A registration that was confirmed in the meantime shows so at the step of the mail.
    let Some(mut row) = hold(portal, &transaction, &opened, language).await? else {
        return Ok(Answered { token: opened.token, next: Step::Mail });
    };
    let mut answers = answers_of(portal, &row)?;
    edit(&mut answers);
    let mut change = reopened(portal, &answers)?;
    let missing = missing(portal, &answers, password.is_set(Some(&row)), seen);
    match password {
        Password::AsBefore => {}
        Password::Hashed(hash) => {
            change.password_hash = Set(Some(hash));
            change.password_problem = Set(None);
        }
        Password::Refused(problem) => {
            change.password_hash = Set(None);
            change.password_problem = Set(serde_json::to_string(&problem).ok());
        }
    }
    // What was mailed before confirms nothing any more: it may have gone to another mailbox.
    row.link_token = None;
    row.submitted_at = None;
    let mut mail = None;
    if missing.is_none() {
        let mailbox = mail::mailbox(&answers)?;
        // Only if another device answered at this very moment.
        let Some((_, allowance)) = counted.filter(|(counted, _)| *counted == mailbox) else {
            return Err(Error::Busy);
        };
        mail = mail::prepare(portal, &row, &mailbox, allowance, &mut change)?;
    }
    repo::change_registration(&*transaction, row.id, change).await?;
    if let Some((job, until)) = &mail {
        crate::job::enqueue(portal, &*transaction, job, Some(*until)).await?;
    }
    transaction.commit().await?;
    crate::job::ring(portal);
    Ok(Answered { token: opened.token, next: missing.unwrap_or(Step::Mail) })
}

/// The step at which something is missing or to be looked at before the mail can go out.
fn missing(portal: &Portal, answers: &Answers, password_set: bool, seen: &str) -> Option<Step> {
    let progress = Progress { password_set, submitted: true, confirmed: false };
    let missing = rules::next_step(answers, progress, portal.clock.today(), known_units(&portal.catalogue()));
    let complete = missing == Step::Mail && check(portal, Step::Details, answers).was_seen(seen);
    (!complete).then(|| Ord::min(missing, Step::Details))
}

/// What is wrong with a password that is being typed into the registration of `token`.
pub async fn judge_password(
    portal: &Portal,
    token: Option<&str>,
    typed: &str,
    address: &str,
) -> Result<Option<Problem>> {
    if limit::count_network(portal, JUDGEMENTS, address).await? != Allowance::Allowed {
        return Ok(None);
    }
    let known = match token {
        Some(token) => load(portal, token).await?,
        None => None,
    };
    password::problem(typed, personal(&known.unwrap_or_default().answers), Moment::Typed).await
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
    if limit::count_network(portal, PASSWORDS, address).await? != Allowance::Allowed {
        return Err(Error::TooMany);
    }
    let problem = password::problem(details.password, personal(answers), Moment::Sent).await?;
    Ok(problem.or_else(|| (details.repeated != details.password).then_some(Problem::PasswordsDiffer)))
}

/// What others know of a person, which therefore makes no password.
pub(in crate::account) fn personal(answers: &Answers) -> Vec<String> {
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
