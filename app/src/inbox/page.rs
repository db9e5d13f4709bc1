//! `/tiep-nhan`.

use backend::desk::inbox::View;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::address::Asked;
use super::api::{InboxView, LoadInbox, address_of, said_total};
use super::{parts, table, words};
use crate::error::AppError;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::staff::{Place, Staffed, staff_page};
use crate::ui::icon::{SEARCH, X, icon_small};
use crate::ui::{Banner, Button, banner, button, empty};

/// The inbox.
#[component]
pub fn Inbox() -> impl IntoView {
    let query = use_query_map();
    let said = query.with_untracked(|query| {
        let number = |key: &str| query.get_str(key).and_then(|typed| typed.parse::<usize>().ok());
        Said {
            did: number("xong").map(|done| (done, number("doi").unwrap_or(0), number("khong").unwrap_or(0))),
            kept: query.get_str("da-luu").is_some(),
            forgotten: query.get_str("da-bo").is_some(),
            unfit: query.get_str("ten-sai").is_some(),
            too_many: query.get_str("qua-nhieu").is_some(),
        }
    });
    load(move || LoadInbox { asked: query.with(Asked::of) }).show(move || {
        move |loaded: Result<Staffed<InboxView>, AppError>| {
            staff_page(loaded, Place::Inbox, |view| draw(view, said))
        }
    })
}

/// What the address says was done.
#[derive(Clone, Copy)]
struct Said {
    did: Option<(usize, usize, usize)>,
    kept: bool,
    forgotten: bool,
    unfit: bool,
    too_many: bool,
}

fn draw(view: InboxView, said: Said) -> AnyView {
    let name = t(words::view(view.asked.view()));
    let is_search = !view.asked.words.is_empty();
    let title = if is_search { t(text::inbox::SEARCH) } else { name };
    let list = if view.rows.is_empty() { nothing(&view) } else { table::table(&view, name) };
    let filtered = (!is_search).then(|| parts::filters(&view));
    let exports = (!is_search && !view.rows.is_empty()).then(|| parts::exports(&view.asked));
    let saved = parts::saved(&view);
    view! {
        <Title text=title />
        <div class="inbox">
            <div class="inbox-side">
                {views(&view)} {saved}
                <p class="meta inbox-keys"><b>{t(text::inbox::KEYS)}". "</b>{t(text::inbox::KEYS_LINE)}</p>
            </div>
            <div class="inbox-main flow">
                {banners(said)}
                <h1 tabindex="-1">{title}</h1>
                <p class="meta">{fill(text::inbox::NOW, &[("moment", &view.now)])}</p>
                {search_box(&view.asked)}
                {filtered}
                {list}
                {parts::pages(&view)}
                {exports}
                {parts::register(&view)}
            </div>
        </div>
    }
    .into_any()
}

fn banners(said: Said) -> Vec<AnyView> {
    let mut banners = Vec::new();
    if let Some((done, changed, refused)) = said.did {
        let count = |key, count: usize| fill(key, &[("count", &count.to_string())]);
        if done > 0 {
            banners.push(banner(Banner::Done, &count(text::inbox::DID_DONE, done)));
        }
        if changed > 0 {
            banners.push(banner(Banner::Wrong, &count(text::inbox::DID_CHANGED, changed)));
        }
        if refused > 0 {
            banners.push(banner(Banner::Wrong, &count(text::inbox::DID_REFUSED, refused)));
        }
        if done + changed + refused == 0 {
            banners.push(banner(Banner::Wrong, t(text::inbox::DID_NOTHING)));
        }
    }
    for (is_said, kind, sentence) in [
        (said.kept, Banner::Done, text::inbox::KEPT),
        (said.forgotten, Banner::Done, text::inbox::FORGOTTEN),
        (said.unfit, Banner::Wrong, text::inbox::UNFIT_NAME),
        (said.too_many, Banner::Wrong, text::inbox::TOO_MANY),
    ] {
        if is_said {
            banners.push(banner(kind, t(sentence)));
        }
    }
    banners
}

/// The views with their counts. Each has a key: 1 to 8.
fn views(view: &InboxView) -> AnyView {
    let current = view.asked.words.is_empty().then(|| view.asked.view());
    let links = View::ALL.into_iter().zip(&view.counts).enumerate().map(|(at, (one, count))| {
        let is_late = one == View::Late && count != "0";
        view! {
            <li>
                <a
                    href=address_of(one)
                    accesskey=(at + 1).to_string()
                    aria-current=(current == Some(one)).then_some("page")
                >
                    <span>{t(words::view(one))}</span>
                    " "
                    <span class=if is_late { "inbox-count inbox-late" } else { "inbox-count" }>{count.clone()}</span>
                </a>
            </li>
        }
    });
    view! {
        <nav class="inbox-views" aria-label=t(text::inbox::VIEWS)>
            <ul>{links.collect_view()}</ul>
        </nav>
    }
    .into_any()
}

fn search_box(asked: &Asked) -> AnyView {
    let clear = (!asked.words.is_empty()).then(|| {
        let without = Asked { words: String::new(), ..asked.clone() };
        let back = without.address(use_language());
        let count = t(text::inbox::SEARCH_CLEAR);
        view! { <p><a href=back>{icon_small(X)} {count}</a></p> }
    });
    view! {
        <form class="search" role="search" action=crate::routes::inbox(use_language())>
            <input
                type="search"
                name="tim"
                value=asked.words.clone()
                accesskey="s"
                aria-label=t(text::inbox::SEARCH_LABEL)
                placeholder=t(text::inbox::SEARCH_PLACEHOLDER)
                autocomplete="off"
            />
            {button(Button { label: t(text::inbox::SEARCH), icon: Some(SEARCH), ..Button::default() })}
        </form>
        {clear}
    }
    .into_any()
}

fn nothing(view: &InboxView) -> AnyView {
    let words = &view.asked.words;
    if !words.is_empty() {
        let heading = fill(text::inbox::FOUND_NOTHING, &[("words", words)]);
        return empty(&heading, view! { <p>{t(text::inbox::FOUND_ADVICE)}</p> }.into_any());
    }
    let line =
        if view.asked.is_filtered() { text::inbox::NOTHING_FILTERED } else { text::inbox::NOTHING_LINE };
    empty(t(text::inbox::NOTHING), view! { <p>{t(line)}</p> }.into_any())
}

/// What stands above the rows.
pub(super) fn said(view: &InboxView) -> String {
    if view.asked.words.is_empty() {
        return said_total(view);
    }
    let found = fill(text::inbox::FOUND_FOR, &[("count", &view.total), ("words", &view.asked.words)]);
    if view.has_more { format!("{found} {}", t(text::inbox::FOUND_MORE)) } else { found }
}
