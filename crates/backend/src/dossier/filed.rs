//! What somebody has filed, and what is still open.

use std::sync::Arc;

use ::entity::dossier;
use chrono::{DateTime, NaiveDate, Utc};
use domain::Answers;
use domain::catalogue::Agency;
use domain::dossier::Status;
use domain::dossier::axes::Payment;
use domain::dossier::moves::{Actor, Move, offered};
use uuid::Uuid;

use super::draft::version;
use super::event::{Event, GIVE_WORD, open_words};
use super::place::Place;
use super::rating::{self, Rating};
use super::submit::ANSWERS;
use super::supplement::{self, Requested};
use super::{deadline, repo};
use crate::account::Citizen;
use crate::attachment::{self, Paper};
use crate::catalogue::Version;
use crate::desk::{self, Document, DocumentKind};
use crate::{Error, Portal, Result};

/// Most dossiers listed.
const MOST_LISTED: u64 = 500;

/// A dossier with all that its owner may see.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// What the lists show of it.
    pub entry: DossierEntry,
    /// The receiving desk.
    pub desk: Agency,
    /// What was answered.
    pub answers: Answers,
    /// The files handed in.
    pub papers: Vec<Paper>,
    /// What happened to it, in order.
    pub events: Vec<Event>,
    /// What is asked of its applicant, if something is.
    pub requested: Option<Requested>,
    /// It can be withdrawn.
    pub may_withdraw: bool,
    /// What is to be paid, in whole đồng, if something is.
    pub to_pay_vnd: Option<i64>,
    /// The end of the limit that runs, of the answer or of the result.
    pub due_at: Option<DateTime<Utc>>,
    /// The result is there; what follows is empty as long as it cannot be fetched.
    pub has_result: bool,
    /// The documents of the result.
    pub results: Vec<Document>,
    /// What its applicant thinks of the service.
    pub rating: Option<Rating>,
}

/// A dossier as lists show it.
#[derive(Clone, Debug)]
pub struct DossierEntry {
    /// Mã hồ sơ.
    pub code: String,
    /// The version of the procedure it was filed under.
    pub version: Arc<Version>,
    /// Where it stands.
    pub status: Status,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// Until when the desk must answer.
    pub answer_by: DateTime<Utc>,
    /// Day of the result by law, if the desk receives it in time.
    pub result_by: Option<NaiveDate>,
}

/// A draft as lists show it.
#[derive(Clone, Debug)]
pub struct DraftEntry {
    /// Its id.
    pub id: Uuid,
    /// What is being filed.
    pub version: Arc<Version>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it is deleted unless changed or filed.
    pub expires_at: DateTime<Utc>,
}

/// "Hồ sơ của tôi".
#[derive(Clone, Debug)]
pub struct Listed {
    /// Still open, last changed first.
    pub drafts: Vec<DraftEntry>,
    /// Filed, the newest first.
    pub dossiers: Vec<DossierEntry>,
    /// There are older ones, which are not listed.
    pub has_older: bool,
}

/// What `citizen` has begun and filed.
pub async fn list(portal: &Portal, citizen: &Citizen) -> Result<Listed> {
    let connection = portal.database.read();
    let account_id = citizen.account_id();
    let mut listed = Listed { drafts: Vec::new(), dossiers: Vec::new(), has_older: false };
    for row in repo::open_drafts(connection, account_id, portal.clock.now()).await? {
        listed.drafts.push(DraftEntry {
            id: row.id,
            version: version(portal, row.procedure_version).await?,
            updated_at: row.updated_at,
            expires_at: row.expires_at,
        });
    }
    let rows = repo::dossiers(connection, account_id, MOST_LISTED + 1).await?;
    for row in &rows {
        if listed.dossiers.len() as u64 == MOST_LISTED {
            listed.has_older = true;
            break;
        }
        listed.dossiers.push(entry(portal, row).await?);
    }
    Ok(listed)
}

pub(super) async fn entry(portal: &Portal, row: &dossier::Model) -> Result<DossierEntry> {
    Ok(DossierEntry {
        code: row.code.clone(),
        version: version(portal, row.procedure_version).await?,
        status: Status::from_name(&row.status).ok_or(Error::Unreadable("dossier.status"))?,
        submitted_at: row.submitted_at,
        answer_by: row.answer_by,
        result_by: row.result_by,
    })
}

/// The dossier with this code, if `citizen` filed it.
pub async fn by_code(portal: &Portal, citizen: &Citizen, code: &str) -> Result<Option<Dossier>> {
    let connection = portal.database.read();
    let Some(row) = repo::dossier_by_code(connection, code).await? else { return Ok(None) };
    if row.account_id != citizen.account_id() {
        return Ok(None);
    }
    let place = Place::of(&row)?;
    let waits = place.status == Status::SupplementRequested && !row.answered;
    let requested = if waits { supplement::requests(portal, connection, row.id).await?.pop() } else { None };
    let mut results = Vec::new();
    if desk::may_fetch(&row)? {
        results = desk::documents(connection, row.id).await?;
        results.retain(|document| document.kind == DocumentKind::Result.as_str());
    }
    let mut papers = attachment::of_draft(portal, row.draft_id).await?;
    papers.retain(|paper| paper.refusal.is_none() && paper.superseded_in.is_none());
    Ok(Some(Dossier {
        entry: entry(portal, &row).await?,
        desk: desk_of(portal, &row.agency_code)?,
        answers: portal.keys.open_value(ANSWERS, &row.answers)?,
        papers,
        events: told(portal, row.id).await?,
        requested,
        may_withdraw: offered(place.status, place.stage, Actor::Applicant)
            .any(|rule| rule.name == Move::Withdraw),
        to_pay_vnd: (place.axes.payment == Payment::Due).then_some(row.amount_vnd),
        due_at: deadline::due(&row),
        has_result: matches!(place.status, Status::Finished | Status::Returned),
        results,
        rating: rating::of_dossier(portal, row.id).await?,
    }))
}

/// What happened to a dossier, as its applicant is told: without what concerns the desk alone.
async fn told(portal: &Portal, dossier: Uuid) -> Result<Vec<Event>> {
    let connection = portal.database.read();
    let texts = repo::texts(connection, dossier).await?;
    let mut events = Vec::new();
    for row in repo::events(connection, dossier).await? {
        let mut event = Event::read(&row)?;
        if matches!(row.name.as_str(), GIVE_WORD | "take_fee" | "waive_fee") {
            continue;
        }
        if event.name.is_some_and(|name| name != Move::Transfer)
            && let Some(text) = texts.iter().find(|text| text.number == row.number)
        {
            event.words = open_words(portal, text)?;
        }
        events.push(event);
    }
    Ok(events)
}

pub(super) fn desk_of(portal: &Portal, code: &str) -> Result<Agency> {
    portal.catalogue().agency(code).cloned().ok_or(Error::Unreadable("dossier.agency_code"))
}
