//! From a person at the counter to a dossier that the desk has taken.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::counter::person_section;
use domain::dossier::Status;
use domain::dossier::moves::Move;
use domain::dossier::paper::needed_papers;
use domain::{Answers, Language, check};
use uuid::Uuid;

use super::claim::{Slip, put_slip};
use super::{PERSON, find, may_receive, repo, seen_of, whole_person};
use crate::account::at_counter::{self, Standing};
use crate::catalogue::Version;
use crate::dossier::{self, By, Draft, Found, Judged, Made, Mover, Opinion, Wish};
use crate::staff::{Acting, Officer};
use crate::{Error, Portal, Result, attachment, audit, desk, job};

/// How often filing is tried again when the draft is being changed at the same moment.
const TRIES: u32 = 5;

/// What became of the choice of a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A draft is begun.
    Begun,
    /// Something is wrong with what is said of the person.
    Wrong,
    /// There is no such procedure.
    NoProcedure,
    /// Somebody registered the number, and the person at the counter has not said that it was they.
    Unconfirmed,
    /// The account of the number is closed.
    Closed,
    /// Not theirs, or something is begun already.
    Nothing,
}

/// Keeps what is said of the person, and begins to file the procedure `code` for them: in the account of their number, or in
/// a new one. `is_theirs` says that the person, whose card the officer sees, says that they registered the account.
pub async fn choose(
    portal: &Portal,
    officer: &Officer,
    id: Uuid,
    typed: &Answers,
    code: &str,
    is_theirs: bool,
) -> Result<Chosen> {
    let Some(person) = keep_person(portal, officer, id, typed).await? else { return Ok(Chosen::Nothing) };
    let Some(person) = whole_person(portal, &person) else { return Ok(Chosen::Wrong) };
    let catalogue = portal.catalogue();
    let Some(version) = catalogue.procedure(code) else { return Ok(Chosen::NoProcedure) };
    let transaction = portal.database.write().await?;
    let held = repo::hold_visit(&*transaction, id).await?;
    let Some(visit) = held.filter(|visit| visit.draft_id.is_none()) else { return Ok(Chosen::Nothing) };
    let account = at_counter::find(portal, &*transaction, &person.identity_number).await?;
    let actor = officer.actor();
    let account_id = match account {
        None => {
            let made = at_counter::create(portal, &*transaction, actor, &person, Language::Vi).await?;
            // Registered at this very moment: the page shows it, and asks.
            let Some(made) = made else { return Ok(Chosen::Unconfirmed) };
            made
        }
        Some(account) => match account.standing {
            Standing::Closed => return Ok(Chosen::Closed),
            Standing::Registered if !is_theirs => return Ok(Chosen::Unconfirmed),
            Standing::Registered => {
                at_counter::confirm(portal, &*transaction, actor, account.id).await?;
                account.id
            }
            Standing::Vouched => account.id,
        },
    };
    let desk = &visit.agency_code;
    let draft =
        dossier::begin_at_counter(portal, &*transaction, account_id, version, desk, &person.known()).await?;
    repo::set_draft(&*transaction, id, account_id, draft).await?;
    let subject = Some(("draft", draft.to_string()));
    audit::record(portal, &*transaction, actor, "draft.begin_at_counter", subject).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Chosen::Begun)
}

/// Keeps what was typed about the person, also when it is wrong; returns all that is known. `None` where the visit is not
/// the officer's or something is begun.
pub async fn keep_person(
    portal: &Portal,
    officer: &Officer,
    id: Uuid,
    typed: &Answers,
) -> Result<Option<Answers>> {
    if find(portal, officer, id).await?.is_none() {
        return Ok(None);
    }
    let sections = [person_section()];
    let transaction = portal.database.write().await?;
    let held = repo::hold_visit(&*transaction, id).await?;
    let Some(visit) = held.filter(|visit| visit.draft_id.is_none()) else { return Ok(None) };
    let mut person: Answers = portal.keys.open_value(PERSON, &visit.person)?;
    for (path, typed) in typed.0.iter().filter(|(path, typed)| check::accepts(&sections, path, typed)) {
        person.set(path.as_str(), typed.as_str());
    }
    repo::set_person(&*transaction, id, portal.keys.seal(PERSON, &person)?).await?;
    transaction.commit().await?;
    Ok(Some(person))
}

/// Keeps of which papers the officer saw the paper itself; others than the procedure has are left out. Says whether there
/// is such a draft.
pub async fn keep_seen(
    portal: &Portal,
    officer: &Officer,
    id: Uuid,
    seen: &BTreeSet<String>,
) -> Result<bool> {
    let Some(Read { draft, .. }) = read(portal, officer, id).await? else { return Ok(false) };
    let Found::Open(draft) = draft else { return Ok(false) };
    let known = needed_papers(draft.procedure(), &draft.answers).into_iter().map(|needed| needed.paper.id);
    let kept: BTreeSet<String> = known.filter(|paper| seen.contains(paper)).collect();
    let kept = serde_json::to_string(&kept).map_err(|_| Error::Unreadable("counter_visit.seen_papers"))?;
    let transaction = portal.database.write().await?;
    repo::set_seen(&*transaction, id, kept).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Takes a scan out of the draft of a visit; says whether there was one.
pub async fn remove_scan(portal: &Portal, officer: &Officer, id: Uuid, paper: Uuid) -> Result<bool> {
    match super::writer(portal, officer, id).await? {
        Some((writer, draft)) => attachment::remove_as(portal, writer, draft, paper).await,
        None => Ok(false),
    }
}

/// What is to be paid, and whether it is paid at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenFee<'a> {
    /// The fee in whole đồng; none where nothing is to be paid.
    pub amount_vnd: Option<i64>,
    /// It is taken in cash now.
    pub now: bool,
    /// The receipt's number; where it is empty the portal gives one.
    pub number: &'a str,
}

/// What became of the wish to file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// It is a dossier.
    Done {
        /// Its code.
        code: String,
        /// The desk has taken it; otherwise it waits in the inbox for somebody to look at it.
        is_accepted: bool,
        /// What was paid is receipted under this number.
        receipt: Option<String>,
        /// What the person is given to claim it with.
        slip: Option<Slip>,
    },
    /// Something is wrong or missing; the page says what.
    Lacking,
    /// Nothing is above no fee.
    NoAmount,
    /// Not theirs, or nothing is begun.
    Nothing,
}

struct Read<'o> {
    account_id: Uuid,
    draft: Found,
    acting: &'o Acting,
}

async fn read<'o>(portal: &Portal, officer: &'o Officer, id: Uuid) -> Result<Option<Read<'o>>> {
    let Some((visit, acting)) = find(portal, officer, id).await? else { return Ok(None) };
    let Some((account_id, draft)) = visit.account_id.zip(visit.draft_id) else { return Ok(None) };
    let draft = dossier::find_at_counter(portal, account_id, draft, &seen_of(&visit)?).await?;
    Ok(Some(Read { account_id, draft, acting }))
}

/// Files what was filled in, takes the fee, and takes the dossier for the desk: the officer had all papers in hand. What was
/// filed already is gone on with, so that pressing twice does nothing twice.
pub async fn file(portal: &Portal, officer: &Officer, id: Uuid, fee: TakenFee<'_>) -> Result<Filed> {
    if fee.amount_vnd.is_some_and(|amount| amount <= 0) {
        return Ok(Filed::NoAmount);
    }
    for _ in 0..TRIES {
        let Some(Read { account_id, draft, acting }) = read(portal, officer, id).await? else {
            return Ok(Filed::Nothing);
        };
        let draft = match draft {
            Found::Open(draft) => draft,
            Found::Filed(code) => return finish(portal, officer, code, fee).await,
            Found::Nothing => return Ok(Filed::Nothing),
        };
        if !dossier::lacks_at_counter(&draft).is_empty() {
            return Ok(Filed::Lacking);
        }
        let by = By::Staff { account: officer.account_id(), acting: acting.clone() };
        if let Some(code) = filed(portal, officer, account_id, &draft, by, fee).await? {
            return finish(portal, officer, code, fee).await;
        }
        // It was filed or changed since it was read: look again.
    }
    Err(Error::Busy)
}

async fn filed(
    portal: &Portal,
    officer: &Officer,
    account_id: Uuid,
    draft: &Draft,
    by: By,
    fee: TakenFee<'_>,
) -> Result<Option<String>> {
    dossier::file_at_counter(portal, account_id, draft, (by, officer.actor()), fee.amount_vnd).await
}

/// A dossier from the counter, for the page that says what the person is given.
#[derive(Clone, Debug)]
pub struct Given {
    /// Id of the dossier.
    pub dossier_id: Uuid,
    /// What was filed.
    pub version: Arc<Version>,
    /// Name of its owner.
    pub owner: String,
    /// Where it stands.
    pub status: Status,
    /// When its limit ends, of the answer or of the result.
    pub due_at: Option<DateTime<Utc>>,
    /// What was paid: number of the receipt, and whole đồng.
    pub receipts: Vec<(String, i64)>,
}

/// What was filed at the counter, for an officer who receives at its desk.
pub async fn given(portal: &Portal, officer: &Officer, code: &str) -> Result<Option<Given>> {
    let read = portal.database.read();
    let row = dossier::dossier_by_code(read, code).await?;
    let Some(row) = row.filter(|row| may_receive(officer, &row.agency_code).is_some()) else {
        return Ok(None);
    };
    let receipts = repo::receipts(read, row.id).await?;
    Ok(Some(Given {
        dossier_id: row.id,
        version: dossier::version(portal, row.procedure_version).await?,
        status: Status::from_name(&row.status).ok_or(Error::Unreadable("dossier.status"))?,
        due_at: dossier::due(&row),
        owner: row.owner_name,
        receipts: receipts.into_iter().map(|receipt| (receipt.number, receipt.amount_vnd)).collect(),
    }))
}

/// Each step is one of the desk's own, and does nothing where it was done.
async fn finish(portal: &Portal, officer: &Officer, code: String, fee: TakenFee<'_>) -> Result<Filed> {
    let receipt = match fee.amount_vnd.filter(|_| fee.now) {
        Some(amount) => match desk::take_cash(portal, officer, &code, amount, fee.number).await? {
            desk::Fee::Taken(number) => Some(number),
            _ => None,
        },
        None => None,
    };
    let is_accepted = accept(portal, officer, &code).await?;
    let slip = put_slip(portal, officer, &code).await?;
    Ok(Filed::Done { code, is_accepted, receipt, slip })
}

async fn accept(portal: &Portal, officer: &Officer, code: &str) -> Result<bool> {
    let row = dossier::dossier_by_code(portal.database.read(), code).await?;
    let Some(row) = row.filter(|row| row.status == Status::Submitted.as_str()) else { return Ok(true) };
    let (_, revision) = dossier::judgement(portal, portal.database.read(), row.id).await?;
    let judged = dossier::judge(portal, officer, code, revision, &[Opinion::AcceptRest]).await?;
    if !matches!(judged, Judged::Kept(_)) {
        return Ok(false);
    }
    let mover = Mover::Officer(officer, row.revision);
    let made = dossier::make(portal, mover, code, &Wish::of(Move::Accept)).await?;
    Ok(matches!(made, Made::Moved { .. }))
}
