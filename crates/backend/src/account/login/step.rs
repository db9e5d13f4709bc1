//! The steps of logging in: after each proof the next one is decided here, or the session begins.
//!
//! A further step is an arm of [`next_step`], a page at the step's address, and a use case that checks what is sent from
//! there, as [`super::code`] does: it finds the attempt by [`standing_at`], adds its [`Proof`], and calls [`proceed`].

use ::entity::login_attempt;
use domain::Language;
use sea_orm::ActiveValue::Set;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CARRIED, LIFE, Outcome, TYPED};
use crate::account::otp::{self, Asker};
use crate::account::provider::link::{self, Owner};
use crate::account::provider::{Begun, Claims};
use crate::account::{factor, repo, session};
use crate::audit::{self, Actor};
use crate::database::WriteTransaction;
use crate::job;
use crate::secret::{self, Purpose};
use crate::{Portal, Result};

/// What a person who logs in is asked for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Number and password.
    Password,
    /// What a provider of OpenID Connect says.
    Provider,
    /// The code that was sent to the phone.
    Code,
    /// Whether the account that somebody registered with the person's number is the person's.
    Claim,
    /// A second factor of one's own.
    SecondFactor,
    /// The code that was sent to the confirmed phone of somebody who forgot the password.
    Forgotten,
    /// A passkey, and nothing else.
    Passkey,
}

impl Step {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Provider => "openid",
            Self::Code => "otp",
            Self::Claim => "claim",
            Self::SecondFactor => "second_factor",
            Self::Forgotten => "forgotten",
            Self::Passkey => "passkey",
        }
    }
}

/// What was proved in an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The password of the account that the province issued.
    Password,
    /// The password of VNeID, by its directory.
    Vneid,
    /// A code that was sent to the phone.
    Otp,
    /// A provider of OpenID Connect vouches for the person.
    OpenId,
    /// A second factor of one's own.
    SecondFactor,
    /// A passkey, which shows the device and who unlocked it.
    Passkey,
}

impl Proof {
    const ALL: [Self; 6] =
        [Self::Password, Self::Vneid, Self::Otp, Self::OpenId, Self::SecondFactor, Self::Passkey];

    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Vneid => "vneid",
            Self::Otp => "otp",
            Self::OpenId => "openid",
            Self::SecondFactor => "second_factor",
            Self::Passkey => "passkey",
        }
    }
}

/// What a step leaves for later ones.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Carried {
    /// What a provider says about the person.
    Claims(Claims),
    /// What was sent along with the browser to a provider.
    Begun(Begun),
}

/// How far somebody has come who logs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Whose account it is, once that is known.
    pub account_id: Option<Uuid>,
    /// What was proved so far.
    pub proved: Vec<Proof>,
    /// What a provider says about the person, where it is not an account of ours that was logged in to.
    pub claims: Option<Claims>,
    /// The number as typed.
    pub typed: String,
    /// The language of the pages, and of messages.
    pub language: Language,
    /// The local address to go to afterwards.
    pub return_to: Option<String>,
}

/// What is to be proved next in the attempt `id`; nothing when it is enough.
async fn next_step(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    standing: &mut Standing,
    id: Uuid,
) -> Result<Option<Step>> {
    if let (None, Some(claims)) = (standing.account_id, &standing.claims) {
        let has = |proof| standing.proved.contains(&proof);
        if has(Proof::Vneid) && !has(Proof::Otp) {
            let asker = Asker { purpose: otp::Purpose::Login, id };
            otp::begin(portal, connection, asker, None, &claims.mobile()?, standing.language).await?;
            return Ok(Some(Step::Code));
        }
        standing.account_id = match link::settle(portal, connection, claims, standing.language).await? {
            Owner::Person(account_id) => Some(account_id),
            Owner::Somebody(_) => return Ok(Some(Step::Claim)),
            // Looked at before, when the number was typed; closed at this very moment.
            Owner::Closed => None,
        };
    }
    // From here on `standing.account_id` says whose account it is.
    let has_two =
        [Proof::Otp, Proof::SecondFactor, Proof::Passkey].iter().any(|proof| standing.proved.contains(proof));
    if let (Some(account_id), false) = (standing.account_id, has_two)
        && factor::of(connection, account_id).await?.any()
    {
        return Ok(Some(Step::SecondFactor));
    }
    Ok(None)
}

/// Goes on after a proof: to the next step, or to a session in the place of the one with the token `session`. The
/// attempt with the token `attempt` is over: what comes next has a token of its own, so that one planted before the
/// proof is worth nothing after it (session fixation).
pub(crate) async fn proceed(
    portal: &Portal,
    transaction: WriteTransaction,
    mut standing: Standing,
    attempt: Option<&str>,
    session: Option<&str>,
) -> Result<Outcome> {
    let hash = |token: &str| portal.keys.hash(Purpose::Session, token);
    if let Some(token) = attempt {
        let ended = repo::end_attempt(&*transaction, &hash(token)).await?;
        standing.return_to = standing.return_to.or_else(|| ended.and_then(|row| row.return_to));
    }
    let id = Uuid::now_v7();
    if let Some(step) = next_step(portal, &*transaction, &mut standing, id).await? {
        let attempt = keep(portal, &*transaction, &standing, id, step).await?;
        transaction.commit().await?;
        job::ring(portal);
        return Ok(Outcome::Next { attempt, step });
    }
    let Some(account_id) = standing.account_id else { return Ok(Outcome::Lost) };
    if let Some(token) = session {
        repo::end_session(&*transaction, &hash(token), portal.clock.now()).await?;
    }
    let is_second = |proof: &Proof| matches!(proof, Proof::SecondFactor | Proof::Passkey);
    let second_factor = standing.proved.iter().any(is_second);
    let session = session::begin(portal, &*transaction, account_id, second_factor).await?;
    let subject = Some(("account", account_id.to_string()));
    audit::record(portal, &*transaction, Actor::Citizen(account_id), "login", subject).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Outcome::LoggedIn { session, return_to: standing.return_to })
}

/// Keeps how far somebody has come; returns the attempt's token.
pub(super) async fn keep(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    standing: &Standing,
    id: Uuid,
    step: Step,
) -> Result<String> {
    let now = portal.clock.now();
    let token = secret::token();
    let proved: Vec<_> = standing.proved.iter().map(|proof| proof.as_str()).collect();
    let carried = standing.claims.clone().map(Carried::Claims);
    let carried = carried.map(|carried| portal.keys.seal(CARRIED, &carried)).transpose()?;
    let row = login_attempt::ActiveModel {
        id: Set(id),
        token_hash: Set(portal.keys.hash(Purpose::Session, &token)),
        step: Set(step.as_str().to_owned()),
        typed: Set(portal.keys.seal(TYPED, &standing.typed)?),
        refusal: Set(None),
        again_at: Set(None),
        return_to: Set(standing.return_to.clone()),
        account_id: Set(standing.account_id),
        proved: Set(proved.join(",")),
        carried: Set(carried),
        created_at: Set(now),
        expires_at: Set(now + LIFE),
    };
    repo::keep_attempt(connection, row).await?;
    Ok(token)
}

/// How far the attempt with this token has come, if it waits for `step`.
pub(crate) async fn standing_at(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    token: &str,
    step: Step,
    language: Language,
) -> Result<Option<(login_attempt::Model, Standing)>> {
    let hash = portal.keys.hash(Purpose::Session, token);
    let row = repo::attempt_by_token(connection, &hash).await?;
    let Some(row) = row.filter(|row| row.step == step.as_str() && portal.clock.now() < row.expires_at) else {
        return Ok(None);
    };
    let carried = row.carried.as_ref().map(|sealed| portal.keys.open_value(CARRIED, sealed)).transpose()?;
    let known = |text: &str| Proof::ALL.into_iter().find(|proof| proof.as_str() == text);
    let standing = Standing {
        account_id: row.account_id,
        proved: row.proved.split(',').filter_map(known).collect(),
        claims: match carried {
            Some(Carried::Claims(claims)) => Some(claims),
            Some(Carried::Begun(_)) | None => None,
        },
        typed: portal.keys.open_value(TYPED, &row.typed)?,
        language,
        return_to: row.return_to.clone(),
    };
    Ok(Some((row, standing)))
}
