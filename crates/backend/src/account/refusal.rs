//! Mailboxes that refuse mail for good: their owners see it on the page of their account, and are told once by a text
//! message where they confirmed a phone.

mod repo;

use chrono::TimeDelta;
use domain::Language;
use domain::account::proofing::Evidence;
use domain::phone::Phone;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::person::{hash_email, open_person};
use super::{Citizen, proofing};
use crate::job::{self, Job};
use crate::message::Sms;
use crate::{Portal, Result};

/// What nobody asked about for so long is forgotten: the mailbox may be another's by now.
const KEPT: TimeDelta = TimeDelta::days(365);

/// Notes that the mailbox refuses mail. The first time, whoever has an account with it and a confirmed phone is told there.
pub(crate) async fn note(portal: &Portal, mailbox: &str) -> Result<()> {
    let hash = hash_email(portal, mailbox);
    let transaction = portal.database.write().await?;
    if !repo::keep(&*transaction, &hash, portal.clock.now()).await? {
        return Ok(());
    }
    for account in repo::accounts(&*transaction, &hash).await? {
        let noted = proofing::noted(&*transaction, account.id).await?;
        let is_confirmed = noted.iter().any(|seen| Evidence::named(&seen.kind) == Some(Evidence::Phone));
        let phone = Phone::parse_mobile(&open_person(portal, &account)?.phone);
        if let Ok(phone) = phone
            && is_confirmed
        {
            let text = told(portal, Language::of_tag(&account.language));
            let message = Sms { id: Uuid::now_v7(), to: phone.e164().to_owned(), text };
            job::enqueue(portal, &*transaction, &Job::Sms(message), None).await?;
        }
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(())
}

/// What the text message says: nothing of what the mail was about, since a family may share a mailbox.
fn told(portal: &Portal, language: Language) -> String {
    let (url, help) = (&portal.settings.public_url, &portal.settings.help_line);
    match language {
        Language::Vi => format!(
            "Hop thu cua ban khong nhan duoc thu cua cong dich vu cong. Xem tin va doi hop thu tai {url}/tai-khoan hoac goi \
             {help}."
        ),
        Language::En => format!(
            "Your mailbox refuses mail of the public service portal. See what is new and change the mailbox at \
             {url}/en/tai-khoan or call {help}."
        ),
    }
}

/// Notes that the mailbox took a mail.
pub(crate) async fn forget(portal: &Portal, mailbox: &str) -> Result<()> {
    let hash = hash_email(portal, mailbox);
    if repo::is_kept(portal.database.read(), &hash).await? {
        let transaction = portal.database.write().await?;
        repo::remove(&*transaction, &hash).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Whether the mailbox of the account refuses mail.
pub async fn refuses_mail(portal: &Portal, citizen: &Citizen) -> Result<bool> {
    let read = portal.database.read();
    match super::row(read, citizen.account_id()).await? {
        Some(account) if !account.email_hash.is_empty() => repo::is_kept(read, &account.email_hash).await,
        _ => Ok(false),
    }
}

/// Forgets what is old; says how many.
pub(super) async fn forget_old(
    connection: &impl ConnectionTrait,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<u64> {
    repo::remove_before(connection, now - KEPT).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::Ordering;

    use ::entity::job as jobs;
    use sea_orm::{EntityTrait, QueryOrder};

    use super::*;
    use crate::account::testing::citizen;
    use crate::message::Mail;
    use crate::testing::{TestPortal, on_each_database};

    async fn sends(portal: &TestPortal, to: &str) -> Option<String> {
        let mail = Mail {
            id: Uuid::now_v7(),
            to: to.to_owned(),
            subject: "s".into(),
            text: "t".into(),
            html: "h".into(),
        };
        let transaction = portal.database.write().await.unwrap();
        job::enqueue(portal, &*transaction, &Job::Mail(mail), None).await.unwrap();
        transaction.commit().await.unwrap();
        portal.work().await;
        let asked = jobs::Entity::find().order_by_desc(jobs::Column::Id);
        let rows = asked.all(portal.database.read()).await.unwrap();
        rows.into_iter().find(|row| row.kind == "mail").unwrap().outcome
    }

    async fn a_mailbox_that_refuses_is_noticed_and_the_phone_used_once(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let mailbox = crate::account::person(&portal, &hoa).await.unwrap().email;
        let other = "nobody@example.vn";
        assert_ne!(mailbox, other);
        let transaction = portal.database.write().await.unwrap();
        proofing::note(&portal, &*transaction, hoa.account_id(), Evidence::Phone).await.unwrap();
        transaction.commit().await.unwrap();
        let messages = portal.text_messages().len();

        portal.mail_refused.store(true, Ordering::Relaxed);
        assert_eq!(sends(&portal, &mailbox).await.as_deref(), Some("refused"), "it is not tried again");
        assert_eq!(sends(&portal, &mailbox).await.as_deref(), Some("refused"));
        assert_eq!(sends(&portal, other).await.as_deref(), Some("refused"));
        assert_eq!(portal.text_messages().len(), messages + 1, "once, and only to a confirmed phone");
        assert!(refuses_mail(&portal, &hoa).await.unwrap());

        portal.mail_refused.store(false, Ordering::Relaxed);
        assert_eq!(sends(&portal, &mailbox).await.as_deref(), Some("done"));
        assert!(!refuses_mail(&portal, &hoa).await.unwrap());
        let kept = repo::is_kept(portal.database.read(), &hash_email(&portal, other)).await.unwrap();
        assert!(kept, "a mailbox that takes mail says nothing of another");
    }
    on_each_database!(a_mailbox_that_refuses_is_noticed_and_the_phone_used_once);
}
