//! The root of the citizens' pages: all their addresses, each once for both languages.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{Outlet, ParentRoute, Router, Routes};
use leptos_router::{SsrMode, StaticSegment};

#[cfg(feature = "ssr")]
use crate::account::safety::SafetyRoutes;
use crate::account::{AccountForms, AccountRoutes};
#[cfg(feature = "ssr")]
use crate::administration::AdministrationRoutes;
#[cfg(feature = "ssr")]
use crate::attachment::kept::KeptRoutes;
use crate::catalogue::CatalogueRoutes;
#[cfg(feature = "ssr")]
use crate::counter::CounterRoutes;
#[cfg(feature = "ssr")]
use crate::design::DesignRoutes;
#[cfg(feature = "ssr")]
use crate::desk::DeskRoutes;
use crate::dossier::{DossierRoutes, FilingSteps};
#[cfg(feature = "ssr")]
use crate::following::FollowingRoutes;
use crate::guide::GuideRoutes;
use crate::home::HomeRoutes;
use crate::i18n::{fill, text};
#[cfg(feature = "ssr")]
use crate::inbox::InboxRoutes;
use crate::layout::{AddressBar, Layout, RouteAnnouncer};
use crate::settings::use_settings;
#[cfg(feature = "ssr")]
use crate::staff::StaffRoutes;
#[cfg(feature = "ssr")]
use crate::statistics::StatisticsRoutes;
use crate::tracking::TrackingRoutes;
#[cfg(feature = "ssr")]
use crate::verify::VerifyRoutes;

/// The citizens' pages, from the header to the footer.
#[component]
pub fn CitizenApp() -> impl IntoView {
    provide_meta_context();
    crate::load::provide_sent();
    crate::drawn::provide_drawn();
    let (is_routing, set_is_routing) = signal(false);
    let name = fill(text::layout::PORTAL_NAME, &[("province", &use_settings().province)]);
    let formatter =
        move |title: String| if title.is_empty() { name.clone() } else { format!("{title} – {name}") };

    view! {
        <Title formatter=formatter />
        <Router set_is_routing>
            <Layout is_routing>
                <Routes fallback=elsewhere transition=false>
                    <ParentRoute path=StaticSegment("en") view=Outlet ssr=SsrMode::Async>
                        <CitizenRoutes />
                    </ParentRoute>
                    <ParentRoute path=StaticSegment("") view=Outlet ssr=SsrMode::Async>
                        <CitizenRoutes />
                    </ParentRoute>
                </Routes>
            </Layout>
            <RouteAnnouncer is_routing />
            <AddressBar is_routing />
        </Router>
    }
}

/// The page of an address that no route has.
#[cfg(feature = "ssr")]
fn elsewhere() -> AnyView {
    crate::drawn::still(crate::error::NotFound().into_any())
}

/// In the browser every address has a route.
#[cfg(not(feature = "ssr"))]
fn elsewhere() -> AnyView {
    ().into_any()
}

/// The routes below the language's prefix.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn CitizenRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <HomeRoutes />
        <AccountRoutes />
        <AccountForms />
        <CatalogueRoutes />
        // Before what has a code in the same place.
        <CounterRoutes />
        <DossierRoutes />
        <FilingSteps />
        <KeptRoutes />
        <FollowingRoutes />
        <DeskRoutes />
        <SafetyRoutes />
        <StaffRoutes />
        <AdministrationRoutes />
        <TrackingRoutes />
        <VerifyRoutes />
        <GuideRoutes />
        <InboxRoutes />
        <StatisticsRoutes />
        <DesignRoutes />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The routes below the language's prefix: all but the pages that do something are fetched from the server.
#[cfg(not(feature = "ssr"))]
#[component(transparent)]
fn CitizenRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    use leptos_router::WildcardSegment;
    use leptos_router::components::Route;
    view! {
        <AccountForms />
        <FilingSteps />
        <Route path=WildcardSegment("page") view=crate::layout::page(crate::drawn::place) />
    }
    .into_inner()
    .into_any_nested_route()
}
