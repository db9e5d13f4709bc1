//! Filing and following dossiers.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::i18n::{t, text};

/// The addresses of this feature.
#[component(transparent)]
pub fn DossierRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/ho-so") view=Dossiers />
    }
    .into_inner()
    .into_any_nested_route()
}

/// My dossiers.
#[component]
fn Dossiers() -> impl IntoView {
    view! {
        <Title text=t(text::dossier::DOSSIERS_TITLE) />
        <h1>{t(text::dossier::DOSSIERS_TITLE)}</h1>
    }
    .into_any()
}
