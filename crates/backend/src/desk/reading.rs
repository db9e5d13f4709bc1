//! All that an officer sees of one dossier.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::entity::{dossier as dossiers, pause};
use chrono::{DateTime, TimeDelta, Utc};
use domain::Answers;
use domain::calendar::Pause;
use domain::catalogue::{Agency, AgencyKind, PaperRequirement};
use domain::dossier::axes::{Delivery, Payment};
use domain::dossier::judgement::{Change, Item, Judgement, Outcome, Round};
use domain::dossier::moves::{Actor, Demand, Limits, Rule, Stage, TABLE};
use domain::dossier::paper::needed_papers;
use domain::dossier::{EventNote, Status};
use domain::form::Section;
use domain::staff::{Action, Deed, Target};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::document::Document;
use super::fee::Receipt;
use super::note::Note;
use super::{document, fee, note, repo};
use crate::attachment::{self, Paper};
use crate::catalogue::Version;
use crate::dossier::{self, GIVE_WORD, Place, Requested, Words};
use crate::staff::Officer;
use crate::{Error, Portal, Result, access, account, audit};

/// So long ago somebody may still be looking.
const LOOKING: TimeDelta = TimeDelta::minutes(15);

/// A dossier as an officer sees it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its id.
    pub dossier_id: Uuid,
    /// Mã hồ sơ.
    pub code: String,
    /// What moves must say they saw.
    pub revision: i64,
    /// The version of the procedure it was filed under.
    pub version: Arc<Version>,
    /// Where it stands.
    pub status: Status,
    /// With whom it is.
    pub stage: Stage,
    /// What was last asked for has been answered.
    pub answered: bool,
    /// How often supplements were asked for.
    pub rounds: u32,
    /// The receiving desk.
    pub desk: Agency,
    /// The processing unit, once one has it.
    pub unit: Option<Agency>,
    /// Name of its owner.
    pub owner: String,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// Whose work it is.
    pub assignee: Option<String>,
    /// Others who opened it a short while ago.
    pub others: Vec<String>,
    /// What was answered.
    pub answers: Answers,
    /// The sections of its answers.
    pub sections: Vec<Section>,
    /// Its papers, those needed and those handed in beyond.
    pub papers: Vec<SheetPaper>,
    /// Everything that is judged, in order.
    pub items: Vec<Item>,
    /// What was found so far.
    pub judgement: Judgement,
    /// What verdicts must say they saw.
    pub judgement_revision: i64,
    /// How the judging stands.
    pub outcome: Outcome,
    /// What is different since the round before.
    pub changes: BTreeMap<Item, Change>,
    /// What happened, in order.
    pub events: Vec<Happening>,
    /// Notes of the officer's agencies.
    pub notes: Vec<Note>,
    /// What was asked for, in order.
    pub requests: Vec<Requested>,
    /// How its limit goes.
    pub course: TimeCourse,
    /// What officers added.
    pub documents: Vec<Document>,
    /// How its payment stands.
    pub payment: Payment,
    /// What is or was to be paid, in whole đồng.
    pub amount_vnd: i64,
    /// Money that was taken.
    pub receipts: Vec<Receipt>,
    /// Where the result is.
    pub delivery: Delivery,
    /// The moves that the officer may make from here.
    pub offers: Vec<Offer>,
    /// What else they may do.
    pub may: May,
    /// The units that it can be passed to, the likeliest first.
    pub units: Vec<Agency>,
}

/// A paper of a dossier.
#[derive(Clone, Debug)]
pub struct SheetPaper {
    /// What was asked for.
    pub requirement: PaperRequirement,
    /// The files that count, in order.
    pub files: Vec<Paper>,
    /// Files that others took the place of.
    pub earlier: Vec<Paper>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// 1, 2, 3, …; the revision of the dossier after it.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// A move, or something else; empty in events of before there was a desk.
    pub name: String,
    /// Where the dossier stood after it.
    pub status: Status,
    /// In which role, or `applicant`, `citizen` or `system`.
    pub actor: String,
    /// Who, if it was an officer.
    pub who: Option<String>,
    /// For whom they stood in.
    pub stood_in_for: Option<String>,
    /// Code of the agency for which they acted.
    pub agency: String,
    /// What happened to a file.
    pub note: Option<EventNote>,
    /// What was written with it.
    pub words: Words,
}

/// How the limit of a dossier goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeCourse {
    /// When the desk took it.
    pub received_at: Option<DateTime<Utc>>,
    /// The end that counts; none while it stands still or where nothing says one.
    pub due: Option<DateTime<Utc>>,
    /// The end may still move.
    pub is_provisional: bool,
    /// Where it stood still; one that lasts ends now.
    pub pauses: Vec<Pause>,
    /// It stands still now.
    pub is_paused: bool,
    /// How often it was extended.
    pub extensions: u32,
    /// When the result was ready.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A move that an officer may make.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// The line of the table.
    pub rule: &'static Rule,
    /// As what they would make it.
    pub actor: Actor,
    /// The word of a leader is needed and not there.
    pub lacks_word: bool,
}

impl Offer {
    /// Whether this must be given with the move.
    pub fn demands(&self, demand: Demand) -> bool {
        self.rule.demands.contains(&demand)
    }
}

/// What an officer may do with a dossier beside moving it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Write notes.
    pub note: bool,
    /// Judge papers and answers.
    pub judge: bool,
    /// Take its fee.
    pub take_fee: bool,
    /// Agree to a further round.
    pub give_word: bool,
    /// Take it as their work.
    pub claim: bool,
}

/// The dossier with this code, if the officer may read it. That they did is in the trail, which its owner sees.
pub async fn read(portal: &Portal, officer: &Officer, code: &str) -> Result<Option<Sheet>> {
    let connection = portal.database.read();
    let Some(row) = dossier::dossier_by_code(connection, code).await? else { return Ok(None) };
    let target = dossier::target(&row)?;
    if officer.may(Action::OnDossier(Deed::Read, target)).is_none() {
        return Ok(None);
    }
    let others = repo::readers(connection, row.id, portal.clock.now() - LOOKING).await?;
    let others: BTreeSet<Uuid> = others.into_iter().filter(|id| *id != officer.account_id()).collect();
    let transaction = portal.database.write().await?;
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "dossier.read", subject).await?;
    transaction.commit().await?;

    let version = dossier::version(portal, row.procedure_version).await?;
    let answers: Answers = portal.keys.open_value(dossier::ANSWERS, &row.answers)?;
    let files = attachment::of_draft(portal, row.draft_id).await?;
    let catalogue = portal.catalogue();
    let items = dossier::items(&version.procedure, &answers, catalogue.units(), |paper| {
        files.iter().any(|file| file.requirement == paper && counts(file))
    });
    let (judgement, judgement_revision) = dossier::judgement(portal, connection, row.id).await?;
    let events = dossier::events(connection, row.id).await?;
    let notes = note::of_agencies(connection, officer, row.id).await?;
    let who = events.iter().flat_map(|event| [event.actor_id, event.stands_in_for_id]).flatten();
    let who = who.chain(notes.iter().map(|note| note.author_id)).chain(row.assignee_id).chain(others.clone());
    let names = names(portal, connection, who.collect()).await?;
    let rounds = dossier::rounds(portal, connection, row.id).await?;
    let place = Place::of(&row)?;
    let has_word = events
        .iter()
        .rev()
        .take_while(|event| event.name != "request_supplement")
        .any(|event| event.name == GIVE_WORD);
    Ok(Some(Sheet {
        dossier_id: row.id,
        revision: row.revision,
        status: place.status,
        stage: place.stage,
        answered: row.answered,
        rounds: row.rounds.unsigned_abs(),
        desk: catalogue.agency(&row.agency_code).cloned().ok_or(Error::Unreadable("dossier.agency_code"))?,
        unit: row.unit_code.as_deref().and_then(|code| catalogue.agency(code)).cloned(),
        owner: row.owner_name.clone(),
        submitted_at: row.submitted_at,
        assignee: row.assignee_id.and_then(|id| names.get(&id).cloned()),
        others: others.iter().filter_map(|id| names.get(id).cloned()).collect(),
        sections: dossier::sections_of(&version.procedure, &answers),
        papers: papers(&version, &answers, files),
        outcome: judgement.outcome(&items),
        items,
        judgement,
        judgement_revision,
        changes: changes(&rounds),
        events: happenings(portal, connection, row.id, events, &names).await?,
        notes: notes.iter().map(|row| note::open(portal, row, &names)).collect::<Result<_>>()?,
        requests: dossier::requests(portal, connection, row.id).await?,
        course: course(portal, connection, &row).await?,
        documents: document::of_dossier(connection, row.id).await?,
        payment: place.axes.payment,
        amount_vnd: row.amount_vnd,
        receipts: fee::receipts(connection, row.id).await?,
        delivery: place.axes.delivery,
        offers: offers(officer, target, row.rounds.unsigned_abs(), has_word),
        may: may(officer, target),
        units: units(catalogue.agencies(), &row, &version),
        code: row.code,
        answers,
        version,
    }))
}

fn counts(file: &Paper) -> bool {
    file.superseded_in.is_none() && file.is_taken()
}

fn papers(version: &Version, answers: &Answers, files: Vec<Paper>) -> Vec<SheetPaper> {
    let needed = needed_papers(&version.procedure, answers);
    let of = |id: &str, counts: bool| {
        let files = files.iter().filter(|file| file.requirement == id && file.refusal.is_none());
        files.filter(|file| file.superseded_in.is_none() == counts).cloned().collect()
    };
    needed
        .into_iter()
        .filter(|needed| needed.is_uploaded())
        .map(|needed| SheetPaper {
            files: of(&needed.paper.id, true),
            earlier: of(&needed.paper.id, false),
            requirement: needed.paper,
        })
        .collect()
}

/// What is different since the round before; nothing where there is none.
fn changes(rounds: &[(DateTime<Utc>, Round)]) -> BTreeMap<Item, Change> {
    match rounds {
        [.., (_, before), (_, now)] => before.changes(now),
        _ => BTreeMap::new(),
    }
}

async fn names(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    ids: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>> {
    let systems = access::names(connection, ids.iter().copied().collect()).await?;
    let rows = repo::accounts(connection, ids.into_iter().collect()).await?;
    let people = rows.iter().map(|row| Ok((row.id, account::name_in(portal, row)?)));
    people.chain(systems.into_iter().map(Ok)).collect()
}

async fn happenings(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: Uuid,
    events: Vec<::entity::dossier_event::Model>,
    names: &BTreeMap<Uuid, String>,
) -> Result<Vec<Happening>> {
    let texts = dossier::texts(connection, dossier).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned());
    events
        .into_iter()
        .map(|event| {
            let text = texts.iter().find(|text| text.number == event.number);
            let words = text.map(|text| dossier::open_words(portal, text)).transpose()?;
            Ok(Happening {
                number: event.number,
                at: event.at,
                status: Status::from_name(&event.status).ok_or(Error::Unreadable("dossier_event.status"))?,
                // The owner has a name of their own on the sheet.
                who: name(event.actor_id.filter(|_| !event.agency_code.is_empty())),
                stood_in_for: name(event.stands_in_for_id),
                note: event.note.as_deref().and_then(EventNote::from_name),
                name: event.name,
                actor: event.actor_kind,
                agency: event.agency_code,
                words: words.unwrap_or_default(),
            })
        })
        .collect()
}

async fn course(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &dossiers::Model,
) -> Result<TimeCourse> {
    let pauses = dossier::pauses(connection, row.id).await?;
    let now = portal.clock.now();
    let read = |pause: &pause::Model| Pause { from: pause.begins_at, to: pause.ends_at.unwrap_or(now) };
    Ok(TimeCourse {
        received_at: row.received_at,
        due: dossier::due(row),
        is_provisional: row.due_provisional,
        is_paused: row.queue == "paused",
        pauses: pauses.iter().map(read).collect(),
        extensions: row.extensions.unsigned_abs(),
        finished_at: row.finished_at,
    })
}

fn offers(officer: &Officer, target: Target<'_>, rounds: u32, has_word: bool) -> Vec<Offer> {
    let place = (target.status, target.stage);
    TABLE
        .iter()
        .filter(|rule| rule.from.contains(&place))
        .filter_map(|rule| {
            let acting = officer.may(Action::Move(rule.name, target))?;
            let actor = Actor::Staff(acting.membership.role);
            let needs_word = rule.demands.contains(&Demand::LeadersWord)
                && rounds >= Limits::default().free_rounds
                && actor != Actor::LEADER;
            rule.by.contains(&actor).then_some(Offer { rule, actor, lacks_word: needs_word && !has_word })
        })
        .collect()
}

fn may(officer: &Officer, target: Target<'_>) -> May {
    let may = |deed| officer.may(Action::OnDossier(deed, target)).is_some();
    May {
        note: may(Deed::Note),
        judge: may(Deed::Judge),
        take_fee: may(Deed::TakeFee),
        give_word: may(Deed::GiveWord),
        claim: may(Deed::Claim),
    }
}

/// The units of the desk that do such work, its other units, the desk itself, then all others.
fn units(agencies: &[Agency], row: &dossiers::Model, version: &Version) -> Vec<Agency> {
    let rank = |agency: &Agency| {
        let does = agency.fields.contains(&version.procedure.field);
        let is_of_desk = agency.parent.as_deref() == Some(row.agency_code.as_str());
        match (agency.code == row.agency_code, is_of_desk, does) {
            (false, true, true) => 0,
            (false, true, false) => 1,
            (true, ..) => 2,
            (false, false, true) => 3,
            (false, false, false) => 4,
        }
    };
    let works =
        |agency: &&Agency| agency.kind == AgencyKind::ProcessingUnit || agency.code == row.agency_code;
    let mut units: Vec<Agency> = agencies.iter().filter(works).cloned().collect();
    units.sort_by_key(rank);
    units
}
