//! What every answer promises, asked of the whole stack.

mod api;
mod calls;
mod counter;
mod files;
mod matrix;
mod pages;
mod safety;
mod thumbnail;
mod tus;
mod verify;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use backend::testing::TestPortal;
use futures::StreamExt;
use tower::ServiceExt;

use super::{AppState, router};
use crate::config::Config;
use crate::site::{File, Site};

static SITE: Site = Site {
    files: &[File {
        path: "/assets/citizen.1234.css",
        content_type: "text/css",
        cache: "public, max-age=31536000, immutable",
        etag: "\"1234\"",
        plain: b"plain",
        brotli: Some(b"brotli"),
        gzip: None,
    }],
    roles: &[
        ("stylesheet", "/assets/citizen.1234.css"),
        ("citizen-glue", "/assets/citizen.1234.js"),
        ("citizen-program", "/assets/citizen.1234.wasm"),
        ("papers-glue", "/assets/papers.1234.js"),
        ("papers-program", "/assets/papers.1234.wasm"),
        ("photo-glue", "/assets/photo.1234.js"),
        ("photo-program", "/assets/photo.1234.wasm"),
        ("sentences-vi", "/assets/vi.1234.txt"),
        ("sentences-en", "/assets/en.1234.txt"),
    ],
};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A portal without citizens' data, whose public address is `url`.
async fn portal(url: &str, demo: bool) -> (TestPortal, Router) {
    let portal = TestPortal::on_sqlite().await;
    let variables = HashMap::from([
        ("MOTCUA_PUBLIC_URL".to_owned(), url.to_owned()),
        ("MOTCUA_DATA_DIR".to_owned(), portal.settings.data_dir.display().to_string()),
        ("MOTCUA_DEMO".to_owned(), if demo { "1" } else { "0" }.to_owned()),
    ]);
    let config = Config::read(None, variables).unwrap();
    let router = router(AppState::new((*portal).clone(), Arc::new(config), &SITE));
    (portal, router)
}

async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("host", "motcua.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(body.to_owned())).unwrap();
    let peer: SocketAddr = "203.0.113.9:5000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 5_000_000).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("accept", "application/json");

/// The cookie of a session.
fn session_cookie(token: &str) -> String {
    format!("__Host-motcua={token}")
}
