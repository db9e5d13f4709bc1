//! Documents that officers add to a dossier, and who opens what.

use ::entity::{dossier as dossiers, dossier_document};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::Problem;
use domain::attachment::FileKind;
use domain::dossier::Status;
use domain::dossier::axes::Payment;
use domain::dossier::moves::{FeeMoment, HandOver, Move};
use domain::dossier::sections::DELIVERY;
use domain::staff::{Action, Deed};
use futures::Stream;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::repo;
use crate::account::Citizen;
use crate::attachment::{self, Arrived, Opened};
use crate::dossier::{self, Mover, Place, Wish};
use crate::staff::Officer;
use crate::{Portal, Result, audit};

/// Most documents of one dossier.
const MOST: usize = 50;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// The result, for the applicant.
    Result,
    /// The request to withdraw that the applicant signed.
    Request,
    /// The signature of who got the result.
    Signature,
}

impl DocumentKind {
    const ALL: [Self; 3] = [Self::Result, Self::Request, Self::Signature];

    /// As tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Request => "request",
            Self::Signature => "signature",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The move that the document is for: who makes that adds it.
    fn belongs_to(self) -> Move {
        match self {
            Self::Result => Move::Finish,
            Self::Request => Move::Withdraw,
            Self::Signature => Move::HandOver,
        }
    }
}

/// A document of a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: String,
    /// Name of the file, cleaned.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// When it was added.
    pub added_at: DateTime<Utc>,
}

/// What became of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is kept.
    Kept(Uuid),
    /// It is not taken.
    Refused(Problem),
    /// The connection broke.
    Broken,
    /// It is not theirs to add, at this moment.
    NotTheirs,
    /// No such dossier, as far as this officer may know.
    Nothing,
}

/// Adds a document to a dossier: streams it to the store and judges it by what it holds.
pub async fn add<E>(
    portal: &Portal,
    officer: &Officer,
    code: &str,
    kind: DocumentKind,
    name: &str,
    declared: &str,
    content: impl Stream<Item = std::result::Result<Bytes, E>> + Send,
) -> Result<Added> {
    let Some(seen) = dossier::dossier_by_code(portal.database.read(), code).await? else {
        return Ok(Added::Nothing);
    };
    if let Some(otherwise) = may_not_add(officer, &seen, kind)? {
        return Ok(otherwise);
    }
    let arrived = match attachment::take_in(portal, name, declared, &FileKind::ALL, content).await? {
        Arrived::Kept(arrived) => arrived,
        Arrived::Refused(problem) => return Ok(Added::Refused(problem)),
        Arrived::Broken => return Ok(Added::Broken),
    };
    let transaction = portal.database.write().await?;
    if let Err(problem) = attachment::hold(portal, &*transaction, &arrived.sha256).await? {
        return Ok(Added::Refused(problem));
    }
    let Some(row) = dossier::hold_dossier(&*transaction, seen.id).await? else { return Ok(Added::Nothing) };
    if let Some(otherwise) = may_not_add(officer, &row, kind)? {
        return Ok(otherwise);
    }
    if repo::documents(&*transaction, row.id).await?.len() >= MOST {
        return Ok(Added::Refused(Problem::TooManyFiles { max: MOST }));
    }
    let id = Uuid::now_v7();
    let document = dossier_document::ActiveModel {
        id: Set(id),
        dossier_id: Set(row.id),
        kind: Set(kind.as_str().to_owned()),
        name: Set(arrived.name),
        media_type: Set(arrived.media_type.to_owned()),
        size: Set(i64::try_from(arrived.size).unwrap_or(i64::MAX)),
        blob: Set(arrived.sha256),
        added_by: Set(officer.account_id()),
        added_at: Set(portal.clock.now()),
    };
    repo::insert_document(&*transaction, document).await?;
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "dossier.add_document", subject).await?;
    transaction.commit().await?;
    attachment::ring(portal);
    Ok(Added::Kept(id))
}

fn may_not_add(officer: &Officer, row: &dossiers::Model, kind: DocumentKind) -> Result<Option<Added>> {
    let target = dossier::target(row)?;
    Ok(if officer.may(Action::Move(kind.belongs_to(), target)).is_some() {
        None
    } else if officer.may(Action::OnDossier(Deed::Read, target)).is_some() {
        Some(Added::NotTheirs)
    } else {
        Some(Added::Nothing)
    })
}

/// The documents of a dossier.
pub(crate) async fn of_dossier(connection: &impl ConnectionTrait, dossier: Uuid) -> Result<Vec<Document>> {
    let rows = repo::documents(connection, dossier).await?;
    Ok(rows
        .into_iter()
        .map(|row| Document {
            id: row.id,
            kind: row.kind,
            name: row.name,
            media_type: row.media_type,
            size: row.size.unsigned_abs(),
            added_at: row.added_at,
        })
        .collect())
}

/// The dossier, if the officer may read it; that they did is in the trail.
async fn readable(portal: &Portal, officer: &Officer, code: &str) -> Result<Option<dossiers::Model>> {
    let Some(row) = dossier::dossier_by_code(portal.database.read(), code).await? else { return Ok(None) };
    if officer.may(Action::OnDossier(Deed::Read, dossier::target(&row)?)).is_none() {
        return Ok(None);
    }
    let transaction = portal.database.write().await?;
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "dossier.open_file", subject).await?;
    transaction.commit().await?;
    Ok(Some(row))
}

/// Opens a document for an officer.
pub async fn open(portal: &Portal, officer: &Officer, code: &str, document: Uuid) -> Result<Opened> {
    let Some(row) = readable(portal, officer, code).await? else { return Ok(Opened::Nothing) };
    open_document(portal, row.id, document).await
}

/// Opens a paper of the dossier for an officer.
pub async fn open_paper(portal: &Portal, officer: &Officer, code: &str, paper: Uuid) -> Result<Opened> {
    let Some(row) = readable(portal, officer, code).await? else { return Ok(Opened::Nothing) };
    attachment::open_in(portal, row.draft_id, paper).await
}

async fn open_document(portal: &Portal, dossier: Uuid, document: Uuid) -> Result<Opened> {
    let Some(row) = repo::document(portal.database.read(), dossier, document).await? else {
        return Ok(Opened::Nothing);
    };
    let size = row.size.unsigned_abs();
    attachment::open_content(portal, row.id, &row.kind, row.name, row.media_type, size, &row.blob).await
}

/// Opens a result for whoever filed the dossier. Where they chose to receive it online, that hands it over. Nothing where a
/// fee is to be paid first.
pub async fn open_result(portal: &Portal, citizen: &Citizen, code: &str, document: Uuid) -> Result<Opened> {
    let connection = portal.database.read();
    let Some(row) = dossier::dossier_by_code(connection, code).await? else { return Ok(Opened::Nothing) };
    if row.account_id != citizen.account_id() || !may_fetch(&row)? {
        return Ok(Opened::Nothing);
    }
    let kinds = repo::document(connection, row.id, document).await?.map(|document| document.kind);
    if kinds.as_deref() != Some(DocumentKind::Result.as_str()) {
        return Ok(Opened::Nothing);
    }
    let opened = open_document(portal, row.id, document).await?;
    let answers: domain::Answers = portal.keys.open_value(dossier::ANSWERS, &row.answers)?;
    if matches!(opened, Opened::File(_))
        && row.status == Status::Finished.as_str()
        && answers.get(DELIVERY) == "online"
    {
        let wish = Wish { hand_over: Some(HandOver::Online), ..Wish::of(Move::HandOver) };
        dossier::make(portal, Mover::System, code, &wish).await?;
    }
    Ok(opened)
}

/// Whether the result of a dossier is there for its applicant.
pub(crate) fn may_fetch(row: &dossiers::Model) -> Result<bool> {
    let place = Place::of(row)?;
    let is_there = matches!(place.status, Status::Finished | Status::Returned);
    let is_paid = place.fee != FeeMoment::AtReturn || place.axes.payment.is_settled();
    Ok(is_there && is_paid && place.axes.payment != Payment::Due)
}
