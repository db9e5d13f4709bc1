//! The home page.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::StaticSegment;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::hooks::use_query_map;

use crate::catalogue::life_events::LifeEvents;
use crate::drawn::drawn;
use crate::i18n::{Language, fill, t, text, use_language};
use crate::layout::use_viewer;
use crate::load::load;
use crate::routes;
use crate::ui::icon::{self, Icon, icon_large};
use crate::ui::ornament::drum;
use crate::ui::{Banner, Button, Look, TextField, banner, button, text_field};

/// The addresses of this feature.
#[component(transparent)]
pub fn HomeRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=StaticSegment("") view=drawn!(Home) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// A dossier's code as it looks, for the hint, with hyphens that keep it whole.
const EXAMPLE_CODE: &str = "H21.65\u{2011}261123\u{2011}0011";

/// The picture of what happens in somebody's life.
fn picture(event: &str) -> Icon {
    match event {
        "sinh-con" => icon::BABY,
        "ket-hon" => icon::HEART_HANDSHAKE,
        "cu-tru" => icon::HOUSE,
        "mo-quan" => icon::STORE,
        "nha-dat" => icon::TREES,
        "chung-thuc" => icon::STAMP,
        "tro-cap" => icon::HAND_COINS,
        "di-hoc" => icon::GRADUATION_CAP,
        "doanh-nghiep" => icon::BRIEFCASE,
        _ => icon::FILE_TEXT,
    }
}

/// Public services from home.
#[component]
fn Home() -> impl IntoView {
    let language = use_language();
    let logged_out = use_query_map().with_untracked(|query| query.get("da-dang-xuat").is_some());
    view! {
        <Title text="" />
        {logged_out.then(|| banner(Banner::Done, t(text::home::LOGGED_OUT)))}
        {hero(language)}
        {events(language)}
        <section class="home-part home-columns">
            {four_steps()}
            {look_up(language)}
        </section>
    }
    .into_any()
}

/// The address of a search for `words`.
fn search(language: Language, words: &str) -> String {
    // Spaces as plus signs, the rest of UTF-8 as it is: browsers encode it when they follow the link.
    format!("{}?tim={}", routes::catalogue(language), words.replace(' ', "+"))
}

fn hero(language: Language) -> AnyView {
    let often = [text::home::OFTEN_1, text::home::OFTEN_2, text::home::OFTEN_3]
        .into_iter()
        .enumerate()
        .map(|(index, words)| {
            let words = t(words);
            view! { {(index > 0).then_some(" · ")} <a href=search(language, words)>{words}</a> }
        })
        .collect::<Vec<_>>();
    // On a phone the header has no room for it, and the guide begins with it.
    let register = use_viewer().show(move || {
        move |viewer| {
            let is_known = viewer.ok().flatten().is_some();
            let link = (!is_known).then(|| {
                view! {
                    <p class="hero-register">
                        {t(text::home::NO_ACCOUNT)} " " <a href=routes::register(language)>{t(text::layout::REGISTER)}</a>
                    </p>
                }
            });
            link.into_any()
        }
    });
    view! {
        <section class="full hero">
            {drum()}
            <div class="container">
                <h1 tabindex="-1">{t(text::home::HOME_TITLE)}</h1>
                <p>{t(text::home::HERO_1)} <br /> {t(text::home::HERO_2)}</p>
                <form class="search" role="search" action=routes::catalogue(language)>
                    <input
                        type="search"
                        name="tim"
                        aria-label=t(text::home::SEARCH_LABEL)
                        placeholder=t(text::home::SEARCH_EXAMPLE)
                    />
                    {button(Button { label: t(text::home::SEARCH), look: Look::Gold, icon: Some(icon::SEARCH), ..Button::default() })}
                </form>
                <p class="hero-examples">{t(text::home::OFTEN)} " " {often}</p>
                {register}
            </div>
        </section>
    }
    .into_any()
}

fn events(language: Language) -> AnyView {
    let items = load(|| LifeEvents {}).show(move || {
        move |events| {
            let events = events.unwrap_or_default().into_iter();
            events
                .map(|event| {
                    view! {
                        <li>
                            <a href=routes::life_event(language, &event.id)>
                                {icon_large(picture(&event.id))} <span class="h3">{event.name}</span>
                                <span class="meta">{event.about}</span>
                            </a>
                        </li>
                    }
                })
                .collect::<Vec<_>>()
                .into_any()
        }
    });
    view! {
        <section class="home-part">
            <h2>{t(text::home::EVENTS_TITLE)}</h2>
            <ul class="events">
                {items}
            </ul>
            <p class="home-all">
                <a href=routes::online_catalogue(language)>{t(text::home::ONLINE_SERVICES)}</a>
                <a href=routes::catalogue(language)>{t(text::home::ALL_SERVICES)}</a>
            </p>
        </section>
    }
    .into_any()
}

fn four_steps() -> AnyView {
    let steps = [
        (text::home::STEP_FIND, text::home::STEP_FIND_LINE),
        (text::home::STEP_LOG_IN, text::home::STEP_LOG_IN_LINE),
        (text::home::STEP_FILE, text::home::STEP_FILE_LINE),
        (text::home::STEP_RECEIVE, text::home::STEP_RECEIVE_LINE),
    ]
    .map(|(name, line)| view! { <li><h3>{t(name)}</h3><p class="meta">{t(line)}</p></li> })
    .into_iter()
    .collect::<Vec<_>>();
    view! {
        <div>
            <h2>{t(text::home::STEPS_TITLE)}</h2>
            <ol class="four-steps">{steps}</ol>
        </div>
    }
    .into_any()
}

fn look_up(language: Language) -> AnyView {
    let hint = fill(text::home::TRACKING_HINT, &[("example", EXAMPLE_CODE)]);
    view! {
        <form class="card" action=routes::tracking(language)>
            <h2>{t(text::home::TRACKING_TITLE)}</h2>
            {text_field(TextField {
                path: "code",
                name: "ma",
                label: t(text::home::TRACKING_CODE),
                hint: &hint,
                ..TextField::default()
            })}
            {button(Button { label: t(text::home::TRACKING_BUTTON), look: Look::Secondary, ..Button::default() })}
        </form>
    }
    .into_any()
}
