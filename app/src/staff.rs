//! Officers: being let in, standing in, and who works for the agencies. Drawn by the server alone.

mod absence;
mod factor;
pub mod frame;
mod invitation;
mod invite_form;
mod members;
pub mod server;

use domain::staff::Role;
use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::hooks::use_query_map;
use leptos_router::path;

use crate::access::Systems;
use crate::drawn::drawn;
use crate::i18n::{Key, t, text};
use crate::ui::{Banner, banner};

pub use frame::{Place, Staffed, staff_page};

/// The addresses of this feature.
#[component(transparent)]
pub fn StaffRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tiep-nhan/moi/:token") view=drawn!(invitation::Invitation) />
        <Route path=path!("/tiep-nhan/buoc-hai") view=drawn!(factor::SecondFactor) />
        <Route path=path!("/tiep-nhan/vang-mat") view=drawn!(absence::Absence) />
        <Route path=path!("/quan-tri/nhan-su") view=drawn!(members::Members) />
        <Route path=path!("/quan-tri/he-thong") view=drawn!(Systems) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// What a role is called.
pub fn role_name(role: Role) -> Key {
    match role {
        Role::DeskOfficer => text::staff::DESK_OFFICER,
        Role::Specialist => text::staff::SPECIALIST,
        Role::Leader => text::staff::LEADER,
        Role::CatalogueEditor => text::staff::CATALOGUE_EDITOR,
        Role::Administrator => text::staff::ADMINISTRATOR,
    }
}

/// The banner for what the address says was done, or was not.
pub fn said(sentences: &[(&str, Banner, Key)]) -> Option<AnyView> {
    use_query_map().with_untracked(|query| {
        let found = sentences.iter().find(|(name, ..)| query.get(name).is_some());
        found.map(|(_, kind, sentence)| banner(*kind, t(*sentence)))
    })
}

/// Whether the page is to say what was wrong with what was sent from it.
pub fn is_checking() -> bool {
    use_query_map().with_untracked(|query| query.get("kiem-tra").is_some())
}

/// Something a form sends along unseen.
pub fn hidden(name: &'static str, value: &str) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_owned() /> }.into_any()
}
