//! Radios and checkboxes: one fieldset, its legend the question.

use leptos::prelude::*;

use super::field::{Problem, error, hint, invalid, optional};

/// A question answered by ticking. Named and identified like [`super::field::TextField`].
#[derive(Clone, Copy, Default)]
pub struct Choices<'a> {
    /// Path of the answer. The first box has the id `f-<path>`, so that a summary of errors can lead to it.
    pub path: &'a str,
    /// Name it is sent under.
    pub name: &'a str,
    /// The question.
    pub legend: &'a str,
    /// Help under it.
    pub hint: &'a str,
    /// May be left out, and says so.
    pub optional: bool,
    /// The legend is the heading of the page, which asks nothing else.
    pub heading: bool,
    /// What is wrong with the answer.
    pub problem: Problem,
    /// Side by side where there is room: for two or three short words.
    pub row: bool,
}

/// One thing to tick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tick {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Help under it, none when empty.
    pub hint: String,
}

impl Tick {
    /// One without help.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// The same with help under it.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// One of several; `chosen` is the value that was.
pub fn radios(choices: Choices, options: Vec<Tick>, chosen: &str) -> AnyView {
    let boxes = options
        .into_iter()
        .enumerate()
        .map(|(index, option)| {
            let checked = option.value == chosen;
            let problem = Problem::default();
            one(
                Input { kind: "radio", path: choices.path, name: choices.name, index, checked, problem },
                option,
            )
        })
        .collect();
    fieldset(choices, boxes)
}

/// Any of several. The box of `value` is sent as `yes` under what `name_of` makes of the value; `ticked` says
/// whether it was.
pub fn checkboxes(
    choices: Choices,
    options: Vec<Tick>,
    name_of: impl Fn(&str) -> String,
    ticked: impl Fn(&str) -> bool,
) -> AnyView {
    let boxes = options
        .into_iter()
        .enumerate()
        .map(|(index, option)| {
            let name = name_of(&option.value);
            let checked = ticked(&option.value);
            let option = Tick { value: "yes".to_owned(), ..option };
            let problem = Problem::default();
            one(Input { kind: "checkbox", path: choices.path, name: &name, index, checked, problem }, option)
        })
        .collect();
    fieldset(choices, boxes)
}

/// One box to tick, such as a consent. Sent as `yes`.
pub fn checkbox(choices: Choices, label: &str, ticked: bool) -> AnyView {
    let problem = choices.problem;
    view! {
        <div class=class(problem)>
            {error(choices.path, problem)}
            {one(Input { kind: "checkbox", path: choices.path, name: choices.name, index: 0, checked: ticked, problem }, Tick::new("yes", label).with_hint(choices.hint))}
        </div>
    }
    .into_any()
}

struct Input<'a> {
    kind: &'static str,
    path: &'a str,
    name: &'a str,
    index: usize,
    checked: bool,
    /// What is wrong with this box; of several, the fieldset says it.
    problem: Problem,
}

fn one(tick: Input, option: Tick) -> AnyView {
    let id = match tick.index {
        0 => format!("f-{}", tick.path),
        index => format!("f-{}-{}", tick.path, index + 1),
    };
    let help = format!("{id}-help");
    let wrong = [&id, "-error"].concat();
    let hinted = (!option.hint.is_empty()).then(|| help.clone());
    let described = move || match (tick.problem.read().is_some(), &hinted) {
        (true, Some(help)) => Some([help, " ", &wrong].concat()),
        (true, None) => Some(wrong.clone()),
        (false, help) => help.clone(),
    };
    view! {
        <div class="choice">
            <input
                type=tick.kind
                id=id.clone()
                name=tick.name.to_owned()
                value=option.value
                checked=tick.checked
                aria-describedby=described
                aria-invalid=invalid(tick.problem)
            />
            <label for=id>{option.label}</label>
            {(!option.hint.is_empty()).then(|| view! { <span class="hint" id=help>{option.hint}</span> })}
        </div>
    }
    .into_any()
}

fn fieldset(choices: Choices, boxes: Vec<AnyView>) -> AnyView {
    let problem = choices.problem;
    let legend = choices.legend.to_owned();
    let legend = if choices.heading {
        view! { <h1 tabindex="-1">{legend}</h1> }.into_any()
    } else {
        view! { {legend}{optional(choices.optional)} }.into_any()
    };
    view! {
        <fieldset class=class(problem) aria-describedby=super::field::described_by(choices.path, choices.hint, problem)>
            <legend class=if choices.heading { "" } else { "label" }>{legend}</legend>
            {hint(choices.path, choices.hint)}
            {error(choices.path, problem)}
            <div class=if choices.row { "choices choices-row" } else { "choices" }>{boxes}</div>
        </fieldset>
    }
    .into_any()
}

fn class(problem: Problem) -> impl Fn() -> &'static str + Clone + Send + Sync {
    move || if problem.read().is_some() { "field field-wrong" } else { "field" }
}
