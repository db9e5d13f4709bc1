//! The step of the receiving desk.

use domain::Problem;
use domain::check::Checked;
use domain::dossier::sections::DESK;
use leptos::prelude::*;

use super::model::Desk;
use super::words::say;
use crate::i18n::{fill, t, text};
use crate::ui::form::input_name;
use crate::ui::problem::problem_sentence;
use crate::ui::{TextField, Width, error_summary, inset, search_field};

fn problem(found: &Checked) -> Option<String> {
    let label = t(text::dossier::DESK_LABEL);
    found.problems.first().map(|found| match found.problem {
        Problem::NotOffered => t(text::dossier::DESK_GONE).to_owned(),
        _ => problem_sentence(&found.problem, label),
    })
}

/// What must be put right.
pub fn summary(found: &Checked, checked: bool) -> AnyView {
    let problems = problem(found).filter(|_| checked).map(|sentence| (DESK.to_owned(), sentence));
    error_summary(problems.into_iter().collect())
}

/// The list of desks, the proposed one chosen unless another was.
pub fn draw(chosen: &str, proposed: Option<Desk>, desks: Vec<Desk>, wrong: bool) -> AnyView {
    let value = match &proposed {
        Some(desk) if chosen.is_empty() => desk.code.clone(),
        _ => chosen.to_owned(),
    };
    let why = proposed.map(|desk| {
        let sentence = fill(text::dossier::DESK_PROPOSED, &[("desk", &say(&desk.name))]);
        inset(view! { <p>{sentence}</p> }.into_any())
    });
    let wrong = wrong.then(|| t(text::dossier::DESK_GONE).to_owned());
    let options = desks.into_iter().map(|desk| (desk.code, say(&desk.name))).collect();
    let name = input_name(DESK);
    let line = TextField {
        path: DESK,
        name: &name,
        label: t(text::dossier::DESK_LABEL),
        hint: t(text::dossier::DESK_HINT),
        value: &value,
        problem: Signal::stored(wrong),
        width: Width::Full,
        ..TextField::default()
    };
    view! {
        <div class="form">
            {why}
            {search_field(line, options)}
        </div>
    }
    .into_any()
}
