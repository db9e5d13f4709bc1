//! The step after the password for those who have a second factor of their own: a code of the authenticator app, a
//! recovery code in its place, or a passkey.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Language;

use super::step::{Proof, Step, proceed, standing_at};
use super::{LIFE, Outcome};
use crate::account::{factor, repo};
use crate::audit::{self, Actor};
use crate::limit::{self, Allowance, Limit};
use crate::{Portal, Result};

/// Codes and passkeys that may be tried in one attempt.
const IN_ATTEMPT: Limit = Limit { name: "login.second-attempt", most: 5, window: LIFE };
/// The same for one account, in whatever attempts; forgotten when one is right.
const FOR_ACCOUNT: Limit = Limit { name: "login.second-account", most: 20, window: TimeDelta::hours(1) };

/// The same in a day: who has the password and guesses has one chance in seven thousand a day.
const FOR_ACCOUNT_A_DAY: Limit =
    Limit { name: "login.second-account-day", most: 50, window: TimeDelta::days(1) };

/// Why it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None was typed.
    Missing,
    /// The code is wrong, or was used before.
    Wrong,
    /// The passkey is not one of the account's, or did not answer what was asked.
    Passkey,
    /// Too many wrong ones in this attempt: one begins anew.
    Locked,
    /// Too many wrong ones for this account.
    TooMany {
        /// From then on it may be tried again.
        again_at: DateTime<Utc>,
    },
}

/// The step as its page needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What there is to choose from.
    pub factors: factor::Factors,
    /// Why the code typed last was refused.
    pub refusal: Option<Refusal>,
}

/// What somebody shows.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// A code as typed, of the authenticator app or for recovery.
    Code(&'a str),
    /// What the browser answered that was asked for a passkey, as JSON.
    Passkey(&'a str),
}

/// What the page sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Token of the attempt.
    pub attempt: &'a str,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// The second factor.
    pub shown: Shown<'a>,
    /// The language of the page.
    pub language: Language,
}

/// The step, if the attempt waits for it.
pub async fn page(portal: &Portal, attempt: &str, language: Language) -> Result<Option<Page>> {
    let read = portal.database.read();
    let Some((row, standing)) = standing_at(portal, read, attempt, Step::SecondFactor, language).await?
    else {
        return Ok(None);
    };
    let Some(account_id) = standing.account_id else { return Ok(None) };
    let refusal = match (row.refusal.as_deref(), row.again_at) {
        (Some("missing"), _) => Some(Refusal::Missing),
        (Some("wrong"), _) => Some(Refusal::Wrong),
        (Some("passkey"), _) => Some(Refusal::Passkey),
        (Some("locked"), _) => Some(Refusal::Locked),
        (Some("too_many"), Some(again_at)) => Some(Refusal::TooMany { again_at }),
        _ => None,
    };
    Ok(Some(Page { factors: factor::of(read, account_id).await?, refusal }))
}

/// Judges what is shown and goes on.
pub async fn try_factor(portal: &Portal, sent: Sent<'_>) -> Result<Outcome> {
    let find = async |connection| {
        standing_at(portal, connection, sent.attempt, Step::SecondFactor, sent.language).await
    };
    let Some((row, standing)) = find(portal.database.read()).await? else { return Ok(Outcome::Lost) };
    let Some(account_id) = standing.account_id else { return Ok(Outcome::Lost) };
    let refuse = async |refusal, again_at| {
        let transaction = portal.database.write().await?;
        repo::refuse_attempt(&*transaction, row.id, refusal, again_at).await?;
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, Actor::Nobody, "login.refused", subject).await?;
        transaction.commit().await?;
        Ok(Outcome::Refused { attempt: sent.attempt.to_owned(), step: Step::SecondFactor })
    };
    if matches!(sent.shown, Shown::Code(code) if code.trim().is_empty()) {
        return refuse("missing", None).await;
    }
    if limit::count(portal, IN_ATTEMPT, &row.id.to_string()).await? != Allowance::Allowed {
        return refuse("locked", None).await;
    }
    for limit in [FOR_ACCOUNT, FOR_ACCOUNT_A_DAY] {
        if let Allowance::Until(again_at) = limit::count(portal, limit, &account_id.to_string()).await? {
            return refuse("too_many", Some(again_at)).await;
        }
    }
    let wrong = match sent.shown {
        Shown::Code(code) => (!factor::take_code(portal, account_id, code).await?).then_some("wrong"),
        Shown::Passkey(answer) => {
            let used = factor::passkey::used(portal, row.id, Some(account_id), answer).await?;
            used.is_none().then_some("passkey")
        }
    };
    if let Some(wrong) = wrong {
        return refuse(wrong, None).await;
    }
    for limit in [FOR_ACCOUNT, FOR_ACCOUNT_A_DAY] {
        limit::forget(portal, limit, &account_id.to_string()).await?;
    }
    proceed_with_factor(portal, sent).await
}

/// Goes on after a second factor was shown.
async fn proceed_with_factor(portal: &Portal, sent: Sent<'_>) -> Result<Outcome> {
    let transaction = portal.database.write().await?;
    let found = standing_at(portal, &*transaction, sent.attempt, Step::SecondFactor, sent.language).await?;
    let Some((_, mut standing)) = found else { return Ok(Outcome::Lost) };
    standing.proved.push(Proof::SecondFactor);
    proceed(portal, transaction, standing, Some(sent.attempt), sent.session).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::account::factor::testing::{set_up, shown};
    use crate::account::login::{Try, try_password};
    use crate::account::recovery;
    use crate::account::testing::{self, PASSWORD, identity_number};
    use crate::account::{Citizen, Session, authenticate};
    use crate::testing::{TestPortal, on_each_database};

    /// Somebody with an app; its secret and recovery codes.
    async fn somebody(portal: &TestPortal) -> (Citizen, String, Vec<String>) {
        let (hoa, _) = testing::citizen_with_password(portal, 1).await;
        let (secret, codes) = set_up(portal, &hoa).await;
        portal.test_clock.advance(TimeDelta::minutes(5));
        (hoa, secret, codes)
    }

    async fn password(portal: &Portal, password: &str) -> Outcome {
        let number = identity_number(1);
        let tried = Try {
            attempt: None,
            session: None,
            number: number.as_str(),
            password,
            return_to: Some("/ho-so"),
            address: "198.51.100.7",
            language: Language::Vi,
            browser: None,
        };
        try_password(portal, tried).await.unwrap()
    }

    /// The attempt after the password.
    async fn begun(portal: &Portal) -> String {
        match password(portal, PASSWORD).await {
            Outcome::Next { attempt, step: Step::SecondFactor } => attempt,
            other => panic!("no second step: {other:?}"),
        }
    }

    async fn code(portal: &Portal, attempt: &str, code: &str) -> Outcome {
        let sent = Sent { attempt, session: None, shown: Shown::Code(code), language: Language::Vi };
        try_factor(portal, sent).await.unwrap()
    }

    async fn refusal(portal: &Portal, attempt: &str) -> Option<Refusal> {
        page(portal, attempt, Language::Vi).await.unwrap().unwrap().refusal
    }

    async fn the_password_alone_opens_nothing_where_there_is_a_second_factor(portal: TestPortal) {
        let (hoa, secret, codes) = somebody(&portal).await;
        let attempt = begun(&portal).await;
        assert_eq!(authenticate(&portal, &attempt).await.unwrap(), Session::None);
        assert!(matches!(code(&portal, &attempt, "").await, Outcome::Refused { .. }));
        assert_eq!(refusal(&portal, &attempt).await, Some(Refusal::Missing));
        assert!(matches!(code(&portal, &attempt, "000000").await, Outcome::Refused { .. }));
        assert_eq!(refusal(&portal, &attempt).await, Some(Refusal::Wrong));
        let shown = shown(&secret, portal.clock.now());
        let Outcome::LoggedIn { session, return_to } = code(&portal, &attempt, &shown).await else {
            panic!("refused")
        };
        assert_eq!(return_to.as_deref(), Some("/ho-so"), "one still gets where one wanted to");
        let Session::Active(citizen) = authenticate(&portal, &session).await.unwrap() else { panic!() };
        assert_eq!(citizen.account_id(), hoa.account_id());
        assert_eq!(code(&portal, &attempt, &codes[0]).await, Outcome::Lost, "the attempt is over");

        let another = begun(&portal).await;
        assert!(matches!(code(&portal, &another, &shown).await, Outcome::Refused { .. }), "each code once");
        assert!(matches!(code(&portal, &another, &codes[0]).await, Outcome::LoggedIn { .. }));
        assert_eq!(code(&portal, "no such attempt", &codes[1]).await, Outcome::Lost);
    }
    on_each_database!(the_password_alone_opens_nothing_where_there_is_a_second_factor);

    async fn of_twenty_logins_with_one_code_one_wins(portal: TestPortal) {
        let (_, secret, _) = somebody(&portal).await;
        let mut attempts = Vec::new();
        for _ in 0..20 {
            attempts.push(begun(&portal).await);
        }
        let shown = shown(&secret, portal.clock.now());
        let outcomes = futures::future::join_all(attempts.iter().map(|one| code(&portal, one, &shown))).await;
        let won = outcomes.iter().filter(|one| matches!(one, Outcome::LoggedIn { .. })).count();
        assert_eq!(won, 1, "{outcomes:?}");
    }
    on_each_database!(of_twenty_logins_with_one_code_one_wins);

    async fn a_hundred_wrong_codes_lead_nowhere(portal: TestPortal) {
        let (_, secret, _) = somebody(&portal).await;
        let attempt = begun(&portal).await;
        for _ in 0..IN_ATTEMPT.most {
            assert!(matches!(code(&portal, &attempt, "000000").await, Outcome::Refused { .. }));
        }
        let right = shown(&secret, portal.clock.now());
        assert!(matches!(code(&portal, &attempt, &right).await, Outcome::Refused { .. }));
        assert_eq!(refusal(&portal, &attempt).await, Some(Refusal::Locked));
        for _ in 0..19 {
            let attempt = begun(&portal).await;
            for _ in 0..5 {
                assert!(matches!(code(&portal, &attempt, "000000").await, Outcome::Refused { .. }));
            }
        }
        let attempt = begun(&portal).await;
        assert!(
            matches!(code(&portal, &attempt, &right).await, Outcome::Refused { .. }),
            "not even the right one"
        );
        let again_at = portal.clock.now() + FOR_ACCOUNT.window;
        assert_eq!(refusal(&portal, &attempt).await, Some(Refusal::TooMany { again_at }));
        portal.test_clock.advance(FOR_ACCOUNT.window);
        let attempt = begun(&portal).await;
        let right = shown(&secret, portal.clock.now());
        assert!(matches!(code(&portal, &attempt, &right).await, Outcome::LoggedIn { .. }));
    }
    on_each_database!(a_hundred_wrong_codes_lead_nowhere);

    async fn a_recovered_password_skips_no_second_factor(portal: TestPortal) {
        let (_, secret, _) = somebody(&portal).await;
        let number = identity_number(1);
        recovery::ask(&portal, number.as_str(), Language::Vi, "198.51.100.7").await.unwrap();
        portal.work().await;
        let mails = portal.mails();
        let mail = mails.iter().find(|mail| mail.text.contains("/quen-mat-khau/")).unwrap();
        let link = mail.text.lines().find(|line| line.contains("/quen-mat-khau/")).unwrap();
        let new = "trâu đen qua suối chiều";
        let token = link.rsplit('/').next().unwrap();
        let recovered = recovery::set_password(&portal, token, new, new).await.unwrap();
        assert!(matches!(recovered, recovery::Recovered::Set { .. }));
        let Outcome::Next { attempt, step: Step::SecondFactor } = password(&portal, new).await else {
            panic!("the second factor was skipped")
        };
        let shown = shown(&secret, portal.clock.now());
        assert!(matches!(code(&portal, &attempt, &shown).await, Outcome::LoggedIn { .. }));
    }
    on_each_database!(a_recovered_password_skips_no_second_factor);
}
