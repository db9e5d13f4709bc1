//! Pages for errors that no page of the portal reports itself.

use std::io::ErrorKind;

use app::error::AppError;
use app::i18n::{Language, fill_template, sentence, text};
use app::request::{RequestNumber, is_local, language_of};
use app::ui::ornament::markup::{drum, mark, weave};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, LOCATION, RETRY_AFTER,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use backend::maintenance::Maintenance;
use domain::attachment::Scan;
use domain::date::display_time;

use crate::api;
use crate::router::AppState;

/// Set by Leptos on the answer of a server function that failed.
const SERVER_FN_ERROR_HEADER: &str = "serverfnerror";

/// Gives an error without a page a page, where the browser asked for one.
pub async fn put(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_api = api::is_asked(request.uri().path());
    let wants_page = !is_api
        && request
            .headers()
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
    let (parts, body) = request.into_parts();
    let language = language_of(&parts);
    let number = parts.extensions.get::<RequestNumber>().map(|number| number.0.clone()).unwrap_or_default();
    let host = is_call(&parts).then(|| parts.headers.get(HOST).cloned());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    response = if wants_page { own_up(response).await } else { rated(response).await };
    if let Some(host) = host
        && leads_away(&response, &state.config.public_url, host.as_ref())
    {
        response = StatusCode::NOT_FOUND.into_response();
    }
    if is_api {
        response = api::problem::dressed(response);
    }
    let status = response.status();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(RETRY_AFTER).or_insert(HeaderValue::from_static("30"));
    }
    let is_error = status.is_client_error() || status.is_server_error();
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|content_type| content_type.as_bytes().starts_with(b"text/html"));
    if !wants_page || !is_error || is_page {
        return response;
    }
    let closed = response.extensions().get::<Maintenance>();
    let withheld = response.extensions().get::<Scan>();
    let page = page(&state, language, &words(status, closed, withheld, language), &number);
    let (mut parts, _) = response.into_parts();
    for header in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
        parts.headers.remove(header);
    }
    (parts.status, parts.headers, Html(page)).into_response()
}

/// Whether a server function is asked.
fn is_call(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/api/")
}

/// Whether an answer leads to another host. Leptos leads whoever asks a server function for a page back to where they
/// come from, which may be anywhere.
fn leads_away(response: &Response, public_url: &str, host: Option<&HeaderValue>) -> bool {
    let Some(location) = response.headers().get(LOCATION) else { return false };
    let Ok(location) = location.to_str() else { return true };
    if is_local(location) {
        return false;
    }
    let origin = |address: &str| {
        let address: Uri = address.parse().ok()?;
        Some((address.scheme_str()?.to_owned(), address.authority()?.as_str().to_owned()))
    };
    let Some((scheme, authority)) = origin(location) else { return true };
    let is_public = origin(public_url).is_some_and(|public| public == (scheme.clone(), authority.clone()));
    let is_asked = host.is_some_and(|host| host.as_bytes() == authority.as_bytes());
    let is_web = matches!(scheme.as_str(), "http" | "https");
    !(is_public || is_asked && is_web)
}

/// A failed server function answers 500 whatever the cause; here it gets the status of its cause.
async fn rated(response: Response) -> Response {
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(json) = axum::body::to_bytes(body, 1024).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(error) = serde_json::from_slice(&json) {
        parts.status = status_of(error);
    }
    Response::from_parts(parts, Body::from(json))
}

/// A failed server function sends browsers without JavaScript back to the page they came from, which would say
/// nothing. Its failure gets a status here, and so a page.
async fn own_up(response: Response) -> Response {
    let leads_back = response
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .is_some_and(|location| location.contains("__err="));
    if !leads_back || !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(LOCATION);
    let error = axum::body::to_bytes(body, 1024).await.ok();
    let error = error.and_then(|json| serde_json::from_slice(&json).ok());
    parts.status = status_of(error.unwrap_or(AppError::Internal));
    Response::from_parts(parts, Body::empty())
}

/// The status of an answer that failed so.
pub fn status_of(error: AppError) -> StatusCode {
    match error {
        AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
        AppError::Unfit | AppError::LoggedOut => StatusCode::BAD_REQUEST,
        AppError::Offline | AppError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The status of an answer where the portal failed so.
pub fn status_of_failure(error: backend::Error) -> StatusCode {
    match error {
        // What came before is kept, and there is no need to begin again once there is room.
        backend::Error::Storage(cause)
            if matches!(cause.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) =>
        {
            tracing::error!(%cause, "there is no room for what is sent");
            StatusCode::INSUFFICIENT_STORAGE
        }
        error => status_of(error.into()),
    }
}

/// Title and advice.
fn words(
    status: StatusCode,
    closed: Option<&Maintenance>,
    withheld: Option<&Scan>,
    language: Language,
) -> (&'static str, String) {
    use text::error as e;
    let say = |key| sentence(language, key);
    if let Some(closed) = closed {
        let until = closed.until.map(display_time);
        let until = until.map(|time| fill_template(say(e::CLOSED_UNTIL), &[("time", &time)]));
        return (say(e::CLOSED_TITLE), until.unwrap_or_else(|| say(e::CLOSED_ADVICE).to_owned()));
    }
    let (title, advice) = match (withheld, status) {
        (Some(Scan::Infected), _) => (e::INFECTED_TITLE, e::INFECTED_ADVICE),
        (Some(Scan::Unscannable), _) => (e::UNSCANNABLE_TITLE, e::UNSCANNABLE_ADVICE),
        (Some(_), _) => (e::SCANNING_TITLE, e::SCANNING_ADVICE),
        (_, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) => {
            (e::NOT_FOUND_TITLE, e::NOT_FOUND_ADVICE)
        }
        (_, StatusCode::FORBIDDEN) => (e::FORBIDDEN_TITLE, e::FORBIDDEN_ADVICE),
        (_, StatusCode::PAYLOAD_TOO_LARGE) => (e::TOO_LARGE_TITLE, e::TOO_LARGE_ADVICE),
        (_, StatusCode::TOO_MANY_REQUESTS) => (e::TOO_MANY_TITLE, e::TOO_MANY_ADVICE),
        (_, StatusCode::SERVICE_UNAVAILABLE) => (e::BUSY_TITLE, e::BUSY_ADVICE),
        (_, status) if status.is_client_error() => (e::BAD_REQUEST_TITLE, e::BAD_REQUEST_ADVICE),
        _ => (e::INTERNAL_TITLE, e::INTERNAL_ADVICE),
    };
    (say(title), say(advice).to_owned())
}

/// Made without Leptos, so that it stands when something there broke.
fn page(state: &AppState, language: Language, words: &(&str, String), number: &str) -> String {
    let (title, advice) = words;
    let say = |key| sentence(language, key);
    let province = escape(&state.config.province_name);
    let body = format!(
        "<header class=\"header\"><div class=\"container header-row\"><a class=\"brand\" href=\"{home}\">{mark}<b>{brand}</b></a>\
         </div></header>{weave}<main id=\"main\"><section class=\"full hero fault\">{drum}<div class=\"container\"><h1>{title}</h1>\
         <p>{advice}</p><p>{help}</p><p class=\"meta\">{number}</p>\
         <div class=\"actions\"><a class=\"button button-gold\" href=\"{home}\">{to_home}</a></div></div></section></main>",
        home = app::routes::home(language),
        mark = mark(),
        weave = weave(),
        drum = drum(),
        brand = say(text::layout::BRAND),
        to_home = say(text::error::TO_HOME),
        help = fill_template(say(text::error::HELP_LINE), &[("number", &escape(&state.config.help_line))]),
        number = fill_template(say(text::error::REQUEST_NUMBER), &[("number", number)]),
    );
    let portal = fill_template(say(text::layout::PORTAL_NAME), &[("province", &province)]);
    document(state, language, &format!("{title} – {portal}"), &body)
}

/// A document without program; `title` and `body` are HTML.
pub fn document(state: &AppState, language: Language, title: &str, body: &str) -> String {
    let stylesheet = state.site.document_files().stylesheet;
    let link =
        stylesheet.map(|path| format!("<link rel=\"stylesheet\" href=\"{path}\">")).unwrap_or_default();
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title}</title>{link}</head><body>{body}</body></html>",
        language.tag(),
    )
}

/// Makes text safe inside HTML and its attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    async fn status(location: &str, failed: bool, error: &'static str) -> StatusCode {
        let mut response = Response::builder().status(StatusCode::FOUND).header(LOCATION, location);
        if failed {
            response = response.header(SERVER_FN_ERROR_HEADER, "/api/account/login");
        }
        own_up(response.body(Body::from(error)).unwrap()).await.status()
    }

    #[test]
    fn a_full_disk_is_said_to_be_full() {
        let failure = |kind: ErrorKind| status_of_failure(backend::Error::Storage(kind.into()));
        assert_eq!(failure(ErrorKind::StorageFull), StatusCode::INSUFFICIENT_STORAGE);
        assert_eq!(failure(ErrorKind::QuotaExceeded), StatusCode::INSUFFICIENT_STORAGE);
        assert_eq!(failure(ErrorKind::NotFound), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn answers_lead_to_no_other_host() {
        let away = |location: &str| {
            let response = Response::builder().status(StatusCode::FOUND).header(LOCATION, location);
            let host = HeaderValue::from_static("127.0.0.1:3000");
            leads_away(&response.body(Body::empty()).unwrap(), "https://motcua.test", Some(&host))
        };
        for ours in ["/", "/tra-cuu?ma=1", "https://motcua.test/en", "http://127.0.0.1:3000/x"] {
            assert!(!away(ours), "{ours}");
        }
        for other in [
            "https://evil.example/phish",
            "//evil.example",
            "/\\evil.example",
            "https://motcua.test.evil.example/",
            "https://motcua.test@evil.example/",
            "javascript:alert(1)",
            "",
        ] {
            assert!(away(other), "{other}");
        }
    }

    #[tokio::test]
    async fn a_failed_form_is_not_sent_back_in_silence() {
        let back = "http://localhost:3000/dang-nhap/tinh?__path=%2Fapi&__err=ImJ1c3ki";
        assert_eq!(status(back, true, "\"busy\"").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(back, true, "\"internal\"").await, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status(back, true, "nonsense").await, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status(back, false, "\"busy\"").await, StatusCode::FOUND, "not ours");
        assert_eq!(
            status("/dang-nhap/tinh", true, "\"logged_out\"").await,
            StatusCode::FOUND,
            "led to the login"
        );
    }
}
