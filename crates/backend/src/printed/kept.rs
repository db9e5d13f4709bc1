//! What stays at the desk and gets a line with each move: drawn of what is known when somebody opens it, without a seal.

use std::collections::HashMap;

use ::entity::{dossier, dossier_event};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::dossier::Status;
use domain::dossier::moves::{Move, Stage};
use domain::dossier::printed::{Circular, PrintedForm};
use domain::staff::{Action, Deed, Target};
use domain::{Answers, Language, date};
use letters::{Content, ControlSheet, Head, Letter, Line, Outcome, Register, Step};
use uuid::Uuid;

use super::drawing::{draw, may_read};
use super::issue::{due, name_of_agency, superior};
use super::particulars::{applicant, delivery};
use super::{SYMBOL, repo};
use crate::staff::Officer;
use crate::{Error, Portal, Result, access, account};

/// Where the answers of a dossier are sealed.
const ANSWERS: &str = "dossier.answers";

/// The most lines of a register that is drawn at once.
const MOST_LINES: u64 = 1000;

/// What became of the wish to see the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterOf {
    /// Here it is.
    Pdf(Vec<u8>),
    /// It has more lines than are drawn at once; ask for fewer days.
    TooMany,
    /// The officer does not work for this desk, or there is no such time.
    Nothing,
}

/// Form 06: who handed a dossier to whom, and when, for an officer who may read it.
pub async fn control_sheet(portal: &Portal, officer: &Officer, code: &str) -> Result<Option<Vec<u8>>> {
    let connection = portal.database.read();
    let found = repo::dossier_by_code(connection, code).await?;
    let Some(dossier) = found.filter(|dossier| may_read(officer, dossier)) else { return Ok(None) };
    let events = repo::events(connection, dossier.id).await?;
    let mut steps = Vec::with_capacity(events.len());
    let mut names = HashMap::new();
    for event in &events {
        steps.push(step(portal, &dossier, event, &mut names).await?);
    }
    let lead = dossier.unit_code.as_deref().unwrap_or(&dossier.agency_code);
    let content = Content::ControlSheet(ControlSheet {
        procedure: procedure(portal, &dossier)?,
        lead_unit: name_of_agency(portal, lead)?,
        other_units: None,
        received_at: dossier.received_at.map(date::local),
        due_at: due(&dossier).map(date::local),
        steps,
    });
    let circular = Circular::from_name(&dossier.circular).ok_or(Error::Unreadable("dossier.circular"))?;
    let form = (PrintedForm::ControlSheet, circular);
    let letter = letter(portal, &dossier.agency_code, form, Some(dossier.code.clone()), content)?;
    let identity = format!("control sheet of {} at {}", dossier.id, dossier.revision);
    Ok(Some(draw(letter, identity).await?))
}

async fn step(
    portal: &Portal,
    dossier: &dossier::Model,
    event: &dossier_event::Model,
    names: &mut HashMap<Uuid, String>,
) -> Result<Step> {
    let who = match event.actor_id {
        Some(id) if event.actor_kind != "system" => match names.get(&id) {
            Some(name) => name.clone(),
            None => {
                let read = portal.database.read();
                let name = match account::name_of(portal, read, id).await? {
                    Some(name) => name,
                    None => access::names(read, vec![id]).await?.remove(&id).unwrap_or_default(),
                };
                names.insert(id, name.clone());
                name
            }
        },
        _ => String::new(),
    };
    let agency = match event.agency_code.as_str() {
        "" => None,
        code => Some(name_of_agency(portal, code)?),
    };
    let from = [Some(who), agency].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let to = match Stage::from_name(&event.stage) {
        Some(Stage::Unit) => {
            let unit = dossier.unit_code.as_deref().unwrap_or(&dossier.agency_code);
            name_of_agency(portal, unit)?
        }
        Some(Stage::Closed) => dossier.owner_name.clone(),
        _ => name_of_agency(portal, &dossier.agency_code)?,
    };
    let is_result = Move::from_name(&event.name) == Some(Move::Finish);
    Ok(Step {
        from: from.join(", "),
        to,
        at: date::local(event.at),
        outcome: due(dossier).filter(|_| is_result).map(|due| outcome(event.at, due)),
        note: event.name.clone(),
    })
}

/// On a day before the last one it is early.
fn outcome(at: DateTime<Utc>, due: DateTime<Utc>) -> Outcome {
    if at > due {
        Outcome::Late
    } else if date::today(at) < date::today(due) {
        Outcome::Early
    } else {
        Outcome::OnTime
    }
}

/// Form 07: what a desk received from one day to another, both with them, for an officer of the desk.
pub async fn register(
    portal: &Portal,
    officer: &Officer,
    agency_code: &str,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<RegisterOf> {
    let desk = Target { desk: agency_code, unit: None, status: Status::Accepted, stage: Stage::Desk };
    let (Some(_), Some(end)) =
        (officer.may(Action::OnDossier(Deed::Read, desk)), last.checked_add_days(Days::new(1)))
    else {
        return Ok(RegisterOf::Nothing);
    };
    let [from, to] = [first, end].map(|day| date::from_local(day.and_time(NaiveTime::MIN)));
    let connection = portal.database.read();
    let dossiers = repo::received(connection, agency_code, from, to, MOST_LINES + 1).await?;
    if dossiers.len() as u64 > MOST_LINES {
        return Ok(RegisterOf::TooMany);
    }
    let ids = dossiers.iter().map(|dossier| dossier.id).collect();
    let mut times = HashMap::new();
    for (id, name, at) in repo::times_of(connection, ids, &[Move::StartProcessing, Move::HandOver]).await? {
        times.insert((id, Move::from_name(&name)), date::local(at));
    }
    let mut lines = Vec::with_capacity(dossiers.len());
    for dossier in &dossiers {
        let answers: Answers = portal.keys.open_value(ANSWERS, &dossier.answers)?;
        let time = |name| times.get(&(dossier.id, Some(name))).copied();
        lines.push(Line {
            dossier_code: dossier.code.clone(),
            procedure: procedure(portal, dossier)?,
            sets: 1,
            applicant: applicant(portal, dossier, &answers),
            unit: dossier
                .unit_code
                .as_deref()
                .map_or(Ok(String::new()), |code| name_of_agency(portal, code))?,
            received_at: dossier.received_at.map(date::local),
            due_at: due(dossier).map(date::local),
            sent_at: time(Move::StartProcessing),
            returned_at: time(Move::HandOver),
            delivery: delivery(&answers),
            note: String::new(),
        });
    }
    let content = Content::Register(Register {
        volume: None,
        from: first.and_time(NaiveTime::MIN),
        to: last.and_time(NaiveTime::MIN),
        lines,
    });
    let letter = letter(portal, agency_code, (PrintedForm::Register, Circular::Of2025), None, content)?;
    let identity = format!("register of {agency_code} from {first} to {last} at {}", portal.clock.now());
    Ok(RegisterOf::Pdf(draw(letter, identity).await?))
}

fn procedure(portal: &Portal, dossier: &dossier::Model) -> Result<String> {
    let catalogue = portal.catalogue();
    let version = catalogue.version(dossier.procedure_version);
    let version = version.ok_or(Error::Unreadable("procedure_version"))?;
    Ok(version.procedure.name.get(Language::Vi).to_owned())
}

fn letter(
    portal: &Portal,
    agency_code: &str,
    (form, circular): (PrintedForm, Circular),
    dossier_code: Option<String>,
    content: Content,
) -> Result<Letter> {
    let number = form.number(circular).map(|number| format!("{number:02}"));
    Ok(Letter {
        head: Head {
            superior: superior(portal, agency_code),
            agency: name_of_agency(portal, agency_code)?,
            number: None,
            symbol: SYMBOL.to_owned(),
            place: portal.settings.province_name.clone(),
            issued_at: date::local(portal.clock.now()),
            dossier_code,
            form_number: number.unwrap_or_default(),
            circular: circular.as_str().to_owned(),
        },
        proof: None,
        content,
    })
}
