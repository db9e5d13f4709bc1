//! The mark, the woven band (thổ cẩm) and the drum (trống đồng). Decoration only, drawn inline so that they take the
//! colours of the scheme.

use leptos::prelude::*;

/// Height of the woven band: it is only sharp at these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weave {
    /// 10 px, under the header of every page.
    Thread,
    /// 20 px, on the home page and on top of a receipt.
    Band,
    /// 40 px, on the kiosk.
    Cloth,
}

/// The woven band. One a page.
pub fn weave(size: Weave) -> AnyView {
    let (class, scale) = match size {
        Weave::Thread => ("weave", ".5"),
        Weave::Band => ("weave weave-1", "1"),
        Weave::Cloth => ("weave weave-2", "2"),
    };
    let cloth = cloth(scale);
    view! { <svg class=class aria-hidden="true" shape-rendering="crispEdges" inner_html=cloth></svg> }
        .into_any()
}

fn cloth(scale: &str) -> String {
    format!(
        r##"<defs><pattern id="weave{scale}" width="40" height="20" patternUnits="userSpaceOnUse" patternTransform="scale({scale})">{TILE}</pattern></defs><rect width="100%" height="100%" fill="url(#weave{scale})"/>"##
    )
}

/// The drum, to be cropped by the edge of the lacquer. One a page.
pub fn drum() -> AnyView {
    view! { <svg class="drum" viewBox="-200 -200 400 400" aria-hidden="true" inner_html=DRUM></svg> }
        .into_any()
}

/// The mark: a nhà rông seen from the gable, its one door gold.
pub fn mark() -> AnyView {
    view! { <svg viewBox="0 0 40 40" aria-hidden="true" inner_html=MARK></svg> }.into_any()
}

const MARK: &str = r##"<rect class="mark-ground" width="40" height="40" rx="9"/><path fill="#fff3df" d="M20 5c.9 8.2 4.2 15.6 11.2 21h-3v7.5H11.8V26h-3C15.8 20.6 19.1 13.2 20 5z"/><path fill="#e0ac43" d="M16 26.5h8v7h-8z"/>"##;

const TILE: &str = r##"<path d="M18 2h4v2h2v2h2v2h2v4h-2v2h-2v2h-2v2h-4v-2h-2v-2h-2v-2h-2v-4h2v-2h2v-2h2zM18 6v2h-2v4h2v2h4v-2h2v-4h-2v-2zM0 2h6v2h-2v2h-2v2h-2zM40 2h-6v2h2v2h2v2h2zM0 18h6v-2h-2v-2h-2v-2h-2zM40 18h-6v-2h2v-2h2v-2h2z" fill="#f6e3c5" fill-rule="evenodd"/><path d="M19 9h2v2h-2zM7 9h2v2h-2zM31 9h2v2h-2z" fill="#e0ac43"/>"##;

const DRUM: &str = r##"<g fill="none" stroke="currentColor" stroke-width="1.2"><path d="M0 -55L5.1 -22.4L23.9 -49.6L14.3 -18L43 -34.3L20.7 -10L53.6 -12.2L23 0L53.6 12.2L20.7 10L43 34.3L14.3 18L23.9 49.6L5.1 22.4L0 55L-5.1 22.4L-23.9 49.6L-14.3 18L-43 34.3L-20.7 10L-53.6 12.2L-23 0L-53.6 -12.2L-20.7 -10L-43 -34.3L-14.3 -18L-23.9 -49.6L-5.1 -22.4z" fill="currentColor" stroke="none"/><path id="drum-v" d="M4.1 -49.8L8.9 -39L18 -46.7M25.3 -43.1L24.9 -31.3L36.4 -34.2M41.5 -27.9L36 -17.4L47.7 -15M49.5 -7.1L40 0L49.5 7.1M47.7 15L36 17.4L41.5 27.9M36.4 34.2L24.9 31.3L25.3 43.1M18 46.7L8.9 39L4.1 49.8"/><use href="#drum-v" transform="rotate(180)"/><circle r="60"/><circle r="66"/><circle r="80"/><circle r="104"/><circle r="108"/><circle r="134"/><circle r="138"/><circle r="168"/><circle r="173"/><circle r="191"/><circle r="197" stroke-width="2.4"/><circle r="73" stroke-width="8" pathLength="84" stroke-dasharray=".45 .55"/><circle r="121" stroke-width="14" pathLength="128" stroke-dasharray=".2 .8"/><circle r="182" stroke-width="9" pathLength="160" stroke-dasharray=".38 .62"/><g stroke-linecap="round" stroke-dasharray="0 1"><circle r="92" pathLength="36" stroke-width="11"/><circle r="92" pathLength="36" stroke-width="8.4" class="drum-ground"/></g><g id="drum-h"><g id="drum-q"><path id="drum-z" d="M0 -149L8.9 -157.8L16.7 -148.1L26.5 -155.8L33.2 -145.3L43.7 -151.8L49.2 -140.6L60.5 -146L64.6 -134.2L76.4 -138.3L79.3 -126.2L91.4 -128.9L92.9 -116.5L105.3 -117.8L105.4 -105.4"/><use href="#drum-z" transform="rotate(45)"/></g><use href="#drum-q" transform="rotate(90)"/></g><use href="#drum-h" transform="rotate(180)"/></g>"##;

/// The same as markup, for pages that are made without Leptos.
#[cfg(feature = "ssr")]
pub mod markup {
    /// The mark.
    pub fn mark() -> String {
        format!("<svg viewBox=\"0 0 40 40\" aria-hidden=\"true\">{}</svg>", super::MARK)
    }

    /// The drum.
    pub fn drum() -> String {
        format!(
            "<svg class=\"drum\" viewBox=\"-200 -200 400 400\" aria-hidden=\"true\">{}</svg>",
            super::DRUM
        )
    }

    /// The woven band of 10 px.
    pub fn weave() -> String {
        let cloth = super::cloth(".5");
        format!("<svg class=\"weave\" aria-hidden=\"true\" shape-rendering=\"crispEdges\">{cloth}</svg>")
    }
}
