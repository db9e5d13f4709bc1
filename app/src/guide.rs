//! The guide.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::i18n::{t, text};

/// The addresses of this feature.
#[component(transparent)]
pub fn GuideRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/huong-dan") view=Guide />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Guide.
#[component]
fn Guide() -> impl IntoView {
    view! {
        <Title text=t(text::guide::GUIDE_TITLE) />
        <h1>{t(text::guide::GUIDE_TITLE)}</h1>
    }
    .into_any()
}
