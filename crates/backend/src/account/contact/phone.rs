//! Another phone, or showing that the phone of the account is one's own: by a code in a text message.

use chrono::TimeDelta;
use domain::account::proofing::Evidence;
use domain::phone::Phone;
use domain::{Language, Problem};
use uuid::Uuid;

use super::{VALUE, repo, wait, waiting};
use crate::account::fresh::FreshCitizen;
use crate::account::letters::{self, Change};
use crate::account::note::{self, Form, Refusal};
use crate::account::otp::{self, Asker, Page, Purpose, Resent, Verdict};
use crate::account::{Citizen, person, proofing, repo as accounts};
use crate::job;
use crate::limit::{self, Allowance, Limit};
use crate::{Error, Portal, Result, audit};

const KIND: &str = "phone";

/// For so long the code may be sent again.
const LIFE: TimeDelta = TimeDelta::minutes(30);

/// Phones that one account has codes sent to: anybody's number can be typed.
const ASKED: Limit = Limit { name: "phone.ask", most: 10, window: TimeDelta::days(1) };

/// Sends a code to a mobile phone. Says whether it did; the page says why not. `network` is where the request came from.
pub async fn ask(portal: &Portal, citizen: &FreshCitizen, typed: &str, network: &str) -> Result<bool> {
    let refuse =
        async |refusal| note::refuse(portal, citizen, Form::Contact, refusal, typed).await.map(|()| false);
    let phone = match Phone::parse_mobile(typed) {
        Ok(phone) => phone,
        Err(problem) => return refuse(Refusal::Unfit(problem)).await,
    };
    let (account_id, id) = (citizen.account_id(), Uuid::now_v7());
    if let Allowance::Until(again_at) = limit::count(portal, ASKED, &account_id.to_string()).await? {
        return refuse(Refusal::TooMany { again_at }).await;
    }
    if let Allowance::Until(again_at) = otp::count(portal, Purpose::ConfirmPhone, &phone, network).await? {
        return refuse(Refusal::TooMany { again_at }).await;
    }
    let transaction = portal.database.write().await?;
    wait(portal, &*transaction, citizen, id, (KIND, phone.e164()), None, portal.clock.now() + LIFE).await?;
    let owner = accounts::account(&*transaction, account_id).await?;
    let language = Language::of_tag(&owner.ok_or(Error::Unreadable("account"))?.language);
    otp::begin(portal, &*transaction, asker(id), Some(account_id), &phone, language).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(true)
}

/// The code that this session waits for.
pub async fn page(portal: &Portal, citizen: &Citizen) -> Result<Option<Page>> {
    let Some(row) = waiting(portal, portal.database.read(), citizen, KIND).await? else { return Ok(None) };
    let Some(code) = otp::state(portal, asker(row.id)).await? else { return Ok(None) };
    let refused = note::refused(portal, citizen, Form::ContactCode).await?;
    let refusal = match refused.map(|refused| refused.refusal) {
        _ if code.tries_left <= 0 => Some(otp::Refusal::Locked),
        Some(Refusal::Unfit(_)) => Some(otp::Refusal::Incomplete),
        Some(Refusal::Over) => Some(otp::Refusal::Expired),
        Some(Refusal::Wrong | Refusal::TooMany { .. }) => Some(otp::Refusal::Wrong),
        None => None,
    };
    Ok(Some(Page { code, refusal }))
}

/// Takes the phone as the account's own when `code` is the one that was sent there. Says whether it did; the page says why
/// not.
pub async fn confirm(portal: &Portal, citizen: &Citizen, code: &str) -> Result<bool> {
    let refuse =
        async |refusal| note::refuse(portal, citizen, Form::ContactCode, refusal, "").await.map(|()| false);
    let account_id = citizen.account_id();
    let transaction = portal.database.write().await?;
    let Some(row) = waiting(portal, &*transaction, citizen, KIND).await? else {
        drop(transaction);
        return refuse(Refusal::Over).await;
    };
    let refusal = match otp::check(portal, &*transaction, asker(row.id), code).await? {
        Verdict::Right => None,
        Verdict::Incomplete => Some(Refusal::Unfit(Problem::Missing)),
        Verdict::Wrong => Some(Refusal::Wrong),
        Verdict::Expired | Verdict::Locked | Verdict::Gone => Some(Refusal::Over),
    };
    if let Some(refusal) = refusal {
        transaction.commit().await?;
        return refuse(refusal).await;
    }
    let phone: String = portal.keys.open_value(VALUE, &row.value)?;
    let before = person::change_phone(portal, &*transaction, account_id, &phone).await?;
    let is_other = before != phone;
    if is_other {
        letters::tell(portal, &*transaction, account_id, Change::Phone).await?;
        letters::tell_phone(portal, &*transaction, account_id, &before).await?;
    }
    proofing::note(portal, &*transaction, account_id, Evidence::Phone).await?;
    repo::delete(&*transaction, account_id).await?;
    let subject = Some(("account", account_id.to_string()));
    let action = if is_other { "phone.change" } else { "phone.confirm" };
    audit::record(portal, &*transaction, citizen.actor(), action, subject).await?;
    accounts::set_note(&*transaction, citizen.session_id(), None).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(true)
}

/// Sends the code again; nothing if this session does not wait for one.
pub async fn resend(
    portal: &Portal,
    citizen: &Citizen,
    language: Language,
    network: &str,
) -> Result<Option<Resent>> {
    let Some(row) = waiting(portal, portal.database.read(), citizen, KIND).await? else { return Ok(None) };
    Ok(Some(otp::resend(portal, asker(row.id), language, network).await?))
}

fn asker(id: Uuid) -> Asker {
    Asker { purpose: Purpose::ConfirmPhone, id }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use domain::catalogue::ProofingLevel;

    use super::*;
    use crate::account::fresh::fresh;
    use crate::account::testing;
    use crate::testing::{TestPortal, on_each_database};

    const NETWORK: &str = "198.51.100.7";
    const NEW: &str = "+84905123457";

    async fn last_message(portal: &TestPortal) -> (String, String) {
        portal.work().await;
        let messages = portal.text_messages();
        let last = messages.last().unwrap();
        (last.to.clone(), last.text.clone())
    }

    async fn sent_code(portal: &TestPortal, to: &str) -> String {
        let (sent_to, text) = last_message(portal).await;
        assert_eq!(sent_to, to);
        text.chars().take(6).collect()
    }

    async fn phone_of(portal: &TestPortal, citizen: &Citizen) -> String {
        crate::account::person(portal, citizen).await.unwrap().phone
    }

    async fn ones_own_phone_is_confirmed_by_a_code_and_raises_the_level(portal: TestPortal) {
        let (hoa, _) = testing::citizen(&portal, 1).await;
        let hoa = fresh(&portal, hoa).unwrap();
        let phone = phone_of(&portal, &hoa).await;
        assert_eq!(proofing::level_of(&portal, &hoa).await.unwrap(), ProofingLevel::Ial1);
        assert!(ask(&portal, &hoa, &phone, NETWORK).await.unwrap());
        let code = sent_code(&portal, &phone).await;
        assert!(!confirm(&portal, &hoa, "12345").await.unwrap());
        assert_eq!(page(&portal, &hoa).await.unwrap().unwrap().refusal, Some(otp::Refusal::Incomplete));
        let wrong = if code == "000000" { "111111" } else { "000000" };
        assert!(!confirm(&portal, &hoa, wrong).await.unwrap());
        let shown = page(&portal, &hoa).await.unwrap().unwrap();
        assert_eq!((shown.refusal, shown.code.tries_left), (Some(otp::Refusal::Wrong), 4));
        assert_eq!(proofing::level_of(&portal, &hoa).await.unwrap(), ProofingLevel::Ial1);

        assert!(confirm(&portal, &hoa, &code).await.unwrap());
        assert!(!confirm(&portal, &hoa, &code).await.unwrap(), "once");
        assert_eq!(proofing::level_of(&portal, &hoa).await.unwrap(), ProofingLevel::Ial2);
        portal.work().await;
        assert_eq!((portal.mails().len(), portal.text_messages().len()), (0, 1), "nothing was changed");
    }
    on_each_database!(ones_own_phone_is_confirmed_by_a_code_and_raises_the_level);

    async fn another_phone_is_taken_by_its_code_and_the_old_one_is_told(portal: TestPortal) {
        let (hoa, _) = testing::citizen(&portal, 1).await;
        let hoa = fresh(&portal, hoa).unwrap();
        let old = phone_of(&portal, &hoa).await;
        for (typed, problem) in [
            ("", Problem::Missing),
            ("0269 3824 123", Problem::NotMobile),
            ("0905", Problem::TooFewDigits { needed: 10, typed: 4 }),
        ] {
            assert!(!ask(&portal, &hoa, typed, NETWORK).await.unwrap());
            let told = note::refused(&portal, &hoa, Form::Contact).await.unwrap().unwrap();
            assert_eq!((told.refusal, told.typed.as_str()), (Refusal::Unfit(problem), typed));
        }
        assert!(ask(&portal, &hoa, "0905 123 457", NETWORK).await.unwrap());
        let code = sent_code(&portal, NEW).await;
        assert_eq!(phone_of(&portal, &hoa).await, old, "nothing changes before");
        assert!(confirm(&portal, &hoa, &code).await.unwrap());
        assert_eq!(phone_of(&portal, &hoa).await, NEW);
        let (to, text) = last_message(&portal).await;
        assert_eq!(to, old);
        assert!(text.is_ascii() && text.contains("vua duoc doi"), "{text}");
        let mails = portal.mails();
        assert!(mails.last().unwrap().text.contains("số điện thoại đã được đổi"));
    }
    on_each_database!(another_phone_is_taken_by_its_code_and_the_old_one_is_told);

    async fn a_code_is_good_in_the_session_that_asked_for_it(portal: TestPortal) {
        let (hoa, _) = testing::citizen(&portal, 1).await;
        let token = testing::log_in(&portal, &hoa).await;
        let crate::account::Session::Active(elsewhere) =
            crate::account::authenticate(&portal, &token).await.unwrap()
        else {
            panic!("not logged in")
        };
        let hoa = fresh(&portal, hoa).unwrap();
        assert!(ask(&portal, &hoa, NEW, NETWORK).await.unwrap());
        let code = sent_code(&portal, NEW).await;
        assert_eq!(page(&portal, &elsewhere).await.unwrap(), None);
        assert!(!confirm(&portal, &elsewhere, &code).await.unwrap());
        assert_eq!(resend(&portal, &elsewhere, Language::Vi, NETWORK).await.unwrap(), None);
        let pause = Resent::Until(portal.clock.now() + otp::PAUSE);
        assert_eq!(resend(&portal, &hoa, Language::Vi, NETWORK).await.unwrap(), Some(pause));
        portal.test_clock.advance(otp::LIFE);
        assert!(!confirm(&portal, &hoa, &code).await.unwrap());
        assert_eq!(page(&portal, &hoa).await.unwrap().unwrap().refusal, Some(otp::Refusal::Expired));
        assert_eq!(resend(&portal, &hoa, Language::Vi, NETWORK).await.unwrap(), Some(Resent::Sent));
        let code = sent_code(&portal, NEW).await;
        assert!(confirm(&portal, &hoa, &code).await.unwrap());
    }
    on_each_database!(a_code_is_good_in_the_session_that_asked_for_it);
}
