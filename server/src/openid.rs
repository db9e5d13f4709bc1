//! Where browsers leave for a provider of OpenID Connect, and come back.
//!
//! One leaves by a form, since it begins something, and by a page that leads on: our policy lets forms lead nowhere but
//! here, redirects included.

use app::account::{attempt_cookie, attempt_token_in, known_browser_in, led};
use app::i18n::{Language, sentence, text};
use app::request::{ClientAddress, session_token_in};
use app::routes;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{HeaderName, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Form, Router};
use backend::account::login::redirect::{self, Back};
use serde::Deserialize;

use crate::error_page::{document, escape, status_of, status_of_failure};
use crate::router::AppState;

/// What the button sends.
#[derive(Deserialize)]
struct Leaving {
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    language: String,
}

/// What the provider sends along (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6).
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
}

/// The one address of each provider.
pub fn routes() -> Router<AppState> {
    Router::new().route("/dang-nhap/oidc/{name}", get(come_back).post(leave))
}

async fn leave(
    State(state): State<AppState>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path(name): Path<String>,
    Form(leaving): Form<Leaving>,
) -> Response {
    if !is_offered(&state, &name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let language =
        if leaving.language == Language::English.tag() { Language::English } else { Language::Vietnamese };
    let return_to = Some(leaving.return_to.as_str()).filter(|path| !path.is_empty());
    let network = backend::limit::network(address);
    let begun = redirect::begin(&state.portal, &name, return_to, language.into(), &network).await;
    let away = match begun {
        Ok(Some(away)) => away,
        Ok(None) => return see_other(&refused(language)),
        Err(error) => return status_of_failure(error).into_response(),
    };
    let (Ok(cookie), Ok(refresh)) = (
        attempt_cookie(&state.portal, &away.attempt),
        HeaderValue::from_str(&format!("0; url={}", away.url)),
    ) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let title = sentence(language, text::login::OTHER_LEAVE);
    let body = format!(
        "<main id=\"main\"><h1>{}</h1><p><a href=\"{}\">{}</a></p></main>",
        escape(title),
        escape(&away.url),
        escape(sentence(language, text::login::OTHER_LEAVE_LINK)),
    );
    let page = Html(document(&state, language, &escape(title), &body));
    ([(SET_COOKIE, cookie), (HeaderName::from_static("refresh"), refresh)], page).into_response()
}

async fn come_back(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(answer): Query<Answer>,
    request: Request,
) -> Response {
    if !is_offered(&state, &name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (parts, _) = request.into_parts();
    let attempt = attempt_token_in(&state.portal, &parts).unwrap_or_default();
    let session = session_token_in(&state.portal, &parts);
    let back = Back {
        attempt: &attempt,
        session: session.as_deref(),
        state: &answer.state,
        code: answer.code.as_deref(),
    };
    let returned = match redirect::come_back(&state.portal, &name, back).await {
        Ok(returned) => returned,
        Err(error) => return status_of_failure(error).into_response(),
    };
    let language = match returned.language {
        domain::Language::Vi => Language::Vietnamese,
        domain::Language::En => Language::English,
    };
    let Some(outcome) = returned.outcome else { return see_other(&refused(language)) };
    let known = known_browser_in(&state.portal, &parts);
    match led(&state.portal, outcome, language, known.as_deref()) {
        Ok((path, cookies)) => {
            let mut response = see_other(&path);
            for cookie in cookies {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => status_of(error).into_response(),
    }
}

/// Whether there is such a provider.
fn is_offered(state: &AppState, name: &str) -> bool {
    state.portal.providers.openid.iter().any(|provider| provider.name() == name)
}

/// The choice of accounts, which says that nothing came of it.
fn refused(language: Language) -> String {
    routes::login(language) + "?chua-xong"
}

fn see_other(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
