//! Whether everything that happened to dossiers is still there as it was written: each chain, the anchors over them, and
//! what was kept of the anchors elsewhere.

use std::collections::{HashMap, HashSet};
use std::fmt;

use ::entity::{anchor, anchored_head, dossier_event};
use chrono::NaiveDate;
use domain::dossier::chain::{Anchor, BEGINNING, Broken, Fault, Head};
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::anchor::{BATCH, Line, hash_of};
use super::repo::{self, Standing};
use crate::dossier::{self, head};
use crate::secret::hex;
use crate::{Portal, Result};

/// Something that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The first fault of a dossier.
    Dossier {
        /// Its code.
        code: String,
        /// What is wrong.
        wrong: Wrong,
    },
    /// A dossier that an anchor holds is not there.
    Gone {
        /// Its key.
        dossier: Uuid,
        /// The day of the anchor.
        day: NaiveDate,
    },
    /// An anchor does not hold the heads that are kept of it, or does not follow the one before.
    Anchor(NaiveDate),
    /// An anchor that was kept elsewhere is not there, or is another.
    KeptElsewhere(NaiveDate),
}

/// What is wrong with a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Its chain.
    Chain(Broken),
    /// It does not stand where its last event left it.
    Standing,
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dossier { code, wrong: Wrong::Chain(Broken { number, fault }) } => {
                let what = match fault {
                    Fault::OtherDossier => "is of another dossier",
                    Fault::Number => "is not there, or in another place",
                    Fault::Previous => "does not follow the one before",
                    Fault::Changed => "was changed",
                    Fault::CutOff => "is missing, and all after it",
                    Fault::Rewritten => "is not the one that was anchored: the chain was written anew",
                };
                write!(formatter, "dossier {code}: event {number} {what}")
            }
            Self::Dossier { code, wrong: Wrong::Standing } => {
                write!(formatter, "dossier {code}: does not stand where its last event left it")
            }
            Self::Gone { dossier, day } => {
                write!(formatter, "dossier {dossier}: is gone, and was anchored on {day}")
            }
            Self::Anchor(day) => write!(formatter, "anchor of {day}: is not what was anchored"),
            Self::KeptElsewhere(day) => write!(formatter, "anchor of {day}: is not the one that was kept"),
        }
    }
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Dossiers.
    pub dossiers: u64,
    /// Their events.
    pub events: u64,
    /// Anchors.
    pub anchors: u64,
    /// What was found to be wrong.
    pub faults: u64,
}

/// Checks every chain and every anchor, a few dossiers at a time beside a portal that is running; tells `tell` the first fault
/// of each. `kept` are the anchors as they were kept elsewhere.
///
/// # Errors
///
/// The database is away. What is wrong in it is no error.
pub async fn verify(portal: &Portal, kept: &[Line], mut tell: impl FnMut(&Found)) -> Result<Report> {
    let read = portal.database.read();
    let mut report = Report::default();
    let mut found = |report: &mut Report, what: Found| {
        report.faults += 1;
        tell(&what);
    };
    let mut after = None;
    loop {
        // In this order: what comes meanwhile makes chains longer than what is known of them, never shorter.
        let standings = repo::dossiers_after(read, after, BATCH).await?;
        let Some((last, ..)) = standings.last() else { break };
        after = Some(*last);
        let ids: Vec<Uuid> = standings.iter().map(|(id, ..)| *id).collect();
        let anchored = last_heads(repo::heads_of(read, &ids).await?);
        let events = by_dossier(repo::events(read, &ids).await?);
        for standing in standings {
            let events = events.get(&standing.0).map_or(&[][..], Vec::as_slice);
            report.dossiers += 1;
            report.events += events.len() as u64;
            let code = standing.1.clone();
            if let Some(wrong) = wrong(read, standing, events, &anchored).await? {
                found(&mut report, Found::Dossier { code, wrong });
            }
        }
    }
    let mut before: Option<anchor::Model> = None;
    let mut unseen: HashMap<NaiveDate, &Line> = kept.iter().map(|line| (line.day, line)).collect();
    loop {
        let day = before.as_ref().map(|before| before.day);
        let anchors = repo::anchors_after(read, day, BATCH).await?;
        if anchors.is_empty() {
            break;
        }
        for anchor in anchors {
            report.anchors += 1;
            let mut gone = Vec::new();
            if !holds(read, before.as_ref(), &anchor, &mut gone).await? {
                found(&mut report, Found::Anchor(anchor.day));
            }
            for dossier in gone {
                found(&mut report, Found::Gone { dossier, day: anchor.day });
            }
            if unseen.remove(&anchor.day).is_some_and(|line| line.hash != anchor.hash) {
                found(&mut report, Found::KeptElsewhere(anchor.day));
            }
            before = Some(anchor);
        }
    }
    let mut missing: Vec<_> = unseen.into_keys().collect();
    missing.sort_unstable();
    for day in missing {
        found(&mut report, Found::KeptElsewhere(day));
    }
    Ok(report)
}

/// The first thing that is wrong with a dossier.
async fn wrong(
    read: &DatabaseConnection,
    standing: Standing,
    events: &[dossier_event::Model],
    anchored: &HashMap<Uuid, anchored_head::Model>,
) -> Result<Option<Wrong>> {
    let (id, ..) = standing;
    // One that cannot be read is a fault of its anchor.
    let anchored = anchored.get(&id).and_then(|row| head(row.number, &row.hash));
    let present = match dossier::verify(id, events, anchored) {
        Ok(head) => head.map_or(0, |head| head.number),
        Err(broken) => return Ok(Some(Wrong::Chain(broken))),
    };
    // It may have moved between the two being read.
    let moved = i64::try_from(present).is_ok_and(|present| present > standing.4);
    let standing = if moved { repo::standing_of(read, id).await?.unwrap_or(standing) } else { standing };
    let (.., status, stage, revision) = standing;
    let revision = u64::try_from(revision).unwrap_or_default();
    if revision > present && !moved {
        // Its last events were taken away before an anchor held them.
        return Ok(Some(Wrong::Chain(Broken { number: present + 1, fault: Fault::CutOff })));
    }
    let Some(last) = events.last() else { return Ok(None) };
    let stands = revision > present
        || revision == present && last.status == status && (last.name.is_empty() || last.stage == stage);
    Ok((!stands).then_some(Wrong::Standing))
}

/// Whether the anchor follows the one before and holds its heads; `gone` gets those whose dossiers are not there.
async fn holds(
    read: &DatabaseConnection,
    before: Option<&anchor::Model>,
    anchor: &anchor::Model,
    gone: &mut Vec<Uuid>,
) -> Result<bool> {
    let previous = before.map_or_else(|| hex(&BEGINNING), |before| before.hash.clone());
    let mut heads: Vec<(_, Head)> = Vec::new();
    let mut after = None;
    loop {
        let rows = repo::heads(read, anchor.day, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.dossier_id);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.dossier_id).collect();
        let present: HashSet<Uuid> = repo::present(read, &ids).await?.into_iter().collect();
        gone.extend(ids.into_iter().filter(|id| !present.contains(id)));
        for row in rows {
            let Some(head) = head(row.number, &row.hash) else { return Ok(false) };
            heads.push((row.dossier_id.into_bytes(), head));
        }
    }
    let Ok(from) = hash_of(&previous) else { return Ok(false) };
    let follows = before.is_none_or(|before| before.day.succ_opt() == Some(anchor.day));
    let again = Anchor::new(from, anchor.day, heads);
    Ok(follows
        && anchor.previous_hash == previous
        && again.is_ok_and(|again| {
            hex(&again.hash) == anchor.hash && i64::try_from(again.count) == Ok(anchor.count)
        }))
}

/// The last head of each dossier that an anchor holds.
fn last_heads(rows: Vec<anchored_head::Model>) -> HashMap<Uuid, anchored_head::Model> {
    let mut last: HashMap<Uuid, anchored_head::Model> = HashMap::new();
    for row in rows {
        if last.get(&row.dossier_id).is_none_or(|known| known.number < row.number) {
            last.insert(row.dossier_id, row);
        }
    }
    last
}

fn by_dossier(events: Vec<dossier_event::Model>) -> HashMap<Uuid, Vec<dossier_event::Model>> {
    let mut chains: HashMap<Uuid, Vec<dossier_event::Model>> = HashMap::new();
    for event in events {
        chains.entry(event.dossier_id).or_default().push(event);
    }
    chains
}
