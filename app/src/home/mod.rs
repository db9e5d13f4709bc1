//! The home page.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, StaticSegment};

use crate::i18n::{t, text};

/// The addresses of this feature.
#[component(transparent)]
pub fn HomeRoutes() -> impl MatchNestedRoutes + Clone {
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
