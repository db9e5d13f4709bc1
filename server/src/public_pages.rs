//! Pages that are the same for everybody who is not logged in are drawn once, and then answered from memory, packed, for
//! a few seconds.
//!
//! An answer for many cannot carry a nonce of its own: its policy names its scripts by their hashes instead (CSP level 3,
//! 6.7.3.3). Only scripts that carried the nonce while the page was drawn are named, so a script that somebody
//! managed to write into a page runs as little as it would elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, SET_COOKIE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use leptos::nonce::Nonce;
use sha2::{Digest, Sha256};

use crate::document::{saves_data, scheme};
use crate::headers::content_security_policy;
use crate::router::AppState;
use crate::site::accepts;

/// How long a page is answered from memory. Its time limits count from now, and a change of the catalogue is to be seen
/// within seconds.
const LIFE: Duration = Duration::from_secs(5);

/// Most pages that are kept.
const MOST: usize = 1_000;

/// The largest page that is kept, in bytes.
const LARGEST: usize = 1_000_000;

/// The patterns of their addresses, without the language's prefix.
const PATTERNS: [&str; 6] = [
    "/",
    "/dich-vu-cong",
    "/dich-vu-cong-truc-tuyen",
    "/dich-vu-cong/{code}",
    "/huong-dan",
    "/noi-tiep-nhan",
];

/// All in which two answers to strangers differ.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    path: String,
    scheme: Option<&'static str>,
    saves_data: bool,
    encoding: &'static str,
}

/// The pages that are kept.
#[derive(Clone, Default)]
pub struct PublicPages(Arc<RwLock<Kept>>);

struct Kept {
    since: Instant,
    pages: HashMap<Key, (HeaderMap, Bytes)>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { since: Instant::now(), pages: HashMap::new() }
    }
}

impl PublicPages {
    fn find(&self, key: &Key) -> Option<(HeaderMap, Bytes)> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if kept.since.elapsed() < LIFE { kept.pages.get(key).cloned() } else { None }
    }

    fn keep(&self, key: Key, page: (HeaderMap, Bytes)) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.since.elapsed() >= LIFE || kept.pages.len() >= MOST {
            *kept = Kept::default();
        }
        kept.pages.insert(key, page);
    }
}

/// Marks a request whose answer will be kept.
#[derive(Clone)]
struct WillBeKept;

/// Answers from memory where that is possible. Stands outside of what packs answers.
pub async fn answer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let key = key(&parts);
    let mut request = Request::from_parts(parts, body);
    let Some(key) = key.filter(|_| state.portal.maintenance().is_none()) else {
        return next.run(request).await;
    };
    if let Some(page) = state.public_pages.find(&key) {
        return page.into_response();
    }
    request.extensions_mut().insert(WillBeKept);
    request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(key.encoding));
    let (mut parts, body) = next.run(request).await.into_parts();
    let is_fit = parts.status == StatusCode::OK
        && parts.headers.contains_key(CONTENT_SECURITY_POLICY)
        && !parts.headers.contains_key(SET_COOKIE);
    if !is_fit {
        return Response::from_parts(parts, body);
    }
    // What was named has been collected already; only packing lies between.
    let Ok(page) = to_bytes(body, LARGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(CONTENT_LENGTH);
    state.public_pages.keep(key, (parts.headers.clone(), page.clone()));
    (parts.headers, page).into_response()
}

/// What the answer to the request is kept under, if it is one that is kept.
fn key(request: &Parts) -> Option<Key> {
    let pattern = request.extensions.get::<MatchedPath>()?.as_str();
    let pattern = match pattern.strip_prefix("/en") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => pattern,
    };
    let headers = &request.headers;
    let knows_only_scheme = headers.get_all(COOKIE).iter().all(|cookies| {
        cookies
            .as_bytes()
            .split(|byte| *byte == b';')
            .all(|cookie| cookie.trim_ascii().starts_with(b"scheme="))
    });
    let is_public = request.method == Method::GET
        && PATTERNS.contains(&pattern)
        && request.uri.query().is_none()
        && knows_only_scheme;
    is_public.then(|| Key {
        path: request.uri.path().to_owned(),
        scheme: scheme(request),
        saves_data: saves_data(headers),
        encoding: ["br", "gzip"]
            .into_iter()
            .find(|encoding| accepts(headers, encoding))
            .unwrap_or("identity"),
    })
}

/// Names the scripts of a page that will be kept by their hashes instead of the request's nonce. Stands inside of what
/// packs answers.
pub async fn name_scripts(request: Request, next: Next) -> Response {
    let nonce = request.extensions().get::<WillBeKept>().and(request.extensions().get::<Nonce>()).cloned();
    let response = next.run(request).await;
    let is_page = response.status() == StatusCode::OK
        && response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match nonce {
        Some(nonce) if is_page => {
            let (parts, body) = response.into_parts();
            match to_bytes(body, LARGEST).await {
                Ok(page) => named(parts.headers, &String::from_utf8_lossy(&page), &nonce),
                Err(error) => {
                    tracing::error!(%error, "a public page could not be drawn");
                    StatusCode::INTERNAL_SERVER_ERROR.into_response()
                }
            }
        }
        _ => response,
    }
}

fn named(mut headers: HeaderMap, page: &str, nonce: &Nonce) -> Response {
    let mark = format!(" nonce=\"{nonce}\"");
    let hashes: Vec<String> = scripts(page, &mark)
        .map(|script| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
        .collect();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&hashes.join(" "))) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.remove(CONTENT_LENGTH);
    (headers, Body::from(page.replace(&mark, ""))).into_response()
}

/// The text of the page's scripts whose tags carry `mark`.
fn scripts<'a>(page: &'a str, mark: &str) -> impl Iterator<Item = &'a str> {
    page.split("<script").skip(1).filter_map(move |rest| {
        let (tag, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        tag.contains(mark).then_some(script)
    })
}
