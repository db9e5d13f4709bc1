//! Where one is among several steps: a wizard's rail, its bar on a phone, a dossier's history.

use leptos::prelude::*;

use super::icon::{CHECK, icon};
use crate::i18n::{fill, t, text};

/// Whether a step lies behind, is the one now, or comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Behind.
    Done,
    /// The one now.
    Now,
    /// To come.
    Later,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// One line under it: what was answered, when it happened, what comes; none when empty.
    pub line: String,
    /// Where it is, for steps one may go back to.
    pub href: Option<String>,
    /// How far it is.
    pub state: State,
}

/// The steps of a wizard beside its page, and on a phone "Bước 3 trên 4" above it. `title` is what the wizard is
/// about. Goes first into `<div class="wizard">`, the page second.
pub fn wizard_steps(title: &str, steps: Vec<Step>) -> AnyView {
    let now = steps.iter().position(|step| step.state == State::Now).map_or(steps.len(), |index| index + 1);
    let total = steps.len();
    view! {
        <nav class="rail" aria-label=t(text::ui::STEPS).to_string()>
            {step_bar(title, now, total)}
            <p class="meta">{title.to_owned()}</p>
            {step_list(steps)}
        </nav>
    }
    .into_any()
}

/// "Đăng ký · Bước 5 trên 7" and a bar in that many pieces. `now` counts from one.
pub fn step_bar(title: &str, now: usize, total: usize) -> AnyView {
    let words = fill(
        text::ui::STEP_OF,
        &[("title", title), ("now", &now.to_string()), ("total", &total.to_string())],
    );
    let pieces =
        (1..=total).map(|piece| view! { <i class=(piece <= now).then_some("on")></i> }).collect::<Vec<_>>();
    view! {
        <div class="step-bar">
            <p>{words}</p>
            <div class="segments" aria-hidden="true">{pieces}</div>
        </div>
    }
    .into_any()
}

/// The steps below one another, each with its mark. A dossier's history is the same list with times.
pub fn step_list(steps: Vec<Step>) -> AnyView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let (class, mark, said) = match step.state {
                State::Done => ("done", icon(CHECK), Some(t(text::ui::STEP_DONE).to_string())),
                State::Now => ("now", (index + 1).into_any(), None),
                State::Later => ("later", (index + 1).into_any(), None),
            };
            let label = match step.href {
                Some(href) => view! { <a href=href>{step.label}</a> }.into_any(),
                None => step.label.into_any(),
            };
            view! {
                <li class=class aria-current=(step.state == State::Now).then_some("step")>
                    <span class="step-mark" aria-hidden="true">{mark}</span>
                    <p class="h3">{label}{said.map(|said| view! { <span class="hidden">" "{said}</span> })}</p>
                    {(!step.line.is_empty()).then(|| view! { <p class="meta">{step.line}</p> })}
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! { <ol class="steps">{items}</ol> }.into_any()
}
