//! The word of a leader for a further round of supplements.

use domain::staff::{Action, Deed};

use crate::dossier::{self, By, GIVE_WORD, Words};
use crate::staff::Officer;
use crate::{Portal, Result, audit};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It is given.
    Given,
    /// It is not theirs to give, at this moment.
    NotTheirs,
    /// No such dossier, as far as this officer may know.
    Nothing,
}

/// Agrees to a further round of supplements; it counts once, for the next request.
pub async fn give_word(portal: &Portal, officer: &Officer, code: &str) -> Result<Word> {
    let Some(seen) = dossier::dossier_by_code(portal.database.read(), code).await? else {
        return Ok(Word::Nothing);
    };
    let transaction = portal.database.write().await?;
    let Some(row) = dossier::hold_dossier(&*transaction, seen.id).await? else { return Ok(Word::Nothing) };
    let target = dossier::target(&row)?;
    if officer.may(Action::OnDossier(Deed::Read, target)).is_none() {
        return Ok(Word::Nothing);
    }
    let Some(acting) = officer.may(Action::OnDossier(Deed::GiveWord, target)) else {
        return Ok(Word::NotTheirs);
    };
    let by = By::Staff { account: officer.account_id(), acting: acting.clone() };
    dossier::append(portal, &*transaction, &row, &by, GIVE_WORD, &Words::default()).await?;
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "dossier.give_word", subject).await?;
    transaction.commit().await?;
    Ok(Word::Given)
}
