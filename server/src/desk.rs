//! Files of a dossier for officers, and results for citizens.

use std::sync::Arc;

use app::desk::REFUSED_DOCUMENT;
use app::request::language_of;
use app::routes;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, RequestExt};
use backend::account::Session;
use backend::attachment::Opened;
use backend::desk::{self, Added, DocumentKind};
use domain::attachment::bytes;
use futures::StreamExt;
use serde::Deserialize;
use tower_http::timeout::RequestBodyTimeoutLayer;
use uuid::Uuid;

use crate::error_page::status_of_failure;
use crate::officer::officer;
use crate::preview::{self, Look, Without};
use crate::router::AppState;
use crate::unread::read_away;
use crate::upload::{LONGEST_PAUSE, handed_out, session};

/// Uploads and downloads of officers, and results.
pub fn routes(max_file_mb: u64) -> Router<AppState> {
    let largest = usize::try_from(bytes(max_file_mb)).unwrap_or(usize::MAX).saturating_add(1_000_000);
    Router::new()
        .route("/tiep-nhan/ho-so/{code}/giay-to/{paper}/trang/{page}", get(picture))
        .route("/tiep-nhan/ho-so/{code}/tai-lieu/{document}", get(document))
        .route("/tai-len/tiep-nhan/{code}", post(add))
        .route("/ho-so/{code}/ket-qua/{document}", get(result))
        .layer(DefaultBodyLimit::max(largest))
        .layer(from_fn(read_away))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE))
}

/// Counts the pages of a file for the page that shows them.
pub fn count_pages() -> app::desk::CountPages {
    app::desk::CountPages(Arc::new(|found| Box::pin(async move { preview::pages(found).await.unwrap_or(1) })))
}

#[derive(Deserialize)]
struct Shown {
    /// Degrees to the right.
    #[serde(default)]
    xoay: u32,
    /// Made larger.
    #[serde(default)]
    to: String,
}

/// A page of a paper as a picture: `1.jpg`, `2.jpg`, …
async fn picture(
    State(state): State<AppState>,
    Path((code, paper, page)): Path<(String, Uuid, String)>,
    Query(shown): Query<Shown>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let officer = match officer(&state, &parts, &routes::desk_dossier(language_of(&parts), &code)).await {
        Ok((_, officer)) => officer,
        Err(answer) => return answer,
    };
    let Some(Ok(page)) = page.strip_suffix(".jpg").map(str::parse) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let turns = u8::try_from(shown.xoay / 90 % 4).unwrap_or_default();
    let look = Look { page, turns, is_large: !shown.to.is_empty() };
    let found = match desk::open_paper(&state.portal, &officer, &code, paper).await {
        Ok(Opened::File(found)) => found,
        Ok(Opened::Withheld(scan)) => return (StatusCode::LOCKED, Extension(scan)).into_response(),
        Ok(Opened::Nothing) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return status_of_failure(error).into_response(),
    };
    match preview::page(found, look).await {
        Ok(picture) => (
            [
                (CONTENT_TYPE, "image/jpeg"),
                (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (CACHE_CONTROL, "private, no-store"),
            ],
            picture,
        )
            .into_response(),
        Err(Without::Page) => StatusCode::NOT_FOUND.into_response(),
        Err(Without::Turn) => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "10")]).into_response(),
    }
}

/// A document that an officer added, as an attachment.
async fn document(
    State(state): State<AppState>,
    Path((code, document)): Path<(String, Uuid)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    match officer(&state, &parts, &routes::desk_dossier(language_of(&parts), &code)).await {
        Ok((_, officer)) => handed_out(desk::open(&state.portal, &officer, &code, document).await),
        Err(answer) => answer,
    }
}

/// A result, to whoever filed the dossier.
async fn result(
    State(state): State<AppState>,
    Path((code, document)): Path<(String, Uuid)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let citizen = match session(&state, &parts).await {
        Ok(Session::Active(citizen)) => citizen,
        Ok(Session::Lapsed(_) | Session::None) => {
            let language = language_of(&parts);
            let page = routes::dossier(language, &code);
            return Redirect::to(&routes::login_then(language, &page)).into_response();
        }
        Err(error) => return status_of_failure(error).into_response(),
    };
    handed_out(desk::open_result(&state.portal, &citizen, &code, document).await)
}

/// Takes a document that an officer adds: the kind, then the file.
async fn add(State(state): State<AppState>, Path(code): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let officer = match officer(&state, &parts, &routes::desk_dossier(language_of(&parts), &code)).await {
        Ok((_, officer)) => officer,
        Err(answer) => return answer,
    };
    let page = routes::desk_dossier(language_of(&parts), &code);
    let mut form: Multipart = match Request::from_parts(parts, body).extract().await {
        Ok(form) => form,
        Err(rejection) => return rejection.into_response(),
    };
    let mut kind = None;
    loop {
        let mut field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Redirect::to(&page).into_response(),
            Err(_) => return StatusCode::BAD_REQUEST.into_response(),
        };
        if field.name() == Some("kind") {
            kind = field.text().await.ok().as_deref().and_then(DocumentKind::from_name);
            continue;
        }
        let (Some("file"), Some(kind)) = (field.name(), kind) else { continue };
        let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) else {
            continue;
        };
        let declared = field.content_type().unwrap_or_default().to_owned();
        let added = desk::add(&state.portal, &officer, &code, kind, &name, &declared, &mut field).await;
        // What was not wanted of it is read all the same, so that the answer arrives.
        while let Some(Ok(_)) = field.next().await {}
        return match added {
            Ok(Added::Kept(_)) => Redirect::to(&[&page, "?da-ghi#documents"].concat()).into_response(),
            Ok(Added::Refused(_)) => {
                Redirect::to(&format!("{page}?{REFUSED_DOCUMENT}#documents")).into_response()
            }
            Ok(Added::Broken) => StatusCode::BAD_REQUEST.into_response(),
            Ok(Added::NotTheirs | Added::Nothing) => StatusCode::NOT_FOUND.into_response(),
            Err(error) => status_of_failure(error).into_response(),
        };
    }
}
