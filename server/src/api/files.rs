//! Files in and out: papers of drafts and dossiers, and documents.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use backend::access;
use backend::attachment::Uploaded;
use backend::desk::{self, DocumentKind};
use domain::access::Scope;
use serde::Deserialize;

use super::caller::Caller;
use super::dossiers::code_of;
use super::drafts::id_of;
use super::problem::{Kind, Problem};
use super::wire::{Added, FieldError, Paper};
use crate::router::AppState;
use crate::upload::handed_out;

/// What is said of a file.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// `GET /api/v1/dossiers/{code}/papers/{paper}`
pub async fn paper(
    State(state): State<AppState>,
    caller: Caller,
    Path((code, paper)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Read)?;
    let (code, paper) = (code_of(&code)?, id_of(&paper)?);
    Ok(handed_out(desk::open_paper(&state.portal, system.officer(), &code, paper).await))
}

/// `GET /api/v1/dossiers/{code}/documents/{document}`
pub async fn document(
    State(state): State<AppState>,
    caller: Caller,
    Path((code, document)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Read)?;
    let (code, document) = (code_of(&code)?, id_of(&document)?);
    Ok(handed_out(desk::open(&state.portal, system.officer(), &code, document).await))
}

/// `POST /api/v1/drafts/{draft}/papers/{paper}?name=…`
pub async fn attach(
    State(state): State<AppState>,
    caller: Caller,
    Path((draft, paper)): Path<(String, String)>,
    named: Result<Query<Named>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Attach)?;
    let draft = id_of(&draft)?;
    let Ok(Query(Named { name })) = named else { return Err(Kind::Malformed.into()) };
    let content = body.into_data_stream();
    let taken =
        access::attach(&state.portal, system, draft, &paper, &name, declared(&headers), content).await?;
    match taken {
        Uploaded::Kept(kept) => Ok((StatusCode::CREATED, Json(Paper::from(&kept))).into_response()),
        Uploaded::Refused(refused) => {
            let errors = refused.refusal.iter().map(|problem| FieldError::new(&paper, problem)).collect();
            Err(Problem::from(Kind::FileRefused).with_errors(errors))
        }
        Uploaded::Broken => Err(Kind::Malformed.into()),
        Uploaded::Nothing => Err(Kind::NotFound.into()),
        Uploaded::NotBefore(moment) => Err(Problem::not_before(moment, state.portal.clock.now())),
    }
}

/// `POST /api/v1/dossiers/{code}/documents/{kind}?name=…`
pub async fn add(
    State(state): State<AppState>,
    caller: Caller,
    Path((code, kind)): Path<(String, String)>,
    named: Result<Query<Named>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let system = caller.may(Scope::Attach)?;
    let code = code_of(&code)?;
    let kind = DocumentKind::from_name(&kind).ok_or(Kind::NotFound)?;
    let Ok(Query(Named { name })) = named else { return Err(Kind::Malformed.into()) };
    let content = body.into_data_stream();
    let officer = system.officer();
    match desk::add(&state.portal, officer, &code, kind, &name, declared(&headers), content).await? {
        desk::Added::Kept(id) => Ok((StatusCode::CREATED, Json(Added { id })).into_response()),
        desk::Added::Refused(problem) => {
            let errors = vec![FieldError::new(kind.as_str(), &problem)];
            Err(Problem::from(Kind::FileRefused).with_errors(errors))
        }
        desk::Added::Broken => Err(Kind::Malformed.into()),
        desk::Added::NotTheirs => Err(Kind::NotTheirs.into()),
        desk::Added::Nothing => Err(Kind::NotFound.into()),
    }
}

/// The media type that the system says; what a file is says its content.
fn declared(headers: &HeaderMap) -> &str {
    let said = headers.get(CONTENT_TYPE).and_then(|said| said.to_str().ok()).unwrap_or_default();
    if said == "application/octet-stream" { "" } else { said }
}
