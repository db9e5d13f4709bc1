//! One number and one line in the log for every request; no address, name, code or query ever goes there.

use std::any::Any;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Instant;

use app::request::{ClientAddress, RequestNumber};
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use crate::router::AppState;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the request, finds out where it comes from, and writes one line when it is answered.
pub async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let number = backend::secret::hex(&backend::secret::random_bytes::<6>());
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
    let forwarded = request.headers().get_all(FORWARDED_FOR);
    let client = state.config.client_address(peer, forwarded.iter().filter_map(|value| value.to_str().ok()));
    let method = request.method().clone();
    // The pattern, not the path: paths hold codes of dossiers.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    request.extensions_mut().insert(ClientAddress(client));
    request.extensions_mut().insert(RequestNumber(number.clone()));

    let span = tracing::info_span!("request", request = %number);
    let mut response = next.run(request).instrument(span.clone()).await;
    let _inside = span.enter();
    let milliseconds = started.elapsed().as_millis();
    tracing::info!(%method, %route, status = response.status().as_u16(), milliseconds, "answered");
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(REQUEST_ID, number);
    }
    response
}

/// TRACE would send headers back to scripts, and the origin check lets no unsafe method pass unasked; nobody needs it.
///
/// Where a request says its length twice, a proxy and this server may find its end in different places, and what one
/// takes for the rest of it the other takes for a request of somebody else (RFC 9112, 6.1). So two are refused, and after
/// any that comes in chunks the connection ends: what follows is read by nobody.
pub async fn refuse_ambiguous(request: Request, next: Next) -> Response {
    if request.method() == Method::TRACE {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let in_chunks = request.headers().contains_key(TRANSFER_ENCODING);
    if !in_chunks {
        return next.run(request).await;
    }
    let mut response = if request.headers().contains_key(CONTENT_LENGTH) {
        StatusCode::BAD_REQUEST.into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A panic ends one request, not the server.
pub fn panicked(cause: Box<dyn Any + Send>) -> Response<Body> {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(message, "a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
