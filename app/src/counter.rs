//! The counter: officers receive what comes on paper and help with accounts; citizens claim what was filed for them. Drawn
//! by the server alone.

mod begin;
mod claim;
mod done;
mod draft;
mod gather;
mod help;
mod person;
mod save;
mod visit;

use domain::card::NotACard;
use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::hooks::use_params_map;
use leptos_router::path;

use backend::counter::Unread;

use crate::drawn::drawn;
use crate::i18n::{t, text::counter as c};
use crate::ui::problem::problem_sentence;

pub use save::{Pressed, keep};

/// The addresses of this feature.
#[component(transparent)]
pub fn CounterRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tiep-nhan/quay") view=drawn!(begin::Counter) />
        <Route path=path!("/tiep-nhan/quay/:visit") view=drawn!(visit::Visit) />
        <Route path=path!("/tiep-nhan/quay/:visit/xong") view=drawn!(done::Done) />
        <Route path=path!("/tiep-nhan/tai-khoan") view=drawn!(help::Help) />
        <Route path=path!("/ho-so/nhan") view=drawn!(claim::Claim) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The visit in the address.
fn visit_in_address() -> String {
    use_params_map().with_untracked(|params| params.get("visit").unwrap_or_default())
}

/// Why what was scanned or typed says nobody's number.
fn unread_sentence(unread: &Unread) -> String {
    let card = match unread {
        Unread::Number(problem) => return problem_sentence(problem, t(c::SCAN)),
        Unread::Card(card) => card,
    };
    t(match card {
        NotACard::OtherCode => c::CARD_OTHER,
        NotACard::NoNumber => c::CARD_NO_NUMBER,
        NotACard::NoName => c::CARD_NO_NAME,
        NotACard::NoBirthDate => c::CARD_NO_BIRTH_DATE,
    })
    .to_owned()
}
