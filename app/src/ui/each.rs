//! Lists whose entries stay while others come and go, and pages drawn anew. Both are one kind of list to Leptos: each
//! further kind costs the browser's program 10 kB.

use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::keyed;

struct Entry {
    key: String,
    draw: Box<dyn FnOnce() -> OwnedView<AnyView> + Send>,
}

/// Draws each item once, as long as an item with the same key is among those that `items` returns.
pub fn each<T: Send + 'static>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: fn(&T) -> String,
    draw: impl Fn(T) -> AnyView + Clone + Send + 'static,
) -> AnyView {
    // What an entry owns must outlive the drawing of the list.
    let parent = Owner::current().unwrap_or_default();
    (move || {
        let entry = |item: T| {
            let (key, draw, parent) = (key(&item), draw.clone(), parent.clone());
            let draw = move || {
                let owner = parent.with(Owner::new);
                let view = owner.with(|| draw(item));
                OwnedView::new_with_owner(view, owner)
            };
            Entry { key, draw: Box::new(draw) }
        };
        list(items().into_iter().map(entry).collect())
    })
    .into_any()
}

static DRAWN: AtomicU64 = AtomicU64::new(0);

/// Draws `view` with elements of its own. Where one address follows another without a page load, Leptos changes the
/// elements that stand into those of the next page; inputs would then keep what was typed into those of the page
/// before, because they are uncontrolled.
pub fn anew(view: AnyView) -> AnyView {
    let owner = Owner::new();
    list(vec![Entry {
        key: DRAWN.fetch_add(1, Ordering::Relaxed).to_string(),
        draw: Box::new(move || OwnedView::new_with_owner(view, owner)),
    }])
}

fn list(entries: Vec<Entry>) -> AnyView {
    type Draw = fn(usize, Entry) -> (fn(usize), OwnedView<AnyView>);
    let draw: Draw = |_, entry| (|_| (), (entry.draw)());
    keyed(entries, |entry: &Entry| entry.key.clone(), draw).into_any()
}
