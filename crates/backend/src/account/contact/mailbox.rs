//! Another mailbox.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Language;
use domain::account::proofing::Evidence;
use domain::email::Email;
use uuid::Uuid;

use super::{VALUE, repo, wait};
use crate::account::fresh::FreshCitizen;
use crate::account::letters::{self, Change};
use crate::account::note::{self, Form, Refusal};
use crate::account::{Citizen, person, proofing, registration, repo as accounts};
use crate::job::{self, Job};
use crate::limit::Allowance;
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result, audit};

const KIND: &str = "mailbox";

/// The code works for so long.
pub const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);
/// Wrong codes for one change.
pub const CODE_TRIES: i32 = 5;

/// A mailbox that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The new mailbox.
    pub mailbox: String,
    /// The code works until then.
    pub until: DateTime<Utc>,
    /// So many codes may still be typed.
    pub tries_left: i32,
}

/// Sends a code to another mailbox. Says whether it did; the page says why not. `network` is where the request came from.
pub async fn ask(portal: &Portal, citizen: &FreshCitizen, typed: &str, network: &str) -> Result<bool> {
    let refuse =
        async |refusal| note::refuse(portal, citizen, Form::Contact, refusal, typed).await.map(|()| false);
    let mailbox = match Email::parse(typed) {
        Ok(mailbox) => mailbox,
        Err(problem) => return refuse(Refusal::Unfit(problem)).await,
    };
    if let Allowance::Until(again_at) = registration::count_mail(portal, &mailbox, network).await? {
        return refuse(Refusal::TooMany { again_at }).await;
    }
    let (id, code, until) = (Uuid::now_v7(), secret::six_digits(), portal.clock.now() + CODE_LIFE);
    let transaction = portal.database.write().await?;
    let code_hash = Some(hash_code(portal, id, &code));
    wait(portal, &*transaction, citizen, id, (KIND, mailbox.as_str()), code_hash, until).await?;
    let owner = accounts::account(&*transaction, citizen.account_id()).await?;
    let language = Language::of_tag(&owner.ok_or(Error::Unreadable("account"))?.language);
    let mail = letters::new_mailbox(portal, language, mailbox.as_str(), &code, until);
    job::enqueue(portal, &*transaction, &Job::Mail(mail), Some(until)).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(true)
}

/// The change that this session asked for.
pub async fn waiting(portal: &Portal, citizen: &Citizen) -> Result<Option<Waiting>> {
    let row = super::waiting(portal, portal.database.read(), citizen, KIND).await?;
    row.map(|row| {
        let mailbox = portal.keys.open_value(VALUE, &row.value)?;
        Ok(Waiting { mailbox, until: row.expires_at, tries_left: CODE_TRIES - row.tries })
    })
    .transpose()
}

/// Changes the mailbox when `code` is the one that was sent there. Says whether it did; the page says why not.
pub async fn confirm(portal: &Portal, citizen: &Citizen, code: &str) -> Result<bool> {
    let refuse =
        async |refusal| note::refuse(portal, citizen, Form::ContactCode, refusal, "").await.map(|()| false);
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let (account_id, now) = (citizen.account_id(), portal.clock.now());
    let transaction = portal.database.write().await?;
    let waiting = super::waiting(portal, &*transaction, citizen, KIND).await?;
    let counted = match waiting {
        Some(row) => repo::count_try(&*transaction, row.id, CODE_TRIES, now).await?,
        None => None,
    };
    let Some(row) = counted else {
        drop(transaction);
        return refuse(Refusal::Over).await;
    };
    if row.code_hash.as_deref() != Some(hash_code(portal, row.id, &code).as_str()) {
        transaction.commit().await?;
        return refuse(Refusal::Wrong).await;
    }
    let mailbox: String = portal.keys.open_value(VALUE, &row.value)?;
    // The mailbox before is told, so before it is changed.
    letters::tell(portal, &*transaction, account_id, Change::Mailbox).await?;
    person::change_mailbox(portal, &*transaction, account_id, &mailbox).await?;
    proofing::note(portal, &*transaction, account_id, Evidence::Mail).await?;
    repo::delete(&*transaction, account_id).await?;
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "mailbox.change", subject).await?;
    accounts::set_note(&*transaction, citizen.session_id(), None).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(true)
}

fn hash_code(portal: &Portal, id: Uuid, code: &str) -> String {
    portal.keys.hash(Purpose::Confirmation, &format!("contact {id} {code}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::account::fresh::fresh;
    use crate::account::testing;
    use crate::testing::{TestPortal, on_each_database};

    const NETWORK: &str = "198.51.100.7";

    async fn code_for(portal: &TestPortal, mailbox: &str) -> String {
        portal.work().await;
        let mails = portal.mails();
        let mail = mails.iter().rev().find(|mail| mail.to == mailbox).unwrap();
        mail.text.lines().find(|line| line.starts_with("    ")).unwrap().trim().to_owned()
    }

    async fn a_mailbox_changes_by_its_code_and_the_old_one_is_told(portal: TestPortal) {
        let (hoa, _) = testing::citizen(&portal, 1).await;
        let hoa = fresh(&portal, hoa).unwrap();
        assert!(!ask(&portal, &hoa, "hoa@", NETWORK).await.unwrap());
        let told = note::refused(&portal, &hoa, Form::Contact).await.unwrap().unwrap();
        assert_eq!(
            (told.refusal, told.typed.as_str()),
            (Refusal::Unfit(domain::Problem::NotAnEmail), "hoa@")
        );
        assert!(ask(&portal, &hoa, " hoa.moi@example.vn ", NETWORK).await.unwrap());
        let code = code_for(&portal, "hoa.moi@example.vn").await;
        let wrong = if code == "000000" { "111111" } else { "000000" };
        assert!(!confirm(&portal, &hoa, wrong).await.unwrap());
        assert_eq!(waiting(&portal, &hoa).await.unwrap().unwrap().tries_left, 4);
        let person = crate::account::person(&portal, &hoa).await.unwrap();
        assert_eq!(person.email, "hoa@example.vn", "nothing changes before");

        assert!(confirm(&portal, &hoa, &code).await.unwrap());
        assert!(!confirm(&portal, &hoa, &code).await.unwrap(), "once");
        let person = crate::account::person(&portal, &hoa).await.unwrap();
        assert_eq!((person.email.as_str(), person.name.as_str()), ("hoa.moi@example.vn", "Nguyễn Thị Hoa"));
        portal.work().await;
        let told = portal.mails();
        let told = told.last().unwrap();
        assert_eq!(told.to, "hoa@example.vn");
        assert!(told.text.contains("hộp thư email đã được đổi"), "{}", told.text);
    }
    on_each_database!(a_mailbox_changes_by_its_code_and_the_old_one_is_told);

    async fn a_code_is_good_in_its_session_for_ten_minutes_and_five_tries(portal: TestPortal) {
        let (hoa, _) = testing::citizen(&portal, 1).await;
        let elsewhere = testing::log_in(&portal, &hoa).await;
        let crate::account::Session::Active(elsewhere) =
            crate::account::authenticate(&portal, &elsewhere).await.unwrap()
        else {
            unreachable!()
        };
        let hoa = fresh(&portal, hoa).unwrap();
        assert!(ask(&portal, &hoa, "hoa.moi@example.vn", NETWORK).await.unwrap());
        let code = code_for(&portal, "hoa.moi@example.vn").await;
        assert!(!confirm(&portal, &elsewhere, &code).await.unwrap(), "not in another session");
        portal.test_clock.advance(CODE_LIFE);
        assert!(!confirm(&portal, &hoa, &code).await.unwrap());
        let told = note::refused(&portal, &hoa, Form::ContactCode).await.unwrap().unwrap();
        assert_eq!(told.refusal, Refusal::Over);
        assert!(ask(&portal, &hoa, "hoa.moi@example.vn", NETWORK).await.unwrap());
        let code = code_for(&portal, "hoa.moi@example.vn").await;
        let wrong = if code == "000000" { "111111" } else { "000000" };
        for _ in 0..CODE_TRIES {
            assert!(!confirm(&portal, &hoa, wrong).await.unwrap());
        }
        assert!(!confirm(&portal, &hoa, &code).await.unwrap(), "not even the right one");
        let person = crate::account::person(&portal, &hoa).await.unwrap();
        assert_eq!(person.email, "hoa@example.vn");
    }
    on_each_database!(a_code_is_good_in_its_session_for_ten_minutes_and_five_tries);
}
