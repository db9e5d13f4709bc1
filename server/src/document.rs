//! Pages and server functions: what Leptos answers.

use app::CitizenApp;
use app::request::{cookie_in, language_of, session_token_in};
use app::settings::PublicSettings;
use app::shell::{Shell, Visit};
use axum::Router;
use axum::extract::Request;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use backend::Portal;
use domain::account::session::Device;
use domain::dossier::submission::StepId;
use leptos::nonce::Nonce;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use tracing::Instrument;

use crate::router::AppState;

/// Routes to all pages and server functions; every other address gets the page that says so.
pub fn routes(state: &AppState) -> Router<AppState> {
    let context = {
        let portal = state.portal.clone();
        let settings = PublicSettings {
            province: state.config.province_name.clone(),
            help_line: state.config.help_line.clone(),
            demo: state.config.demo,
        };
        move || {
            provide_context(portal.clone());
            provide_context(settings.clone());
            provide_context(crate::desk::count_pages());
            if let Some(parts) = use_context::<Parts>() {
                provide_context(language_of(&parts));
                provide_context(visit(&portal, &parts));
                if let Some(nonce) = parts.extensions.get::<Nonce>() {
                    provide_context(nonce.clone());
                }
            }
        }
    };
    let files = state.site.document_files();
    let document = move || view! { <Shell files=files /> };
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(CitizenApp), context.clone(), document)
        .fallback(render_app_async_with_context(context, document))
        .layer(from_fn(finish))
}

/// Draws the page to its end whether or not its reader waits for it. Stopped in the middle, the tasks that Leptos has
/// begun for it go on without what they work on and panic, and what they leave behind on their thread has brought down
/// the page of somebody else.
async fn finish(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The server is going down.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

/// `light` or `dark`, where the person chose.
pub fn scheme(parts: &Parts) -> Option<&'static str> {
    match cookie_in(parts, "scheme").as_deref() {
        Some("dark") => Some("dark"),
        Some("light") => Some("light"),
        _ => None,
    }
}

/// Whether the browser asks to save data.
pub fn saves_data(headers: &HeaderMap) -> bool {
    headers.get("save-data").is_some_and(|value| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"on"))
}

/// The pages with a button for passkeys.
const PASSKEY_PAGES: [&str; 4] =
    ["/dang-nhap/tinh", "/dang-nhap/buoc-hai", "/tai-khoan/xac-thuc", "/tai-khoan/xac-nhan"];

fn visit(portal: &Portal, parts: &Parts) -> Visit {
    let has_papers = parts.uri.path().ends_with(&format!("/{}", StepId::Papers.slug()));
    let has_passkeys = PASSKEY_PAGES.iter().any(|page| parts.uri.path().ends_with(page));
    let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let limits = Device::of_user_agent(user_agent).limits();
    let session_warns_after =
        session_token_in(portal, parts).map(|_| (limits.idle - limits.warning).num_seconds());
    Visit {
        scheme: scheme(parts),
        save_data: saves_data(&parts.headers),
        has_papers,
        session_warns_after,
        has_passkeys,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use axum::routing::get;
    use tokio::sync::{Notify, mpsc};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_page_is_drawn_to_its_end_though_nobody_waits_for_it() {
        let (says, mut hears) = mpsc::unbounded_channel();
        let go_on = Arc::new(Notify::new());
        let may_go_on = go_on.clone();
        let page = move || async move {
            says.send("begun").unwrap();
            may_go_on.notified().await;
            says.send("done").unwrap();
        };
        let router = Router::new().route("/", get(page)).layer(from_fn(finish));
        let reader = tokio::spawn(router.oneshot(Request::new(Body::empty())));
        assert_eq!(hears.recv().await, Some("begun"));
        reader.abort();
        assert!(reader.await.is_err_and(|error| error.is_cancelled()));
        go_on.notify_one();
        assert_eq!(hears.recv().await, Some("done"));
    }

    #[tokio::test]
    async fn a_panic_comes_through_to_what_answers_for_it() {
        async fn page() {
            panic!("on purpose")
        }
        let router: Router = Router::new().route("/", get(page)).layer(from_fn(finish));
        let answer = tokio::spawn(router.oneshot(Request::new(Body::empty()))).await;
        assert!(answer.is_err_and(|error| error.is_panic()));
    }
}
