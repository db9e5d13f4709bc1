//! Logging in by a passkey alone, or by one after the password.

use domain::Language;

use super::step::{Proof, Standing, proceed};
use super::{Outcome, local_path};
use crate::account::{factor, repo};
use crate::{Portal, Result};

/// What the page's script sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Token of the attempt so far.
    pub attempt: Option<&'a str>,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// Token of what the browser was asked.
    pub token: &'a str,
    /// Its answer, as JSON.
    pub answer: &'a str,
    /// Where to go afterwards; anything but a local address is ignored.
    pub return_to: Option<&'a str>,
    /// The language of the page.
    pub language: Language,
}

/// Logs in whose passkey was used; nothing when the answer is not right.
pub async fn try_passkey(portal: &Portal, sent: Sent<'_>) -> Result<Option<Outcome>> {
    let Some(account_id) = factor::passkey::used(portal, sent.token, sent.answer).await? else {
        return Ok(None);
    };
    let transaction = portal.database.write().await?;
    let account = repo::account(&*transaction, account_id).await?;
    if account.is_none_or(|account| account.disabled_at.is_some()) {
        return Ok(None);
    }
    let standing = Standing {
        account_id: Some(account_id),
        proved: vec![Proof::Passkey],
        claims: None,
        typed: String::new(),
        language: sent.language,
        return_to: sent.return_to.and_then(local_path).map(str::to_owned),
    };
    proceed(portal, transaction, standing, sent.attempt, sent.session).await.map(Some)
}
