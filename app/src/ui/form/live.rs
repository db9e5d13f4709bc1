//! What is known of the answers while somebody gives them.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Answers;
use domain::form::Section;
use leptos::ev::Event;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::{Form, Judge, Judged, gathered};
use crate::ui::field::Problem;

/// How long after leaving a field its answer is judged. A field is often left by pressing on something else; a sentence
/// that comes or goes at that moment would move that thing away from under the finger.
const RELEASE: Duration = Duration::from_millis(300);
/// How long nothing must have been typed before the answers are handed on for saving.
const PAUSE: Duration = Duration::from_millis(800);

/// Signals over the answers of one form. In the browser they follow the inputs; on the server they stay as they are.
#[derive(Clone, Copy)]
pub(super) struct Live {
    pub answers: RwSignal<Answers>,
    problems: RwSignal<BTreeMap<String, String>>,
    warnings: RwSignal<BTreeMap<String, String>>,
    rules: StoredValue<Rules>,
    saving: StoredValue<Option<TimeoutHandle>>,
}

struct Rules {
    section: Section,
    judge: Option<Judge>,
    on_change: Option<Callback<Answers>>,
}

impl Live {
    pub fn new(form: &Form) -> Self {
        Self {
            answers: RwSignal::new(form.answers.clone()),
            problems: RwSignal::new(gathered(form.judged.problems.iter().cloned())),
            warnings: RwSignal::new(gathered(form.judged.warnings.iter().cloned())),
            rules: StoredValue::new(Rules {
                section: form.section.clone(),
                judge: form.judge.clone(),
                on_change: form.on_change,
            }),
            saving: StoredValue::new(None),
        }
    }

    /// What was answered at `path` when the field is drawn.
    pub fn answer(self, path: &str) -> String {
        self.answers.with_untracked(|answers| answers.0.get(path).cloned().unwrap_or_default())
    }

    /// What is wrong at `path`.
    pub fn problem(self, path: &str) -> Problem {
        let path = path.to_owned();
        Signal::derive(move || self.problems.with(|problems| problems.get(&path).cloned()))
    }

    /// What looks wrong at `path`.
    pub fn warning(self, path: &str) -> Problem {
        let path = path.to_owned();
        Signal::derive(move || self.warnings.with(|warnings| warnings.get(&path).cloned()))
    }

    /// Takes over what stands in the inputs: more may have been typed than the server knew when it drew the page.
    pub fn read_all(self, area: &Element) {
        let Ok(inputs) = area.query_selector_all("[name^='answers[']") else { return };
        let mut changed = self.answers.get_untracked();
        for index in 0..inputs.length() {
            if let Some(input) = inputs.item(index) {
                read(input.unchecked_ref(), &mut changed);
            }
        }
        if self.answers.with_untracked(|answers| *answers != changed) {
            self.answers.set(changed);
        }
    }

    /// Something is being typed.
    pub fn typed(self, event: &Event) {
        let Some(input) = target(event) else { return };
        let mut changed = self.answers.get_untracked();
        if read(&input, &mut changed).is_none() || self.answers.with_untracked(|answers| *answers == changed)
        {
            return;
        }
        self.answers.set(changed);
        self.save_soon();
    }

    /// Typing in a field has ended. Soon judges this answer, and those that are shown as wrong again.
    pub fn left(self, event: &Event) {
        self.typed(event);
        if let Some(path) = target(event).and_then(|input| path_of(&input)) {
            set_timeout(move || self.show_judged(&path), RELEASE);
        }
    }

    fn show_judged(self, path: &str) {
        // The page may have been left meanwhile.
        if self.problems.is_disposed() {
            return;
        }
        let Some(judged) = self.judge() else { return };
        let shown = |now: &BTreeMap<String, String>, found: Vec<(String, String)>| {
            let shown = found.into_iter().filter(|(at, _)| at == path || now.contains_key(at));
            gathered::<_, BTreeMap<_, _>>(shown)
        };
        let problems = self.problems.with_untracked(|now| shown(now, judged.problems));
        if self.problems.with_untracked(|now| *now != problems) {
            self.problems.set(problems);
        }
        let warnings = gathered(judged.warnings.into_iter());
        if self.warnings.with_untracked(|now| *now != warnings) {
            self.warnings.set(warnings);
        }
    }

    fn judge(self) -> Option<Judged> {
        self.rules.with_value(|rules| {
            let judge = rules.judge.as_ref()?;
            Some(self.answers.with_untracked(|answers| judge(&rules.section, answers)))
        })
    }

    fn save_soon(self) {
        let Some(on_change) = self.rules.with_value(|rules| rules.on_change) else { return };
        if let Some(Some(waiting)) = self.saving.try_update_value(Option::take) {
            waiting.clear();
        }
        let hand_on = move || {
            if let Some(answers) = self.answers.try_get_untracked() {
                on_change.run(answers);
            }
        };
        if let Ok(handle) = set_timeout_with_handle(hand_on, PAUSE) {
            self.saving.set_value(Some(handle));
        }
    }
}

/// The input an event comes from. Selects and text areas have the same properties as far as they are read here, so
/// one type serves for all.
fn target(event: &Event) -> Option<HtmlInputElement> {
    event.target().map(|target| target.unchecked_into())
}

fn path_of(input: &HtmlInputElement) -> Option<String> {
    // Buttons and what is no input at all have no such name; `name` may then not even be text.
    let name = input.get_attribute("name")?;
    Some(name.strip_prefix("answers[")?.strip_suffix(']')?.to_owned())
}

/// Keeps what the input holds; says where.
fn read(input: &HtmlInputElement, answers: &mut Answers) -> Option<()> {
    let path = path_of(input)?;
    let kind = input.type_();
    if matches!(kind.as_str(), "radio" | "checkbox") && !input.checked() {
        if kind == "checkbox" {
            answers.0.remove(&path);
        }
        return Some(());
    }
    answers.set(path, input.value());
    Some(())
}
