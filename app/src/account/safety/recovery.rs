//! Getting back in after the password was forgotten.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{AskRecovery, LoadRecovery, LoadRecoveryRequest, RecoveryView, SetPassword};
use super::{form_page, is_checking, shown};
use crate::account::register::hidden;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::button;
use crate::ui::{Button, Look, TextField, Width, button_link, details, submit, text_field};

const NUMBER: &str = "number";
const PASSWORD: &str = "password";
const REPEATED: &str = "repeated";

/// `/dang-nhap/quen-mat-khau`.
#[component]
pub fn Ask() -> impl IntoView {
    let checking = is_checking();
    let sent = use_query_map().with_untracked(|query| query.get("da-gui").is_some());
    view! {
        <Title text=t(text::safety::RECOVER_TITLE) />
        {load(|| LoadRecoveryRequest {}).show(move || {
            move |refused| shown(refused, |refused| if sent { draw_sent() } else { draw_ask(refused, checking) })
        })}
    }
    .into_any()
}

fn draw_ask(refused: Option<(String, String)>, checking: bool) -> AnyView {
    let refused = refused.filter(|_| checking);
    let problem = refused.as_ref().map(|(sentence, _)| sentence.clone());
    let problems = problem.iter().map(|sentence| (NUMBER.to_owned(), sentence.clone())).collect();
    let number = text_field(TextField {
        path: NUMBER,
        name: NUMBER,
        label: t(text::account::LOGIN_NUMBER),
        hint: t(text::account::LOGIN_NUMBER_HINT),
        value: refused.as_ref().map_or("", |(_, typed)| typed),
        problem: Signal::stored(problem),
        inputmode: "numeric",
        autocomplete: "username",
        width: Width::W16,
        digits: true,
        ..TextField::default()
    });
    let body = view! {
        <p class="lead">{t(text::safety::RECOVER_LEAD)}</p>
        <form method="post" action=AskRecovery::url() novalidate class="flow">
            {number}
            <div class="actions">
                {submit(t(text::safety::RECOVER_BUTTON))}
                {button(Button {
                    label: t(text::safety::RECOVER_BY_PHONE),
                    look: Look::Secondary,
                    name: "by",
                    value: "phone",
                    ..Button::default()
                })}
            </div>
        </form>
        {at_desk()}
    };
    let back = routes::login_step(use_language(), "tinh");
    form_page(text::safety::RECOVER_TITLE, &back, problems, body.into_any())
}

fn draw_sent() -> AnyView {
    let demo = use_settings().demo.then(|| {
        view! {
            <p>
                {t(text::account::MAIL_DEMO)} " "
                <a href="/dev/outbox" rel="external">{t(text::account::MAIL_DEMO_LINK)}</a>
            </p>
        }
    });
    let body = view! { <p class="lead">{t(text::safety::RECOVER_SENT)}</p> {demo} {at_desk()} };
    let back = routes::recover(use_language());
    form_page(text::safety::RECOVER_SENT_TITLE, &back, Vec::new(), body.into_any())
}

fn at_desk() -> AnyView {
    let words = fill(text::safety::RECOVER_DESK_TEXT, &[("help_line", &use_settings().help_line)]);
    details(t(text::safety::RECOVER_DESK), view! { <p>{words}</p> }.into_any())
}

/// `/dang-nhap/quen-mat-khau/…`: where the mail leads.
#[component]
pub fn Set() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let checking = is_checking();
    let done = use_query_map().with_untracked(|query| query.get("xong").is_some());
    let asked = token.clone();
    view! {
        <Title text=t(text::safety::RECOVER_SET_TITLE) />
        {load(move || LoadRecovery { token: asked.clone() }).show(move || {
            let token = token.clone();
            move |known| shown(known, |known| if done { draw_done() } else { draw_set(known, &token, checking) })
        })}
    }
    .into_any()
}

fn draw_done() -> AnyView {
    let log_in = Button { label: t(text::account::LOGIN_TITLE), ..Button::default() };
    let to = routes::login(use_language());
    let body = view! {
        <p class="lead">{t(text::safety::RECOVER_DONE)}</p>
        <div class="actions">{button_link(log_in, &to)}</div>
    };
    form_page(text::safety::RECOVER_DONE_TITLE, &to, Vec::new(), body.into_any())
}

fn draw_set(known: RecoveryView, token: &str, checking: bool) -> AnyView {
    let language = use_language();
    let back = routes::recover(language);
    if !known.works {
        let again = Button { label: t(text::safety::RECOVER_AGAIN), ..Button::default() };
        let body = view! {
            <p class="lead">{t(text::safety::RECOVER_OVER)}</p>
            <div class="actions">{button_link(again, &back)}</div>
        };
        return form_page(text::safety::RECOVER_OVER_TITLE, &back, Vec::new(), body.into_any());
    }
    let (problem, repeated_problem) = match known.problem.filter(|_| checking) {
        Some((sentence, true)) => (None, Some(sentence)),
        Some((sentence, false)) => (Some(sentence), None),
        None => (None, None),
    };
    let mut problems = Vec::new();
    for (path, problem) in [(PASSWORD, &problem), (REPEATED, &repeated_problem)] {
        problems.extend(problem.iter().map(|sentence| (path.to_owned(), sentence.clone())));
    }
    let body = view! {
        <p class="lead">{t(text::safety::RECOVER_SET_LEAD)}</p>
        <form method="post" action=SetPassword::url() novalidate class="flow">
            {hidden("token", token)} {super::password::field(PASSWORD, problem)}
            {super::password::field(REPEATED, repeated_problem)}
            <div class="actions">{submit(t(text::safety::RECOVER_SET_BUTTON))}</div>
        </form>
    };
    form_page(text::safety::RECOVER_SET_TITLE, &back, problems, body.into_any())
}
