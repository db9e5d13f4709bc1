//! Looking up a dossier without an account.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::i18n::{t, text};

/// The addresses of this feature.
#[component(transparent)]
pub fn TrackingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tra-cuu") view=Tracking />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Look up a dossier.
#[component]
fn Tracking() -> impl IntoView {
    view! {
        <Title text=t(text::tracking::TRACKING_TITLE) />
        <h1>{t(text::tracking::TRACKING_TITLE)}</h1>
    }
    .into_any()
}
