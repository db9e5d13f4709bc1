//! Files in and out, beside the pages: uploads stream to the store, downloads from it.

use app::i18n::Language;
use app::request::session_token_in;
use app::routes;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    REFERER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, RequestExt, Router};
use backend::account::{Session, authenticate};
use backend::attachment::{self, Uploaded};
use backend::dossier::Writer;
use domain::attachment::MAX_DOSSIER_BYTES;
use domain::dossier::submission::StepId;
use uuid::Uuid;

use crate::router::AppState;

/// The largest body of an upload: all files of a dossier at once, and what the form adds.
const LARGEST_UPLOAD: u64 = MAX_DOSSIER_BYTES + 1_000_000;

/// Uploads and downloads.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/tai-len/{draft}/{paper}", post(upload))
        .route("/giay-to/{paper}", get(download))
        .layer(DefaultBodyLimit::max(usize::try_from(LARGEST_UPLOAD).unwrap_or(usize::MAX)))
}

async fn session(state: &AppState, parts: &Parts) -> backend::Result<Session> {
    match session_token_in(&state.portal, parts) {
        Some(token) => authenticate(&state.portal, &token).await,
        None => Ok(Session::None),
    }
}

/// Takes the files of a form for one paper. Answers a page's form with the page of the papers, a program with a status.
async fn upload(
    State(state): State<AppState>,
    Path((draft, paper)): Path<(Uuid, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let wants_page = accepts_page(&parts);
    let language = language(&parts);
    let page = routes::filing(language, &draft.to_string(), StepId::Papers.slug());
    let session = match session(&state, &parts).await {
        Ok(session) => session,
        Err(error) => return failed(&error),
    };
    let (writer, logged_in) = match &session {
        Session::Active(citizen) => (Writer::from(citizen), true),
        Session::Lapsed(citizen) => (Writer::from(citizen), false),
        Session::None if wants_page => {
            return Redirect::to(&routes::login_then(language, &page)).into_response();
        }
        Session::None => return StatusCode::UNAUTHORIZED.into_response(),
    };
    let form: Multipart = match Request::from_parts(parts, body).extract().await {
        Ok(form) => form,
        Err(rejection) => return IntoResponse::into_response(rejection),
    };
    let status = match take_all(&state, writer, draft, &paper, form).await {
        Ok(status) => status,
        Err(error) => return failed(&error),
    };
    if !wants_page {
        return match (status, logged_in) {
            (StatusCode::OK, true) => Json(()).into_response(),
            (StatusCode::OK, false) => StatusCode::UNAUTHORIZED.into_response(),
            (status, _) => status.into_response(),
        };
    }
    match (status, logged_in) {
        (StatusCode::OK, true) => Redirect::to(&format!("{page}#f-card.{paper}")).into_response(),
        (StatusCode::OK, false) => Redirect::to(&routes::login_then(language, &page)).into_response(),
        (status, _) => status.into_response(),
    }
}

/// Takes file after file. A refused one is noted in the draft, and is no failure.
async fn take_all(
    state: &AppState,
    writer: Writer,
    draft: Uuid,
    paper: &str,
    mut form: Multipart,
) -> backend::Result<StatusCode> {
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(StatusCode::OK),
            Err(error) => return Ok(error.status()),
        };
        let Some(name) = field.file_name().map(str::to_owned) else { continue };
        if name.is_empty() {
            // The form was sent without a file.
            continue;
        }
        let declared = field.content_type().unwrap_or_default().to_owned();
        match attachment::upload(&state.portal, writer, draft, paper, &name, &declared, field).await? {
            Uploaded::Kept(_) | Uploaded::Refused(_) => {}
            Uploaded::Broken => return Ok(StatusCode::BAD_REQUEST),
            Uploaded::Nothing => return Ok(StatusCode::NOT_FOUND),
            Uploaded::NotBefore(_) => return Ok(StatusCode::TOO_MANY_REQUESTS),
        }
    }
}

/// Hands out a file to the one who handed it in: always as an attachment, never to be shown or run by the browser.
async fn download(State(state): State<AppState>, Path(paper): Path<Uuid>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let citizen = match session(&state, &parts).await {
        Ok(Session::Active(citizen)) => citizen,
        Ok(Session::Lapsed(_) | Session::None) => {
            let to = routes::login_then(language(&parts), &routes::dossiers(language(&parts)));
            return Redirect::to(&to).into_response();
        }
        Err(error) => return failed(&error),
    };
    match attachment::download(&state.portal, &citizen, paper).await {
        Ok(Some(found)) => (
            [
                (CONTENT_TYPE, found.paper.media_type.clone()),
                (CONTENT_LENGTH, found.paper.size.to_string()),
                (CONTENT_DISPOSITION, disposition(&found.paper.name)),
                (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
                (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
                (CACHE_CONTROL, "private, no-store".to_owned()),
            ],
            Body::from_stream(found.content),
        )
            .into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

/// `Content-Disposition` with the name twice: for old programs without diacritics, for all others as it is (RFC 6266,
/// RFC 8187).
fn disposition(name: &str) -> String {
    let plain = name.split('.').map(domain::fold::fold).collect::<Vec<_>>().join(".");
    let plain = plain.replace(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | ' '), "_");
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

fn accepts_page(parts: &Parts) -> bool {
    let accept = parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// The language of the page that the form is on.
fn language(parts: &Parts) -> Language {
    let referer = parts.headers.get(REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    referer.map(|referer| Language::of_path(referer.path())).unwrap_or_default()
}

fn failed(error: &backend::Error) -> Response {
    tracing::error!(%error, "a file could not be taken or handed out");
    let status = match error {
        backend::Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    status.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_twice() {
        assert_eq!(
            disposition("giấy \"chứng\" sinh.pdf"),
            "attachment; filename=\"giay _chung_ sinh.pdf\"; \
             filename*=UTF-8''gi%E1%BA%A5y%20%22ch%E1%BB%A9ng%22%20sinh.pdf"
        );
    }
}
