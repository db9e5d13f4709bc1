//! Procedures: finding and reading them.

pub mod life_events;
pub mod units;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::i18n::{t, text};

/// The addresses of this feature.
#[component(transparent)]
pub fn CatalogueRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/dich-vu-cong") view=Catalogue />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Public services.
#[component]
fn Catalogue() -> impl IntoView {
    view! {
        <Title text=t(text::catalogue::CATALOGUE_TITLE) />
        <h1>{t(text::catalogue::CATALOGUE_TITLE)}</h1>
    }
    .into_any()
}
