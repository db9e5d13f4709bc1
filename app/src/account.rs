//! Registering, logging in, the session, and what an account holds.

mod api;
mod code;
#[cfg(feature = "ssr")]
mod data;
mod login;
mod profile;
mod register;
#[cfg(feature = "ssr")]
pub mod safety;
#[cfg(feature = "ssr")]
pub(crate) mod server;
mod unlock;
pub mod viewer;

use leptos::prelude::*;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::drawn;
use crate::layout::page;
use crate::ui::anew;

pub use api::{LogOut, log_out};
#[cfg(feature = "ssr")]
pub use server::{attempt_cookie, attempt_token_in, known_browser_in, led};

/// The addresses of this feature that the server draws.
#[component(transparent)]
pub fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/dang-ky") view=drawn!(register::Provider) />
        <Route path=path!("/dang-ky/tinh") view=drawn!(register::Begin) />
        <Route path=path!("/dang-ky/loai-tai-khoan") view=drawn!(register::Kind) />
        <Route path=path!("/dang-ky/muc-xac-minh") view=drawn!(register::Level) />
        <Route path=path!("/dang-ky/thu-xac-nhan") view=drawn!(register::Mail) />
        <Route path=path!("/dang-ky/xac-nhan/:token") view=drawn!(register::Confirm) />
        <Route path=path!("/dang-ky/hoan-tat") view=drawn!(register::Confirmed) />
        <Route path=path!("/dang-nhap") view=drawn!(login::Provider) />
        <Route path=path!("/dang-nhap/tinh") view=drawn!(login::Password) />
        <Route path=path!("/dang-nhap/ma-xac-nhan") view=drawn!(login::code::Code) />
        <Route path=path!("/dang-nhap/tai-khoan-co-san") view=drawn!(login::claim::Claim) />
        <Route path=path!("/dang-nhap/mo-khoa/:token") view=drawn!(unlock::Unlocking) />
        <Route path=path!("/dang-nhap/buoc-hai") view=drawn!(login::second::SecondFactor) />
        <Route path=path!("/tai-khoan/du-lieu") view=drawn!(data::MyData) />
        <Route path=path!("/tai-khoan/du-lieu/giu/:token") view=drawn!(data::KeepIt) />
        <Route path=path!("/tai-khoan") view=drawn!(profile::Profile) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Its addresses with forms that judge while one types.
#[component(transparent)]
pub fn AccountForms() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/dang-ky/so-dinh-danh") view=page(|| anew(register::Number().into_any())) />
        <Route path=path!("/dang-ky/thong-tin") view=page(|| anew(register::Details().into_any())) />
        <Route path=path!("/dang-ky/doi-hop-thu") view=page(|| anew(register::Mailbox().into_any())) />
        <Route path=path!("/tai-khoan/to-chuc") view=page(|| anew(profile::AddOrganisation().into_any())) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The part of the address that names a step of registration.
fn slug(step: domain::account::registration::Step) -> &'static str {
    use domain::account::registration::Step;
    match step {
        Step::Provider => "tinh",
        Step::Kind => "loai-tai-khoan",
        Step::Level => "muc-xac-minh",
        Step::IdentityNumber => "so-dinh-danh",
        Step::Details => "thong-tin",
        Step::Mail => "thu-xac-nhan",
        Step::Confirmed => "hoan-tat",
    }
}

/// The step with this slug.
#[cfg(feature = "ssr")]
fn step_of(name: &str) -> Option<domain::account::registration::Step> {
    domain::account::registration::Step::ALL.into_iter().find(|step| slug(*step) == name)
}

/// `?tiep=…`: where the login leads afterwards.
fn back_query(page: &str) -> String {
    let mut query = String::from("?tiep=");
    for byte in page.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
                query.push(char::from(byte))
            }
            other => query.push_str(&format!("%{other:02X}")),
        }
    }
    query
}
