//! The whole stack, outermost layer first:
//!
//! 1. [`headers::set`]: nonce, security headers, `Cache-Control: no-store` where nothing else is said
//! 2. [`observe::observe`]: the request's number, the client's address, one line in the log
//! 3. [`public_pages`]: pages that are the same for all strangers are answered from memory
//! 4. compression of what is made on request (the site's files are packed beforehand)
//! 5. [`error_page::put`]: errors that have no page get one
//! 6. [`maintenance::hold`]: while the portal is closed, nothing goes further
//! 7. panics become 500
//! 8. the origin check: nothing that changes state is taken from other sites' pages
//!
//! Pages and server functions have a limit of size and time besides; uploads have their own.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::Portal;
use leptos::config::LeptosOptions;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::config::Config;
use crate::public_pages::PublicPages;
use crate::site::Site;
use crate::{
    api, counter, desk, document, error_page, export, headers, inbox, maintenance, observe, openid, outbox,
    printed, public_pages, statistics, tus, upload,
};

/// The largest body that a page's form or a server function may send, in bytes.
const LARGEST_FORM: usize = 1_000_000;

/// How long a page may take.
const LONGEST_PAGE: Duration = Duration::from_secs(30);

/// What every request can reach.
#[derive(Clone)]
pub struct AppState {
    /// The portal.
    pub portal: Portal,
    /// What the operator decides.
    pub config: Arc<Config>,
    /// The site's files.
    pub site: &'static Site,
    /// Pages that are kept in memory.
    pub public_pages: PublicPages,
    leptos: LeptosOptions,
}

impl AppState {
    /// Puts the state together.
    pub fn new(portal: Portal, config: Arc<Config>, site: &'static Site) -> Self {
        let leptos = LeptosOptions::builder().output_name("motcua").build();
        Self { portal, config, site, public_pages: PublicPages::default(), leptos }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// Everything the server answers.
pub fn router(state: AppState) -> Router {
    let limits = ServiceBuilder::new()
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_PAGE))
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM));
    let mut routes = Router::new()
        .merge(document::routes(&state).layer(limits.clone()))
        .merge(upload::routes(upload::LONGEST_PAUSE))
        .merge(tus::routes(upload::LONGEST_PAUSE))
        .merge(desk::routes(state.config.max_file_mb))
        .merge(api::routes().layer(limits.clone()))
        .merge(api::files(state.config.max_file_mb))
        .merge(counter::routes())
        .merge(openid::routes().layer(limits))
        .merge(export::routes())
        .merge(printed::routes())
        .merge(inbox::routes())
        .merge(statistics::routes())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready));
    if state.config.demo {
        routes = routes.merge(outbox::routes());
    }
    layered(routes, state)
}

/// Puts the layers that every answer passes around `routes`.
fn layered(routes: Router<AppState>, state: AppState) -> Router {
    routes
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), headers::set))
                .layer(from_fn_with_state(state.clone(), observe::observe))
                .layer(from_fn_with_state(state.clone(), public_pages::answer))
                .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
                .layer(from_fn(public_pages::name_scripts))
                .layer(from_fn_with_state(state.clone(), error_page::put))
                .layer(from_fn_with_state(state.clone(), maintenance::hold))
                .layer(CatchPanicLayer::custom(observe::panicked))
                .layer(from_fn(observe::refuse_ambiguous))
                .layer(CsrfLayer::new()),
        )
        .merge(state.site.router())
        .with_state(state)
}

/// Whether requests can be served: the database answers.
async fn ready(State(state): State<AppState>) -> Response {
    match state.portal.database.ping().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
