//! The button that the mail about a lock leads to. Opening the page changes nothing: mail scanners open it too.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{LockOfLink, Unlock};
use super::register::hidden;
use crate::error::Failure;
use crate::i18n::{t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::button::Button;
use crate::ui::{button_link, heading, submit};

/// Where the mail leads.
#[component]
pub fn Unlocking() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let asked = token.clone();
    let lock = load(move || LockOfLink { token: asked.clone() });
    view! {
        {lock.show(move || {
            let token = token.clone();
            move |lock| match lock {
                Ok(true) => locked(&token),
                Ok(false) => expired(),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn locked(token: &str) -> AnyView {
    view! {
        <Title text=t(text::account::UNLOCK_TITLE) />
        <div class="question flow">
            {heading(t(text::account::UNLOCK_TITLE))} <p class="lead">{t(text::account::UNLOCK_LEAD)}</p>
            <form method="post" action=Unlock::url() class="flow">
                {hidden("token", token)} <div class="actions">{submit(t(text::account::UNLOCK_BUTTON))}</div>
            </form>
        </div>
    }
    .into_any()
}

fn expired() -> AnyView {
    let again = Button { label: t(text::account::LOGIN_BUTTON), ..Button::default() };
    view! {
        <Title text=t(text::account::UNLOCK_EXPIRED_TITLE) />
        <div class="question flow">
            {heading(t(text::account::UNLOCK_EXPIRED_TITLE))}
            <p class="lead">{t(text::account::UNLOCK_EXPIRED_LEAD)}</p>
            <div class="actions">{button_link(again, &routes::login_step(use_language(), "tinh"))}</div>
        </div>
    }
    .into_any()
}
