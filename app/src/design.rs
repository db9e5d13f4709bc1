//! Every component in every state, for those who build and judge pages.
//!
//! Drawn by the server alone: the browser's program does not know this page, and the document does not start it here.

#[cfg(feature = "ssr")]
mod specimen;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::i18n::{t, text};
use crate::layout::page;
#[cfg(feature = "ssr")]
use specimen::specimen;

/// Nothing: see above.
#[cfg(not(feature = "ssr"))]
fn specimen() {}

/// The addresses of this feature.
#[component(transparent)]
pub fn DesignRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/design") view=page(|| Design().into_any()) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Components.
#[component]
fn Design() -> impl IntoView {
    view! {
        <Title text=t(text::design::DESIGN_TITLE) />
        {specimen()}
    }
    .into_any()
}
