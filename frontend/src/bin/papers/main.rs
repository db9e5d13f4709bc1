//! Files on their way from the page of the papers, in the browser: chosen, photographed, dropped or pasted; judged by the
//! same rules as on the server, photos made upright and small, sent by tus, and gone on with after the line broke, the
//! tab was closed or the browser restarted.
//!
//! It knows nothing of Leptos and needs none: it works on what `app::attachment::papers` draws. The page sends
//! `papers-shown` when its cards are there or have changed; this program sends `papers-changed` when a file has arrived.

mod asking;
mod card;
mod dom;
mod item;
mod kept;
mod leaving;
mod line;
mod page;
mod photo;
mod row;
mod sending;

use app::i18n::Language;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Takes over the cards of the page, with the sentences of its language. Called by the glue.
#[wasm_bindgen]
pub fn start(sentences: String) {
    let Some(root) = dom::document().document_element() else { return };
    let language = root.get_attribute("lang").and_then(|tag| Language::of_tag(&tag)).unwrap_or_default();
    if !app::i18n::install(language, sentences) {
        return;
    }
    page::listen();
    page::look();
    // From here on files are chosen for this program, and no longer for the form.
    dom::said(root.set_attribute("data-papers", ""));
}
