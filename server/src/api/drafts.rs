//! Filing for somebody: begun with answers, papers handed in, filed.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use backend::access::{self, Applicant, Asked, Unfit};
use chrono::Datelike;
use domain::access::Scope;
use domain::identity::IdentityNumber;
use uuid::Uuid;

use super::caller::{Caller, Sent};
use super::problem::{Kind, Problem};
use super::wire::{Created, FieldError, NewDossier, Submission};
use crate::router::AppState;

/// The header by which a system knows its request (draft-ietf-httpapi-idempotency-key-header).
const KEY: &str = "idempotency-key";

/// Lengths of such a key.
const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 8..=200;

/// `POST /api/v1/dossiers`
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Sent(sent): Sent<NewDossier>,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Create)?;
    let key = headers.get(KEY).and_then(|key| key.to_str().ok());
    let Some(key) = key.filter(|key| KEY_LENGTHS.contains(&key.len())) else {
        return Err(Problem::from(Kind::Malformed).with_reason(KEY));
    };
    let number = &sent.applicant.identity_number;
    if let Err(problem) = IdentityNumber::parse(number, state.portal.clock.today().year()) {
        let errors = vec![FieldError::new("applicant.identity_number", &problem)];
        return Err(Problem::from(Kind::Unfit).with_errors(errors));
    }
    let asked = Asked {
        key: key.to_owned(),
        procedure: sent.procedure,
        applicant: Applicant {
            identity_number: sent.applicant.identity_number,
            birth_date: sent.applicant.birth_date,
        },
        answers: sent.answers.into_iter().collect(),
        language: sent.language.into(),
    };
    match access::create(&state.portal, system, &asked).await? {
        Ok(access::Created::Filed { code, draft }) => Ok(filed(code, draft)),
        Ok(access::Created::Begun { draft, problems }) => {
            let problems = problems.iter().map(FieldError::from).collect();
            let begun = Created { draft, code: None, problems };
            Ok((StatusCode::ACCEPTED, Json(begun)).into_response())
        }
        Err(unfit) => Err(refused(unfit)),
    }
}

/// `POST /api/v1/drafts/{draft}/submission`
pub async fn hand_in(
    State(state): State<AppState>,
    caller: Caller,
    Path(draft): Path<String>,
    Sent(sent): Sent<Submission>,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Create)?;
    let draft = id_of(&draft)?;
    let answers = sent.answers.into_iter().collect();
    match access::hand_in(&state.portal, system, draft, answers, sent.language.into()).await? {
        Ok(access::Created::Filed { code, draft }) => Ok(filed(code, draft)),
        Ok(access::Created::Begun { problems, .. }) => {
            let errors = problems.iter().map(FieldError::from).collect();
            Err(Problem::from(Kind::Lacking).with_errors(errors))
        }
        Err(unfit) => Err(refused(unfit)),
    }
}

/// An id; there is nothing at anything else.
pub fn id_of(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Kind::NotFound.into())
}

fn filed(code: String, draft: Uuid) -> Response {
    let at = format!("/api/v1/dossiers/{code}");
    let created = Created { draft, code: Some(code), problems: Vec::new() };
    (StatusCode::CREATED, [(LOCATION, at)], Json(created)).into_response()
}

fn refused(unfit: Unfit) -> Problem {
    let cannot = |reason| Problem::from(Kind::CannotBeFiled).with_reason(reason);
    match unfit {
        Unfit::NotTheirs => Kind::NotTheirs.into(),
        Unfit::KeyUsed => Kind::KeyUsed.into(),
        Unfit::UnderWay => Kind::UnderWay.into(),
        Unfit::NoApplicant => Kind::NoApplicant.into(),
        Unfit::NoProcedure => cannot("no_procedure"),
        Unfit::NotOnline => cannot("not_online"),
        Unfit::ProofingTooLow => cannot("proofing_too_low"),
        Unfit::TooMany => cannot("too_many_drafts"),
        Unfit::TooLarge => Kind::TooLarge.into(),
        Unfit::NoDraft => Kind::NotFound.into(),
    }
}
