//! One question with one answer in words: label, hint, problem, input, in this order.
//!
//! Inputs are uncontrolled: the server writes the value, the browser keeps what is typed, so nothing typed before the
//! program has loaded is lost. The input of the answer at `path` has the id `f-<path>`, its hint `f-<path>-hint` and
//! its problem `f-<path>-error`.

use leptos::prelude::*;

use super::icon::{CIRCLE_ALERT, TRIANGLE_ALERT, icon};
use crate::i18n::{t, text};

/// What is wrong with an answer, in one sentence; changes while one types when the program runs.
pub type Problem = Signal<Option<String>>;

/// A question with one line as its answer.
#[derive(Clone, Copy, Default)]
pub struct TextField<'a> {
    /// Path of the answer, see [`domain::Answers`]; the id follows from it.
    pub path: &'a str,
    /// Name it is sent under.
    pub name: &'a str,
    /// The question.
    pub label: &'a str,
    /// Help under it.
    pub hint: &'a str,
    /// May be left out, and says so.
    pub optional: bool,
    /// The label is the heading of the page, which asks nothing else.
    pub heading: bool,
    /// What was typed.
    pub value: &'a str,
    /// What is wrong with it.
    pub problem: Problem,
    /// The `type`; `text` when empty. Never `number` or `date`: they lose what was typed.
    pub kind: &'a str,
    /// The `inputmode`: `numeric`, `tel`, `email`, …
    pub inputmode: &'a str,
    /// The `autocomplete` token (WCAG 1.3.5) for facts about the person who fills in.
    pub autocomplete: &'a str,
    /// Width that fits the answer.
    pub width: Width,
    /// Numbers that are read digit by digit.
    pub digits: bool,
}

/// How long the answer is expected to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// As wide as the column.
    #[default]
    Full,
    /// A few characters.
    W4,
    /// A date, a phone number.
    W10,
    /// An identity number, a tax code.
    W16,
    /// A name.
    W24,
}

impl Width {
    fn class(self) -> &'static str {
        match self {
            Self::Full => "input",
            Self::W4 => "input w-4",
            Self::W10 => "input w-10",
            Self::W16 => "input w-16",
            Self::W24 => "input w-24",
        }
    }
}

/// Draws a question with one line as its answer.
pub fn text_field(field: TextField) -> AnyView {
    let mut class = field.width.class().to_owned();
    if field.digits {
        class.push_str(" digits");
    }
    let secret = field.kind == "password";
    let plain = secret || field.digits || matches!(field.kind, "email" | "tel");
    let input = view! {
        <input
            class=class
            id=format!("f-{}", field.path)
            name=field.name.to_owned()
            type=if field.kind.is_empty() { "text" } else { field.kind }.to_owned()
            value=(!secret).then(|| field.value.to_owned())
            inputmode=attribute(field.inputmode)
            autocomplete=attribute(field.autocomplete)
            spellcheck=plain.then_some("false")
            autocapitalize=plain.then_some("none")
            aria-describedby=described_by(field.path, field.hint, field.problem)
            aria-invalid=invalid(field.problem)
        />
    }
    .into_any();
    frame(Frame::of(&field), input)
}

/// A question with several lines as its answer. The only `<textarea>` of the portal: Leptos 0.8 does not escape the
/// children of one, so the escaped text goes in as its HTML.
pub fn text_area(field: TextField, rows: u32) -> AnyView {
    let input = view! {
        <textarea
            class="input"
            id=format!("f-{}", field.path)
            name=field.name.to_owned()
            rows=rows.to_string()
            aria-describedby=described_by(field.path, field.hint, field.problem)
            aria-invalid=invalid(field.problem)
            inner_html=escaped(field.value)
        ></textarea>
    }
    .into_any();
    frame(Frame::of(&field), input)
}

/// A day as dd/mm/yyyy in one line with the digits' keyboard.
pub fn date_field(field: TextField) -> AnyView {
    text_field(TextField { inputmode: "numeric", width: Width::W10, ..field })
}

/// A file to choose. `accept` is a list of types as in HTML.
pub fn file_field(field: TextField, accept: &str, multiple: bool) -> AnyView {
    let input = view! {
        <input
            class="input"
            id=format!("f-{}", field.path)
            name=field.name.to_owned()
            type="file"
            accept=accept.to_owned()
            multiple=multiple
            aria-describedby=described_by(field.path, field.hint, field.problem)
            aria-invalid=invalid(field.problem)
        />
    }
    .into_any();
    frame(Frame::of(&field), input)
}

/// A question with one answer from a long list. `options` are values and what is shown; the first entry is
/// "Chọn" with no value unless `value` is one of them and `no_blank`.
pub fn select_field(field: TextField, options: Vec<(String, String)>) -> AnyView {
    let input = view! {
        <select
            class=field.width.class()
            id=format!("f-{}", field.path)
            name=field.name.to_owned()
            autocomplete=attribute(field.autocomplete)
            aria-describedby=described_by(field.path, field.hint, field.problem)
            aria-invalid=invalid(field.problem)
        >
            <option value="">{t(text::ui::CHOOSE)}</option>
            {options_of(options, field.value)}
        </select>
    }
    .into_any();
    frame(Frame::of(&field), input)
}

/// The `<option>`s of a list, the one of `value` selected.
pub(super) fn options_of(options: Vec<(String, String)>, value: &str) -> Vec<AnyView> {
    options
        .into_iter()
        .map(|(option, shown)| {
            let selected = option == value;
            view! { <option value=option selected=selected>{shown}</option> }.into_any()
        })
        .collect()
}

/// What surrounds the input of a question.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub path: &'a str,
    pub label: &'a str,
    pub hint: &'a str,
    pub optional: bool,
    pub heading: bool,
    pub problem: Problem,
}

impl<'a> Frame<'a> {
    /// What the field says about itself.
    pub fn of(field: &TextField<'a>) -> Self {
        Self {
            path: field.path,
            label: field.label,
            hint: field.hint,
            optional: field.optional,
            heading: field.heading,
            problem: field.problem,
        }
    }
}

/// Label, hint and problem around `input`.
pub(super) fn frame(frame: Frame, input: AnyView) -> AnyView {
    let label = view! {
        <label class="label" for=format!("f-{}", frame.path)>
            {frame.label.to_owned()}
            {optional(frame.optional)}
        </label>
    }
    .into_any();
    let label = if frame.heading { view! { <h1 tabindex="-1">{label}</h1> }.into_any() } else { label };
    let problem = frame.problem;
    view! {
        <div class=move || if problem.read().is_some() { "field field-wrong" } else { "field" }>
            {label}
            {hint(frame.path, frame.hint)}
            {error(frame.path, problem)}
            {input}
        </div>
    }
    .into_any()
}

pub(super) fn optional(optional: bool) -> Option<AnyView> {
    optional.then(|| view! { <span class="optional">" "{t(text::ui::OPTIONAL)}</span> }.into_any())
}

pub(super) fn hint(path: &str, hint: &str) -> Option<AnyView> {
    (!hint.is_empty())
        .then(|| view! { <p class="hint" id=format!("f-{path}-hint")>{hint.to_owned()}</p> }.into_any())
}

/// The sentence about what is wrong, with its icon.
pub(crate) fn error(path: &str, problem: Problem) -> AnyView {
    let id = format!("f-{path}-error");
    (move || {
        problem.get().map(|sentence| {
            view! {
                <p class="error" id=id.clone()>
                    {icon(CIRCLE_ALERT)}
                    <span>
                        <span class="hidden">{t(text::ui::ERROR)}" "</span>
                        {sentence}
                    </span>
                </p>
            }
        })
    })
    .into_any()
}

/// A sentence about what looks wrong and may be right.
pub fn warning(sentence: String) -> AnyView {
    view! { <p class="warning">{icon(TRIANGLE_ALERT)} <span>{sentence}</span></p> }.into_any()
}

/// Ids of what describes the input.
pub(crate) fn described_by(
    path: &str,
    hint: &str,
    problem: Problem,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
    let hint = if hint.is_empty() { String::new() } else { format!("f-{path}-hint") };
    let error = format!("f-{path}-error");
    move || match (hint.is_empty(), problem.read().is_some()) {
        (true, false) => None,
        (false, false) => Some(hint.clone()),
        (true, true) => Some(error.clone()),
        (false, true) => Some(format!("{hint} {error}")),
    }
}

pub(crate) fn invalid(problem: Problem) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync {
    move || problem.read().is_some().then_some("true")
}

pub(super) fn attribute(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// Text for inside an element, or an attribute in double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_text_area_escapes_what_was_typed() {
        let owner = Owner::new();
        let html = owner.with(|| {
            text_area(
                TextField { path: "note", value: "a</textarea><b id=\"x\">&amp;", ..TextField::default() },
                4,
            )
            .to_html()
        });
        assert!(html.contains("a&lt;/textarea&gt;&lt;b id=&quot;x&quot;&gt;&amp;amp;</textarea>"), "{html}");
        assert!(!html.contains("<b"), "{html}");
    }
}
