//! Who is behind a request.
//!
//! How long a session lasts is a matter of its device ([`domain::account::session`]); at logout it ends for good. One
//! that ran out may still keep what its account was typing (see [`LapsedCitizen`]) for a while.

use ::entity::{account, session};
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::session::{self as rules, Device};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{guessing, repo};
use crate::audit::{self, Actor};
use crate::secret::{self, Purpose};
use crate::{Portal, Result};

const NETWORK: &str = "session.network";

/// A session's use is written down at most so often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// For so long after their end sessions may still be good for something, whatever their device.
pub(super) fn longest_lapse() -> TimeDelta {
    Device::ALL.map(|device| device.limits().lapse).into_iter().max().unwrap_or_default()
}

/// For so long after its login a session may be good for something, whatever its device: so long browsers keep its token.
pub fn longest_life() -> TimeDelta {
    let life = Device::ALL.map(|device| device.limits().length + device.limits().lapse);
    life.into_iter().max().unwrap_or_default()
}

/// What is known of the browser that a session is used in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser<'a> {
    /// What it says of itself.
    pub user_agent: &'a str,
    /// Where its request came from, as [`crate::limit::network`] writes it.
    pub network: &'a str,
}

/// Somebody who is logged in. Only [`authenticate`] makes one, so a use case that takes `&Citizen` knows who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citizen {
    account_id: Uuid,
    session_id: Uuid,
    name: String,
    proved_at: DateTime<Utc>,
    second_factor: bool,
}

impl Citizen {
    /// Id of the account.
    pub fn account_id(&self) -> Uuid {
        self.account_id
    }

    /// Somebody for whom another system files that knows them. They have no session, and have proved nothing here.
    pub(crate) fn vouched_for(account: &account::Model, now: DateTime<Utc>) -> Self {
        Self {
            account_id: account.id,
            session_id: Uuid::nil(),
            name: account.name.clone(),
            proved_at: now - TimeDelta::days(1),
            second_factor: false,
        }
    }

    /// Name as its holder wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// For the audit trail.
    pub fn actor(&self) -> Actor {
        Actor::Citizen(self.account_id)
    }

    /// Whether a passkey, a code of the authenticator app or a recovery code was shown in this session.
    pub fn has_shown_second_factor(&self) -> bool {
        self.second_factor
    }

    /// Id of the session.
    pub(super) fn session_id(&self) -> Uuid {
        self.session_id
    }

    /// When they last proved who they are.
    pub(super) fn proved_at(&self) -> DateTime<Utc> {
        self.proved_at
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
    recognise(portal, token, None).await
}

/// The same for a request of which it is known what browser sends it: at the session's first use that is noted, and how
/// long the session lasts follows from it.
pub async fn authenticate_in(portal: &Portal, token: &str, browser: Browser<'_>) -> Result<Session> {
    recognise(portal, token, Some(browser)).await
}

async fn recognise(portal: &Portal, token: &str, browser: Option<Browser<'_>>) -> Result<Session> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let Some((session, account)) = repo::session_by_token(portal.database.read(), &hash).await? else {
        return Ok(Session::None);
    };
    let now = portal.clock.now();
    let standing = judge(&session, &account, now);
    if matches!(standing, Session::Active(_)) {
        let first_used_in = browser.filter(|_| session.network.is_none());
        if first_used_in.is_some() || now - session.last_seen_at >= NOTED_EVERY {
            let transaction = portal.database.write().await?;
            repo::note_use(&*transaction, session.id, now).await?;
            if let Some(browser) = first_used_in {
                repo::note_browser(&*transaction, &session, known_browser(portal, &session, browser)?)
                    .await?;
            }
            transaction.commit().await?;
        }
    }
    Ok(standing)
}

/// What a session is to know of its browser.
fn known_browser(
    portal: &Portal,
    session: &session::Model,
    browser: Browser<'_>,
) -> Result<session::ActiveModel> {
    let device = Device::of_user_agent(browser.user_agent);
    Ok(session::ActiveModel {
        device: Set(device.as_str().to_owned()),
        browser: Set(rules::browser_name(browser.user_agent)),
        network: Set(Some(portal.keys.seal(NETWORK, &browser.network)?)),
        expires_at: Set(session.created_at + device.limits().length),
        ..Default::default()
    })
}

fn judge(session: &session::Model, account: &account::Model, now: DateTime<Utc>) -> Session {
    if session.ended_at.is_some() || account.disabled_at.is_some() {
        return Session::None;
    }
    let ran_out = runs_out(session);
    if now < ran_out {
        Session::Active(Citizen {
            account_id: account.id,
            session_id: session.id,
            name: account.name.clone(),
            proved_at: session.proved_at.unwrap_or(session.created_at),
            second_factor: session.second_factor,
        })
    } else if now < ran_out + device(session).limits().lapse {
        Session::Lapsed(LapsedCitizen { account_id: account.id })
    } else {
        Session::None
    }
}

fn device(session: &session::Model) -> Device {
    Device::from_stored(&session.device)
}

/// When the session runs out unless it is used before.
fn runs_out(session: &session::Model) -> DateTime<Utc> {
    Ord::min(session.last_seen_at + device(session).limits().idle, session.expires_at)
}

/// Begins a session in the transaction that proved who it is, be it with a second factor; returns its token, which is kept
/// nowhere else.
pub(super) async fn begin(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    second_factor: bool,
) -> Result<String> {
    let now = portal.clock.now();
    repo::forget_sessions(connection, now - longest_lapse()).await?;
    let token = secret::token();
    // Until its first use.
    let device = Device::Computer;
    let row = session::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(portal.keys.hash(Purpose::Session, &token)),
        account_id: Set(account_id),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(now + device.limits().length),
        ended_at: Set(None),
        device: Set(device.as_str().to_owned()),
        browser: Set(String::new()),
        network: Set(None),
        proved_at: Set(Some(now)),
        note: Set(None),
        second_factor: Set(second_factor),
    };
    repo::insert_session(connection, row).await?;
    guessing::know(portal, connection, account_id, &guessing::browser_of(portal, &token)).await?;
    Ok(token)
}

/// How much is left of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// So long, if it is not used before.
    pub time: TimeDelta,
    /// From so little on its pages say so.
    pub warning: TimeDelta,
    /// Using it makes it longer; otherwise it has reached its length.
    pub can_stay: bool,
}

/// How much is left of the session that `token` stands for, which does not count as its use; `None` where it is over.
pub async fn left(portal: &Portal, token: &str) -> Result<Option<Left>> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let Some((session, account)) = repo::session_by_token(portal.database.read(), &hash).await? else {
        return Ok(None);
    };
    let now = portal.clock.now();
    let is_active = matches!(judge(&session, &account, now), Session::Active(_));
    let ran_out = runs_out(&session);
    let warning = device(&session).limits().warning;
    Ok(is_active.then(|| Left { time: ran_out - now, warning, can_stay: ran_out < session.expires_at }))
}

/// A browser in which one is logged in, for its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// The session's id.
    pub id: Uuid,
    /// Kind of device.
    pub device: Device,
    /// Its browser, "Chrome, Android"; may be empty.
    pub browser: String,
    /// The network it was begun from; empty where that was not kept.
    pub network: String,
    /// When the login was.
    pub began_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// It is the one that asks.
    pub is_this: bool,
}

/// The browsers in which `citizen` is logged in: this one first, then by when they were last used.
pub async fn sessions(portal: &Portal, citizen: &Citizen) -> Result<Vec<OwnSession>> {
    let now = portal.clock.now();
    let rows = repo::sessions_of(portal.database.read(), citizen.account_id).await?;
    let mut sessions = Vec::new();
    for row in rows.into_iter().filter(|row| now < runs_out(row)) {
        let network = match &row.network {
            Some(sealed) => portal.keys.open_value(NETWORK, sealed)?,
            None => String::new(),
        };
        sessions.push(OwnSession {
            id: row.id,
            device: device(&row),
            browser: row.browser,
            network,
            began_at: row.created_at,
            last_seen_at: row.last_seen_at,
            is_this: row.id == citizen.session_id,
        });
    }
    sessions.sort_by_key(|session| (!session.is_this, std::cmp::Reverse(session.last_seen_at)));
    Ok(sessions)
}

/// Ends one of the sessions of `citizen`, for good; says whether there was one.
pub async fn end(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    let ended = repo::end_session_of(&*transaction, citizen.account_id, id, portal.clock.now()).await?;
    if ended {
        let subject = Some(("session", id.to_string()));
        audit::record(portal, &*transaction, citizen.actor(), "session.end", subject).await?;
    }
    transaction.commit().await?;
    Ok(ended)
}

/// Ends all sessions of `citizen` but the one that asks.
pub async fn end_others(portal: &Portal, citizen: &Citizen) -> Result<()> {
    let transaction = portal.database.write().await?;
    end_all_but(portal, &*transaction, citizen.account_id, Some(citizen.session_id)).await?;
    let subject = Some(("account", citizen.account_id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "session.end_others", subject).await?;
    transaction.commit().await
}

/// Ends the sessions of an account, but for `but`, in the transaction that makes it necessary.
pub(super) async fn end_all_but(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    but: Option<Uuid>,
) -> Result<()> {
    repo::end_sessions(connection, account_id, but, portal.clock.now()).await
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
    use domain::account::session::Limits;

    use super::*;
    use crate::account::testing::{citizen, log_in, log_in_from};
    use crate::testing::{TestPortal, on_each_database};

    fn limits() -> Limits {
        Device::Computer.limits()
    }

    async fn runs_out_when_idle_and_then_may_only_keep_drafts(portal: TestPortal) {
        let (citizen, token) = citizen(&portal, 1).await;
        portal.test_clock.advance(limits().idle - TimeDelta::seconds(1));
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::Active(citizen.clone()));
        portal.test_clock.advance(limits().idle - TimeDelta::seconds(1));
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::Active(citizen.clone()));
        portal.test_clock.advance(limits().idle);
        let lapsed = Session::Lapsed(LapsedCitizen { account_id: citizen.account_id() });
        assert_eq!(authenticate(&portal, &token).await.unwrap(), lapsed);
        assert_eq!(authenticate(&portal, &token).await.unwrap(), lapsed, "asking does not revive it");
        portal.test_clock.advance(limits().lapse);
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::None);
    }
    on_each_database!(runs_out_when_idle_and_then_may_only_keep_drafts);

    async fn runs_out_after_its_length_however_much_it_is_used(portal: TestPortal) {
        let (_, token) = citizen(&portal, 1).await;
        for _ in 0..15 {
            assert!(matches!(authenticate(&portal, &token).await.unwrap(), Session::Active(_)));
            portal.test_clock.advance(limits().length / 15);
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
        portal.test_clock.advance(limits().idle);
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

    const PHONE: &str = "Mozilla/5.0 (Linux; Android 14) Chrome/147.0 Mobile Safari/537.36";

    async fn a_public_screen_forgets_its_person_soon(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let kiosk = log_in_from(&portal, &hoa, "Chrome/147.0 MotCuaKiosk/1").await;
        let phone = log_in_from(&portal, &hoa, PHONE).await;
        portal.test_clock.advance(Device::Kiosk.limits().idle);
        assert_eq!(authenticate(&portal, &kiosk).await.unwrap(), Session::None, "and no draft is written");
        assert!(matches!(authenticate(&portal, &phone).await.unwrap(), Session::Active(_)));
    }
    on_each_database!(a_public_screen_forgets_its_person_soon);

    async fn one_sees_where_one_is_logged_in_and_ends_it(portal: TestPortal) {
        let (hoa, here) = citizen(&portal, 1).await;
        let (lan, others) = citizen(&portal, 2).await;
        portal.test_clock.advance(TimeDelta::minutes(2));
        let phone = log_in_from(&portal, &hoa, PHONE).await;
        let third = log_in(&portal, &hoa).await;
        let listed = sessions(&portal, &hoa).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert!(listed[0].is_this && !listed[1].is_this && !listed[2].is_this);
        let on_phone = listed.iter().find(|one| one.device == Device::Phone).unwrap();
        assert_eq!(
            (on_phone.browser.as_str(), on_phone.network.as_str()),
            ("Chrome, Android", "198.51.100.7")
        );
        assert_eq!(on_phone.began_at, portal.clock.now());

        assert!(!end(&portal, &lan, on_phone.id).await.unwrap(), "only one's own");
        assert!(end(&portal, &hoa, on_phone.id).await.unwrap());
        assert!(!end(&portal, &hoa, on_phone.id).await.unwrap());
        assert_eq!(authenticate(&portal, &phone).await.unwrap(), Session::None);
        assert_eq!(sessions(&portal, &hoa).await.unwrap().len(), 2);

        end_others(&portal, &hoa).await.unwrap();
        assert_eq!(authenticate(&portal, &third).await.unwrap(), Session::None);
        for still in [&here, &others] {
            assert!(matches!(authenticate(&portal, still).await.unwrap(), Session::Active(_)));
        }
        portal.test_clock.advance(limits().idle);
        assert_eq!(sessions(&portal, &hoa).await.unwrap(), [], "what ran out is not listed");
    }
    on_each_database!(one_sees_where_one_is_logged_in_and_ends_it);

    async fn what_is_left_is_said_without_using_it_up(portal: TestPortal) {
        let (_, token) = citizen(&portal, 1).await;
        portal.test_clock.advance(TimeDelta::minutes(50));
        let (time, warning) = (TimeDelta::minutes(10), limits().warning);
        let expected = Left { time, warning, can_stay: true };
        assert_eq!(left(&portal, &token).await.unwrap(), Some(expected));
        assert_eq!(left(&portal, &token).await.unwrap(), Some(expected), "asking is no use");
        authenticate(&portal, &token).await.unwrap();
        assert_eq!(left(&portal, &token).await.unwrap().unwrap().time, limits().idle);
        for _ in 0..12 {
            portal.test_clock.advance(TimeDelta::minutes(55));
            authenticate(&portal, &token).await.unwrap();
        }
        let last = left(&portal, &token).await.unwrap().unwrap();
        assert!(!last.can_stay && last.time < limits().idle, "{last:?}");
        portal.test_clock.advance(limits().idle);
        assert_eq!(left(&portal, &token).await.unwrap(), None);
        assert_eq!(left(&portal, "no such token").await.unwrap(), None);
    }
    on_each_database!(what_is_left_is_said_without_using_it_up);
}
