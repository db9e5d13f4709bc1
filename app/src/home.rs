//! The home page.

use leptos::prelude::*;
use leptos_router::StaticSegment;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;

use crate::i18n::{t, text};

/// The addresses of this feature.
#[component(transparent)]
pub fn HomeRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=StaticSegment("") view=Home />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Public services from home.
#[component]
fn Home() -> impl IntoView {
    view! {
        <h1>{t(text::home::HOME_TITLE)}</h1>
    }
    .into_any()
}
