//! Procedures: finding and reading them.

mod api;
mod blank_form;
mod desks;
pub mod life_events;
mod list;
#[cfg(feature = "ssr")]
pub(crate) mod present;
pub(crate) mod procedure;
mod search_box;
pub(crate) mod shown;
pub mod units;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::drawn;

use blank_form::BlankForm;
use desks::Desks;
use list::{AllProcedures, OnlineProcedures};
use procedure::ProcedurePage;

/// The addresses of this feature.
#[component(transparent)]
pub fn CatalogueRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/dich-vu-cong") view=drawn!(AllProcedures) />
        <Route path=path!("/dich-vu-cong-truc-tuyen") view=drawn!(OnlineProcedures) />
        <Route path=path!("/dich-vu-cong/:code") view=drawn!(ProcedurePage) />
        <Route path=path!("/dich-vu-cong/:code/mau") view=drawn!(BlankForm) />
        <Route path=path!("/noi-tiep-nhan") view=drawn!(Desks) />
    }
    .into_inner()
    .into_any_nested_route()
}
