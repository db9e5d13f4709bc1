//! Filing and following dossiers.

pub mod api;
#[cfg(feature = "ssr")]
mod desk;
mod detail;
#[cfg(feature = "ssr")]
mod gather;
#[cfg(feature = "ssr")]
mod keep;
mod mine;
pub mod model;
mod receipt;
mod review;
#[cfg(feature = "ssr")]
pub mod session;
mod start;
mod step;
mod transfer;
pub mod words;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::drawn;
use crate::error::{AppError, Failure, NotFound};
use crate::i18n::use_language;
use crate::layout::page;
use crate::routes;
use detail::Detail;
pub use detail::standing;
#[cfg(feature = "ssr")]
pub(crate) use gather::{questions, wanted_papers, withheld};
#[cfg(feature = "ssr")]
pub(crate) use keep::ticks;
#[cfg(feature = "ssr")]
pub use keep::{REFUSED, after, keep};
use mine::Mine;
use model::Shown;
use receipt::Receipt;
use start::{GoOn, Start};
use step::{Filing, FilingDesk, FilingReview};
pub(crate) use step::{StepContext, autosaving, kept_line};

/// The addresses of this feature that the server draws.
#[component(transparent)]
pub fn DossierRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/nop-ho-so") view=drawn!(Start) />
        <Route path=path!("/nop-ho-so/:draft") view=drawn!(GoOn) />
        <Route path=path!("/ho-so") view=drawn!(Mine) />
        <Route path=path!("/ho-so/:code") view=drawn!(Detail) />
        <Route path=path!("/ho-so/:code/da-nop") view=drawn!(Receipt) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The steps of filing.
#[component(transparent)]
pub fn FilingSteps() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/nop-ho-so/:draft/noi-tiep-nhan") view=drawn!(FilingDesk) />
        <Route path=path!("/nop-ho-so/:draft/kiem-tra") view=drawn!(FilingReview) />
        <Route path=path!("/nop-ho-so/:draft/:step") view=page(|| Filing().into_any()) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Draws what was loaded for the address `here`, or leads to where one must go first.
pub(crate) fn shown<T>(
    loaded: Result<Shown<T>, AppError>,
    here: &str,
    page: impl FnOnce(T) -> AnyView,
) -> AnyView {
    let language = use_language();
    match loaded {
        Ok(Shown::Page(content)) => page(content),
        Ok(Shown::LoggedOut) => leave(&routes::login_then(language, here)),
        Ok(Shown::Filed(code)) => leave(&routes::receipt(language, &code)),
        Ok(Shown::Nothing) => nothing(here),
        Err(error) => view! { <Failure error /> }.into_any(),
    }
}

/// Leads away from a page that has nothing to show.
#[cfg(feature = "ssr")]
fn leave(to: &str) -> AnyView {
    crate::request::see_other(to);
    ().into_any()
}

/// Leads away from a page that has nothing to show, by an ordinary page load.
#[cfg(not(feature = "ssr"))]
fn leave(to: &str) -> AnyView {
    // A browser that cannot leave this page says so itself.
    let _ = window().location().replace(to);
    ().into_any()
}

/// The page for what is not there.
#[cfg(feature = "ssr")]
fn nothing(_: &str) -> AnyView {
    crate::drawn::still(NotFound().into_any())
}

/// The page for what is not there: as the server draws it.
#[cfg(not(feature = "ssr"))]
fn nothing(here: &str) -> AnyView {
    leave(here)
}
