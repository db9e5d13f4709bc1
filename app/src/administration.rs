//! What administrators and editors set: procedures, agencies with their calendars, and the mails and text messages that citizens get. Drawn by the server alone.

mod agencies;
mod procedures;
mod templates;
mod words;

use backend::Portal;
use backend::account::Citizen;
use backend::staff::Officer;
use domain::staff::{Action, Deed};
use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::drawn;
use crate::error::AppError;
use crate::staff::server::officer_in_session;

/// The addresses of this feature.
#[component(transparent)]
pub fn AdministrationRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/quan-tri/co-quan") view=drawn!(agencies::Agencies) />
        <Route path=path!("/quan-tri/co-quan/sua") view=drawn!(agencies::edit::EditAgency) />
        <Route path=path!("/quan-tri/thu-tuc") view=drawn!(procedures::Procedures) />
        <Route path=path!("/quan-tri/thu-tuc/sua") view=drawn!(procedures::edit::EditProcedure) />
        <Route path=path!("/quan-tri/thu-tuc/xem") view=drawn!(procedures::edit::PreviewProcedure) />
        <Route path=path!("/quan-tri/tu-tim") view=drawn!(words::Words) />
        <Route path=path!("/quan-tri/mau-tin") view=drawn!(templates::Templates) />
        <Route path=path!("/quan-tri/mau-tin/sua") view=drawn!(templates::edit::EditTemplate) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The officer who sent the request, if they do this for the whole portal; to others there is no such page.
async fn who_may(deed: Deed) -> Result<(Portal, Citizen, Officer), AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    officer.may(Action::InPortal(deed)).ok_or(AppError::NotFound)?;
    Ok((portal, citizen, officer))
}
