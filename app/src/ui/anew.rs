//! Drawing a page anew instead of changing the one that stands.

use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;
use leptos::tachys::view::keyed::keyed;

static DRAWN: AtomicU64 = AtomicU64::new(0);

/// Draws `view` with elements of its own. Where one address follows another without a page load, Leptos changes the
/// elements that stand into those of the next page; inputs would then keep what was typed into those of the page
/// before, because they are uncontrolled.
pub fn anew(view: AnyView) -> AnyView {
    let drawn = DRAWN.fetch_add(1, Ordering::Relaxed);
    keyed([(drawn, view)], |(drawn, _)| *drawn, |_, (_, view)| (|_| (), view)).into_any()
}
