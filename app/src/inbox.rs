//! The inbox of officers: what waits, for whom, until when. Drawn by the server alone.

mod address;
mod api;
pub mod export;
mod page;
mod parts;
mod table;
mod words;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::drawn;
pub use address::Asked;

/// The addresses of this feature.
#[component(transparent)]
pub fn InboxRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/tiep-nhan") view=drawn!(page::Inbox) /> }.into_inner().into_any_nested_route()
}
