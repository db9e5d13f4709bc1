//! "Dữ liệu của tôi" as a file.

use app::request::language_of;
use app::routes;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use backend::account::fresh::fresh;
use backend::account::{Session, data};

use crate::error_page::status_of_failure;
use crate::router::AppState;
use crate::upload::session;

/// The file's address.
pub fn routes() -> Router<AppState> {
    Router::new().route("/tai-khoan/du-lieu/tep", get(take))
}

/// Hands out all that is stored about whoever is logged in, as it is read.
async fn take(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let language = language_of(&parts);
    let page = routes::my_data(language);
    let citizen = match session(&state, &parts).await {
        Ok(Session::Active(citizen)) => citizen,
        Ok(Session::Lapsed(_) | Session::None) => {
            return Redirect::to(&routes::login_then(language, &page)).into_response();
        }
        Err(error) => return status_of_failure(error).into_response(),
    };
    // Every number and answer is in it: a session that was left open is not enough.
    let Some(citizen) = fresh(&state.portal, citizen) else {
        return Redirect::to(&routes::proof_then(language, &page)).into_response();
    };
    match data::export(&state.portal, &citizen).await {
        Ok(content) => (
            StatusCode::OK,
            [
                (CONTENT_TYPE, "application/json"),
                (CONTENT_DISPOSITION, "attachment; filename=\"du-lieu-cua-toi.json\""),
                (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (CACHE_CONTROL, "private, no-store"),
            ],
            Body::from_stream(content),
        )
            .into_response(),
        Err(error) => status_of_failure(error).into_response(),
    }
}
