//! Logging in, in steps over a row per attempt.
//!
//! The password is the only step so far. The row says in which step an attempt stands and whose it is once the
//! password was right; a further step (a one-time password) begins where the session does now. What was typed and why
//! it was refused lie in the row too, so that the page shows both after its redirect.

use ::entity::login_attempt;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::Problem;
use domain::account::password::MAX_LENGTH;
use domain::identity::IdentityNumber;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{password, person, repo, session};
use crate::audit::{self, Actor};
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result};

/// The step in which number and password are asked for.
const PASSWORD_STEP: &str = "password";
const TYPED: &str = "login_attempt.typed";

/// What was typed is forgotten after so long.
const LIFE: TimeDelta = TimeDelta::minutes(30);
/// Tries for one number from one address, so that one stranger cannot lock somebody out.
const NUMBER_AND_ADDRESS: Limit =
    Limit { name: "login.number-address", most: 10, window: TimeDelta::minutes(15) };
/// Tries for one number from everywhere.
const NUMBER: Limit = Limit { name: "login.number", most: 50, window: TimeDelta::hours(1) };
/// Wrong tries from one address; those that succeed are not counted, since many people may share an address.
const ADDRESS: Limit = Limit { name: "login.address", most: 100, window: TimeDelta::minutes(15) };

/// Attempts that one address has kept for it, each a row that anybody can make; a browser goes on with its own.
const KEPT: Limit = Limit { name: "login.kept", most: 600, window: TimeDelta::hours(1) };

/// Why an attempt was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The number is not one, or the password was left out.
    Incomplete {
        /// The password was left out.
        password_missing: bool,
    },
    /// No account with this number and password; which of the two is never said.
    Wrong,
    /// Too many tries.
    TooMany {
        /// From then on it may be tried again.
        again_at: DateTime<Utc>,
    },
}

impl Refusal {
    fn code(self) -> &'static str {
        match self {
            Self::Incomplete { password_missing: false } => "number",
            Self::Incomplete { password_missing: true } => "password",
            Self::Wrong => "wrong",
            Self::TooMany { .. } => "too_many",
        }
    }
}

/// An attempt as its page needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The number as it was typed.
    pub number: String,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// The local address to go to afterwards.
    pub return_to: Option<String>,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody is logged in.
    LoggedIn {
        /// The new session's token, for its cookie.
        session: String,
        /// The local address to go to.
        return_to: Option<String>,
    },
    /// Not now; the attempt says why.
    Refused {
        /// The attempt's token, for its cookie.
        attempt: String,
    },
}

/// What the login form sent, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Try<'a> {
    /// Token of the attempt so far.
    pub attempt: Option<&'a str>,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// The number as typed.
    pub number: &'a str,
    /// The password as typed.
    pub password: &'a str,
    /// Where to go afterwards; anything but a local address is ignored.
    pub return_to: Option<&'a str>,
    /// Where the request came from.
    pub address: &'a str,
}

/// The attempt that `token` stands for, if it is still known.
pub async fn attempt(portal: &Portal, token: &str) -> Result<Option<Attempt>> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let Some(row) = repo::attempt_by_token(portal.database.read(), &hash).await? else { return Ok(None) };
    if row.expires_at <= portal.clock.now() {
        return Ok(None);
    }
    let refusal = match (row.refusal.as_deref(), row.again_at) {
        (Some("number"), _) => Some(Refusal::Incomplete { password_missing: false }),
        (Some("password"), _) => Some(Refusal::Incomplete { password_missing: true }),
        (Some("wrong"), _) => Some(Refusal::Wrong),
        (Some("too_many"), Some(again_at)) => Some(Refusal::TooMany { again_at }),
        _ => None,
    };
    Ok(Some(Attempt {
        number: portal.keys.open_value(TYPED, &row.typed)?,
        refusal,
        return_to: row.return_to,
    }))
}

/// What is wrong with a number before anybody is looked for.
pub fn number_problem(portal: &Portal, number: &str) -> Option<Problem> {
    if number.trim().is_empty() {
        return Some(Problem::Missing);
    }
    IdentityNumber::parse(number, portal.clock.today().year()).err()
}

/// Tries to log in. A number without an account takes the same time and gets the same answer as a wrong password.
pub async fn try_password(portal: &Portal, tried: Try<'_>) -> Result<Outcome> {
    let number = match IdentityNumber::parse(tried.number, portal.clock.today().year()) {
        Ok(number) if !tried.password.is_empty() => number,
        _ => {
            let password_missing = tried.password.is_empty();
            return refuse(portal, tried, Refusal::Incomplete { password_missing }, None).await;
        }
    };
    let place = format!("{} {}", number.as_str(), tried.address);
    if let Some(again_at) = over_limit(portal, number.as_str(), &place, tried.address).await? {
        return refuse(portal, tried, Refusal::TooMany { again_at }, None).await;
    }
    let hash = person::hash_number(portal, number.as_str());
    let account = repo::account_by_number(portal.database.read(), &hash).await?;
    // Without an account a credential is looked for all the same.
    let account_id = account.as_ref().map_or_else(Uuid::nil, |account| account.id);
    let credential = repo::credential(portal.database.read(), account_id, person::PASSWORD).await?;
    let stored = credential.as_ref().map(|row| row.secret.as_str());
    // Longer than any password may be: never right, and not worth the work.
    let typed = if tried.password.chars().count() > MAX_LENGTH { "" } else { tried.password };
    let verdict = password::verify(typed, stored).await?;
    let (Some(account), Some(credential), true) = (account, credential, verdict.right) else {
        limit::count_network(portal, ADDRESS, tried.address).await?;
        return refuse(portal, tried, Refusal::Wrong, Some(account_id)).await;
    };
    if account.disabled_at.is_some() {
        return refuse(portal, tried, Refusal::Wrong, Some(account_id)).await;
    }
    limit::forget(portal, NUMBER_AND_ADDRESS, &place).await?;
    limit::forget(portal, NUMBER, number.as_str()).await?;
    let rehashed = if verdict.outdated { Some(password::hash(tried.password).await?) } else { None };
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    if let Some(rehashed) = rehashed {
        repo::change_credential(&*transaction, &credential, rehashed, now).await?;
    }
    let mut return_to = tried.return_to.and_then(local_path).map(str::to_owned);
    if let Some(token) = tried.attempt {
        let ended = repo::end_attempt(&*transaction, &portal.keys.hash(Purpose::Session, token)).await?;
        return_to = return_to.or_else(|| ended.and_then(|row| row.return_to));
    }
    if let Some(token) = tried.session {
        repo::end_session(&*transaction, &portal.keys.hash(Purpose::Session, token), now).await?;
    }
    let session = session::begin(portal, &*transaction, account.id).await?;
    let subject = Some(("account", account.id.to_string()));
    audit::record(portal, &*transaction, Actor::Citizen(account.id), "login", subject).await?;
    transaction.commit().await?;
    Ok(Outcome::LoggedIn { session, return_to })
}

/// Counts a try; says from when on there may be another, if this one is too many.
async fn over_limit(
    portal: &Portal,
    number: &str,
    place: &str,
    address: &str,
) -> Result<Option<DateTime<Utc>>> {
    if let Allowance::Until(again_at) = limit::look_network(portal, ADDRESS, address).await? {
        return Ok(Some(again_at));
    }
    for (limit, subject) in [(NUMBER_AND_ADDRESS, place), (NUMBER, number)] {
        if let Allowance::Until(again_at) = limit::count(portal, limit, subject).await? {
            return Ok(Some(again_at));
        }
    }
    Ok(None)
}

/// Keeps what was typed and why it was refused. `account_id` is the nil one where there is none, so that the same is
/// written either way.
async fn refuse(
    portal: &Portal,
    tried: Try<'_>,
    refusal: Refusal,
    account_id: Option<Uuid>,
) -> Result<Outcome> {
    let now = portal.clock.now();
    let typed: String = tried.number.chars().take(40).collect();
    let token = match tried.attempt {
        Some(token) if attempt(portal, token).await?.is_some() => token.to_owned(),
        _ if limit::count_network(portal, KEPT, tried.address).await? == Allowance::Allowed => {
            secret::token()
        }
        _ => return Err(Error::TooMany),
    };
    let again_at = if let Refusal::TooMany { again_at } = refusal { Some(again_at) } else { None };
    let row = login_attempt::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(portal.keys.hash(Purpose::Session, &token)),
        step: Set(PASSWORD_STEP.to_owned()),
        typed: Set(portal.keys.seal(TYPED, &typed)?),
        refusal: Set(Some(refusal.code().to_owned())),
        again_at: Set(again_at),
        return_to: Set(tried.return_to.and_then(local_path).map(str::to_owned)),
        account_id: Set(None),
        created_at: Set(now),
        expires_at: Set(now + LIFE),
    };
    let transaction = portal.database.write().await?;
    repo::forget_attempts(&*transaction, now).await?;
    repo::keep_attempt(&*transaction, row).await?;
    if let Some(account_id) = account_id {
        let subject = Some(("account", account_id.to_string()));
        audit::record(portal, &*transaction, Actor::Nobody, "login.refused", subject).await?;
    }
    transaction.commit().await?;
    Ok(Outcome::Refused { attempt: token })
}

/// `path` if it is an address within the portal: one slash at the start, nothing that a browser reads as another host.
pub fn local_path(path: &str) -> Option<&str> {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 500
        && path.chars().all(|c| !c.is_control() && c != '\\' && !c.is_whitespace());
    local.then_some(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::account::testing::{self, identity_number};
    use crate::account::{Session, authenticate};
    use crate::testing::{TestPortal, on_each_database};

    const PASSWORD: &str = "bò vàng leo núi sớm";

    async fn portal_with_account(portal: &TestPortal) {
        let (citizen, _) = testing::citizen(portal, 1).await;
        let hash = password::hash(PASSWORD).await.unwrap();
        testing::set_password(portal, &citizen, hash).await;
    }

    fn tried<'a>(number: &'a str, password: &'a str) -> Try<'a> {
        Try { attempt: None, session: None, number, password, return_to: None, address: "198.51.100.7" }
    }

    async fn refusal(portal: &Portal, tried: Try<'_>) -> Option<Refusal> {
        match try_password(portal, tried).await.unwrap() {
            Outcome::LoggedIn { .. } => None,
            Outcome::Refused { attempt: token } => attempt(portal, &token).await.unwrap().unwrap().refusal,
        }
    }

    async fn number_and_password_open_a_session(portal: TestPortal) {
        portal_with_account(&portal).await;
        let number = identity_number(1);
        let spaced =
            format!("{} {} {}", &number.as_str()[..4], &number.as_str()[4..8], &number.as_str()[8..]);
        let (_, old) = testing::citizen(&portal, 2).await;
        let tried =
            Try { session: Some(&old), return_to: Some("/nop-ho-so/x?y=1"), ..tried(&spaced, PASSWORD) };
        let Outcome::LoggedIn { session, return_to } = try_password(&portal, tried).await.unwrap() else {
            panic!("refused");
        };
        assert_eq!(return_to.as_deref(), Some("/nop-ho-so/x?y=1"));
        assert!(matches!(authenticate(&portal, &session).await.unwrap(), Session::Active(_)));
        assert_eq!(
            authenticate(&portal, &old).await.unwrap(),
            Session::None,
            "the browser's old session is over"
        );
    }
    on_each_database!(number_and_password_open_a_session);

    async fn unknown_numbers_and_wrong_passwords_answer_alike(portal: TestPortal) {
        portal_with_account(&portal).await;
        let (known, unknown) = (identity_number(1), identity_number(9));
        let long = "ế".repeat(129);
        for password in ["bò vàng leo núi", &long] {
            assert_eq!(refusal(&portal, tried(known.as_str(), password)).await, Some(Refusal::Wrong));
            assert_eq!(refusal(&portal, tried(unknown.as_str(), password)).await, Some(Refusal::Wrong));
        }
    }
    on_each_database!(unknown_numbers_and_wrong_passwords_answer_alike);

    async fn what_was_typed_stays_with_the_reason(portal: TestPortal) {
        let first = Try { return_to: Some("/ho-so"), ..tried("06419000000", PASSWORD) };
        let Outcome::Refused { attempt: token } = try_password(&portal, first).await.unwrap() else {
            panic!()
        };
        let kept = attempt(&portal, &token).await.unwrap().unwrap();
        assert_eq!(kept.number, "06419000000");
        assert_eq!(kept.refusal, Some(Refusal::Incomplete { password_missing: false }));
        let number = identity_number(1);
        let second = Try { attempt: Some(&token), ..tried(number.as_str(), "") };
        let Outcome::Refused { attempt: same } = try_password(&portal, second).await.unwrap() else {
            panic!()
        };
        assert_eq!(same, token);
        let kept = attempt(&portal, &token).await.unwrap().unwrap();
        assert_eq!(kept.number, number.as_str());
        assert_eq!(kept.refusal, Some(Refusal::Incomplete { password_missing: true }));
        assert_eq!(kept.return_to.as_deref(), Some("/ho-so"), "one still gets where one wanted to");
        portal_with_account(&portal).await;
        let third = Try { attempt: Some(&token), ..tried(number.as_str(), PASSWORD) };
        let Outcome::LoggedIn { return_to, .. } = try_password(&portal, third).await.unwrap() else {
            panic!()
        };
        assert_eq!(return_to.as_deref(), Some("/ho-so"));
        assert_eq!(attempt(&portal, &token).await.unwrap(), None);
    }
    on_each_database!(what_was_typed_stays_with_the_reason);

    async fn guessing_is_stopped(portal: TestPortal) {
        portal_with_account(&portal).await;
        let number = identity_number(1);
        for _ in 0..10 {
            assert_eq!(refusal(&portal, tried(number.as_str(), "wrong wrong")).await, Some(Refusal::Wrong));
        }
        let again_at = portal.clock.now() + TimeDelta::minutes(15);
        let right = tried(number.as_str(), PASSWORD);
        assert_eq!(refusal(&portal, right).await, Some(Refusal::TooMany { again_at }), "even the right one");
        let elsewhere = Try { address: "203.0.113.9", ..right };
        assert_eq!(refusal(&portal, elsewhere).await, None, "a stranger locks nobody out");
        portal.test_clock.advance(TimeDelta::minutes(15));
        assert_eq!(refusal(&portal, right).await, None);
    }
    on_each_database!(guessing_is_stopped);

    async fn an_address_that_tries_many_numbers_is_stopped(portal: TestPortal) {
        portal_with_account(&portal).await;
        for seed in 100..200 {
            let number = identity_number(seed);
            assert_eq!(refusal(&portal, tried(number.as_str(), "wrong")).await, Some(Refusal::Wrong));
        }
        let number = identity_number(1);
        let right = tried(number.as_str(), PASSWORD);
        assert!(matches!(refusal(&portal, right).await, Some(Refusal::TooMany { .. })));
    }
    on_each_database!(an_address_that_tries_many_numbers_is_stopped);

    async fn an_address_keeps_so_many_attempts(portal: TestPortal) {
        let number = identity_number(1);
        let empty = tried(number.as_str(), "");
        let Outcome::Refused { attempt: own } = try_password(&portal, empty).await.unwrap() else { panic!() };
        for _ in 1..KEPT.most {
            try_password(&portal, empty).await.unwrap();
        }
        assert!(matches!(try_password(&portal, empty).await, Err(Error::TooMany)));
        let known = Try { attempt: Some(&own), ..empty };
        assert!(try_password(&portal, known).await.is_ok(), "one that is kept is gone on with");
        let elsewhere = Try { address: "203.0.113.9", ..empty };
        assert!(try_password(&portal, elsewhere).await.is_ok());
        portal_with_account(&portal).await;
        assert_eq!(refusal(&portal, tried(number.as_str(), PASSWORD)).await, None, "nobody is locked out");
    }
    on_each_database!(an_address_keeps_so_many_attempts);

    async fn old_hashes_are_renewed(portal: TestPortal) {
        let (citizen, _) = testing::citizen(&portal, 1).await;
        let weak = password::weak_hash(PASSWORD);
        testing::set_password(&portal, &citizen, weak.clone()).await;
        let number = identity_number(1);
        assert_eq!(refusal(&portal, tried(number.as_str(), PASSWORD)).await, None);
        let read = portal.database.read();
        let row = repo::credential(read, citizen.account_id(), person::PASSWORD).await.unwrap().unwrap();
        assert_ne!(row.secret, weak);
        assert_eq!(refusal(&portal, tried(number.as_str(), PASSWORD)).await, None);
    }
    on_each_database!(old_hashes_are_renewed);

    #[test]
    fn only_local_addresses_are_gone_to() {
        for local in ["/", "/ho-so", "/nop-ho-so/a/b?c=d#e", "/en/dang-nhap"] {
            assert_eq!(local_path(local), Some(local));
        }
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil.example",
            "https:evil",
            "javascript:x",
            "/\t/evil",
            "/a\r\nb",
            "ho-so",
        ] {
            assert_eq!(local_path(other), None, "{other}");
        }
    }
}
