//! The forms that were given out, as PDF, and the public keys of their seals.

use app::request::language_of;
use app::routes;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use backend::account::Session;
use backend::printed::{self, RegisterOf};
use domain::date;
use serde::Deserialize;
use uuid::Uuid;

use crate::error_page::status_of_failure;
use crate::officer::officer;
use crate::router::AppState;
use crate::upload::session;

/// Addresses of forms, and of the keys.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(routes::SIGNING_KEYS, get(keys))
        .route("/ho-so/{code}/giay/{form}", get(form))
        .route("/tiep-nhan/ho-so/{code}/giay/{form}", get(form_for_officer))
        .route("/tiep-nhan/ho-so/{code}/phieu-kiem-soat", get(control_sheet))
        .route(routes::REGISTER_OF_DOSSIERS, get(register))
}

/// A JWK set (RFC 7517), so that anybody can check a seal without asking the portal.
async fn keys(State(state): State<AppState>) -> Response {
    ([(CONTENT_TYPE, "application/jwk-set+json")], Json(printed::published(&state.portal))).into_response()
}

/// Hands out a form to whoever filed the dossier.
async fn form(
    State(state): State<AppState>,
    Path((code, form)): Path<(String, Uuid)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let citizen = match session(&state, &parts).await {
        Ok(Session::Active(citizen)) => citizen,
        Ok(Session::Lapsed(_) | Session::None) => {
            let language = language_of(&parts);
            let to = routes::login_then(language, &routes::dossier(language, &code));
            return Redirect::to(&to).into_response();
        }
        Err(error) => return status_of_failure(error).into_response(),
    };
    handed_out(&code, printed::pdf_for(&state.portal, &citizen, &code, form).await)
}

/// Hands out a form to an officer who may read the dossier.
async fn form_for_officer(
    State(state): State<AppState>,
    Path((code, form)): Path<(String, Uuid)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let page = routes::desk_dossier(language_of(&parts), &code);
    let officer = match officer(&state, &parts, &page).await {
        Ok((_, officer)) => officer,
        Err(answer) => return answer,
    };
    handed_out(&code, printed::pdf_for_officer(&state.portal, &officer, &code, form).await)
}

/// Form 06, of what is known now.
async fn control_sheet(
    State(state): State<AppState>,
    Path(code): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let page = routes::desk_dossier(language_of(&parts), &code);
    let officer = match officer(&state, &parts, &page).await {
        Ok((_, officer)) => officer,
        Err(answer) => return answer,
    };
    handed_out(&code, printed::control_sheet(&state.portal, &officer, &code).await)
}

/// What a register is asked for: days as the fields of dates send them.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    first: String,
    #[serde(default)]
    last: String,
}

/// Form 07, of what is known now.
async fn register(State(state): State<AppState>, Query(asked): Query<Asked>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let inbox = routes::inbox(language_of(&parts));
    let officer = match officer(&state, &parts, &inbox).await {
        Ok((_, officer)) => officer,
        Err(answer) => return answer,
    };
    let (Ok(first), Ok(last)) = (date::parse(&asked.first), date::parse(&asked.last)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match printed::register(&state.portal, &officer, &asked.agency, first, last).await {
        Ok(RegisterOf::Pdf(content)) => pdf(&asked.agency, content),
        Ok(RegisterOf::TooMany) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Ok(RegisterOf::Nothing) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => status_of_failure(error).into_response(),
    }
}

fn handed_out(code: &str, drawn: backend::Result<Option<Vec<u8>>>) -> Response {
    match drawn {
        Ok(Some(content)) => pdf(code, content),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => status_of_failure(error).into_response(),
    }
}

/// A form as papers are handed out: always as an attachment, never to be shown or run by the browser in this site.
pub fn pdf(code: &str, content: Vec<u8>) -> Response {
    let name: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
    (
        [
            (CONTENT_TYPE, "application/pdf".to_owned()),
            (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
            (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
            (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        content,
    )
        .into_response()
}
