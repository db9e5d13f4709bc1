//! The step of the receiving desk.

use domain::dossier::sections::DESK;
use leptos::prelude::*;

use super::model::Desk;
use super::words::say;
use crate::i18n::{fill, t, text};
use crate::ui::form::input_name;
use crate::ui::{TextField, Width, inset, search_field};

/// The list of desks, the proposed one chosen unless another was.
pub fn draw(chosen: &str, proposed: Option<Desk>, desks: Vec<Desk>, wrong: Option<String>) -> AnyView {
    let value = match &proposed {
        Some(desk) if chosen.is_empty() => desk.code.clone(),
        _ => chosen.to_owned(),
    };
    let why = proposed.map(|desk| {
        let sentence = fill(text::dossier::DESK_PROPOSED, &[("desk", &say(&desk.name))]);
        inset(view! { <p>{sentence}</p> }.into_any())
    });
    let options = desks.into_iter().map(|desk| (desk.code, say(&desk.name))).collect();
    let name = input_name(DESK);
    let line = TextField {
        path: DESK,
        name: &name,
        label: t(text::dossier::DESK_LABEL),
        hint: t(text::dossier::DESK_HINT),
        value: &value,
        problem: Signal::stored(wrong),
        width: Width::Full,
        ..TextField::default()
    };
    view! {
        <div class="form">
            {why}
            {search_field(line, options)}
        </div>
    }
    .into_any()
}
