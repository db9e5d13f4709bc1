//! Proving once more who one is, before what keeps an account safe is changed (OWASP ASVS 7.5.1).
//!
//! Whoever has a second factor proves both. The session then has a new token, and the one before is worth nothing.

use chrono::TimeDelta;
use domain::account::password::MAX_LENGTH;
use domain::account::session::is_fresh;

use super::note::{self, Form, Refusal};
use super::{Citizen, factor, password, person, repo};
use crate::audit;
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::{Portal, Result};

/// Proofs tried for one account; forgotten when one is right.
const TRIES: Limit = Limit { name: "fresh.account", most: 10, window: TimeDelta::minutes(15) };

/// Somebody who has proved a moment ago who they are. Only [`fresh`] makes one, so a use case that takes
/// `&FreshCitizen` is never reached with a session that was merely left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshCitizen(Citizen);

impl std::ops::Deref for FreshCitizen {
    type Target = Citizen;

    fn deref(&self) -> &Citizen {
        &self.0
    }
}

/// `citizen`, if they proved a moment ago who they are.
pub fn fresh(portal: &Portal, citizen: Citizen) -> Option<FreshCitizen> {
    is_fresh(citizen.proved_at(), portal.clock.now()).then_some(FreshCitizen(citizen))
}

/// What an account can prove itself by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// There is a password, and a code where one is asked for too. An account without logs in anew.
    pub password: bool,
    /// With the password a code: there is an authenticator app, or recovery codes stand in for a second factor.
    pub code: bool,
    /// The code may be one of an authenticator app.
    pub app: bool,
    /// There are passkeys, of which one is enough.
    pub passkey: bool,
}

/// What `citizen` is asked for.
pub async fn asked(portal: &Portal, citizen: &Citizen) -> Result<Asked> {
    let account_id = citizen.account_id();
    let password = repo::credential(portal.database.read(), account_id, person::PASSWORD).await?;
    let factors = factor::of(portal.database.read(), account_id).await?;
    Ok(Asked {
        password: password.is_some() && (factors.takes_codes() || !factors.any()),
        code: factors.takes_codes(),
        app: factors.authenticator,
        passkey: factors.passkeys > 0,
    })
}

/// Takes the password and, where there is a second factor, a code of it. Returns the session's new token, or nothing when
/// it was refused, which the page then says.
pub async fn prove(portal: &Portal, citizen: &Citizen, password: &str, code: &str) -> Result<Option<String>> {
    let account_id = citizen.account_id();
    let refuse = async |refusal| note::refuse(portal, citizen, Form::Proof, refusal, "").await.map(|()| None);
    if let Allowance::Until(again_at) = limit::count(portal, TRIES, &account_id.to_string()).await? {
        return refuse(Refusal::TooMany { again_at }).await;
    }
    let credential = repo::credential(portal.database.read(), account_id, person::PASSWORD).await?;
    let stored = credential.as_ref().map(|row| row.secret.as_str());
    let typed = if password.chars().count() > MAX_LENGTH { "" } else { password };
    let factors = factor::of(portal.database.read(), account_id).await?;
    let is_right = password::verify(typed, stored).await?.right
        && (!factors.any() || factor::take_code(portal, account_id, code).await?);
    if !is_right {
        record_refused(portal, citizen).await?;
        return refuse(Refusal::Wrong).await;
    }
    limit::forget(portal, TRIES, &account_id.to_string()).await?;
    renew(portal, citizen, factors.any()).await
}

/// Its owner can see that somebody tried.
async fn record_refused(portal: &Portal, citizen: &Citizen) -> Result<()> {
    let transaction = portal.database.write().await?;
    let subject = Some(("account", citizen.account_id().to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "session.prove_refused", subject).await?;
    transaction.commit().await
}

/// What the browser of `citizen` is asked to prove it by a passkey; nothing where there is none.
pub async fn begin_passkey(portal: &Portal, citizen: &Citizen) -> Result<Option<String>> {
    factor::passkey::begin_using(portal, citizen.session_id(), Some(citizen.account_id())).await
}

/// Takes a passkey, which stands for both. Returns the session's new token, or nothing when the browser's answer is not
/// right.
pub async fn prove_by_passkey(portal: &Portal, citizen: &Citizen, answer: &str) -> Result<Option<String>> {
    let (session_id, account_id) = (citizen.session_id(), citizen.account_id());
    match factor::passkey::used(portal, session_id, Some(account_id), answer).await? {
        Some(_) => renew(portal, citizen, true).await,
        None => Ok(None),
    }
}

/// Notes the proof, be it with a second factor, and gives the session another token; nothing when the session ended
/// meanwhile.
async fn renew(portal: &Portal, citizen: &Citizen, second_factor: bool) -> Result<Option<String>> {
    let token = secret::token();
    let hash = portal.keys.hash(Purpose::Session, &token);
    let transaction = portal.database.write().await?;
    let renewed = repo::renew_session(&*transaction, citizen.session_id(), hash, portal.clock.now()).await?;
    if !renewed {
        return Ok(None);
    }
    if second_factor {
        repo::note_second_factor(&*transaction, citizen.session_id()).await?;
    }
    let subject = Some(("session", citizen.session_id().to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "session.prove", subject).await?;
    transaction.commit().await?;
    Ok(Some(token))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use domain::account::session::FRESH;

    use super::*;
    use crate::account::testing::{self, PASSWORD};
    use crate::account::{Session, authenticate};
    use crate::testing::{TestPortal, on_each_database};

    async fn active(portal: &Portal, token: &str) -> Citizen {
        match authenticate(portal, token).await.unwrap() {
            Session::Active(citizen) => citizen,
            other => panic!("not logged in: {other:?}"),
        }
    }

    async fn a_proof_makes_fresh_and_the_old_token_worthless(portal: TestPortal) {
        let (hoa, old) = testing::citizen_with_password(&portal, 1).await;
        assert!(fresh(&portal, hoa).is_some(), "who has just logged in is asked for nothing");
        portal.test_clock.advance(FRESH);
        let hoa = active(&portal, &old).await;
        assert_eq!(fresh(&portal, hoa.clone()), None);
        assert_eq!(
            asked(&portal, &hoa).await.unwrap(),
            Asked { password: true, code: false, app: false, passkey: false }
        );

        assert_eq!(prove(&portal, &hoa, "bò vàng", "").await.unwrap(), None);
        let told = note::refused(&portal, &hoa, Form::Proof).await.unwrap().unwrap();
        assert_eq!(told.refusal, Refusal::Wrong);
        assert_eq!(
            note::refused(&portal, &hoa, Form::Password).await.unwrap(),
            None,
            "said of its form only"
        );
        let new = prove(&portal, &hoa, PASSWORD, "").await.unwrap().unwrap();
        assert_eq!(authenticate(&portal, &old).await.unwrap(), Session::None);
        let hoa = active(&portal, &new).await;
        assert_eq!(note::refused(&portal, &hoa, Form::Proof).await.unwrap(), None);
        assert!(fresh(&portal, hoa).is_some());
    }
    on_each_database!(a_proof_makes_fresh_and_the_old_token_worthless);

    async fn proofs_cannot_be_guessed(portal: TestPortal) {
        let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
        for _ in 0..TRIES.most {
            assert_eq!(prove(&portal, &hoa, "bò vàng", "").await.unwrap(), None);
        }
        assert_eq!(prove(&portal, &hoa, PASSWORD, "").await.unwrap(), None, "not even the right one");
        let told = note::refused(&portal, &hoa, Form::Proof).await.unwrap().unwrap();
        assert_eq!(told.refusal, Refusal::TooMany { again_at: portal.clock.now() + TRIES.window });
        portal.test_clock.advance(TRIES.window);
        assert!(prove(&portal, &hoa, PASSWORD, "").await.unwrap().is_some());
    }
    on_each_database!(proofs_cannot_be_guessed);

    async fn a_session_that_ended_proves_nothing(portal: TestPortal) {
        let (hoa, token) = testing::citizen_with_password(&portal, 1).await;
        crate::account::session::log_out(&portal, &token).await.unwrap();
        assert_eq!(prove(&portal, &hoa, PASSWORD, "").await.unwrap(), None);
        assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::None);
    }
    on_each_database!(a_session_that_ended_proves_nothing);
}
