//! Which officer sends a request, for what is no page.

use app::request::language_of;
use app::routes;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use backend::account::{Citizen, Session};
use backend::staff::{Officer, Staff, recognise};

use crate::error_page::status_of_failure;
use crate::router::AppState;
use crate::upload::session;

/// The officer and their session; else what to answer: to whoever is not logged in or has shown no second factor the way
/// there and then to `page`, to everybody else that there is nothing.
pub async fn officer(state: &AppState, parts: &Parts, page: &str) -> Result<(Citizen, Officer), Response> {
    let language = language_of(parts);
    let failed = |error| status_of_failure(error).into_response();
    let Session::Active(citizen) = session(state, parts).await.map_err(failed)? else {
        return Err(Redirect::to(&routes::login_then(language, page)).into_response());
    };
    match recognise(&state.portal, &citizen).await.map_err(failed)? {
        Staff::Officer(officer) => Ok((citizen, officer)),
        Staff::NeedsFactor => Err(Redirect::to(&routes::officer_factor_then(language, page)).into_response()),
        Staff::None => Err(StatusCode::NOT_FOUND.into_response()),
    }
}
