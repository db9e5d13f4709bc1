//! While filing: what is kept, for a paper that is asked for.

use domain::attachment::kept::{Fit, Standing};
use domain::dossier::submission::StepId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{Choice, Entry, LoadChoice, ReuseKept};
use super::face;
use crate::attachment::papers::card_path;
use crate::dossier::shown;
use crate::dossier::words::say;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load;
use crate::post::post_form;
use crate::routes;
use crate::ui::icon::CIRCLE_CHECK;
use crate::ui::tag::tag_with;
use crate::ui::{Button, Look, Tone, back_link, button, empty};

/// Take a paper from the store.
#[component]
pub fn Choose() -> impl IntoView {
    let (draft, paper) = use_params_map().with_untracked(|params| {
        (params.get("draft").unwrap_or_default(), params.get("paper").unwrap_or_default())
    });
    let here = routes::choose_kept(use_language(), &draft, &paper);
    load(move || LoadChoice { draft: draft.clone(), paper: paper.clone() }).show(move || {
        let here = here.clone();
        move |loaded| shown(loaded, &here, draw)
    })
}

fn draw(choice: Choice) -> AnyView {
    let language = use_language();
    let title = fill(text::kept::CHOOSE_TITLE, &[("paper", &say(&choice.name))]);
    let step = routes::filing(language, &choice.draft.to_string(), StepId::Papers.slug());
    let back = format!("{step}#f-{}", card_path(&choice.requirement));
    let can_be_used =
        |(entry, _, is_there): &(Entry, Fit, bool)| entry.standing != Standing::Expired && !is_there;
    // One red button a page: for what most people come for.
    let first = choice.offers.iter().find(|offer| can_be_used(offer) && offer.1 != Fit::Other);
    let first = first.map(|(entry, ..)| entry.id);
    let list = |title: Key, belongs: &dyn Fn(Fit) -> bool| {
        let rows: Vec<AnyView> = choice
            .offers
            .iter()
            .filter(|(_, fit, _)| belongs(*fit))
            .map(|offer| row(&choice, offer, can_be_used(offer), first))
            .collect();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="flow">
                    <h2>{t(title)}</h2>
                    <ul class="rows">{rows}</ul>
                </section>
            }
        })
    };
    let nothing = choice
        .offers
        .is_empty()
        .then(|| empty(t(text::kept::EMPTY), view! { <p>{t(text::kept::EMPTY_LINE)}</p> }.into_any()));
    view! {
        <Title text=title.clone() />
        <div class="sheet flow">
            {back_link(&back)}
            <p class="meta">{say(&choice.procedure)}</p>
            <h1 tabindex="-1">{title}</h1>
            {nothing}
            {list(text::kept::FITTING, &|fit| fit != Fit::Other)}
            {list(text::kept::OTHERS, &|fit| fit == Fit::Other)}
        </div>
    }
    .into_any()
}

fn row(
    choice: &Choice,
    (entry, _, is_there): &(Entry, Fit, bool),
    can_be_used: bool,
    first: Option<uuid::Uuid>,
) -> AnyView {
    let more = format!(" {}", say(&entry.name));
    let look = if first == Some(entry.id) { Look::Primary } else { Look::Secondary };
    let take = Button {
        label: t(text::kept::TAKE),
        label_more: &more,
        look,
        small: look == Look::Secondary,
        ..Button::default()
    };
    let take = can_be_used.then(|| {
        post_form::<ReuseKept>(
            "",
            view! {
                <input type="hidden" name="draft" value=choice.draft.to_string() />
                <input type="hidden" name="paper" value=choice.requirement.clone() />
                <input type="hidden" name="kept" value=entry.id.to_string() />
                <div class="actions">{button(take)}</div>
            }
            .into_any(),
        )
    });
    let there = is_there
        .then(|| view! { <p class="tags">{tag_with(Tone::Jade, CIRCLE_CHECK, t(text::kept::IS_THERE))}</p> });
    view! { <li class="kept">{face(entry, false)} {there} {take}</li> }.into_any()
}
