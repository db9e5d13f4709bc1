//! The field for everyday words. Without JavaScript it is sent; with it, it answers as one types.

use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::list::Place;
use super::shown::Wanted;
use crate::i18n::{t, text};
use crate::ui::icon::SEARCH;
use crate::ui::{Button, button};

/// How long one stops typing before the portal answers.
const PAUSE: Duration = Duration::from_millis(250);

/// The field, with what is looked for in it.
#[component]
pub fn SearchBox(
    /// The list that it searches.
    place: Place,
    /// What is shown now.
    wanted: Memo<Wanted>,
) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let navigate = use_navigate();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // The address follows what is typed, and the list follows the address; an answer to an older address is dropped.
    let search = move || {
        let typed = input.try_get_untracked().flatten().map(|input| input.value());
        let (Some(words), Some(now)) = (typed, wanted.try_get_untracked()) else { return };
        let words = words.trim().to_owned();
        if words != now.words {
            let next = Wanted { words, event: String::new(), page: 1, ..now };
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&place.address(&next), options);
        }
    };
    let on_input = {
        let search = search.clone();
        move |_| {
            if let Some(Some(before)) = waiting.try_update_value(Option::take) {
                before.clear();
            }
            if let Ok(handle) = set_timeout_with_handle(search.clone(), PAUSE) {
                waiting.set_value(Some(handle));
            }
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        search();
    };
    let hidden = wanted.get_untracked();
    let keep = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value /> })
    };
    let label = t(text::catalogue::SEARCH);
    view! {
        <form class="search" role="search" action=place.base() on:submit=on_submit>
            <input
                type="search"
                name="tim"
                value=hidden.words
                aria-label=t(text::catalogue::SEARCH_LABEL)
                placeholder=t(text::catalogue::SEARCH_EXAMPLE)
                autocomplete="off"
                node_ref=input
                on:input=on_input
            />
            {keep("linh-vuc", hidden.field)}
            {keep("doi-tuong", hidden.applicant)}
            {keep("cap", hidden.level)}
            {button(Button { label, icon: Some(SEARCH), ..Button::default() })}
        </form>
    }
    .into_any()
}
