//! Before a draft is begun: what to have at hand, and drafts that are open already.

use domain::account::proofing::Evidence;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{Begin, LoadGoOn, LoadStart};
use super::model::{DraftEntry, Start as Content};
use super::words::{moment, say};
use super::{leave, shown};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::post::post_form;
use crate::routes;
use crate::ui::icon::CIRCLE_ALERT;
use crate::ui::notice::{Banner, banner_with};
use crate::ui::{Button, Look, back_link, button, button_link, inset};

/// Begin filing.
#[component]
pub fn Start() -> impl IntoView {
    let query = use_query_map();
    let code = Memo::new(move |_| query.with(|query| query.get("thu-tuc").unwrap_or_default()));
    load(move || LoadStart { procedure: code.get() }).show(move || {
        let here = routes::begin_filing(use_language(), &code.get_untracked());
        move |loaded| shown(loaded, &here, draw)
    })
}

fn draw(start: Content) -> AnyView {
    let language = use_language();
    let name = say(&start.procedure);
    let back = back_link(&routes::procedure(language, &start.code));
    if let Some(instead) = &start.instead {
        return view! {
            <Title text=name.clone() />
            <div class="question flow">
                {back}
                <h1 tabindex="-1">{name}</h1>
                <p class="lead">{t(text::dossier::NOT_ONLINE)}</p>
                {inset(view! { <p>{say(instead)}</p> }.into_any())}
            </div>
        }
        .into_any();
    }
    if !start.lacks.is_empty() {
        return lacking(name, back, &start.lacks);
    }
    let has_drafts = !start.drafts.is_empty();
    let drafts = has_drafts.then(|| open_drafts(start.drafts));
    let papers = start.papers.iter().map(|paper| view! { <li>{say(paper)}</li> }).collect::<Vec<_>>();
    let too_many = start.too_many.then(|| {
        banner_with(
            Banner::Wait,
            CIRCLE_ALERT,
            view! { <p>{t(text::dossier::TOO_MANY_DRAFTS)}</p> }.into_any(),
        )
    });
    let label = if has_drafts { text::dossier::BEGIN_ANOTHER } else { text::dossier::BEGIN };
    let look = if has_drafts { Look::Secondary } else { Look::Primary };
    view! {
        <Title text=fill(text::dossier::FILE_TITLE, &[("procedure", &name)]) />
        <div class="question flow">
            {back}
            <p class="meta">{t(text::dossier::FILE)}</p>
            <h1 tabindex="-1">{name}</h1>
            {too_many}
            {drafts}
            {(!papers.is_empty())
                .then(|| view! {
                    <section class="flow">
                        <h2>{t(text::dossier::HAVE_AT_HAND)}</h2>
                        <ul class="bullets">{papers}</ul>
                        <p class="meta">{t(text::dossier::PHOTOS_DO)}</p>
                    </section>
                })}
            <p>{t(text::dossier::KEPT_AS_YOU_GO)}</p>
            {post_form::<Begin>("", view! {
                <input type="hidden" name="procedure" value=start.code />
                <div class="actions">{button(Button { label: t(label), look, ..Button::default() })}</div>
            }.into_any())}
        </div>
    }
    .into_any()
}

/// Where more must be known of who files it: what would do.
fn lacking(name: String, back: AnyView, ways: &[String]) -> AnyView {
    let language = use_language();
    let ways = ways
        .iter()
        .filter_map(|way| match Evidence::named(way)? {
            Evidence::Phone => Some((text::dossier::PROVE_PHONE, routes::change_phone(language))),
            Evidence::Vneid1 => Some((text::dossier::PROVE_VNEID, routes::login(language))),
            Evidence::Vneid2 => Some((text::dossier::PROVE_VNEID_2, routes::login(language))),
            Evidence::Desk => Some((text::dossier::PROVE_DESK, routes::desks(language))),
            Evidence::Mail => None,
        })
        .map(|(way, to)| view! { <li><a href=to>{t(way)}</a></li> })
        .collect::<Vec<_>>();
    view! {
        <Title text=t(text::dossier::PROVE_TITLE) />
        <div class="question flow">
            {back} <p class="meta">{name}</p>
            <h1 tabindex="-1">{t(text::dossier::PROVE_TITLE)}</h1>
            <p class="lead">{t(text::dossier::PROVE_LEAD)}</p>
            <ul class="bullets">{ways}</ul>
            <p>{t(text::dossier::PROVE_THEN)}</p>
        </div>
    }
    .into_any()
}

fn open_drafts(drafts: Vec<DraftEntry>) -> AnyView {
    let language = use_language();
    let rows = drafts
        .into_iter()
        .map(|draft| {
            let kept = fill(text::dossier::KEPT_AT, &[("moment", &moment(draft.updated_at))]);
            let to = routes::go_on(language, &draft.id.to_string());
            let go_on = Button { label: t(text::dossier::GO_ON), small: true, ..Button::default() };
            view! {
                <li class="draft-row">
                    <p>{kept}</p>
                    {button_link(go_on, &to)}
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="flow">
            <h2>{t(text::dossier::OPEN_DRAFTS)}</h2>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// A draft's address without a step leads to the first one at which something is missing.
#[component]
pub fn GoOn() -> impl IntoView {
    let params = use_params_map();
    let draft = Memo::new(move |_| params.with(|params| params.get("draft").unwrap_or_default()));
    load(move || LoadGoOn { draft: draft.get() }).show(move || {
        let draft = draft.get_untracked();
        move |loaded| {
            let language = use_language();
            shown(loaded, &routes::go_on(language, &draft), |step: String| {
                leave(&routes::filing(language, &draft, &step))
            })
        }
    })
}
