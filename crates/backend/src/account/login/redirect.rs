//! Logging in at a provider of OpenID Connect: the browser goes there and comes back.

use ::entity::login_attempt;
use chrono::TimeDelta;
use domain::Language;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::step::{Carried, Proof, Standing, Step, proceed};
use super::{CARRIED, LIFE, Outcome, TYPED, local_path};
use crate::account::provider::OpenId;
use crate::account::provider::link::{self, Owner};
use crate::account::repo;
use crate::limit::{self, Allowance, Limit};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result};

/// Logins that one address begins there, each a row that anybody can make.
const BEGUN: Limit = Limit { name: "login.begun", most: 600, window: TimeDelta::hours(1) };

/// Where a browser goes that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// The attempt's token, for its cookie.
    pub attempt: String,
    /// The address at the provider.
    pub url: String,
}

/// What a browser comes back with.
#[derive(Clone, Copy, Debug)]
pub struct Back<'a> {
    /// Token of the attempt.
    pub attempt: &'a str,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// What was given along, so that nobody else's login is taken for this browser's.
    pub state: &'a str,
    /// What the provider gives a token for; missing where it refused.
    pub code: Option<&'a str>,
}

fn provider<'a>(portal: &'a Portal, name: &str) -> Option<&'a OpenId> {
    portal.providers.openid.iter().map(AsRef::as_ref).find(|provider| provider.name() == name)
}

/// Sends the browser to the provider `name`; nothing if there is none, or it is away.
pub async fn begin(
    portal: &Portal,
    name: &str,
    return_to: Option<&str>,
    language: Language,
    address: &str,
) -> Result<Option<Away>> {
    let Some(provider) = provider(portal, name) else { return Ok(None) };
    if limit::count_network(portal, BEGUN, address).await? != Allowance::Allowed {
        return Err(Error::TooMany);
    }
    let (url, begun) = match provider.begin(language).await {
        Ok(begun) => begun,
        Err(fault) => {
            tracing::warn!(provider = name, %fault, "nobody can log in there");
            return Ok(None);
        }
    };
    let now = portal.clock.now();
    let attempt = secret::token();
    let row = login_attempt::ActiveModel {
        id: Set(Uuid::now_v7()),
        token_hash: Set(portal.keys.hash(Purpose::Session, &attempt)),
        step: Set(Step::Provider.as_str().to_owned()),
        typed: Set(portal.keys.seal(TYPED, &"")?),
        refusal: Set(None),
        again_at: Set(None),
        return_to: Set(return_to.and_then(local_path).map(str::to_owned)),
        account_id: Set(None),
        proved: Set(String::new()),
        carried: Set(Some(portal.keys.seal(CARRIED, &Carried::Begun(begun))?)),
        created_at: Set(now),
        expires_at: Set(now + LIFE),
    };
    let transaction = portal.database.write().await?;
    repo::forget_attempts(&*transaction, now).await?;
    repo::keep_attempt(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(Some(Away { attempt, url }))
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// What the provider's word leads to; nothing if it does not vouch for anybody.
    pub outcome: Option<Outcome>,
    /// The language in which one went away.
    pub language: Language,
}

/// Goes on with what the provider says. The attempt is over either way: an answer is taken once.
pub async fn come_back(portal: &Portal, name: &str, back: Back<'_>) -> Result<Return> {
    let lost = Return { outcome: Some(Outcome::Lost), language: Language::Vi };
    let Some(provider) = provider(portal, name) else { return Ok(lost) };
    let hash = portal.keys.hash(Purpose::Session, back.attempt);
    let transaction = portal.database.write().await?;
    let row = repo::attempt_by_token(&*transaction, &hash).await?;
    let row = row.filter(|row| row.step == Step::Provider.as_str() && portal.clock.now() < row.expires_at);
    let Some(row) = row else { return Ok(lost) };
    if repo::end_attempt(&*transaction, &hash).await?.is_none() {
        return Ok(lost);
    }
    transaction.commit().await?;
    let carried = row.carried.as_ref().map(|sealed| portal.keys.open_value(CARRIED, sealed)).transpose()?;
    let Some(Carried::Begun(begun)) = carried else { return Ok(lost) };
    let language = Language::of_tag(&begun.language);
    let nobody = Return { outcome: None, language };
    let hash_state = |state: &str| portal.keys.hash(Purpose::Confirmation, state);
    if begun.provider != name || hash_state(&begun.state) != hash_state(back.state) {
        tracing::warn!(provider = name, "an answer that nobody asked for was refused");
        return Ok(nobody);
    }
    let Some(code) = back.code else { return Ok(nobody) };
    let claims = match provider.finish(code, begun, portal.clock.now()).await {
        Ok(claims) => claims,
        Err(fault) => {
            tracing::warn!(provider = name, %fault, "a login was refused");
            return Ok(nobody);
        }
    };
    if link::look(portal, portal.database.read(), &claims).await? == Some(Owner::Closed) {
        return Ok(nobody);
    }
    let standing = Standing {
        account_id: None,
        proved: vec![Proof::OpenId],
        typed: claims.identity_number.as_str().to_owned(),
        claims: Some(claims),
        language,
        return_to: row.return_to,
    };
    let transaction = portal.database.write().await?;
    let outcome = proceed(portal, transaction, standing, None, back.session).await?;
    Ok(Return { outcome: Some(outcome), language })
}
