//! How dossiers fare, for everybody. Drawn by the server alone.

mod api;
mod chart;
mod page;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::drawn;

/// The addresses of this feature.
#[component(transparent)]
pub fn StatisticsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/thong-ke") view=drawn!(page::Statistics) /> }
        .into_inner()
        .into_any_nested_route()
}
