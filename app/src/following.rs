//! What the applicant does with a dossier that was filed: supplements it, withdraws it, fetches the result, says how the
//! service was. Drawn by the server alone.

mod api;
mod fate;
mod gather;
mod model;
mod supplement;
mod withdraw;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

pub use api::keep;
pub(crate) use fate::fate;
pub(crate) use gather::fate as gather_fate;
pub use model::Fate;

use crate::drawn::drawn;

/// The addresses of this feature.
#[component(transparent)]
pub fn FollowingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/ho-so/:code/bo-sung") view=drawn!(supplement::Supplement) />
        <Route path=path!("/ho-so/:code/rut") view=drawn!(withdraw::Withdraw) />
    }
    .into_inner()
    .into_any_nested_route()
}
