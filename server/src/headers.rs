//! Headers that every answer carries.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;

use crate::router::AppState;

/// What has the same value in every answer. `Referrer-Policy` must let our own pages be seen: a form without
/// JavaScript is led back by it.
const FIXED: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// Gives the request a nonce and the answer its headers. What a handler said itself stays.
pub async fn set(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        put(headers, name, HeaderValue::from_static(value));
    }
    put(headers, CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if state.config.is_https() {
        put(
            headers,
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&format!("'nonce-{nonce}'"))) {
        put(headers, CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

/// Only the scripts named by `scripts` run, by this answer's nonce or by their hashes; `strict-dynamic` lets our boot
/// script load the glue, `wasm-unsafe-eval` lets the glue start the program.
pub fn content_security_policy(scripts: &str) -> String {
    format!(
        "default-src 'self'; script-src {scripts} 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' blob: data:; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self'"
    )
}
