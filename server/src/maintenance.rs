//! The portal is closed for a while: `motcua maintenance`, and what everybody is answered meanwhile.

use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use backend::Portal;
use backend::maintenance::{self, Maintenance};
use domain::date::{display_time, from_local};

use crate::command_line::Maintenance as What;
use crate::config::Config;
use crate::router::AppState;
use crate::start;

/// Closes or opens the portal.
pub async fn change(config: &Config, what: &What) -> anyhow::Result<()> {
    let portal = Portal::start_as_it_is(start::parts(config).await?).await?;
    match what {
        What::Begin { until } => {
            let until = until.map(from_local);
            maintenance::begin(&portal, Maintenance { until }).await?;
            let until =
                until.map(|until| format!(" Citizens read that it opens at {}.", display_time(until)));
            println!("The portal is closed.{}", until.unwrap_or_default());
        }
        What::End if maintenance::end(&portal).await? => println!("The portal is open again."),
        What::End => println!("The portal was not closed."),
    }
    Ok(())
}

/// Answers that the portal is closed, where it is. Whoever watches over the instances is still answered.
pub async fn hold(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match state.portal.maintenance() {
        Some(maintenance) if !matches!(request.uri().path(), "/healthz" | "/readyz") => {
            let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
            let left = maintenance.until.map(|until| (until - state.portal.clock.now()).num_seconds());
            if let Some(left) = left.filter(|left| *left > 0) {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(left));
            }
            response.extensions_mut().insert(maintenance);
            response
        }
        _ => next.run(request).await,
    }
}
