//! Another password: all other sessions end, and the owner is told.

use chrono::TimeDelta;
use domain::Problem;
use sea_orm::ConnectionTrait;

use super::fresh::FreshCitizen;
use super::letters::{self, Change};
use super::note::{self, Form, Refusal};
use super::password::{self, Moment};
use super::person::{self, Person};
use super::{guessing, recovery, registration, repo, session};
use crate::limit::{self, Allowance, Limit};
use crate::{Portal, Result, audit, job, secret};

/// New passwords judged for one account.
const TRIES: Limit = Limit { name: "password.change", most: 30, window: TimeDelta::hours(1) };

/// Sets another password. Returns what makes this browser known from now on, as the others are no more; nothing where it
/// did not, and the page says why not.
pub async fn change(
    portal: &Portal,
    citizen: &FreshCitizen,
    new: &str,
    repeated: &str,
) -> Result<Option<String>> {
    let account_id = citizen.account_id();
    if let Allowance::Until(again_at) = limit::count(portal, TRIES, &account_id.to_string()).await? {
        note::refuse(portal, citizen, Form::Password, Refusal::TooMany { again_at }, "").await?;
        return Ok(None);
    }
    let person = super::person(portal, citizen).await?;
    if let Some(problem) = problem(&person, new, repeated).await? {
        note::refuse(portal, citizen, Form::Password, Refusal::Unfit(problem), "").await?;
        return Ok(None);
    }
    let hash = password::hash(new).await?;
    let transaction = portal.database.write().await?;
    set(portal, &*transaction, account_id, hash).await?;
    session::end_all_but(portal, &*transaction, account_id, Some(citizen.session_id())).await?;
    let browser = secret::token();
    guessing::know(portal, &*transaction, account_id, &browser).await?;
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "password.change", subject).await?;
    letters::tell(portal, &*transaction, account_id, Change::Password).await?;
    repo::set_note(&*transaction, citizen.session_id(), None).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Some(browser))
}

/// What is wrong with a new password of `person`.
pub(super) async fn problem(person: &Person, new: &str, repeated: &str) -> Result<Option<Problem>> {
    if new.is_empty() {
        return Ok(Some(Problem::Missing));
    }
    let problem = password::problem(new, known_of(person), Moment::Sent).await?;
    Ok(problem.or_else(|| (new != repeated).then_some(Problem::PasswordsDiffer)))
}

/// What others know of a person, which therefore makes no password.
fn known_of(person: &Person) -> Vec<String> {
    let mut answers = domain::Answers::default();
    for (path, known) in [
        ("name", person.name.clone()),
        (domain::account::registration::IDENTITY_NUMBER, person.identity_number.as_str().to_owned()),
        ("birth_date", domain::date::display(person.birth_date)),
        ("phone", person.phone.clone()),
        (domain::account::registration::EMAIL, person.email.clone()),
    ] {
        answers.set(path, known);
    }
    registration::personal(&answers)
}

/// Puts the hash of a new password in the place of the one before, if there is one: an account that others vouch for may
/// have none. Whatever was begun with the old one is over, and the browsers that were known are strange: they may be those
/// of whoever knew it.
pub(super) async fn set(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: uuid::Uuid,
    hash: String,
) -> Result<()> {
    guessing::forget_browsers(connection, account_id).await?;
    recovery::end_ways_in(portal, connection, account_id).await?;
    repo::put_credential(connection, person::password_row(portal, account_id, hash)).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::account::fresh::{fresh, prove};
    use crate::account::testing::{self, PASSWORD};
    use crate::account::{Session, authenticate};
    use crate::testing::{TestPortal, on_each_database};

    const NEW: &str = "trâu đen qua suối chiều";

    async fn a_new_password_ends_all_other_sessions_and_is_told(portal: TestPortal) {
        let (hoa, here) = testing::citizen_with_password(&portal, 1).await;
        let elsewhere = testing::log_in(&portal, &hoa).await;
        let lapsed = testing::log_in(&portal, &hoa).await;
        let hoa = fresh(&portal, hoa).unwrap();
        assert!(change(&portal, &hoa, NEW, NEW).await.unwrap().is_some());
        assert!(matches!(authenticate(&portal, &here).await.unwrap(), Session::Active(_)));
        for ended in [&elsewhere, &lapsed] {
            assert_eq!(authenticate(&portal, ended).await.unwrap(), Session::None);
        }
        assert_eq!(prove(&portal, &hoa, PASSWORD, "").await.unwrap(), None, "the old one is over");
        assert!(prove(&portal, &hoa, NEW, "").await.unwrap().is_some());
        portal.work().await;
        let mails = portal.mails();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("mật khẩu đã được đổi"), "{}", mails[0].text);
        assert_eq!(mails[0].to, "hoa@example.vn");
    }
    on_each_database!(a_new_password_ends_all_other_sessions_and_is_told);

    async fn what_is_no_password_changes_nothing(portal: TestPortal) {
        let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
        let elsewhere = testing::log_in(&portal, &hoa).await;
        let hoa = fresh(&portal, hoa).unwrap();
        for (new, repeated, problem) in [
            ("", "", Problem::Missing),
            ("ngắn", "ngắn", Problem::PasswordTooShort { min: 10, typed: 4 }),
            ("hoa07031990", "hoa07031990", Problem::PasswordGuessable),
            (NEW, "trâu đen qua suối", Problem::PasswordsDiffer),
        ] {
            assert_eq!(change(&portal, &hoa, new, repeated).await.unwrap(), None);
            let told = note::refused(&portal, &hoa, Form::Password).await.unwrap().unwrap();
            assert_eq!(told.refusal, Refusal::Unfit(problem));
            assert_eq!(told.typed, "", "no password is ever shown again");
        }
        assert!(matches!(authenticate(&portal, &elsewhere).await.unwrap(), Session::Active(_)));
        assert!(prove(&portal, &hoa, PASSWORD, "").await.unwrap().is_some());
        portal.work().await;
        assert_eq!(portal.mails(), []);
    }
    on_each_database!(what_is_no_password_changes_nothing);
}
