//! Kho giấy tờ của tôi: papers that were handed in, kept by consent to be handed in again.

mod repo;

pub(super) use repo::contents;

use std::collections::BTreeSet;

use ::entity::{kept_file, kept_paper, paper};
use chrono::{DateTime, NaiveDate, Utc};
use domain::attachment::Scan;
use domain::attachment::kept::{self as rules, Fit, MOST_KEPT, PaperOf, Standing, fit, standing};
use domain::date;
use domain::dossier::paper::needed_papers;
use domain::{Problem, Text};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{Paper, Sent, UPLOADS, accepts, count_bytes, fits, refuse, scan_of, withheld};
use crate::account::Citizen;
use crate::dossier::{self, Dossier, Draft, Writer};
use crate::limit::{self, Allowance};
use crate::{Error, Portal, Result, audit};

/// A paper that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPaper {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub name: Text,
    /// Code of the dossier it was handed in with.
    pub dossier_code: String,
    /// National code of that dossier's procedure.
    pub procedure_code: String,
    /// Its id in that procedure.
    pub requirement: String,
    /// Day on which the dossier was filed.
    pub handed_in_on: NaiveDate,
    /// The last day on which it is good, where there is one.
    pub expires_on: Option<NaiveDate>,
    /// How it stands today.
    pub standing: Standing,
    /// When it was agreed that it is kept.
    pub kept_at: DateTime<Utc>,
    /// Its files; at least one.
    pub files: Vec<KeptFile>,
}

/// A file of a paper that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its id.
    pub id: Uuid,
    /// Its name, cleaned.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    sha256: String,
}

impl KeptPaper {
    fn read((row, files): (kept_paper::Model, Vec<kept_file::Model>), today: NaiveDate) -> Self {
        let files = files.into_iter().map(|file| KeptFile {
            id: file.id,
            name: file.name,
            media_type: file.media_type,
            size: file.size.unsigned_abs(),
            sha256: file.blob,
        });
        Self {
            id: row.id,
            name: Text::new(row.name_vi, row.name_en),
            dossier_code: row.dossier_code,
            procedure_code: row.procedure_code,
            requirement: row.requirement,
            handed_in_on: row.handed_in_on,
            expires_on: row.expires_on,
            standing: standing(row.expires_on, today),
            kept_at: row.kept_at,
            files: files.collect(),
        }
    }

    fn has(&self, content: &BTreeSet<&str>) -> bool {
        self.files.len() == content.len()
            && self.files.iter().all(|file| content.contains(file.sha256.as_str()))
    }
}

/// What `citizen` keeps, last kept first.
pub async fn list(portal: &Portal, citizen: &Citizen) -> Result<Vec<KeptPaper>> {
    let rows = repo::kept(portal.database.read(), citizen.account_id()).await?;
    Ok(rows.into_iter().map(|row| KeptPaper::read(row, portal.clock.today())).collect())
}

/// One of the papers that `citizen` keeps.
pub async fn find(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<Option<KeptPaper>> {
    let found = repo::kept_paper(portal.database.read(), citizen.account_id(), id).await?;
    Ok(found.map(|row| KeptPaper::read(row, portal.clock.today())))
}

/// Whether `citizen` keeps anything that can be handed in today.
pub async fn has_usable(portal: &Portal, citizen: &Citizen) -> Result<bool> {
    Ok(repo::has_usable(portal.database.read(), citizen.account_id(), portal.clock.today()).await?)
}

/// A paper of a dossier that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// Its id in the procedure.
    pub requirement: String,
    /// What it is.
    pub name: Text,
    /// Names of its files.
    pub files: Vec<String>,
    /// Whether it is kept already, from this dossier or another.
    pub is_kept: bool,
    rows: Vec<paper::Model>,
}

/// The papers that came with a dossier of `citizen`, in the order of the procedure.
pub async fn handed_in(portal: &Portal, citizen: &Citizen, dossier: &Dossier) -> Result<Vec<HandedIn>> {
    let connection = portal.database.read();
    let code = &dossier.entry.code;
    let mut rows = repo::papers_of_dossier(connection, citizen.account_id(), code).await?;
    let kept = list(portal, citizen).await?;
    let needed = needed_papers(&dossier.entry.version.procedure, &dossier.answers);
    let papers = needed.into_iter().filter_map(|needed| {
        let rows: Vec<_> = rows.extract_if(.., |row| row.requirement == needed.paper.id).collect();
        let contents = rows.iter().filter_map(|row| row.blob.as_deref()).collect();
        let is_kept = kept.iter().any(|one| {
            one.name == needed.paper.name && one.has(&contents)
                || one.dossier_code == *code && one.requirement == needed.paper.id
        });
        (!rows.is_empty()).then(|| HandedIn {
            files: rows.iter().map(|row| row.name.clone()).collect(),
            is_kept,
            requirement: needed.paper.id,
            name: needed.paper.name,
            rows,
        })
    });
    Ok(papers.collect())
}

/// What became of the wish to keep papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// So many are kept now that were not before.
    Kept(usize),
    /// There is no room for all of them; none is kept.
    TooMany,
}

/// Keeps papers of a dossier of `citizen`, each by its id in the procedure and with the last day on which it is good.
/// Those that the dossier does not have, or that are kept already, are passed over.
pub async fn keep(
    portal: &Portal,
    citizen: &Citizen,
    dossier: &Dossier,
    wanted: &[(String, Option<NaiveDate>)],
) -> Result<Keeping> {
    let handed_in = handed_in(portal, citizen, dossier).await?;
    let mut new: Vec<(HandedIn, Option<NaiveDate>)> = Vec::new();
    for paper in handed_in.into_iter().filter(|paper| !paper.is_kept) {
        let chosen = wanted.iter().find(|(requirement, _)| *requirement == paper.requirement);
        new.extend(chosen.map(|(_, expires_on)| (paper, *expires_on)));
    }
    let account_id = citizen.account_id();
    let transaction = portal.database.write().await?;
    // What is kept at the same moment waits here, so that the count is true for both.
    dossier::hold_account(&*transaction, account_id).await?;
    if repo::count(&*transaction, account_id).await? + new.len() as u64 > MOST_KEPT as u64 {
        return Ok(Keeping::TooMany);
    }
    let mut kept = 0;
    for (paper, expires_on) in new {
        let id = Uuid::now_v7();
        let row = kept_paper::ActiveModel {
            id: Set(id),
            account_id: Set(account_id),
            dossier_code: Set(dossier.entry.code.clone()),
            procedure_code: Set(dossier.entry.version.procedure.code.clone()),
            requirement: Set(paper.requirement),
            name_vi: Set(paper.name.vi),
            name_en: Set(paper.name.en),
            handed_in_on: Set(date::today(dossier.entry.submitted_at)),
            expires_on: Set(expires_on),
            kept_at: Set(portal.clock.now()),
        };
        if !repo::insert_paper(&*transaction, row).await? {
            continue;
        }
        for file in paper.rows {
            repo::insert_file(&*transaction, id, file).await?;
        }
        let subject = Some(("kept_paper", id.to_string()));
        audit::record(portal, &*transaction, citizen.actor(), "kept_paper.keep", subject).await?;
        kept += 1;
    }
    transaction.commit().await?;
    Ok(Keeping::Kept(kept))
}

/// Changes the last day on which a paper is good; says whether `citizen` keeps it.
pub async fn set_expiry(
    portal: &Portal,
    citizen: &Citizen,
    id: Uuid,
    expires_on: Option<NaiveDate>,
) -> Result<bool> {
    let transaction = portal.database.write().await?;
    let found = repo::set_expiry(&*transaction, citizen.account_id(), id, expires_on).await?;
    transaction.commit().await?;
    Ok(found)
}

/// Keeps a paper no longer; says whether `citizen` kept it. Dossiers it was handed in with have it as before.
pub async fn delete(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    if !repo::delete(&*transaction, citizen.account_id(), id).await? {
        return Ok(false);
    }
    let subject = Some(("kept_paper", id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "kept_paper.delete", subject).await?;
    transaction.commit().await?;
    Ok(true)
}

/// A kept paper where one is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The paper.
    pub kept: KeptPaper,
    /// How well it fits.
    pub fit: Fit,
    /// Whether all its files are handed in there already.
    pub is_there: bool,
}

/// What `citizen` keeps, for the paper `requirement` of a draft that is called `name`: the best first.
pub async fn offers(
    portal: &Portal,
    citizen: &Citizen,
    draft: &Draft,
    requirement: &str,
    name: &str,
) -> Result<Vec<Offer>> {
    let asked = PaperOf { procedure: &draft.procedure().code, requirement, name };
    let rows = super::repo::papers(portal.database.read(), draft.id).await?;
    let there: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row.paper.requirement == requirement)
        .filter_map(|row| row.paper.blob.as_deref())
        .collect();
    let mut offers: Vec<Offer> = list(portal, citizen)
        .await?
        .into_iter()
        .map(|kept| Offer {
            fit: fit(
                PaperOf {
                    procedure: &kept.procedure_code,
                    requirement: &kept.requirement,
                    name: &kept.name.vi,
                },
                asked,
            ),
            is_there: kept.files.iter().all(|file| there.contains(file.sha256.as_str())),
            kept,
        })
        .collect();
    offers.sort_by_key(|offer| offer.fit);
    Ok(offers)
}

/// What became of the wish to hand in a kept paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reused {
    /// The draft has it.
    HandedIn,
    /// It does not fit beside what the draft has; the refusal is kept, so that the page shows it.
    Refused,
    /// Its last day is over.
    Expired,
    /// No such paper of this account, no open draft, or no such paper in its procedure.
    Nothing,
    /// Too many uploads; not before this moment.
    NotBefore(DateTime<Utc>),
}

/// Hands in the kept paper `id` for the paper `requirement` of an open draft, all its files or none, as if they were
/// uploaded again. Doing so twice hands it in once.
pub async fn reuse(
    portal: &Portal,
    citizen: &Citizen,
    draft: Uuid,
    requirement: &str,
    id: Uuid,
) -> Result<Reused> {
    let writer = Writer::from(citizen);
    let Some(kinds) = accepts(portal, writer, draft, requirement).await? else { return Ok(Reused::Nothing) };
    let Some(kept) = find(portal, citizen, id).await? else { return Ok(Reused::Nothing) };
    let times = i32::try_from(kept.files.len()).unwrap_or(i32::MAX);
    let account = citizen.account_id().to_string();
    if let Allowance::Until(moment) = limit::count_times(portal, UPLOADS, &account, times).await? {
        return Ok(Reused::NotBefore(moment));
    }
    let bytes = kept.files.iter().map(|file| file.size).sum();
    if let Allowance::Until(moment) = count_bytes(portal, writer, bytes).await? {
        return Ok(Reused::NotBefore(moment));
    }

    let mut by_content: Vec<&KeptFile> = kept.files.iter().collect();
    by_content.sort_by_key(|file| &file.sha256);
    let transaction = portal.database.write().await?;
    // First the contents, as whoever notes what the scanner says of them at this moment.
    for file in &by_content {
        let scan = super::repo::hold_scan(&*transaction, &file.sha256, portal.clock.now()).await?;
        let found = scan.map(|scan| scan_of(&scan)).transpose()?.and_then(Scan::problem);
        let is_taken = kinds.iter().any(|kind| kind.media_type() == file.media_type);
        let not_taken = (!is_taken).then(|| Problem::FileNotAccepted { kinds: kinds.clone() });
        if let Some(problem) = found.or(not_taken) {
            drop(transaction);
            let sent = Sent { writer, draft, requirement, name: &file.name, declared: "" };
            refuse(portal, Uuid::now_v7(), sent, problem).await?;
            return Ok(Reused::Refused);
        }
    }
    if !dossier::note_papers(portal, &*transaction, writer, draft).await? {
        return Ok(Reused::Nothing);
    }
    // Held, so that it is not deleted, and its contents with it, before the draft has them.
    let Some((row, files)) = repo::hold(&*transaction, citizen.account_id(), id).await? else {
        return Ok(Reused::Nothing);
    };
    if rules::standing(row.expires_on, portal.clock.today()) == Standing::Expired {
        return Ok(Reused::Expired);
    }
    super::repo::delete_refusals(&*transaction, draft, requirement).await?;
    let there = super::repo::papers(&*transaction, draft).await?;
    let is_there = |file: &kept_file::Model| {
        there
            .iter()
            .any(|row| row.paper.requirement == requirement && row.paper.blob.as_ref() == Some(&file.blob))
    };
    for file in files.into_iter().filter(|file| !is_there(file)) {
        if let Err(problem) = fits(&*transaction, draft, requirement, file.size.unsigned_abs()).await? {
            drop(transaction);
            let sent = Sent { writer, draft, requirement, name: &file.name, declared: &file.media_type };
            refuse(portal, Uuid::now_v7(), sent, problem).await?;
            return Ok(Reused::Refused);
        }
        let row = paper::Model {
            id: Uuid::now_v7(),
            draft_id: draft,
            requirement: requirement.to_owned(),
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            blob: Some(file.blob),
            refusal: None,
            position: portal.clock.now().timestamp_millis(),
            created_at: portal.clock.now(),
            superseded_in: None,
        };
        super::repo::insert_paper(&*transaction, row).await?;
    }
    let subject = Some(("kept_paper", id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "kept_paper.reuse", subject).await?;
    transaction.commit().await?;
    Ok(Reused::HandedIn)
}

/// The key of the content of a file that `citizen` keeps, and the file.
pub(super) async fn file(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<Option<(String, Paper)>> {
    let connection = portal.database.read();
    let Some((kept, file)) = repo::file(connection, citizen.account_id(), id).await? else { return Ok(None) };
    let scan = super::repo::scan(connection, &file.blob).await?.ok_or(Error::Unreadable("kept_file.blob"))?;
    let paper = Paper {
        id: file.id,
        requirement: kept.requirement,
        name: file.name,
        media_type: file.media_type,
        size: file.size.unsigned_abs(),
        refusal: None,
        withheld: withheld(portal, scan_of(&scan)?),
        created_at: kept.kept_at,
        superseded_in: None,
    };
    Ok(Some((file.blob, paper)))
}

#[cfg(test)]
mod tests;
