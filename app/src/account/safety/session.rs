//! "Các thiết bị đang đăng nhập".

use domain::account::session::Device;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::api::{EndOtherSessions, EndSession, LoadSessions, SessionView};
use super::{done, shown};
use crate::account::register::hidden;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::summary_list::{Row, summary_list_tight};
use crate::ui::{Button, Look, Tone, back_link, button, tag};

/// `/tai-khoan/phien`.
#[component]
pub fn Sessions() -> impl IntoView {
    let done = done(&[("da-ket-thuc", text::safety::ENDED), ("da-ket-thuc-het", text::safety::ENDED_OTHERS)]);
    let sessions = load(|| LoadSessions {}).show(|| |sessions| shown(sessions, draw));
    view! {
        <Title text=t(text::safety::SESSIONS_TITLE) />
        {back_link(&routes::account(use_language()))}
        {done}
        {sessions}
    }
    .into_any()
}

fn draw(sessions: Vec<SessionView>) -> AnyView {
    let others = if sessions.len() > 1 {
        let end = Button { label: t(text::safety::END_OTHERS), ..Button::default() };
        view! {
            <form method="post" action=EndOtherSessions::url()>
                <div class="actions">{button(end)}</div>
            </form>
        }
        .into_any()
    } else {
        view! { <p>{t(text::safety::ONLY_THIS)}</p> }.into_any()
    };
    view! {
        <div class="sheet flow">
            <h1 tabindex="-1">{t(text::safety::SESSIONS_TITLE)}</h1>
            <p class="lead">{t(text::safety::SESSIONS_LEAD)}</p>
            {sessions.into_iter().map(card).collect_view()}
            {others}
        </div>
    }
    .into_any()
}

fn card(session: SessionView) -> AnyView {
    let kind = t(match Device::from_stored(&session.device) {
        Device::Phone => text::safety::PHONE,
        Device::Computer => text::safety::COMPUTER,
        Device::Kiosk => text::safety::KIOSK,
    });
    let name =
        if session.browser.is_empty() { kind.to_owned() } else { format!("{kind} · {}", session.browser) };
    let more = fill(text::safety::END_ONE_MORE, &[("device", &name), ("time", &session.began)]);
    let network = if session.network.is_empty() {
        t(text::safety::NETWORK_UNKNOWN).to_owned()
    } else {
        session.network
    };
    let facts = vec![
        Row::new(t(text::safety::LAST_SEEN), session.last_seen),
        Row::new(t(text::safety::BEGAN), session.began),
        Row::new(t(text::safety::NETWORK), network),
    ];
    let end = Button {
        label: t(text::safety::END_ONE),
        label_more: &more,
        look: Look::Secondary,
        small: true,
        ..Button::default()
    };
    let end = if session.is_this {
        view! { <p class="tags">{tag(Tone::Jade, t(text::safety::THIS_ONE))}</p> }.into_any()
    } else {
        view! {
            <form method="post" action=EndSession::url()>
                {hidden("id", &session.id.to_string())} {button(end)}
            </form>
        }
        .into_any()
    };
    view! {
        <div class="card flow">
            <h2 class="h3">{name}</h2>
            {summary_list_tight(facts)}
            {end}
        </div>
    }
    .into_any()
}
