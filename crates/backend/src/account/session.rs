//! Who is behind a request.
//!
//! A session runs out after an hour without use or twelve hours after the login, and ends for good at logout. One
//! that ran out may still keep what its account was typing (see [`LapsedCitizen`]), for a day.

use ::entity::{account, session};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{guessing, repo};
use crate::audit::{self, Actor};
use crate::secret::{self, Purpose};
use crate::{Portal, Result};

/// Unused for so long, a session runs out.
pub const IDLE: TimeDelta = TimeDelta::minutes(60);
/// However much it is used, a session runs out so long after the login.
pub const LENGTH: TimeDelta = TimeDelta::hours(12);
/// For so long after it ran out, a session may still write into drafts.
pub const LAPSE: TimeDelta = TimeDelta::hours(24);
/// A session's use is written down at most so often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Somebody who is logged in. Only [`authenticate`] makes one, so a use case that takes `&Citizen` knows who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citizen {
    account_id: Uuid,
    session_id: Uuid,
    name: String,
}

impl Citizen {
    /// Id of the account.
    pub fn account_id(&self) -> Uuid {
        self.account_id
    }

    /// Name as its holder wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// For the audit trail.
    pub fn actor(&self) -> Actor {
        Actor::Citizen(self.account_id)
    }
}

/// Somebody whose session ran out and was not logged out. May write into drafts of the account and read nothing, so
/// that a form sent after the session's end is not lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LapsedCitizen {
    account_id: Uuid,
}

impl LapsedCitizen {
    /// Id of the account.
    pub fn account_id(&self) -> Uuid {
        self.account_id
    }
}

/// What a session's token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Somebody is logged in.
    Active(Citizen),
    /// Somebody was logged in until the session ran out.
    Lapsed(LapsedCitizen),
    /// Nobody: no such session, logged out, or long over.
    None,
}

/// Says who holds `token`, the value of the session's cookie, and notes that the session is in use.
pub async fn authenticate(portal: &Portal, token: &str) -> Result<Session> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let Some((session, account)) = repo::session_by_token(portal.database.read(), &hash).await? else {
        return Ok(Session::None);
    };
    let now = portal.clock.now();
    let standing = judge(&session, &account, now);
    if matches!(standing, Session::Active(_)) && now - session.last_seen_at >= NOTED_EVERY {
        let transaction = portal.database.write().await?;
        repo::note_use(&*transaction, session.id, now).await?;
        transaction.commit().await?;
    }
    Ok(standing)
}

fn judge(session: &session::Model, account: &account::Model, now: DateTime<Utc>) -> Session {
    if session.ended_at.is_some() || account.disabled_at.is_some() {
        return Session::None;
    }
    let ran_out = Ord::min(session.last_seen_at + IDLE, session.expires_at);
    if now < ran_out {
        Session::Active(Citizen {
            account_id: account.id,
            session_id: session.id,
            name: account.name.clone(),
        })
    } else if now < ran_out + LAPSE {
        Session::Lapsed(LapsedCitizen { account_id: account.id })
    } else {
        Session::None
    }
}

/// Begins a session in the transaction that proved who it is; returns its token, which is kept nowhere else.
pub(super) async fn begin(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<String> {
    let now = portal.clock.now();
    repo::forget_sessions(connection, now - LAPSE).await?;
    let token = secret::token();
    let row = session::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(portal.keys.hash(Purpose::Session, &token)),
        account_id: Set(account_id),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(now + LENGTH),
        ended_at: Set(None),
    };
    repo::insert_session(connection, row).await?;
    guessing::know(portal, connection, account_id, &guessing::browser_of(portal, &token)).await?;
    Ok(token)
}

/// Ends the session that `token` stands for, for good; nothing happens when there is none.
pub async fn log_out(portal: &Portal, token: &str) -> Result<()> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let transaction = portal.database.write().await?;
    if let Some(ended) = repo::end_session(&*transaction, &hash, portal.clock.now()).await? {
        let subject = Some(("session", ended.id.to_string()));
        audit::record(portal, &*transaction, Actor::Citizen(ended.account_id), "logout", subject).await?;
    }
    transaction.commit().await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::account::testing::citizen;
    use crate::testing::{TestPortal, on_each_database};

    async fn runs_out_when_idle_and_then_may_only_keep_drafts(portal: TestPortal) {
        let (citizen, token) = citizen(&portal, 1).await;
        portal.test_clock.advance(IDLE - TimeDelta::seconds(1));
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::Active(citizen.clone()));
        portal.test_clock.advance(IDLE - TimeDelta::seconds(1));
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::Active(citizen.clone()));
        portal.test_clock.advance(IDLE);
        let lapsed = Session::Lapsed(LapsedCitizen { account_id: citizen.account_id() });
        assert_eq!(authenticate(&portal, &token).await.unwrap(), lapsed);
        assert_eq!(authenticate(&portal, &token).await.unwrap(), lapsed, "asking does not revive it");
        portal.test_clock.advance(LAPSE);
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::None);
    }
    on_each_database!(runs_out_when_idle_and_then_may_only_keep_drafts);

    async fn runs_out_after_its_length_however_much_it_is_used(portal: TestPortal) {
        let (_, token) = citizen(&portal, 1).await;
        for _ in 0..15 {
            assert!(matches!(authenticate(&portal, &token).await.unwrap(), Session::Active(_)));
            portal.test_clock.advance(LENGTH / 15);
        }
        assert!(matches!(authenticate(&portal, &token).await.unwrap(), Session::Lapsed(_)));
    }
    on_each_database!(runs_out_after_its_length_however_much_it_is_used);

    async fn ends_for_good_at_logout(portal: TestPortal) {
        let (hoa, token) = citizen(&portal, 1).await;
        let (_, others) = citizen(&portal, 2).await;
        log_out(&portal, &token).await.unwrap();
        log_out(&portal, &token).await.unwrap();
        log_out(&portal, "no such token").await.unwrap();
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::None);
        assert!(matches!(authenticate(&portal, &others).await.unwrap(), Session::Active(_)));
        let row = repo::account(portal.database.read(), hoa.account_id()).await.unwrap().unwrap();
        assert!(row.person.windows(6).all(|bytes| bytes != b"064190"), "sealed");
    }
    on_each_database!(ends_for_good_at_logout);

    async fn closing_an_account_ends_all_its_sessions(portal: TestPortal) {
        use crate::account::testing::log_in;
        let (hoa, first) = citizen(&portal, 1).await;
        let second = log_in(&portal, &hoa).await;
        let transaction = portal.database.write().await.unwrap();
        repo::set_disabled(&*transaction, hoa.account_id(), Some(portal.clock.now())).await.unwrap();
        transaction.commit().await.unwrap();
        for token in [&first, &second] {
            assert_eq!(authenticate(&portal, token).await.unwrap(), Session::None);
        }
        portal.test_clock.advance(IDLE);
        assert_eq!(authenticate(&portal, &first).await.unwrap(), Session::None, "it does not lapse either");
    }
    on_each_database!(closing_an_account_ends_all_its_sessions);

    async fn notes_its_use_at_most_once_a_minute(portal: TestPortal) {
        let (_, token) = citizen(&portal, 1).await;
        let hash = portal.keys.hash(Purpose::Session, &token);
        let seen = async || {
            authenticate(&portal, &token).await.unwrap();
            repo::session_by_token(portal.database.read(), &hash).await.unwrap().unwrap().0.last_seen_at
        };
        let login = seen().await;
        portal.test_clock.advance(TimeDelta::seconds(59));
        assert_eq!(seen().await, login);
        portal.test_clock.advance(TimeDelta::seconds(1));
        assert_eq!(seen().await, portal.clock.now());
    }
    on_each_database!(notes_its_use_at_most_once_a_minute);
}
