//! Where to go: the receiving desks and when they are open.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::FindDesks;
use super::shown::Desk;
use crate::error::Failure;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::icon::SEARCH;
use crate::ui::{Button, button, empty, heading};

/// The receiving desks of the province.
#[component]
pub fn Desks() -> impl IntoView {
    let query = use_query_map();
    let words = move || query.with(|query| query.get_str("tim").unwrap_or_default().trim().to_owned());
    let found = load(move || FindDesks { words: words() });
    let province = use_settings().province;
    view! {
        <Title text=t(text::catalogue::DESKS_TITLE) />
        {heading(t(text::catalogue::DESKS_TITLE))}
        <p class="lead">{fill(text::catalogue::DESKS_LEAD, &[("province", &province)])}</p>
        <form class="search" role="search" action=routes::desks(use_language())>
            <input
                type="search"
                name="tim"
                value=words()
                aria-label=t(text::catalogue::DESKS_LABEL)
                placeholder=t(text::catalogue::DESKS_EXAMPLE)
                autocomplete="address-level3"
            />
            {button(Button { label: t(text::catalogue::SEARCH), icon: Some(SEARCH), ..Button::default() })}
        </form>
        {found.show(|| {
            |found| match found {
                Ok(found) => list(found),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn list(desks: Vec<Desk>) -> AnyView {
    if desks.is_empty() {
        let number = use_settings().help_line;
        let advice = fill(text::catalogue::DESKS_NOTHING_ADVICE, &[("number", &number)]);
        return empty(t(text::catalogue::DESKS_NOTHING), view! { <p>{advice}</p> }.into_any());
    }
    let count = desks.len().to_string();
    let rows = desks
        .into_iter()
        .map(|desk| {
            let hours = desk.hours.iter().map(|line| hours(line)).collect::<Vec<_>>();
            view! { <li><h2 class="h3">{desk.name}</h2>{hours}</li> }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="flow">
            <p role="status">{fill(text::catalogue::DESKS_COUNT, &[("count", &count)])}</p>
            <ul class="rows">{rows}</ul>
        </div>
    }
    .into_any()
}

/// A span of hours does not break in its middle.
fn hours(line: &str) -> AnyView {
    let spans = line
        .split(", ")
        .enumerate()
        .map(|(index, span)| {
            let comma = (index > 0).then_some(", ");
            view! { {comma} <span class=(index > 0).then_some("whole")>{span.to_owned()}</span> }
        })
        .collect::<Vec<_>>();
    view! { <p class="meta">{spans}</p> }.into_any()
}
