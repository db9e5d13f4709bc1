//! Step 7: the button that the mail leads to, and what comes after it.

use domain::account::registration::Step;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{ConfirmLink, ConfirmationLink, LinkView, Registration};
use super::{hidden, rail, slug};
use crate::error::Failure;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::Button;
use crate::ui::{button_link, details, heading, submit};

/// Where the mail's button leads. Opening the page changes nothing: mail scanners open it too.
#[component]
pub fn Confirm() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let asked = token.clone();
    let link = load(move || ConfirmationLink { token: asked.clone() });
    view! {
        {link.show(move || {
            let token = token.clone();
            move |link| match link {
                Ok(LinkView::Open { mailbox }) => open(&token, &mailbox),
                Ok(LinkView::Used) => confirmed(),
                Ok(LinkView::Expired) => expired(),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn open(token: &str, mailbox: &str) -> AnyView {
    view! {
        <Title text=t(text::account::CONFIRM_TITLE) />
        <div class="question flow">
            {heading(t(text::account::CONFIRM_TITLE))}
            <p class="lead">{fill(text::account::CONFIRM_LEAD, &[("mailbox", mailbox)])}</p>
            <form method="post" action=ConfirmLink::url() class="flow">
                {hidden("token", token)}
                <div class="actions">{submit(t(text::account::CONFIRM_BUTTON))}</div>
            </form>
            <p class="hint">{t(text::account::CONFIRM_NOT_YOU)}</p>
        </div>
    }
    .into_any()
}

fn expired() -> AnyView {
    let again = Button { label: t(text::account::EXPIRED_AGAIN), ..Button::default() };
    view! {
        <Title text=t(text::account::EXPIRED_TITLE) />
        <div class="question flow">
            {heading(t(text::account::EXPIRED_TITLE))} <p class="lead">{t(text::account::EXPIRED_LEAD)}</p>
            <div class="actions">{button_link(again, &routes::register(use_language()))}</div>
        </div>
    }
    .into_any()
}

/// The same whether or not the number had an account: the page is for whoever holds the mailbox, and tells nobody
/// whose number it is.
fn confirmed() -> AnyView {
    let log_in = Button { label: t(text::account::LOGIN_BUTTON), ..Button::default() };
    let trouble = fill(text::account::CONFIRMED_TROUBLE_TEXT, &[("help_line", &use_settings().help_line)]);
    view! {
        <Title text=t(text::account::CONFIRMED_TITLE) />
        <div class="question flow">
            {heading(t(text::account::CONFIRMED_TITLE))}
            <p class="lead">{t(text::account::CONFIRMED_LEAD)}</p>
            <div class="actions">{button_link(log_in, &routes::login_step(use_language(), "tinh"))}</div>
            {details(t(text::account::CONFIRMED_TROUBLE), view! { <p>{trouble}</p> }.into_any())}
        </div>
    }
    .into_any()
}

/// Step 7, in the browser that registered.
#[component]
pub fn Confirmed() -> impl IntoView {
    let known = load(|| Registration { step: slug(Step::Confirmed).to_owned() });
    view! {
        {known.show(|| {
            |known| match known {
                Ok(_) => view! { <div class="wizard">{rail(Step::Confirmed)} {confirmed()}</div> }.into_any(),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}
