//! What officers read of one dossier and do with it. Drawn by the server alone.

mod api;
mod gather;
mod judging;
mod model;
mod moves;
mod sheet;
mod viewer;
mod words;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use backend::attachment::Download;

pub(crate) use gather::item_names;
pub(crate) use words::reason_with;

use crate::drawn::drawn;

/// The mark of an address that says that a document was not taken.
pub const REFUSED_DOCUMENT: &str = "tep-bi-tu-choi";

/// Counts the pages of a file. The server draws them, so it brings this along.
#[derive(Clone)]
pub struct CountPages(pub Arc<Count>);

/// See [`CountPages`].
pub type Count = dyn Fn(Download) -> Pin<Box<dyn Future<Output = usize> + Send>> + Send + Sync;

/// The addresses of this feature.
#[component(transparent)]
pub fn DeskRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tiep-nhan/ho-so/:code") view=drawn!(sheet::DossierSheet) />
        <Route path=path!("/tiep-nhan/ho-so/:code/xem/:paper") view=drawn!(viewer::Viewer) />
    }
    .into_inner()
    .into_any_nested_route()
}
