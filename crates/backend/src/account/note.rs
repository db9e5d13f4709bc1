//! What the next page of a session has to say of the form before it: why it was refused, or what is shown once. It lies
//! sealed in the session's row, so that nobody can forge it by an address.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::Problem;
use serde::{Deserialize, Serialize};

use super::{Citizen, repo};
use crate::{Portal, Result};

const PLACE: &str = "session.note";

/// The forms about what keeps an account safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Proving once more who one is.
    Proof,
    /// A new password.
    Password,
    /// An authenticator app's first code.
    Authenticator,
    /// A new mailbox or phone number.
    Contact,
    /// The code that was sent to it.
    ContactCode,
    /// Inviting somebody to work for an agency.
    Invitation,
    /// Letting a colleague stand in.
    Absence,
}

/// Why a form was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// What was typed cannot be taken.
    Unfit(Problem),
    /// The password, or the code, is wrong. Which of the two is never said.
    Wrong,
    /// Too many tries.
    TooMany {
        /// From then on it may be tried again.
        again_at: DateTime<Utc>,
    },
    /// The code is over; a new one has to be asked for.
    Over,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Note {
    Refused { form: Form, refusal: Refusal, typed: String },
    Codes { codes: Vec<String>, until: DateTime<Utc> },
    Tried(Tried),
}

/// A form about something else than the account that was refused, with what was typed into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The page, and which of its forms.
    pub place: String,
    /// Why: a code of the page's own.
    pub why: String,
    /// What was typed, by the names of the fields.
    pub typed: BTreeMap<String, String>,
}

/// A form that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// What was typed, where that may be shown again.
    pub typed: String,
}

/// Why `form` was refused when it was sent last in this session.
pub async fn refused(portal: &Portal, citizen: &Citizen, form: Form) -> Result<Option<Refused>> {
    Ok(match read(portal, citizen).await? {
        Some(Note::Refused { form: sent, refusal, typed }) if sent == form => {
            Some(Refused { refusal, typed })
        }
        _ => None,
    })
}

/// What was refused last on the page `place` in this session.
pub async fn tried(portal: &Portal, citizen: &Citizen, place: &str) -> Result<Option<Tried>> {
    Ok(match read(portal, citizen).await? {
        Some(Note::Tried(tried)) if tried.place == place => Some(tried),
        _ => None,
    })
}

/// Keeps what was refused for the page that says so.
pub async fn leave_tried(portal: &Portal, citizen: &Citizen, tried: Tried) -> Result<()> {
    leave(portal, citizen, &Note::Tried(tried)).await
}

/// The recovery codes that were drawn a moment ago in this session, until they are put away.
pub async fn new_codes(portal: &Portal, citizen: &Citizen) -> Result<Option<Vec<String>>> {
    let now = portal.clock.now();
    Ok(match read(portal, citizen).await? {
        Some(Note::Codes { codes, until }) if now < until => Some(codes),
        _ => None,
    })
}

/// Keeps why `form` was refused. `typed` is what may be shown again: never a password or a code.
pub async fn refuse(
    portal: &Portal,
    citizen: &Citizen,
    form: Form,
    refusal: Refusal,
    typed: &str,
) -> Result<()> {
    let typed = typed.chars().take(300).collect();
    leave(portal, citizen, &Note::Refused { form, refusal, typed }).await
}

/// Keeps recovery codes for the page that shows them.
pub(super) async fn show_codes(
    portal: &Portal,
    citizen: &Citizen,
    codes: Vec<String>,
    until: DateTime<Utc>,
) -> Result<()> {
    leave(portal, citizen, &Note::Codes { codes, until }).await
}

/// Forgets what was to be said.
pub async fn forget(portal: &Portal, citizen: &Citizen) -> Result<()> {
    let transaction = portal.database.write().await?;
    repo::set_note(&*transaction, citizen.session_id(), None).await?;
    transaction.commit().await
}

async fn leave(portal: &Portal, citizen: &Citizen, note: &Note) -> Result<()> {
    let note = portal.keys.seal(PLACE, note)?;
    let transaction = portal.database.write().await?;
    repo::set_note(&*transaction, citizen.session_id(), Some(note)).await?;
    transaction.commit().await
}

async fn read(portal: &Portal, citizen: &Citizen) -> Result<Option<Note>> {
    let note = repo::note_of_session(portal.database.read(), citizen.session_id()).await?;
    note.map(|note| portal.keys.open_value(PLACE, &note)).transpose()
}
