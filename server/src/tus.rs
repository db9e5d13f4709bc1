//! Files sent by tus 1.0.0 (<https://tus.io/protocols/resumable-upload>), with its extensions creation,
//! creation-with-upload, expiration, checksum, termination and concatenation: an upload goes on where it stopped, and a
//! file may be sent in pieces beside each other.
//!
//! `POST /files/{draft}/{paper}` begins, or puts such pieces together; `HEAD`, `PATCH` and `DELETE /files/{id}` go on and end. Who sends is known by the
//! session; one that ran out may go on sending too.

mod headers;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use backend::account::Session;
use backend::attachment::{self, Appended, Begun, Joined, Resumable};
use backend::dossier::Writer;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use tokio::runtime::Handle;
use tower_http::timeout::RequestBodyTimeoutLayer;
use uuid::Uuid;

use crate::error_page::status_of_failure;
use crate::router::AppState;
use crate::unread::read_away;
use crate::upload::session;
use headers::{Concat, concat, metadata, number};

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: HeaderValue =
    HeaderValue::from_static("creation,creation-with-upload,expiration,checksum,termination,concatenation");
const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const UPLOAD_CONCAT: HeaderName = HeaderName::from_static("upload-concat");
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
/// Ours: the file has arrived whole and was refused; the page of the papers says why.
const UPLOAD_REFUSED: HeaderName = HeaderName::from_static("upload-refused");

/// What a request with bytes for an upload must be.
const OFFSET_STREAM: &str = "application/offset+octet-stream";

/// The checksum that was sent is not that of the bytes.
const CHECKSUM_MISMATCH: u16 = 460;

/// Everything below `/files`; an upload may stand still for `longest_pause`.
pub fn routes(longest_pause: Duration) -> Router<AppState> {
    Router::new()
        .route("/files/{draft}/{paper}", post(create).options(options))
        .route("/files/{id}", any(go_on))
        .route("/files", any(options))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(read_away))
        .layer(RequestBodyTimeoutLayer::new(longest_pause))
        .layer(from_fn(speak))
}

/// Every answer says which version it speaks, and none is given to another.
async fn speak(request: Request, next: Next) -> Response {
    let spoken = request.headers().get(TUS_RESUMABLE);
    let mut response =
        if request.method() == Method::OPTIONS || spoken.is_some_and(|version| version == VERSION) {
            next.run(request).await
        } else {
            (StatusCode::PRECONDITION_FAILED, [(TUS_VERSION, VERSION)]).into_response()
        };
    response.headers_mut().insert(TUS_RESUMABLE, VERSION);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn options(State(state): State<AppState>, method: Method) -> Response {
    if method != Method::OPTIONS {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let headers = [
        (TUS_VERSION, VERSION),
        (TUS_EXTENSION, EXTENSIONS),
        (TUS_MAX_SIZE, HeaderValue::from(domain::attachment::bytes(state.portal.settings.max_file_mb))),
        (TUS_CHECKSUM_ALGORITHM, HeaderValue::from_static("sha1,sha256")),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Why a request is refused.
enum Refusal {
    Status(StatusCode),
    Backend(backend::Error),
}

impl From<StatusCode> for Refusal {
    fn from(status: StatusCode) -> Self {
        Self::Status(status)
    }
}

impl From<backend::Error> for Refusal {
    fn from(error: backend::Error) -> Self {
        Self::Backend(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Status(status) => status.into_response(),
            Self::Backend(error) => status_of_failure(error).into_response(),
        }
    }
}

/// Who sends, and whether that session goes on.
struct Sender {
    writer: Writer,
    is_active: bool,
}

async fn sender(state: &AppState, request: Request) -> Result<(Sender, HeaderMap, Body), Refusal> {
    let (parts, body) = request.into_parts();
    let sender = match session(state, &parts).await? {
        Session::Active(citizen) => Sender { writer: Writer::from(&citizen), is_active: true },
        Session::Lapsed(citizen) => Sender { writer: Writer::from(&citizen), is_active: false },
        Session::None => return Err(StatusCode::UNAUTHORIZED.into()),
    };
    Ok((sender, parts.headers, body))
}

/// Begins an upload; where bytes come along, takes them. Or puts together what has come.
async fn create(
    State(state): State<AppState>,
    Path((draft, paper)): Path<(Uuid, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let (Sender { writer, .. }, headers, body) = sender(&state, request).await?;
    let described = read(&headers, UPLOAD_METADATA, metadata)?.unwrap_or_default();
    let say = |name: &str| described.get(name).map(String::as_str).unwrap_or_default();
    let concat = read(&headers, UPLOAD_CONCAT, concat)?;
    if let Some(Concat::Final(partials)) = concat {
        let (name, declared) = (say("filename"), say("filetype"));
        let joined =
            attachment::join(&state.portal, writer, draft, &paper, name, declared, &partials).await?;
        return match joined {
            Joined::Upload(upload) => begun(&upload, about(&upload).into_response()),
            Joined::Unfinished => Err(StatusCode::BAD_REQUEST.into()),
            Joined::TooLarge => Err(StatusCode::PAYLOAD_TOO_LARGE.into()),
            Joined::Nothing => Err(StatusCode::NOT_FOUND.into()),
        };
    }
    let length = read(&headers, UPLOAD_LENGTH, number)?.ok_or(StatusCode::BAD_REQUEST)?;
    let answer = if concat.is_some() {
        attachment::begin_partial(&state.portal, writer, draft, &paper, length).await?
    } else {
        let (name, declared) = (say("filename"), say("filetype"));
        attachment::begin(&state.portal, writer, draft, &paper, name, declared, length).await?
    };
    let upload = match answer {
        Begun::Upload(upload) => upload,
        Begun::TooLarge => return Err(StatusCode::PAYLOAD_TOO_LARGE.into()),
        Begun::Nothing => return Err(StatusCode::NOT_FOUND.into()),
        Begun::NotBefore(moment) => {
            let wait = (moment - state.portal.clock.now()).num_seconds().max(1);
            return Ok(
                (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, HeaderValue::from(wait))]).into_response()
            );
        }
    };
    let response = if says_bytes(&headers) {
        append(&state, writer, upload.id, 0, &headers, body).await?
    } else {
        about(&upload).into_response()
    };
    begun(&upload, response)
}

/// Says of an answer about an upload that has just begun where it goes on.
fn begun(upload: &Resumable, mut response: Response) -> Result<Response, Refusal> {
    if response.status().is_success() {
        *response.status_mut() = StatusCode::CREATED;
    }
    let location = HeaderValue::try_from(format!("/files/{}", upload.id));
    response.headers_mut().insert(LOCATION, location.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?);
    Ok(response)
}

/// Says how much has arrived, takes more, or ends an upload.
async fn go_on(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    request: Request,
) -> Result<Response, Refusal> {
    let method = match request.headers().get(METHOD_OVERRIDE) {
        Some(method) if request.method() == Method::POST => {
            Method::from_bytes(method.as_bytes()).map_err(|_| StatusCode::BAD_REQUEST)?
        }
        _ => request.method().clone(),
    };
    if method == Method::OPTIONS {
        return Ok(options(State(state), method).await);
    }
    let (Sender { writer, is_active }, headers, body) = sender(&state, request).await?;
    match method {
        Method::HEAD => {
            let upload = attachment::look(&state.portal, writer, id).await?.ok_or(StatusCode::NOT_FOUND)?;
            let length = [(UPLOAD_LENGTH, HeaderValue::from(upload.length))];
            Ok((StatusCode::OK, length, about(&upload), joined(&upload)).into_response())
        }
        Method::PATCH => {
            if !says_bytes(&headers) {
                return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into());
            }
            // The length was said when it began, and does not change.
            if headers.contains_key(UPLOAD_LENGTH) {
                return Err(StatusCode::BAD_REQUEST.into());
            }
            let offset = read(&headers, UPLOAD_OFFSET, number)?.ok_or(StatusCode::BAD_REQUEST)?;
            append(&state, writer, id, offset, &headers, body).await
        }
        // A session that ran out takes nothing away.
        Method::DELETE if !is_active => Err(StatusCode::UNAUTHORIZED.into()),
        Method::DELETE if attachment::end(&state.portal, writer, id).await? => {
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Method::DELETE => Err(StatusCode::NOT_FOUND.into()),
        _ => Err(StatusCode::METHOD_NOT_ALLOWED.into()),
    }
}

async fn append(
    state: &AppState,
    writer: Writer,
    id: Uuid,
    offset: u64,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let checksum = read(headers, UPLOAD_CHECKSUM, headers::checksum)?;
    let (portal, content) = (state.portal.clone(), body.into_data_stream());
    let appended = async move { attachment::append(&portal, writer, id, offset, checksum, content).await };
    Ok(match (ToItsEnd { work: Some(Box::pin(appended)) }).await? {
        Appended::At(upload) => (StatusCode::NO_CONTENT, about(&upload)).into_response(),
        Appended::Conflict(received) => {
            (StatusCode::CONFLICT, [(UPLOAD_OFFSET, HeaderValue::from(received))]).into_response()
        }
        Appended::TooLong => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Appended::Damaged => {
            StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST).into_response()
        }
        Appended::TooMany => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Appended::Final => StatusCode::FORBIDDEN.into_response(),
        Appended::Nothing => StatusCode::NOT_FOUND.into_response(),
    })
}

/// Work that goes on when the request goes with a connection that is reset, so that what has come does not. It begins in
/// the task of the connection: between two tasks every piece would have to change threads.
struct ToItsEnd<T: Send + 'static> {
    work: Option<BoxFuture<'static, T>>,
}

impl<T: Send + 'static> Future for ToItsEnd<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let Some(work) = &mut self.work else { return Poll::Pending };
        let done = ready!(work.as_mut().poll(context));
        self.work = None;
        Poll::Ready(done)
    }
}

impl<T: Send + 'static> Drop for ToItsEnd<T> {
    fn drop(&mut self) {
        if let (Some(work), Ok(runtime)) = (self.work.take(), Handle::try_current()) {
            runtime.spawn(work);
        }
    }
}

/// What every answer about an upload says.
fn about(upload: &Resumable) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(3);
    headers.insert(UPLOAD_OFFSET, HeaderValue::from(upload.received));
    headers.insert(UPLOAD_EXPIRES, date(upload.expires_at));
    if upload.is_refused {
        headers.insert(UPLOAD_REFUSED, HeaderValue::from_static("1"));
    }
    headers
}

/// What an upload is to others.
fn joined(upload: &Resumable) -> HeaderMap {
    let addresses = upload.joins.iter().map(|id| format!("/files/{id}")).collect::<Vec<_>>();
    let said = match (upload.is_partial, addresses.is_empty()) {
        (true, _) => "partial".to_owned(),
        (false, true) => return HeaderMap::new(),
        (false, false) => format!("final;{}", addresses.join(" ")),
    };
    HeaderValue::try_from(said).map(|said| (UPLOAD_CONCAT, said)).into_iter().collect()
}

/// A moment as HTTP writes it (RFC 9110, 5.6.7).
fn date(at: DateTime<Utc>) -> HeaderValue {
    let written = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(written).unwrap_or(HeaderValue::from_static("0"))
}

fn says_bytes(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind == OFFSET_STREAM)
}

/// What a header says as `read` reads it; `None` where it is not there.
fn read<T>(
    headers: &HeaderMap,
    name: HeaderName,
    read: fn(&str) -> Option<T>,
) -> Result<Option<T>, StatusCode> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    value.to_str().ok().and_then(read).map(Some).ok_or(StatusCode::BAD_REQUEST)
}
