//! Looking a dossier up, and moving it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use backend::Portal;
use backend::access::System;
use backend::desk::{self, Sheet};
use backend::dossier::{self, Made, Mover, Opinion, Wish, make};
use chrono::{Days, NaiveDate};
use domain::Problem as Wrong;
use domain::access::Scope;
use domain::dossier::DossierCode;
use domain::dossier::moves::HandOver;

use super::caller::{Caller, Sent, etag, revision};
use super::problem::{Kind, Problem};
use super::wire::{self, Event, FieldError, Moved, NewMove, Way};
use crate::router::AppState;

/// The most that is asked for at once, in whole đồng.
const MOST_VND: i64 = 1_000_000_000_000;

/// So far ahead a day may lie.
const FURTHEST: Days = Days::new(3650);

/// A code as it is written; there is nothing at anything else.
pub fn code_of(typed: &str) -> Result<String, Problem> {
    DossierCode::parse(typed).map(|code| code.to_string()).map_err(|_| Kind::NotFound.into())
}

/// `GET /api/v1/dossiers/{code}`
pub async fn look_up(
    State(state): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Read)?;
    let sheet = desk::read(&state.portal, system.officer(), &code_of(&code)?).await?;
    let sheet = sheet.ok_or(Kind::NotFound)?;
    Ok(([(ETAG, etag(sheet.revision))], Json(shown(sheet))).into_response())
}

/// `POST /api/v1/dossiers/{code}/moves`
pub async fn make_move(
    State(state): State<AppState>,
    caller: Caller,
    Path(code): Path<String>,
    headers: HeaderMap,
    Sent(sent): Sent<NewMove>,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Move)?;
    let (code, revision) = (code_of(&code)?, revision(&headers)?);
    check(&sent, state.portal.clock.today())?;
    if sent.accept_rest {
        accept_rest(&state.portal, system, &code).await?;
    }
    let tracking = sent.hand_over.as_ref().and_then(|one| one.tracking.as_deref()).unwrap_or_default();
    let wish = Wish {
        name: sent.name,
        reason: &sent.reason,
        until: sent.until,
        unit: sent.unit.as_deref().unwrap_or_default(),
        amount_vnd: sent.amount_vnd.unwrap_or_default(),
        refund: sent.refund,
        hand_over: sent.hand_over.as_ref().map(|one| match one.way {
            Way::Online => HandOver::Online,
            Way::Signed => HandOver::Signed,
            Way::Posted => HandOver::Posted(tracking),
        }),
        needs_verification: sent.needs_verification,
    };
    match make(&state.portal, Mover::Officer(system.officer(), revision), &code, &wish).await? {
        Made::Moved { status, revision } => {
            Ok(([(ETAG, etag(revision))], Json(Moved { code, status, revision })).into_response())
        }
        Made::Refused(refusal) => Err(Problem::from(Kind::Refused).with_reason(refusal.as_str())),
        Made::Changed(events) => {
            Err(Problem::from(Kind::Changed).with_happened(events.iter().map(happened).collect()))
        }
        Made::Nothing => Err(Kind::NotFound.into()),
    }
}

/// Days and amounts as no page of ours would send them.
fn check(sent: &NewMove, today: NaiveDate) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let furthest = today.checked_add_days(FURTHEST).unwrap_or(today);
    if sent.until.is_some_and(|day| !(today..=furthest).contains(&day)) {
        errors.push(FieldError::new("until", &Wrong::NotOffered));
    }
    if sent.amount_vnd.is_some_and(|amount| !(0..=MOST_VND).contains(&amount)) {
        errors.push(FieldError::new("amount_vnd", &Wrong::NotOffered));
    }
    let reason = sent.reason.chars().count();
    if reason > dossier::MOST_REASON {
        let too_long = Wrong::TooLong { max: dossier::MOST_REASON, typed: reason };
        errors.push(FieldError::new("reason", &too_long));
    }
    let tracking = sent.hand_over.as_ref().and_then(|one| one.tracking.as_deref()).unwrap_or_default();
    if tracking.len() > 100 {
        let too_long = Wrong::TooLong { max: 100, typed: tracking.len() };
        errors.push(FieldError::new("hand_over.tracking", &too_long));
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::from(Kind::Unfit).with_errors(errors)) }
}

/// Where it cannot be judged the move says so.
async fn accept_rest(portal: &Portal, system: &System, code: &str) -> Result<(), Problem> {
    let sheet = desk::read(portal, system.officer(), code).await?.ok_or(Kind::NotFound)?;
    let seen = sheet.judgement_revision;
    dossier::judge(portal, system.officer(), code, seen, &[Opinion::AcceptRest]).await?;
    Ok(())
}

fn happened(event: &dossier::Event) -> Event {
    Event {
        at: event.at,
        name: event.name.map(|name| name.as_str().to_owned()),
        status: event.status,
        text: event.words.text.clone(),
        until: event.words.until,
    }
}

fn shown(sheet: Sheet) -> wire::Dossier {
    let papers = sheet.papers.iter().flat_map(|paper| paper.files.iter().chain(&paper.earlier));
    let documents = sheet.documents.into_iter().map(|document| wire::Document {
        id: document.id,
        kind: document.kind,
        name: document.name,
        media_type: document.media_type,
        size: document.size,
        added_at: document.added_at,
    });
    let events = sheet.events.into_iter().map(|event| Event {
        at: event.at,
        name: Some(event.name).filter(|name| !name.is_empty()),
        status: event.status,
        text: event.words.text,
        until: event.words.until,
    });
    let mut moves: Vec<_> = sheet.offers.iter().map(|offer| offer.rule.name).collect();
    moves.sort_unstable();
    moves.dedup();
    wire::Dossier {
        papers: papers.map(wire::Paper::from).collect(),
        documents: documents.collect(),
        events: events.collect(),
        moves,
        code: sheet.code,
        revision: sheet.revision,
        procedure: sheet.version.procedure.code.clone(),
        status: sheet.status,
        status_code: sheet.status.code(),
        stage: sheet.stage,
        answered: sheet.answered,
        agency: sheet.desk.code,
        unit: sheet.unit.map(|unit| unit.code),
        owner: sheet.owner,
        submitted_at: sheet.submitted_at,
        received_at: sheet.course.received_at,
        due_at: sheet.course.due,
        payment: sheet.payment,
        amount_vnd: sheet.amount_vnd,
        delivery: sheet.delivery,
        answers: sheet.answers.0,
    }
}
