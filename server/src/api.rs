//! The HTTP API for other systems: `/api/v1/…`, described at `/api/openapi.json`.
//!
//! Who asks shows a token (`Authorization: Bearer …`); cookies are not looked at, so no browser can be made to ask. What
//! goes wrong is said as RFC 9457 has it, under types that stay the same.

mod caller;
mod changes;
mod dossiers;
mod drafts;
mod files;
pub mod problem;
pub mod wire;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use domain::attachment::bytes;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::router::AppState;
use crate::unread::read_away;
use crate::upload::LONGEST_PAUSE;

/// What every address of the API begins with.
const PREFIX: &str = "/api/v1/";

/// The description of the API (OpenAPI 3.1).
pub const DOCUMENT: &str = include_str!("api/openapi.json");

/// What is asked and answered as JSON.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/openapi.json", get(document))
        .route("/api/v1/changes", get(changes::list))
        .route("/api/v1/dossiers", post(drafts::create))
        .route("/api/v1/dossiers/{code}", get(dossiers::look_up))
        .route("/api/v1/dossiers/{code}/moves", post(dossiers::make_move))
        .route("/api/v1/drafts/{draft}/submission", post(drafts::hand_in))
}

/// Files in and out.
pub fn files(max_file_mb: u64) -> Router<AppState> {
    let largest = usize::try_from(bytes(max_file_mb)).unwrap_or(usize::MAX).saturating_add(1_000_000);
    Router::new()
        .route("/api/v1/dossiers/{code}/papers/{paper}", get(files::paper))
        .route("/api/v1/dossiers/{code}/documents/{document}", get(files::document).post(files::add))
        .route("/api/v1/drafts/{draft}/papers/{paper}", post(files::attach))
        .layer(DefaultBodyLimit::max(largest))
        .layer(from_fn(read_away))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE))
}

async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT)
}

/// Whether an address is the API's, where errors are said its way and never by a page.
pub fn is_asked(path: &str) -> bool {
    path.starts_with(PREFIX)
}
