//! What officers read of one dossier and do with it. Drawn by the server alone.

mod api;
mod gather;
mod judging;
mod model;
mod moves;
mod sheet;
mod viewer;
mod words;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

pub use api::lead_on;

use crate::drawn::drawn;

/// The addresses of this feature.
#[component(transparent)]
pub fn DeskRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tiep-nhan/ho-so/:code") view=drawn!(sheet::DossierSheet) />
        <Route path=path!("/tiep-nhan/ho-so/:code/xem/:paper") view=drawn!(viewer::Viewer) />
    }
    .into_inner()
    .into_any_nested_route()
}
