//! Dossiers that are filed at the same moment go into the database together: most of what filing takes is a fixed price
//! of each transaction, and of waiting for the disk.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ::entity::{dossier, dossier_event, dossier_fact, round};
use chrono::NaiveDate;
use domain::access::Topic;
use domain::dossier::moves::Stage;
use domain::dossier::{DossierCode, Status};
use sea_orm::ActiveValue::Set;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{mail, repo};
use crate::access::webhook;
use crate::job::{self, Job};
use crate::{Error, Portal, Result, attachment, audit};

/// Most dossiers of one transaction.
const MOST: usize = 32;

/// All that a complete draft becomes, but for the code.
#[derive(Clone)]
pub(super) struct Filing {
    pub draft_id: Uuid,
    /// The draft's, when it was read.
    pub revision: i64,
    pub actor: audit::Actor,
    pub dossier_id: Uuid,
    pub desk_code: String,
    pub day: NaiveDate,
    pub dossier: dossier::ActiveModel,
    pub event: dossier_event::Model,
    pub round: round::ActiveModel,
    pub facts: Vec<dossier_fact::ActiveModel>,
    pub receipt: mail::Receipt,
}

/// Where dossiers wait to be filed.
#[derive(Default)]
pub(crate) struct Window {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

struct Waiting {
    filing: Filing,
    answer: oneshot::Sender<Result<Option<String>>>,
}

/// Files a complete draft and returns the dossier's code; `None` when the draft was changed or filed since it was read.
/// Whoever gets the turn files all that wait.
pub(super) async fn file(portal: &Portal, filing: Filing) -> Result<Option<String>> {
    let window = portal.window();
    let (answer, mut told) = oneshot::channel();
    window.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { filing, answer });
    loop {
        tokio::select! {
            biased;
            // An error means that whoever had the turn went away: the caller looks what became of the draft.
            answered = &mut told => return answered.unwrap_or(Ok(None)),
            _turn = window.turn.lock() => file_waiting(portal, window).await,
        }
    }
}

async fn file_waiting(portal: &Portal, window: &Window) {
    let waiting: Vec<Waiting> = {
        let mut waiting = window.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.len().min(MOST);
        waiting.drain(..count).collect()
    };
    // Without a draft to name, the query below would name all of them.
    if waiting.is_empty() {
        return;
    }
    let (filings, answers): (Vec<_>, Vec<_>) =
        waiting.into_iter().map(|waiting| (waiting.filing, waiting.answer)).unzip();
    let together = file_all(portal, &filings).await;
    if let Err(error) = &together {
        tracing::warn!(%error, count = filings.len(), "dossiers could not be filed together; each goes alone");
    }
    for (place, (filing, answer)) in filings.iter().zip(answers).enumerate() {
        let outcome = match &together {
            Ok(codes) => Ok(codes.get(place).cloned().flatten()),
            Err(_) => file_all(portal, std::slice::from_ref(filing))
                .await
                .map(|codes| codes.into_iter().flatten().next()),
        };
        // Whoever went away reads it in the list of dossiers.
        let _ = answer.send(outcome);
    }
}

/// The codes of the dossiers, in order; `None` where the draft was changed or filed since it was read.
async fn file_all(portal: &Portal, filings: &[Filing]) -> Result<Vec<Option<String>>> {
    let mut codes = vec![None; filings.len()];
    let transaction = portal.database.write().await?;
    let revisions = filings.iter().map(|filing| (filing.draft_id, filing.revision));
    let mut filed = repo::file_drafts(&*transaction, revisions, portal.clock.now()).await?;
    // One draft may wait twice: the first one gets it.
    let taken: Vec<(usize, &Filing)> = filings
        .iter()
        .enumerate()
        .filter(|(_, filing)| filed.remove(&(filing.draft_id, filing.revision)))
        .collect();
    if taken.is_empty() {
        return Ok(codes);
    }
    // In order, so that two instances never wait for each other's counters.
    let mut numbers: BTreeMap<(&str, NaiveDate), i64> = BTreeMap::new();
    for (_, filing) in &taken {
        *numbers.entry((&filing.desk_code, filing.day)).or_default() += 1;
    }
    for ((desk, day), number) in &mut numbers {
        let last = repo::take_numbers(&*transaction, desk, *day, *number).await?;
        *number = last - *number;
    }
    let drafts: Vec<Uuid> = taken.iter().map(|(_, filing)| filing.draft_id).collect();
    let mut papers = attachment::contents(&*transaction, &drafts).await?;
    let (mut dossiers, mut events, mut entries, mut jobs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut rounds, mut facts, mut notified) = (Vec::new(), Vec::new(), Vec::new());
    for (place, filing) in taken {
        let number = numbers.entry((&filing.desk_code, filing.day)).or_default();
        *number += 1;
        let number = u32::try_from(*number).map_err(|_| Error::Unreadable("counter.last"))?;
        let code = DossierCode::new(&filing.desk_code, filing.day, number).to_string();
        let subject = Some(("dossier", filing.dossier_id.to_string()));
        dossiers.push(dossier::ActiveModel { code: Set(code.clone()), ..filing.dossier.clone() });
        events.push(filing.event.clone());
        let files = papers.remove(&filing.draft_id).unwrap_or_default();
        let files = serde_json::to_string(&files).map_err(|_| Error::Unreadable("round.papers"))?;
        rounds.push(round::ActiveModel { papers: Set(files), ..filing.round.clone() });
        facts.extend(filing.facts.iter().cloned());
        entries.push(audit::entry(portal, filing.actor, "dossier.submit", subject));
        // At a counter many have no mailbox.
        if !filing.receipt.to.is_empty() {
            let mail = Job::Mail(filing.receipt.written(portal, &code));
            jobs.push(job::prepared(portal, &mail, None)?);
        }
        notified.push((code.clone(), filing.desk_code.clone()));
        codes[place] = Some(code);
    }
    jobs.extend(webhook::deliveries(portal, &*transaction, &notices(&notified)).await?);
    repo::insert_dossiers(&*transaction, dossiers).await?;
    repo::insert_events(&*transaction, events).await?;
    repo::insert_rounds(&*transaction, rounds).await?;
    repo::insert_facts(&*transaction, facts).await?;
    audit::record_all(&*transaction, entries).await?;
    job::enqueue_all(&*transaction, jobs).await?;
    transaction.commit().await?;
    Ok(codes)
}

/// What other systems are told of these: codes and desks.
fn notices(filed: &[(String, String)]) -> Vec<webhook::Notice<'_>> {
    filed
        .iter()
        .map(|(code, desk)| webhook::Notice {
            topic: Topic::Submitted,
            code,
            revision: 1,
            name: "submit",
            status: Status::Submitted.as_str(),
            stage: Stage::Intake.as_str(),
            agency: desk,
            unit: None,
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use domain::Language;
    use futures::future::join_all;

    use super::*;
    use crate::account::Citizen;
    use crate::account::testing::citizen;
    use crate::dossier::submit::{Filer, prepare};
    use crate::dossier::{Found, find, testing};
    use crate::on_each_database;
    use crate::testing::TestPortal;

    async fn filing(portal: &TestPortal, citizen: &Citizen) -> Filing {
        let id = testing::complete(portal, citizen).await;
        let Found::Open(draft) = find(portal, citizen, id).await.unwrap() else { panic!("not open") };
        let answers = draft.filing().complete().unwrap();
        let person = crate::account::person(portal, citizen).await.unwrap();
        prepare(portal, &Filer::online(citizen), &person, &draft, &answers, Language::Vi).unwrap()
    }

    on_each_database!(one_that_fails_takes_none_along_and_leaves_no_gap);
    async fn one_that_fails_takes_none_along_and_leaves_no_gap(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let mut filings = Vec::new();
        for _ in 0..3 {
            filings.push(filing(&portal, &hoa).await);
        }
        // Two dossiers cannot have one id.
        filings[1].dossier.id = Set(filings[0].dossier_id);
        // All three wait until the turn is free, and so go together.
        let turn = portal.window().turn.lock().await;
        let waiting = join_all(filings.into_iter().map(|filing| file(&portal, filing)));
        let (outcomes, ()) = tokio::join!(waiting, async { drop(turn) });
        let codes: Vec<Option<String>> = outcomes.into_iter().map(|outcome| outcome.ok().flatten()).collect();
        assert_eq!(
            codes,
            [Some("H21.01-261123-0001".to_owned()), None, Some("H21.01-261123-0002".to_owned())]
        );
    }

    on_each_database!(a_draft_that_waits_twice_is_filed_once_and_as_it_is_now);
    async fn a_draft_that_waits_twice_is_filed_once_and_as_it_is_now(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let now = filing(&portal, &hoa).await;
        let before = Filing { revision: now.revision - 1, ..now.clone() };
        let codes = file_all(&portal, &[before, now.clone(), now]).await.unwrap();
        assert_eq!(codes, [None, Some("H21.01-261123-0001".to_owned()), None]);
    }
}
