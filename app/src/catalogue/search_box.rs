//! The field for everyday words. Without JavaScript it is sent; with it, the page follows what one types.

use leptos::prelude::*;

use super::list::Place;
use super::shown::Wanted;
use crate::i18n::{t, text};
use crate::ui::icon::SEARCH;
use crate::ui::{Button, button};

/// The field, with what is looked for in it.
pub fn search_box(place: Place, wanted: &Wanted) -> AnyView {
    let hidden = wanted.clone();
    let keep = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value /> })
    };
    let label = t(text::catalogue::SEARCH);
    view! {
        <form class="search" role="search" action=place.base() data-live="">
            <input
                type="search"
                name="tim"
                value=hidden.words
                aria-label=t(text::catalogue::SEARCH_LABEL)
                placeholder=t(text::catalogue::SEARCH_EXAMPLE)
                autocomplete="off"
            />
            {keep("linh-vuc", hidden.field)}
            {keep("doi-tuong", hidden.applicant)}
            {keep("cap", hidden.level)}
            {button(Button { label, icon: Some(SEARCH), ..Button::default() })}
        </form>
    }
    .into_any()
}
