//! The citizens' pages in the browser: takes over the page that the server drew.

use app::i18n::Language;
use app::settings::PublicSettings;
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Takes over the page, with the sentences of its language. Called by the page's boot script.
#[wasm_bindgen]
pub fn start(sentences: String) {
    let Some(root) = document().document_element() else { return };
    let attribute = |name| root.get_attribute(name).unwrap_or_default();
    let language = Language::of_tag(&attribute("lang")).unwrap_or_default();
    app::settings::install_settings(PublicSettings {
        province: attribute("data-province"),
        help_line: attribute("data-help-line"),
        demo: root.has_attribute("data-demo"),
    });
    if !app::i18n::install(language, sentences) {
        return;
    }
    leptos::mount::hydrate_body(app::CitizenApp);
    // Only tests wait for this mark; the page works without it.
    let _ = root.set_attribute("data-hydrated", "");
}
