//! Getting back in by the confirmed phone: a code that is sent there leads to a new password.
//!
//! Whatever the number, the pages and what they say are the same: where there is no account with a password and a confirmed
//! phone the code is a pretence, which nobody is sent. Each waits for the same two rows to be written; a message to be sent
//! is one small row more beside them.

use chrono::{Datelike, TimeDelta};
use domain::Language;
use domain::account::proofing::Evidence;
use domain::identity::IdentityNumber;
use domain::phone::Phone;
use uuid::Uuid;

use super::kept_part;
use super::step::{Standing, Step, keep, standing_at};
use crate::account::otp::{self, Asker, Page, Refusal, Resent, Verdict};
use crate::account::{person, proofing, recovery, repo};
use crate::audit::{self, Actor};
use crate::job;
use crate::limit::{self, Allowance, Limit};
use crate::secret::Purpose;
use crate::{Error, Portal, Result};

/// Wrong codes from one address, and from everywhere: the code is all that is asked for here, and many accounts have one.
const WRONG: [Limit; 2] = [
    Limit { name: "recovery.code", most: 30, window: TimeDelta::hours(1) },
    Limit { name: "recovery.code-overall", most: 500, window: TimeDelta::hours(1) },
];

/// What came of a typed code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is right: the token of the link that sets a new password.
    Link(String),
    /// It is refused; the page says why.
    Refused,
    /// The attempt is over or not known: one begins anew.
    Lost,
}

/// Sends a code to the confirmed phone of the account with this number. Returns the token of the attempt that waits for
/// it; nothing where this can be no number. `network` is where the request came from.
pub async fn ask(portal: &Portal, number: &str, language: Language, network: &str) -> Result<Option<String>> {
    let Ok(number) = IdentityNumber::parse(number, portal.clock.today().year()) else { return Ok(None) };
    let may_be = recovery::admit(portal, &number, network).await?;
    let owner = owner(portal, &number).await?;
    let (account_id, phone) = match owner {
        Some((account_id, phone)) => (Some(account_id), phone),
        None => (None, nobodys(portal, &number)?),
    };
    // A number that is asked for too often costs its owner no message.
    let is_allowed =
        may_be && otp::count(portal, otp::Purpose::Recovery, &phone, network).await? == Allowance::Allowed;
    let account_id = account_id.filter(|_| is_allowed);
    let id = Uuid::now_v7();
    let standing = Standing {
        account_id,
        proved: Vec::new(),
        claims: None,
        typed: kept_part(number.as_str()),
        language,
        return_to: None,
    };
    let transaction = portal.database.write().await?;
    let attempt = keep(portal, &*transaction, &standing, id, Step::Forgotten).await?;
    otp::begin(portal, &*transaction, asker(id), account_id, &phone, language).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Some(attempt))
}

/// The account with this number and its phone, if it can be got back into by that.
async fn owner(portal: &Portal, number: &IdentityNumber) -> Result<Option<(Uuid, Phone)>> {
    let read = portal.database.read();
    let account = repo::account_by_number(read, &person::hash_number(portal, number.as_str())).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none() && portal.providers.own)
    else {
        return Ok(None);
    };
    let noted = proofing::noted(read, account.id).await?;
    let is_confirmed = noted.iter().any(|row| row.kind == Evidence::Phone.as_str());
    if !is_confirmed || repo::credential(read, account.id, person::PASSWORD).await?.is_none() {
        return Ok(None);
    }
    let phone = Phone::parse_mobile(&person::open_person(portal, &account)?.phone);
    Ok(phone.ok().map(|phone| (account.id, phone)))
}

/// What stands for the phone of a number without an account: always the same, so that it has limits as others have. It is a
/// number of the network of wires, which takes no messages.
fn nobodys(portal: &Portal, number: &IdentityNumber) -> Result<Phone> {
    let hash = portal.keys.hash(Purpose::Limit, &["phone of nobody\n", number.as_str()].concat());
    let digits: String = hash.bytes().take(7).map(|byte| char::from(b'0' + byte % 10)).collect();
    Phone::parse(&["0269", &digits].concat()).map_err(|_| Error::Unreadable("phone of nobody"))
}

/// The code that the attempt waits for. Its phone is for nobody to see.
pub async fn page(portal: &Portal, attempt: &str, language: Language) -> Result<Option<Page>> {
    let read = portal.database.read();
    let Some((row, _)) = standing_at(portal, read, attempt, Step::Forgotten, language).await? else {
        return Ok(None);
    };
    let Some(code) = otp::state(portal, asker(row.id)).await? else { return Ok(None) };
    let refusal = Refusal::of(row.refusal.as_deref(), &code);
    Ok(Some(Page { code, refusal }))
}

/// Judges a typed code, and makes the link that sets a new password if it is right.
///
/// # Errors
///
/// [`Error::TooMany`] where too many were wrong that came from `network`, or from everywhere.
pub async fn try_code(
    portal: &Portal,
    attempt: &str,
    code: &str,
    language: Language,
    network: &str,
) -> Result<Outcome> {
    let [from_there, overall] = WRONG;
    if limit::look_network(portal, from_there, network).await? != Allowance::Allowed
        || limit::look(portal, overall, "").await? != Allowance::Allowed
    {
        return Err(Error::TooMany);
    }
    let transaction = portal.database.write().await?;
    let found = standing_at(portal, &*transaction, attempt, Step::Forgotten, language).await?;
    let Some((row, standing)) = found else { return Ok(Outcome::Lost) };
    let refusal = match (otp::check(portal, &*transaction, asker(row.id), code).await?, standing.account_id) {
        (Verdict::Right, Some(account_id)) => {
            let (token, _) = recovery::make(portal, &*transaction, account_id, "phone", None, false).await?;
            repo::end_attempt(&*transaction, &row.token_hash).await?;
            let subject = Some(("account", account_id.to_string()));
            audit::record(portal, &*transaction, Actor::Nobody, "recovery.phone", subject).await?;
            transaction.commit().await?;
            return Ok(Outcome::Link(token));
        }
        (Verdict::Gone, _) => return Ok(Outcome::Lost),
        (Verdict::Incomplete, _) => Refusal::Incomplete,
        // One in a million guesses a code that was sent to nobody.
        (Verdict::Wrong | Verdict::Right, _) => Refusal::Wrong,
        (Verdict::Expired, _) => Refusal::Expired,
        (Verdict::Locked, _) => Refusal::Locked,
    };
    if refusal == Refusal::Wrong {
        limit::count_network_within(portal, &*transaction, from_there, network).await?;
        limit::count_within(portal, &*transaction, overall, "").await?;
    }
    repo::refuse_attempt(&*transaction, row.id, refusal.as_str(), None).await?;
    transaction.commit().await?;
    Ok(Outcome::Refused)
}

/// Sends the code again; nothing if the attempt does not wait for one.
pub async fn resend(
    portal: &Portal,
    attempt: &str,
    language: Language,
    network: &str,
) -> Result<Option<Resent>> {
    let read = portal.database.read();
    let Some((row, _)) = standing_at(portal, read, attempt, Step::Forgotten, language).await? else {
        return Ok(None);
    };
    Ok(Some(otp::resend(portal, asker(row.id), language, network).await?))
}

fn asker(attempt: Uuid) -> Asker {
    Asker { purpose: otp::Purpose::Recovery, id: attempt }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::account::fresh::prove;
    use crate::account::testing::{self, PASSWORD};
    use crate::account::{Citizen, Session, authenticate};
    use crate::testing::{TestPortal, on_each_database};

    const NETWORK: &str = "198.51.100.7";
    const NEW: &str = "trâu đen qua suối chiều";

    async fn confirm_phone(portal: &TestPortal, citizen: &Citizen) -> String {
        let transaction = portal.database.write().await.unwrap();
        proofing::note(portal, &*transaction, citizen.account_id(), Evidence::Phone).await.unwrap();
        transaction.commit().await.unwrap();
        number_of(portal, citizen).await
    }

    async fn number_of(portal: &TestPortal, citizen: &Citizen) -> String {
        crate::account::person(portal, citizen).await.unwrap().identity_number.as_str().to_owned()
    }

    async fn asked(portal: &TestPortal, number: &str) -> String {
        ask(portal, number, Language::Vi, NETWORK).await.unwrap().unwrap()
    }

    async fn sent_code(portal: &TestPortal) -> String {
        portal.work().await;
        portal.text_messages().last().unwrap().text.chars().take(6).collect()
    }

    async fn typed(portal: &TestPortal, attempt: &str, code: &str) -> Outcome {
        try_code(portal, attempt, code, Language::Vi, NETWORK).await.unwrap()
    }

    async fn a_code_to_the_confirmed_phone_leads_to_a_new_password(portal: TestPortal) {
        let (hoa, before) = testing::citizen_with_password(&portal, 1).await;
        let number = confirm_phone(&portal, &hoa).await;
        assert_eq!(ask(&portal, "12", Language::Vi, NETWORK).await.unwrap(), None);
        let attempt = asked(&portal, &number).await;
        let code = sent_code(&portal).await;
        let Outcome::Link(token) = typed(&portal, &attempt, &code).await else { panic!("refused") };
        assert_eq!(typed(&portal, &attempt, &code).await, Outcome::Lost, "once");
        let set = recovery::set_password(&portal, &token, NEW, NEW).await.unwrap();
        assert!(matches!(set, recovery::Recovered::Set { .. }));
        assert_eq!(
            authenticate(&portal, &before).await.unwrap(),
            Session::None,
            "nobody is logged in by that"
        );
        assert_eq!(prove(&portal, &hoa, PASSWORD, "").await.unwrap(), None);
    }
    on_each_database!(a_code_to_the_confirmed_phone_leads_to_a_new_password);

    async fn who_has_an_account_is_not_told_apart(portal: TestPortal) {
        let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
        let (minh, _) = testing::citizen_with_password(&portal, 2).await;
        let (an, _) = testing::citizen_with_password(&portal, 3).await;
        let confirmed = confirm_phone(&portal, &hoa).await;
        confirm_phone(&portal, &an).await;
        crate::account::close(
            &portal,
            &crate::account::person(&portal, &an).await.unwrap().identity_number,
            PASSWORD,
        )
        .await
        .unwrap();
        let numbers = [confirmed, number_of(&portal, &minh).await, number_of(&portal, &an).await];
        let mut attempts = Vec::new();
        for number in numbers.iter().map(String::as_str).chain(["064190009999"]) {
            attempts.push(asked(&portal, number).await);
        }
        let code = sent_code(&portal).await;
        let wrong = if code == "000000" { "111111" } else { "000000" };
        for left in (0..otp::MOST_TRIES).rev() {
            for attempt in &attempts {
                assert_eq!(typed(&portal, attempt, wrong).await, Outcome::Refused);
                let shown = page(&portal, attempt, Language::Vi).await.unwrap().unwrap();
                let refusal = if left == 0 { Refusal::Locked } else { Refusal::Wrong };
                assert_eq!((shown.refusal, shown.code.tries_left), (Some(refusal), left));
            }
        }
        assert_eq!(typed(&portal, &attempts[0], &code).await, Outcome::Refused, "not even the right one");
        portal.test_clock.advance(otp::PAUSE);
        for attempt in &attempts {
            assert_eq!(resend(&portal, attempt, Language::Vi, NETWORK).await.unwrap(), Some(Resent::Gone));
        }
        let again = asked(&portal, "064190009999").await;
        portal.test_clock.advance(otp::PAUSE);
        assert_eq!(resend(&portal, &again, Language::Vi, NETWORK).await.unwrap(), Some(Resent::Sent));
        portal.work().await;
        assert_eq!(portal.text_messages().len(), 1, "to the one phone that is confirmed");
    }
    on_each_database!(who_has_an_account_is_not_told_apart);

    async fn a_phone_is_not_flooded(portal: TestPortal) {
        let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
        let number = confirm_phone(&portal, &hoa).await;
        for stranger in 0..8 {
            let network = format!("203.0.113.{}", stranger / 2);
            let attempt = ask(&portal, &number, Language::Vi, &network).await.unwrap().unwrap();
            assert!(page(&portal, &attempt, Language::Vi).await.unwrap().is_some(), "as if it had been sent");
            portal.test_clock.advance(otp::PAUSE);
            let resent = resend(&portal, &attempt, Language::Vi, &network).await.unwrap();
            assert_eq!(resent, Some(Resent::Sent), "which tells nobody whose phone it is");
            portal.work().await;
        }
        assert_eq!(portal.text_messages().len(), 6);
        let phone = Phone::parse(&crate::account::person(&portal, &hoa).await.unwrap().phone).unwrap();
        let login = otp::count(&portal, otp::Purpose::Login, &phone, NETWORK).await.unwrap();
        assert_eq!(login, Allowance::Allowed, "nobody is kept from logging in by that");
    }
    on_each_database!(a_phone_is_not_flooded);
}
