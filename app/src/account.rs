//! Registering, logging in, the session.

pub mod viewer;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::i18n::{t, text};

/// The addresses of this feature.
#[component(transparent)]
pub fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/dang-ky") view=Register />
        <Route path=path!("/dang-nhap") view=Login />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Register.
#[component]
fn Register() -> impl IntoView {
    view! {
        <Title text=t(text::account::REGISTER_TITLE) />
        <h1>{t(text::account::REGISTER_TITLE)}</h1>
    }
    .into_any()
}

/// Log in.
#[component]
fn Login() -> impl IntoView {
    view! {
        <Title text=t(text::account::LOGIN_TITLE) />
        <h1>{t(text::account::LOGIN_TITLE)}</h1>
    }
    .into_any()
}
