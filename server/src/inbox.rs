//! Lists of the inbox as files.

use app::inbox::{Asked, export};
use app::request::language_of;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::desk::inbox::{self, Format};

use crate::error_page::status_of_failure;
use crate::officer::officer;
use crate::router::AppState;

/// The files' addresses.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/tiep-nhan/xuat.csv", get(csv))
        .route("/tiep-nhan/xuat.xlsx", get(xlsx))
        .route("/en/tiep-nhan/xuat.csv", get(csv))
        .route("/en/tiep-nhan/xuat.xlsx", get(xlsx))
}

async fn csv(State(state): State<AppState>, request: Request) -> Response {
    take(state, request, Format::Csv).await
}

async fn xlsx(State(state): State<AppState>, request: Request) -> Response {
    take(state, request, Format::Xlsx).await
}

/// Hands out the list that the address asks for, as it is read.
async fn take(state: AppState, request: Request, format: Format) -> Response {
    let (parts, _) = request.into_parts();
    let language = language_of(&parts);
    let asked = Asked::of_query(parts.uri.query().unwrap_or_default());
    let officer = match officer(&state, &parts, &asked.address(language)).await {
        Ok((_, officer)) if officer.works_on_dossiers() => officer,
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(answer) => return answer,
    };
    let (kind, extension) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let name = format!("attachment; filename=\"{}.{extension}\"", export::file_name(language));
    let Ok(name) = HeaderValue::from_str(&name) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (view, filter) = (asked.view(), asked.filter(&officer));
    tracing::info!(officer = %officer.account_id(), view = ?view, "a list is exported");
    match inbox::export(&state.portal, &officer, view, &filter, format, export::words(language)) {
        Ok(content) => (
            StatusCode::OK,
            [
                (CONTENT_TYPE, HeaderValue::from_static(kind)),
                (CONTENT_DISPOSITION, name),
                (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
                (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            ],
            Body::from_stream(content),
        )
            .into_response(),
        Err(error) => status_of_failure(error).into_response(),
    }
}
