//! Whose work a dossier is: taken, handed on, or said by a leader. The chain of events holds moves only; this is in the audit.

use domain::staff::Deed;
use uuid::Uuid;

use super::colleague::works_for;
use super::repo::{self, Entry};
use super::scope::Scope;
use super::view::may;
use crate::staff::Officer;
use crate::{Portal, Result, audit};

/// Most dossiers at once.
const MOST: usize = 200;

/// What is wished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// To take what is nobody's.
    Claim,
    /// To give it to this officer: one's own to a colleague, or as a leader.
    GiveTo(Uuid),
}

/// A dossier as the officer saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Mã hồ sơ.
    pub code: String,
    /// Its revision.
    pub revision: i64,
    /// Whose work it was.
    pub assignee: Option<Uuid>,
}

/// How many dossiers had what became of the wish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Did {
    /// It was done.
    pub done: usize,
    /// It moved, or became somebody else's, since it was seen.
    pub changed: usize,
    /// The officer may not, or the colleague does not work there.
    pub refused: usize,
    /// There is no such dossier, as far as the officer may know.
    pub nothing: usize,
}

/// Does it to each of the dossiers that allow it. Where two officers want the same one, the first has it.
pub async fn work(portal: &Portal, officer: &Officer, wish: Work, seen: &[Seen]) -> Result<Did> {
    let seen = &seen[..seen.len().min(MOST)];
    let mut did = Did::default();
    let codes = seen.iter().map(|seen| seen.code.clone()).collect();
    let found = repo::by_codes(portal.database.read(), codes, Scope::of(officer).condition()).await?;
    let mut wanted = Vec::new();
    for seen in seen {
        let Some(entry) = found.iter().find(|entry| entry.code == seen.code) else {
            did.nothing += 1;
            continue;
        };
        if !is_allowed(portal, officer, wish, entry).await? {
            // Somebody who was quicker is not a lack of permission.
            let was_taken = entry.assignee_id != seen.assignee;
            *(if was_taken { &mut did.changed } else { &mut did.refused }) += 1;
        } else if entry.revision != seen.revision || entry.assignee_id != seen.assignee {
            did.changed += 1;
        } else {
            wanted.push(entry);
        }
    }
    if wanted.is_empty() {
        return Ok(did);
    }
    let (to, action) = match wish {
        Work::Claim => (officer.account_id(), "dossier.claim"),
        Work::GiveTo(to) => (to, "dossier.assign"),
    };
    let mut entries = Vec::new();
    let transaction = portal.database.write().await?;
    for entry in wanted {
        if repo::assign(&*transaction, entry.id, entry.revision, entry.assignee_id, to).await? {
            did.done += 1;
            entries.push(audit::entry(
                portal,
                officer.actor(),
                action,
                Some(("dossier", entry.id.to_string())),
            ));
        } else {
            did.changed += 1;
        }
    }
    if !entries.is_empty() {
        audit::record_all(&*transaction, entries).await?;
    }
    transaction.commit().await?;
    Ok(did)
}

async fn is_allowed(portal: &Portal, officer: &Officer, wish: Work, entry: &Entry) -> Result<bool> {
    let target = entry.target()?;
    let own = entry.assignee_id == Some(officer.account_id());
    Ok(match wish {
        Work::Claim => entry.assignee_id.is_none() && may(officer, Deed::Claim, target),
        Work::GiveTo(to) => {
            let may_give = may(officer, Deed::Assign, target) || own && may(officer, Deed::HandOn, target);
            may_give && (to == officer.account_id() || works_for(portal, to, &entry.queue_code).await?)
        }
    })
}
