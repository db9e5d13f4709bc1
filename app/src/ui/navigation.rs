//! Ways through the pages: breadcrumbs, back, pages of a list.

use leptos::prelude::*;

use super::icon::{ARROW_LEFT, icon};
use crate::i18n::{fill, t, text};

/// Where the page lies: addresses and names from the top, without the page itself.
pub fn breadcrumbs(trail: Vec<(String, String)>) -> AnyView {
    let links =
        trail.into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect::<Vec<_>>();
    view! {
        <nav class="breadcrumbs" aria-label=t(text::ui::BREADCRUMBS).to_string()>
            <ol>{links}</ol>
        </nav>
    }
    .into_any()
}

/// "Quay lại" to the step before.
pub fn back_link(href: &str) -> AnyView {
    view! { <p class="back"><a href=href.to_owned()>{icon(ARROW_LEFT)} {t(text::ui::BACK)}</a></p> }
        .into_any()
}

/// Pages of a list. `now` counts from one; nothing when there is one page only. `address` gives the address of a page.
pub fn pagination(now: usize, total: usize, address: impl Fn(usize) -> String) -> AnyView {
    if total < 2 {
        return ().into_any();
    }
    let mut shown =
        (1..=total).filter(|page| *page == 1 || *page == total || page.abs_diff(now) <= 1).peekable();
    let mut items = Vec::new();
    while let Some(page) = shown.next() {
        let label = fill(text::ui::PAGE, &[("page", &page.to_string())]);
        items.push(
            view! {
                <li>
                    <a href=address(page) aria-label=label aria-current=(page == now).then_some("page")>{page}</a>
                </li>
            }
            .into_any(),
        );
        if shown.peek().is_some_and(|next| *next > page + 1) {
            items.push(view! { <li><span>"…"</span></li> }.into_any());
        }
    }
    view! {
        <nav class="pagination" aria-label=t(text::ui::PAGES).to_string()>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}

/// The heading of a page. It takes the focus after a navigation, so that it is read out.
pub fn heading(words: &str) -> AnyView {
    Effect::new(|_| crate::layout::heading_drawn());
    view! { <h1 tabindex="-1">{words.to_owned()}</h1> }.into_any()
}
