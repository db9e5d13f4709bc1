//! The root of the citizens' pages: all their addresses, each once for both languages.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{Outlet, ParentRoute, Router, Routes};
use leptos_router::{SsrMode, StaticSegment};

use crate::account::AccountRoutes;
use crate::catalogue::CatalogueRoutes;
use crate::design::DesignRoutes;
use crate::dossier::DossierRoutes;
use crate::error::NotFound;
use crate::guide::GuideRoutes;
use crate::home::HomeRoutes;
use crate::i18n::{fill, text};
use crate::layout::{Layout, RouteAnnouncer};
use crate::settings::use_settings;
use crate::tracking::TrackingRoutes;

/// The citizens' pages, from the header to the footer.
#[component]
pub fn CitizenApp() -> impl IntoView {
    provide_meta_context();
    crate::load::provide_sent();
    let (is_routing, set_is_routing) = signal(false);
    let name = fill(text::layout::PORTAL_NAME, &[("province", &use_settings().province)]);
    let formatter =
        move |title: String| if title.is_empty() { name.clone() } else { format!("{title} – {name}") };

    view! {
        <Title formatter=formatter />
        <Router set_is_routing>
            <Layout is_routing>
                <Routes fallback=|| view! { <NotFound /> }.into_any() transition=false>
                    <ParentRoute path=StaticSegment("") view=Outlet ssr=SsrMode::Async>
                        <CitizenRoutes />
                    </ParentRoute>
                    <ParentRoute path=StaticSegment("en") view=Outlet ssr=SsrMode::Async>
                        <CitizenRoutes />
                    </ParentRoute>
                </Routes>
            </Layout>
            <RouteAnnouncer is_routing />
        </Router>
    }
}

/// The routes below the language's prefix.
#[component(transparent)]
fn CitizenRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <HomeRoutes />
        <AccountRoutes />
        <CatalogueRoutes />
        <DossierRoutes />
        <TrackingRoutes />
        <GuideRoutes />
        <DesignRoutes />
    }
    .into_inner()
    .into_any_nested_route()
}
