//! The step after the password of VNeID: the code that was sent to the phone.

use domain::Language;

use super::Outcome;
use super::step::{Proof, Step, proceed, standing_at};
use crate::account::otp::{self, Asker, Page, Purpose, Refusal, Resent, Verdict};
use crate::account::repo;
use crate::audit::{self, Actor};
use crate::{Portal, Result};

/// What the page's form sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Token of the attempt.
    pub attempt: &'a str,
    /// Token of a session that this one takes the place of.
    pub session: Option<&'a str>,
    /// The code as typed.
    pub code: &'a str,
    /// The language of the page.
    pub language: Language,
}

/// The step, if the attempt waits for it.
pub async fn page(portal: &Portal, attempt: &str, language: Language) -> Result<Option<Page>> {
    let read = portal.database.read();
    let Some((row, _)) = standing_at(portal, read, attempt, Step::Code, language).await? else {
        return Ok(None);
    };
    let Some(code) = otp::state(portal, asker(row.id)).await? else { return Ok(None) };
    let refusal = Refusal::of(row.refusal.as_deref(), &code);
    Ok(Some(Page { code, refusal }))
}

/// Judges a typed code and goes on.
pub async fn try_code(portal: &Portal, sent: Sent<'_>) -> Result<Outcome> {
    let transaction = portal.database.write().await?;
    let found = standing_at(portal, &*transaction, sent.attempt, Step::Code, sent.language).await?;
    let Some((row, mut standing)) = found else { return Ok(Outcome::Lost) };
    let refusal = match otp::check(portal, &*transaction, asker(row.id), sent.code).await? {
        Verdict::Right => {
            standing.proved.push(Proof::Otp);
            return proceed(portal, transaction, standing, Some(sent.attempt), sent.session).await;
        }
        Verdict::Gone => return Ok(Outcome::Lost),
        Verdict::Incomplete => Refusal::Incomplete,
        Verdict::Wrong => Refusal::Wrong,
        Verdict::Expired => Refusal::Expired,
        Verdict::Locked => Refusal::Locked,
    };
    repo::refuse_attempt(&*transaction, row.id, refusal.as_str(), None).await?;
    let subject = Some(("login_attempt", row.id.to_string()));
    audit::record(portal, &*transaction, Actor::Nobody, "login.refused", subject).await?;
    transaction.commit().await?;
    Ok(Outcome::Refused { attempt: sent.attempt.to_owned(), step: Step::Code })
}

/// Sends the code again; nothing if the attempt does not wait for one.
pub async fn resend(
    portal: &Portal,
    attempt: &str,
    language: Language,
    address: &str,
) -> Result<Option<Resent>> {
    let read = portal.database.read();
    let Some((row, _)) = standing_at(portal, read, attempt, Step::Code, language).await? else {
        return Ok(None);
    };
    Ok(Some(otp::resend(portal, asker(row.id), language, address).await?))
}

fn asker(attempt: uuid::Uuid) -> Asker {
    Asker { purpose: Purpose::Login, id: attempt }
}
