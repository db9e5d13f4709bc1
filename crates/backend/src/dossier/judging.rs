//! What officers find of a dossier's papers and answers.

use std::collections::{BTreeMap, BTreeSet};

use ::entity::{dossier, judgement};
use domain::Answers;
use domain::address::Units;
use domain::catalogue::Procedure;
use domain::check::summary;
use domain::dossier::judgement::{Change, Item, Judgement, Outcome, Reason, Refusal, Unfit, papers_to_judge};
use domain::dossier::sections::{ActsFor, ORGANISATION, all_sections};
use domain::form::Section;
use domain::staff::{Action, Deed};
use domain::text::Language;
use sea_orm::ConnectionTrait;

use super::place::target;
use super::repo;
use super::submit::ANSWERS;
use crate::staff::Officer;
use crate::{Portal, Result, attachment, audit};

const VERDICTS: &str = "judgement.verdicts";

/// What an officer says of a dossier's items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion<'a> {
    /// It will do.
    Accept(Item),
    /// It will not.
    Refuse {
        /// What.
        item: Item,
        /// Why, from the list.
        reason: Reason,
        /// Words of one's own.
        words: &'a str,
    },
    /// A verdict is taken back.
    Forget(Item),
    /// All that has no verdict yet will do.
    AcceptRest,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is kept at this revision of the judgement.
    Kept(i64),
    /// Somebody else judged meanwhile; nothing is kept.
    Changed,
    /// It cannot be said of that item.
    Unfit(Unfit),
    /// There is no such item to judge.
    NoItem,
    /// It is not theirs to judge, at this moment.
    NotTheirs,
    /// No such dossier, as far as this officer may know.
    Nothing,
}

/// Keeps what an officer says of a dossier, all of it or nothing. `revision` is that of the judgement they saw.
pub async fn judge(
    portal: &Portal,
    officer: &Officer,
    code: &str,
    revision: i64,
    opinions: &[Opinion<'_>],
) -> Result<Judged> {
    let Some(seen) = repo::dossier_by_code(portal.database.read(), code).await? else {
        return Ok(Judged::Nothing);
    };
    let version = super::draft::version(portal, seen.procedure_version).await?;
    let transaction = portal.database.write().await?;
    let Some(row) = repo::hold_dossier(&*transaction, seen.id).await? else { return Ok(Judged::Nothing) };
    let target = target(&row)?;
    if officer.may(Action::OnDossier(Deed::Read, target)).is_none() {
        return Ok(Judged::Nothing);
    }
    if officer.may(Action::OnDossier(Deed::Judge, target)).is_none() {
        return Ok(Judged::NotTheirs);
    }
    let (mut judgement, at) = load(portal, &*transaction, row.id).await?;
    if at != revision {
        return Ok(Judged::Changed);
    }
    let items = items_of(portal, &*transaction, &row, &version.procedure).await?;
    for opinion in opinions {
        if let Err(otherwise) = say(&mut judgement, &items, opinion) {
            return Ok(otherwise);
        }
    }
    keep(portal, &*transaction, row.id, &judgement, at, officer.account_id()).await?;
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "dossier.judge", subject).await?;
    transaction.commit().await?;
    Ok(Judged::Kept(at + 1))
}

fn say(judgement: &mut Judgement, items: &[Item], opinion: &Opinion<'_>) -> Result<(), Judged> {
    let item = match opinion {
        Opinion::Accept(item) | Opinion::Forget(item) | Opinion::Refuse { item, .. } => item,
        Opinion::AcceptRest => {
            judgement.accept_rest(items);
            return Ok(());
        }
    };
    if !items.contains(item) {
        return Err(Judged::NoItem);
    }
    match opinion {
        Opinion::Refuse { reason, words, .. } => {
            let refusal = Refusal::new(*reason, words).map_err(Judged::Unfit)?;
            judgement.refuse(item.clone(), refusal).map_err(Judged::Unfit)?;
        }
        Opinion::Forget(_) => judgement.forget(item),
        Opinion::Accept(_) | Opinion::AcceptRest => judgement.accept(item.clone()),
    }
    Ok(())
}

/// What was found so far, and its revision; 0 where nobody judged.
pub(crate) async fn load(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: uuid::Uuid,
) -> Result<(Judgement, i64)> {
    Ok(match repo::judgement(connection, dossier).await? {
        Some(row) => (portal.keys.open_value(VERDICTS, &row.verdicts)?, row.revision),
        None => (Judgement::default(), 0),
    })
}

/// Keeps what was found in place of what was at revision `at`.
pub(super) async fn keep(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier_id: uuid::Uuid,
    judgement: &Judgement,
    at: i64,
    judged_by: uuid::Uuid,
) -> Result<()> {
    let row = judgement::Model {
        dossier_id,
        verdicts: portal.keys.seal(VERDICTS, judgement)?,
        revision: at + 1,
        judged_by,
        judged_at: portal.clock.now(),
    };
    Ok(repo::keep_judgement(connection, row).await?)
}

/// How the judging of a dossier stands.
pub(super) async fn outcome(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &dossier::Model,
    procedure: &Procedure,
) -> Result<Outcome> {
    let (judgement, _) = load(portal, connection, row.id).await?;
    Ok(judgement.outcome(&items_of(portal, connection, row, procedure).await?))
}

/// Everything of a dossier that is judged.
pub(super) async fn items_of(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &dossier::Model,
    procedure: &Procedure,
) -> Result<Vec<Item>> {
    let answers: Answers = portal.keys.open_value(ANSWERS, &row.answers)?;
    let files =
        attachment::contents(connection, &[row.draft_id]).await?.remove(&row.draft_id).unwrap_or_default();
    Ok(items(procedure, &answers, portal.catalogue().units(), |paper| files.contains_key(paper)))
}

/// The papers and then the answers that are judged, in the order in which they are shown.
pub(crate) fn items(
    procedure: &Procedure,
    answers: &Answers,
    units: &Units,
    has_files: impl Fn(&str) -> bool,
) -> Vec<Item> {
    let mut items = papers_to_judge(procedure, answers, has_files);
    for section in sections_of(procedure, answers) {
        let rows = summary(&section, answers, Language::Vi, units);
        items.extend(rows.into_iter().filter(|row| !row.value.is_empty()).map(|row| Item::Answer(row.path)));
    }
    items
}

/// The sections of a dossier that was filed, with the organisation for which it was.
pub(crate) fn sections_of(procedure: &Procedure, answers: &Answers) -> Vec<Section> {
    all_sections(procedure, &acted_for(answers))
}

/// The organisation for which a dossier was filed, if it was for one.
pub(super) fn acted_for(answers: &Answers) -> Vec<ActsFor> {
    let id = answers.get(ORGANISATION);
    let name = answers.get("dossier_organisation_name").to_owned();
    let one = ActsFor { id: id.to_owned(), name, tax_code: None };
    if id.is_empty() { Vec::new() } else { vec![one] }
}

/// Keeps the verdicts that still hold after a supplement: not those of what changed, nor of what was explained.
pub(super) async fn carry_over(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: uuid::Uuid,
    changes: &BTreeMap<Item, Change>,
    explained: &BTreeSet<Item>,
) -> Result<()> {
    let Some(row) = repo::judgement(connection, dossier).await? else { return Ok(()) };
    let before: Judgement = portal.keys.open_value(VERDICTS, &row.verdicts)?;
    let mut judgement = before.carried_over(changes);
    for item in explained {
        judgement.forget(item);
    }
    keep(portal, connection, dossier, &judgement, row.revision, row.judged_by).await
}
