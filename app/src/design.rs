//! Every component in every state, for those who build and judge pages.
//!
//! Drawn by the server alone: the browser's program does not know this page, and it is not started here.

mod specimen;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::still;
use crate::i18n::{t, text};
use crate::layout::page;
use specimen::specimen;

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
        {still(specimen().into_any())}
    }
    .into_any()
}
