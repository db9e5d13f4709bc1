//! `/tiep-nhan/ho-so/{code}/xem/{paper}`: all pages of a file as pictures that the server makes, turned and zoomed.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::LoadViewer;
use super::model::ViewerPage;
use crate::i18n::{fill, t, text::desk as d, use_language};
use crate::load::load;
use crate::routes;
use crate::staff::{Place, staff_page};
use crate::ui::{Banner, back_link, banner};

/// A paper, page by page.
#[component]
pub fn Viewer() -> impl IntoView {
    let (code, paper) = use_params_map().with_untracked(|params| {
        (params.get("code").unwrap_or_default(), params.get("paper").unwrap_or_default())
    });
    let asked = |name: &str| {
        use_query_map().with_untracked(|query| query.get(name)).and_then(|typed| typed.parse::<u32>().ok())
    };
    let turn = asked("xoay").unwrap_or_default() / 90 % 4 * 90;
    let is_large = asked("to").is_some();
    load(move || LoadViewer { code: code.clone(), paper: paper.clone() })
        .show(move || move |loaded| staff_page(loaded, Place::Elsewhere, |page| draw(&page, turn, is_large)))
}

fn draw(page: &ViewerPage, turn: u32, is_large: bool) -> AnyView {
    let language = use_language();
    let here = routes::desk_viewer(language, &page.code, page.id);
    let at = |turn: u32, large: bool| {
        let large = if large { "&to=1" } else { "" };
        format!("{here}?xoay={}{large}", turn % 360)
    };
    let pages = u32::try_from(page.pages).unwrap_or_default();
    let pictures = (1..=pages).map(|number| {
        let picture = routes::desk_picture(&page.code, page.id, number);
        let size = if is_large { "&to=1" } else { "" };
        let alt = fill(d::PAGE, &[("number", &number.to_string()), ("count", &pages.to_string())]);
        view! {
            <p class=if is_large { "desk-page desk-large" } else { "desk-page" }>
                <img src=format!("{picture}?xoay={turn}{size}") alt=alt loading="lazy" />
            </p>
        }
    });
    let body = if page.can_open {
        view! {
            <p class="actions">
                <a href=at(turn + 270, is_large)>{t(d::TURN_LEFT)}</a>
                <a href=at(turn + 90, is_large)>{t(d::TURN_RIGHT)}</a>
                <a href=at(turn, !is_large)>{t(if is_large { d::SMALLER } else { d::LARGER })}</a>
            </p>
            {pictures.collect_view()}
        }
        .into_any()
    } else {
        banner(Banner::Information, t(d::NO_PREVIEW))
    };
    view! {
        <Title text=t(d::VIEWER_TITLE) />
        {back_link(&routes::desk_dossier(language, &page.code))}
        <div class="flow">
            <h1 tabindex="-1">{page.paper.clone()}</h1>
            <p class="meta">{page.name.clone()}</p>
            {body}
        </div>
    }
    .into_any()
}
