//! Files in and out, beside the pages: uploads stream to the store, downloads from it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use app::dossier::{REFUSED, after, keep};
use app::following::keep as keep_answer;
use app::request::{language_of, session_token_in};
use app::routes;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, RequestExt, Router};
use backend::Portal;
use backend::account::{Citizen, Session, authenticate};
use backend::attachment::{self, Opened, Uploaded};
use backend::dossier::{self, Answered, Writer};
use domain::attachment::MAX_DOSSIER_BYTES;
use domain::dossier::submission::StepId;
use futures::{StreamExt, TryStreamExt};
use tower_http::timeout::RequestBodyTimeoutLayer;
use uuid::Uuid;

use crate::ahead::Ahead;
use crate::error_page::{status_of, status_of_failure};
use crate::router::AppState;
use crate::thumbnail;
use crate::unread::read_away;

/// The largest body of an upload: all files of a dossier at once, and what the form adds.
pub const LARGEST_UPLOAD: u64 = MAX_DOSSIER_BYTES + 1_000_000;

/// The most that the answers on the page of the papers take, with their names, in bytes.
const LARGEST_ANSWERS: usize = 64_000;

/// How long an upload may stand still.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Uploads and downloads; an upload may stand still for `longest_pause`.
pub fn routes(longest_pause: Duration) -> Router<AppState> {
    Router::new()
        .route("/tai-len/{draft}", post(hand_in))
        .route("/tai-len/bo-sung/{code}", post(supplement))
        .route("/giay-to/{paper}", get(download))
        .route("/giay-to/{paper}/nho", get(thumbnail::small))
        .layer(DefaultBodyLimit::max(usize::try_from(LARGEST_UPLOAD).unwrap_or(usize::MAX)))
        .layer(from_fn(read_away))
        .layer(RequestBodyTimeoutLayer::new(longest_pause))
}

/// Who sends the request.
pub async fn session(state: &AppState, parts: &Parts) -> backend::Result<Session> {
    match session_token_in(&state.portal, parts) {
        Some(token) => authenticate(&state.portal, &token).await,
        None => Ok(Session::None),
    }
}

/// Takes the page of the papers as a form without the program sends it: what was answered, files for any paper, and
/// the button that was pressed.
async fn hand_in(State(state): State<AppState>, Path(draft): Path<Uuid>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let language = language_of(&parts);
    let step = StepId::Papers.slug();
    let page = routes::filing(language, &draft.to_string(), step);
    let log_in = || Redirect::to(&routes::login_then(language, &page)).into_response();
    let session = match session(&state, &parts).await {
        Ok(session) => session,
        Err(error) => return failed(error),
    };
    let (writer, citizen) = match &session {
        Session::Active(citizen) => (Writer::from(citizen), Some(citizen)),
        Session::Lapsed(citizen) => (Writer::from(citizen), None),
        Session::None => return log_in(),
    };
    let ahead = Ahead::default();
    let body = ahead.bound(body);
    let form: Multipart = match Request::from_parts(parts, body).extract().await {
        Ok(form) => form,
        Err(rejection) => return rejection.into_response(),
    };
    let handed_in = match take_page(&state.portal, writer, citizen, draft, form, &ahead).await {
        Ok(handed_in) => handed_in,
        Err(status) => return status.into_response(),
    };
    let Some(citizen) = citizen else { return log_in() };
    let HandedIn { then, back } = handed_in;
    match after(&state.portal, citizen, draft, step, &then, back, language).await {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(error) => status_of(error).into_response(),
    }
}

/// Takes the answer to a request for supplements: what was typed, files, and the button that was pressed.
async fn supplement(State(state): State<AppState>, Path(code): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let language = language_of(&parts);
    let page = routes::supplement(language, &code);
    let log_in = || Redirect::to(&routes::login_then(language, &page)).into_response();
    let session = match session(&state, &parts).await {
        Ok(session) => session,
        Err(error) => return failed(error),
    };
    let (writer, citizen) = match &session {
        Session::Active(citizen) => (Writer::from(citizen), Some(citizen)),
        Session::Lapsed(citizen) => (Writer::from(citizen), None),
        Session::None => return log_in(),
    };
    let ahead = Ahead::default();
    let body = ahead.bound(body);
    let form: Multipart = match Request::from_parts(parts, body).extract().await {
        Ok(form) => form,
        Err(rejection) => return rejection.into_response(),
    };
    let then = match take_answer(&state.portal, writer, citizen, &code, form, &ahead).await {
        Ok(then) => then,
        Err(_) if citizen.is_none() => return log_in(),
        Err(status) => return status.into_response(),
    };
    let Some(citizen) = citizen else { return log_in() };
    if then != "send" {
        let mark = if then == REFUSED { "?kiem-tra" } else { "" };
        return Redirect::to(&[&page, mark].concat()).into_response();
    }
    match dossier::answer(&state.portal, citizen, &code).await {
        Ok(Answered::Sent) => {
            Redirect::to(&(routes::dossier(language, &code) + "?da-bo-sung")).into_response()
        }
        Ok(Answered::Lacking) => Redirect::to(&[&page, "?kiem-tra"].concat()).into_response(),
        Ok(Answered::Nothing) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(error),
    }
}

/// Takes the fields of an answer; says which button was pressed, or that a file was refused.
async fn take_answer(
    portal: &Portal,
    writer: Writer,
    citizen: Option<&Citizen>,
    code: &str,
    mut form: Multipart,
    ahead: &Ahead,
) -> Result<String, StatusCode> {
    let draft = dossier::answer_draft(portal, writer, code).await.map_err(status_of_failure)?;
    let draft = draft.ok_or(StatusCode::NOT_FOUND)?;
    let mut room = LARGEST_ANSWERS;
    let mut answers = BTreeMap::new();
    let (mut then, mut is_refused) = (String::new(), false);
    let mut came_for = BTreeSet::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(paper) = part(&name, "files") {
            if field.file_name().is_some_and(|name| !name.is_empty()) && came_for.insert(paper.to_owned()) {
                // The new answers may be what this paper is needed for.
                keep_answer(portal, writer, code, std::mem::take(&mut answers)).await.map_err(status_of)?;
                let forgotten = attachment::forget_refusals(portal, writer, draft, paper).await;
                forgotten.map_err(status_of_failure)?;
            }
            let taken = take(portal, writer, draft, paper, field, ahead).await?;
            is_refused |= matches!(taken, Some(Uploaded::Refused(_)));
            continue;
        }
        let typed = short(field, &mut room, name.len(), ahead).await?;
        match (name.as_str(), part(&name, "answers")) {
            ("then", _) => then = typed,
            (_, Some(path)) => {
                answers.insert(path.to_owned(), typed);
            }
            _ => {}
        }
    }
    keep_answer(portal, writer, code, answers).await.map_err(status_of)?;
    if let (Some(file), Some(citizen)) = (then.strip_prefix("withdraw:"), citizen) {
        let file = file.parse().map_err(|_| StatusCode::BAD_REQUEST)?;
        attachment::remove(portal, citizen, draft, file).await.map_err(status_of_failure)?;
    }
    Ok(if is_refused { REFUSED.to_owned() } else { then })
}

/// What is left to do once a page is taken.
struct HandedIn {
    /// The button, if not the one to go on.
    then: String,
    /// Whether one came from the last page to change something.
    back: bool,
}

/// Takes a form field by field. Answers stand before the files, so they are kept also when the line breaks on the way.
/// Without a `citizen` the session ran out, and no file is taken away.
async fn take_page(
    portal: &Portal,
    writer: Writer,
    citizen: Option<&Citizen>,
    draft: Uuid,
    mut form: Multipart,
    ahead: &Ahead,
) -> Result<HandedIn, StatusCode> {
    let mut room = LARGEST_ANSWERS;
    let mut answers = Some(BTreeMap::new());
    let mut handed_in = HandedIn { then: String::new(), back: false };
    let mut came_for = BTreeSet::new();
    let mut is_refused = false;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(paper) = part(&name, "files") {
            if let Some(answers) = answers.take() {
                kept(portal, writer, draft, answers).await?;
            }
            // What was refused before goes once, and not with each file of this form.
            if field.file_name().is_some_and(|name| !name.is_empty()) && came_for.insert(paper.to_owned()) {
                let forgotten = attachment::forget_refusals(portal, writer, draft, paper).await;
                forgotten.map_err(status_of_failure)?;
            }
            let taken = take(portal, writer, draft, paper, field, ahead).await?;
            is_refused |= matches!(taken, Some(Uploaded::Refused(_)));
            continue;
        }
        let typed = short(field, &mut room, name.len(), ahead).await?;
        match (name.as_str(), part(&name, "answers"), &mut answers) {
            ("then", ..) => handed_in.then = typed,
            ("back", ..) => handed_in.back = !typed.is_empty(),
            (_, Some(path), Some(answers)) => {
                answers.insert(path.to_owned(), typed);
            }
            _ => {}
        }
    }
    if let Some(answers) = answers {
        kept(portal, writer, draft, answers).await?;
    }
    let arranged = handed_in.then.split_once(':').and_then(|(act, rest)| Some((act, rest.split_once(':')?)));
    if let Some((act @ ("withdraw" | "raise"), (file, paper))) = arranged {
        let file = file.parse().map_err(|_| StatusCode::BAD_REQUEST)?;
        if let Some(citizen) = citizen {
            let done = match act {
                "raise" => attachment::raise(portal, citizen, draft, file).await,
                _ => attachment::remove(portal, citizen, draft, file).await,
            };
            done.map_err(status_of_failure)?;
        }
        handed_in.then = shown_at(paper);
    }
    // Why a file was not taken is said on the page, so it is not left.
    if is_refused {
        handed_in.then = REFUSED.to_owned();
    }
    Ok(handed_in)
}

/// The status of a form that cannot be read: where it breaks off, it is whoever sends who broke it off.
pub fn broken(error: MultipartError) -> StatusCode {
    match error.status() {
        StatusCode::INTERNAL_SERVER_ERROR => StatusCode::BAD_REQUEST,
        status => status,
    }
}

/// Stays at the card of a paper.
fn shown_at(paper: &str) -> String {
    format!("refresh:card.{paper}")
}

/// `paper` of `files[paper]`.
pub fn part<'a>(name: &'a str, of: &str) -> Option<&'a str> {
    name.strip_prefix(of)?.strip_prefix('[')?.strip_suffix(']')
}

/// The text of a field, as long as there is room for it and its name.
pub async fn short(
    mut field: Field<'_>,
    room: &mut usize,
    name: usize,
    ahead: &Ahead,
) -> Result<String, StatusCode> {
    let mut typed = Vec::new();
    let mut taken = name;
    loop {
        *room = room.checked_sub(taken).ok_or(StatusCode::PAYLOAD_TOO_LARGE)?;
        match field.chunk().await.map_err(broken)? {
            Some(piece) => {
                ahead.taken(piece.len());
                taken = piece.len();
                typed.extend_from_slice(&piece);
            }
            None => return String::from_utf8(typed).map_err(|_| StatusCode::BAD_REQUEST),
        }
    }
}

async fn kept(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    answers: BTreeMap<String, String>,
) -> Result<(), StatusCode> {
    let step = StepId::Papers.slug();
    keep(portal, writer, draft, step, answers, "").await.map(|_| ()).map_err(status_of)
}

/// Takes a file; nothing where the form was sent without one. A refused one is noted in the draft, and is no failure.
async fn take(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    paper: &str,
    field: Field<'_>,
    ahead: &Ahead,
) -> Result<Option<Uploaded>, StatusCode> {
    let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) else {
        return Ok(None);
    };
    let declared = field.content_type().unwrap_or_default().to_owned();
    let mut content = field.inspect_ok(|piece| ahead.taken(piece.len()));
    let taken = attachment::upload(portal, writer, draft, paper, &name, &declared, &mut content).await;
    // What was not wanted of it is read all the same, since it stands before the next field.
    while let Some(Ok(_)) = content.next().await {}
    match taken.map_err(status_of_failure)? {
        Uploaded::Broken => Err(StatusCode::BAD_REQUEST),
        Uploaded::NotBefore(_) => Err(StatusCode::TOO_MANY_REQUESTS),
        taken @ (Uploaded::Kept(_) | Uploaded::Refused(_) | Uploaded::Nothing) => Ok(Some(taken)),
    }
}

/// Hands out a file to the one who handed it in: always as an attachment, never to be shown or run by the browser, and
/// where there is a virus scanner only what it found clean.
async fn download(State(state): State<AppState>, Path(paper): Path<Uuid>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let citizen = match session(&state, &parts).await {
        Ok(Session::Active(citizen)) => citizen,
        Ok(Session::Lapsed(_) | Session::None) => {
            let to = routes::login_then(language_of(&parts), &routes::dossiers(language_of(&parts)));
            return Redirect::to(&to).into_response();
        }
        Err(error) => return failed(error),
    };
    handed_out(attachment::download(&state.portal, &citizen, paper).await)
}

/// The answer with a file: always as an attachment.
pub fn handed_out(opened: backend::Result<Opened>) -> Response {
    match opened {
        Ok(Opened::File(found)) => (
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
        // The page for it says why (`error_page`).
        Ok(Opened::Withheld(scan)) => (StatusCode::LOCKED, Extension(scan)).into_response(),
        Ok(Opened::Nothing) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(error),
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

fn failed(error: backend::Error) -> Response {
    status_of_failure(error).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_twice() {
        assert_eq!(
            disposition("giấy \"chứng\" sinh.pdf"),
            "attachment; filename=\"giay chung sinh.pdf\"; \
             filename*=UTF-8''gi%E1%BA%A5y%20%22ch%E1%BB%A9ng%22%20sinh.pdf"
        );
    }
}
