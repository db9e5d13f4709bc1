//! What must be put right, above everything else on the page.

use leptos::html::Div;
use leptos::prelude::*;

use super::icon::{CIRCLE_ALERT, icon_medium};
use crate::i18n::{fill, t, text};

/// The sentences of all problems as links to their fields, in the order of the page; nothing when there are none.
/// First in `main`; takes the focus when it comes up. `problems` are paths of answers and sentences.
pub fn error_summary(problems: Vec<(String, String)>) -> AnyView {
    if problems.is_empty() {
        return ().into_any();
    }
    following_summary(RwSignal::new(problems))
}

/// The same, as long as there are problems.
pub fn following_summary(problems: RwSignal<Vec<(String, String)>>) -> AnyView {
    let summary = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(summary) = summary.get() {
            // Without focus the summary is only seen; there is nothing to do about it.
            let _ = summary.focus();
        }
    });
    (move || {
        let problems = problems.get();
        if problems.is_empty() { ().into_any() } else { drawn(problems, summary) }
    })
    .into_any()
}

fn drawn(problems: Vec<(String, String)>, summary: NodeRef<Div>) -> AnyView {
    let title = match problems.len() {
        1 => t(text::ui::ONE_TO_PUT_RIGHT).to_string(),
        count => fill(text::ui::SOME_TO_PUT_RIGHT, &[("count", &count.to_string())]),
    };
    let links = problems
        .into_iter()
        // Followed by the browser itself, which gives the field the focus; the router would only scroll.
        .map(|(path, sentence)| view! { <li><a href=format!("#f-{path}") rel="external">{sentence}</a></li> })
        .collect::<Vec<_>>();
    view! {
        <div class="error-summary" role="alert" tabindex="-1" id="error-summary" node_ref=summary>
            <h2>{icon_medium(CIRCLE_ALERT)} {title}</h2>
            <ul>{links}</ul>
        </div>
    }
    .into_any()
}
