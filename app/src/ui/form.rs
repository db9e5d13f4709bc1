//! Draws a section of a form: registration, filing and every procedure's own questions.
//!
//! Without the program the page is drawn again after each POST: fields whose condition does not hold are left out, and
//! a field on which others depend has a small button that saves and draws again. With it, what is typed is followed
//! as it is typed: fields come and go, answers are judged when left, and [`Form::on_change`] gets them for saving.
//! Inputs stay uncontrolled either way; the answer at `path` is sent as `answers[path]`.

mod address;
mod kinds;
mod live;
#[cfg(all(test, feature = "ssr"))]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::check::{Scope, is_shown};
use domain::form::{Condition, Field, FieldKind, Section};
use domain::{Answers, Text};
use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::button::{Button, Look, button};
use crate::i18n::{t, text, use_language};
use live::Live;

/// What is wrong and what looks wrong: paths of answers and sentences, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Must be put right.
    pub problems: Vec<(String, String)>,
    /// May be right.
    pub warnings: Vec<(String, String)>,
}

/// Judges answers to a section. Runs in the browser each time an answer is left.
pub type Judge = Arc<dyn Fn(&Section, &Answers) -> Judged + Send + Sync>;

/// A section with what was answered.
pub struct Form {
    /// The questions.
    pub section: Section,
    /// What was typed so far.
    pub answers: Answers,
    /// What to show as wrong from the beginning; nothing on the first visit.
    pub judged: Judged,
    /// Judges while one answers; nothing is judged without it.
    pub judge: Option<Judge>,
    /// Gets all answers of the section a moment after the last one changed.
    pub on_change: Option<Callback<Answers>>,
}

/// Draws the questions of a section, for inside a `<form>`; buttons of the form are the caller's.
pub fn form_fields(form: Form) -> AnyView {
    let live = Live::new(&form);
    let area = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            live.read_all(&area);
        }
    });
    let fields = draw_fields(&form.section.fields, "", &[], live);
    view! {
        <div
            class="form"
            node_ref=area
            on:input=move |event| live.typed(&event)
            on:change=move |event| live.left(&event)
        >
            {fields}
        </div>
    }
    .into_any()
}

/// Gathers items one by one: `collect` sorts them first, and each kind of sorting is 4 kB of the browser's program.
pub(crate) fn gathered<T, C: Default + Extend<T>>(items: impl Iterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}

/// Name under which the answer at `path` is sent.
pub fn input_name(path: &str) -> String {
    ["answers[", path, "]"].concat()
}

/// The fields of a section or of one entry of a group, each shown as long as its condition holds.
fn draw_fields(fields: &[Field], prefix: &str, siblings: &[Field], live: Live) -> Vec<AnyView> {
    let decisive: Vec<&str> = fields.iter().filter_map(|field| field.when.as_ref()).flat_map(named).collect();
    fields
        .iter()
        .map(|field| {
            let decides = decisive.contains(&field.id.as_str());
            let path = [prefix, &field.id].concat();
            if field.when.is_none() {
                return draw_field(field, &path, decides, live);
            }
            let (field, prefix, siblings) = (field.clone(), prefix.to_owned(), siblings.to_vec());
            let condition = field.clone();
            let shown = Memo::new(move |_| {
                live.answers.with(|answers| is_shown(&condition, answers, Scope::entry(&prefix, &siblings)))
            });
            (move || shown.get().then(|| draw_field(&field, &path, decides, live))).into_any()
        })
        .collect()
}

fn draw_field(field: &Field, path: &str, decides: bool, live: Live) -> AnyView {
    let drawn = match &field.kind {
        FieldKind::Group { min, max, fields } => draw_group(field, path, *min, *max, fields, live),
        FieldKind::Address { detailed } => address::draw(field, path, *detailed, live),
        _ => kinds::draw(field, path, live),
    };
    if !decides {
        return drawn;
    }
    let refresh = Button {
        label: t(text::ui::REFRESH),
        look: Look::Secondary,
        small: true,
        name: "then",
        value: &["refresh:", path].concat(),
        ..Button::default()
    };
    view! { <div class="decisive">{drawn} <div class="without-script">{button(refresh)}</div></div> }
        .into_any()
}

fn draw_group(field: &Field, path: &str, min: usize, max: usize, fields: &[Field], live: Live) -> AnyView {
    let drawn = live.answers.with_untracked(|answers| entries(answers, path, min));
    let full = drawn.len() >= max;
    let removable = drawn.len() > min;
    let legend = in_language(&field.label).to_owned();
    let entries = drawn
        .into_iter()
        .enumerate()
        .map(|(number, at)| {
            let prefix = format!("{path}.{at}.");
            let title = format!("{legend} {}", number + 1);
            let remove = removable.then(|| {
                button(Button {
                    label: t(text::ui::REMOVE),
                    label_more: &format!(" {title}"),
                    look: Look::Tertiary,
                    name: "then",
                    value: &format!("remove:{path}:{at}"),
                    ..Button::default()
                })
            });
            view! {
                <fieldset class="entry">
                    <legend class="hidden">{title.clone()}</legend>
                    <p class="h3" aria-hidden="true">{title}</p>
                    {draw_fields(fields, &prefix, fields, live)}
                    {remove}
                </fieldset>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let add = (!full).then(|| {
        button(Button {
            label: t(text::ui::ADD),
            label_more: &format!(" {legend}"),
            look: Look::Secondary,
            icon: Some(super::icon::PLUS),
            name: "then",
            value: &format!("add:{path}"),
            ..Button::default()
        })
    });
    let problem = live.problem(path);
    let hint = field.hint.as_ref().map_or("", in_language);
    view! {
        <fieldset class="group" id=format!("f-{path}") tabindex="-1">
            <legend>{legend.clone()}</legend>
            {super::field::hint(path, hint)}
            {super::field::error(path, problem)}
            {entries}
            {add}
        </fieldset>
    }
    .into_any()
}

/// Indices of the entries of a repeatable group to draw: those that exist, begun or not, and blank ones up to `min`.
pub fn entries(answers: &Answers, group: &str, min: usize) -> Vec<usize> {
    let start = format!("{group}.");
    let begun = answers
        .0
        .range(start.clone()..)
        .map_while(|(path, _)| path.strip_prefix(&start))
        .filter_map(|rest| rest.split('.').next()?.parse::<usize>().ok());
    let mut found: BTreeSet<usize> = gathered(begun);
    let mut next = 0;
    while found.len() < min {
        found.insert(next);
        next += 1;
    }
    found.into_iter().collect()
}

/// Does what a button of [`form_fields`] asks for with the value it sent as `then`: `add:<group>` or
/// `remove:<group>:<n>`. Says whether it was such a value.
pub fn change_entries(section: &Section, answers: &mut Answers, then: &str) -> bool {
    let group_of = |id: &str| {
        section.fields.iter().find_map(|field| match &field.kind {
            FieldKind::Group { min, max, fields } if field.id == id => Some((*min, *max, fields)),
            _ => None,
        })
    };
    if let Some(id) = then.strip_prefix("add:") {
        let Some((min, max, fields)) = group_of(id) else { return false };
        let drawn = entries(answers, id, min);
        if let (true, Some(first)) = (drawn.len() < max, fields.first()) {
            let next = drawn.last().map_or(0, |last| last + 1);
            // The blank entries that were drawn stay when another comes behind them.
            for at in drawn.into_iter().chain([next]) {
                let path = match &first.kind {
                    FieldKind::Address { .. } => format!("{id}.{at}.{}.detail", first.id),
                    FieldKind::Person => format!("{id}.{at}.{}.name", first.id),
                    _ => format!("{id}.{at}.{}", first.id),
                };
                answers.0.entry(path).or_default();
            }
        }
        return true;
    }
    if let Some((id, at)) = then.strip_prefix("remove:").and_then(|rest| rest.split_once(':')) {
        if group_of(id).is_none() || at.parse::<usize>().is_err() {
            return false;
        }
        let start = format!("{id}.{at}.");
        answers.0.retain(|path, _| !path.starts_with(&start));
        return true;
    }
    false
}

/// Where the page goes on after a button of [`form_fields`] was pressed: the path of the input whose id is `f-<path>`.
/// Without it one would be at the top of a long page again.
pub fn place_after(section: &Section, answers: &Answers, then: &str) -> Option<String> {
    let sent = match then.strip_prefix("remove:").and_then(|rest| rest.split_once(':')) {
        Some((group, _)) => Some(group),
        None => then.strip_prefix("refresh:"),
    };
    if let Some(path) = sent {
        // It goes into an address, and anybody can send anything.
        let is_path = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        return is_path.then(|| path.to_owned());
    }
    let group = then.strip_prefix("add:")?;
    let field = section.fields.iter().find(|field| field.id == group)?;
    let FieldKind::Group { min, fields, .. } = &field.kind else { return None };
    let (last, first) = (*entries(answers, group, *min).last()?, fields.first()?);
    let part = match &first.kind {
        FieldKind::Address { .. } => ".province",
        FieldKind::Person => ".name",
        _ => "",
    };
    Some(format!("{group}.{last}.{}{part}", first.id))
}

/// Ids of the fields that a condition names.
fn named(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Eq(field, _) | Condition::In(field, _) | Condition::Answered(field) => {
            vec![field.split('.').next().unwrap_or(field)]
        }
        Condition::And(all) | Condition::Or(all) => all.iter().flat_map(named).collect(),
        Condition::Not(one) => named(one),
    }
}

/// The text in the language of the page.
fn in_language(text: &Text) -> &str {
    text.get(use_language().into())
}
