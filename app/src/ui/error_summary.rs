//! What must be put right, above everything else on the page.

use leptos::html::Div;
use leptos::prelude::*;

use super::icon::{CIRCLE_ALERT, TRIANGLE_ALERT, icon_medium};
use crate::i18n::{fill, t, text};

/// The sentences of all problems as links to their fields, in the order of the page; nothing when there are none.
/// First in `main`; takes the focus when it comes up. `problems` are paths of answers and sentences.
pub fn error_summary(problems: Vec<(String, String)>) -> AnyView {
    following_summary(RwSignal::new(problems))
}

/// The same, as long as there are problems.
pub fn following_summary(problems: RwSignal<Vec<(String, String)>>) -> AnyView {
    summary(problems, false)
}

/// The same for what may be right, and how to go on then.
pub fn warning_summary(warnings: Vec<(String, String)>) -> AnyView {
    summary(RwSignal::new(warnings), true)
}

/// The title of a page where something must be put right.
pub fn title_of_wrong(title: &str) -> String {
    [t(text::ui::ERROR), " ", title].concat()
}

fn summary(found: RwSignal<Vec<(String, String)>>, may_be_right: bool) -> AnyView {
    let summary = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(summary) = summary.get() {
            // Without focus the summary is only seen; there is nothing to do about it.
            let _ = summary.focus();
        }
    });
    (move || {
        let found = found.get();
        if found.is_empty() { ().into_any() } else { drawn(found, may_be_right, summary) }
    })
    .into_any()
}

fn drawn(found: Vec<(String, String)>, may_be_right: bool, summary: NodeRef<Div>) -> AnyView {
    let (class, picture, title) = if may_be_right {
        ("error-summary warning-summary", TRIANGLE_ALERT, t(text::ui::WARNED).to_owned())
    } else {
        let title = match found.len() {
            1 => t(text::ui::ONE_TO_PUT_RIGHT).to_owned(),
            count => fill(text::ui::SOME_TO_PUT_RIGHT, &[("count", &count.to_string())]),
        };
        ("error-summary", CIRCLE_ALERT, title)
    };
    let links = found
        .into_iter()
        // Followed by the browser itself, which gives the field the focus; the router would only scroll.
        .map(|(path, sentence)| view! { <li><a href=format!("#f-{path}") rel="external">{sentence}</a></li> })
        .collect::<Vec<_>>();
    // No heading: the page's own comes below.
    view! {
        <div class=class role="alert" tabindex="-1" id="error-summary" node_ref=summary>
            <p class="h3">{icon_medium(picture)} {title}</p>
            <ul>{links}</ul>
            {may_be_right.then(|| view! { <p>{t(text::ui::WARNED_LINE)}</p> })}
        </div>
    }
    .into_any()
}
