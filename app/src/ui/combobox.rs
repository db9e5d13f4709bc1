//! A list of many names from which one is chosen by typing a part of it (WAI-ARIA combobox with list).
//!
//! The server draws an ordinary list. Once the program runs, a line takes its place: what is typed is looked for
//! without regard to diacritics and capitals, and a hidden input sends the answer. The list may come later than the
//! line, or another may take its place; what is being typed stays, and is looked for in the list that is there.

use std::time::Duration;

use domain::fold::fold;
use leptos::ev::{Event, FocusEvent, KeyboardEvent};
use leptos::html::Select;
use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;

use super::field::{self, TextField, options_of};
use crate::i18n::{t, text};

/// How many are offered at once.
const OFFERED: usize = 40;

/// What a combobox offers: values and names. Empty as long as it is on its way.
#[derive(Clone, Copy)]
pub(super) struct Offer(RwSignal<Vec<(String, String)>>);

impl Offer {
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Nothing is offered until another list is there.
    pub fn clear(self) {
        self.0.set(Vec::new());
    }

    /// Offers `options` (values and names); what is returned goes into the [`combobox`]. `value` is the answer so far.
    pub fn fill(self, options: Vec<(String, String)>, value: &str) -> AnyView {
        // It may come for a page that was left meanwhile.
        self.0.try_set(options.clone());
        options_of(options, value).into_any()
    }
}

/// The input of a field whose answer is one of what is offered. Goes into a frame of the same field.
pub(super) fn combobox(line: TextField, offer: Offer, options: AnyView) -> AnyView {
    let id = format!("f-{}", line.path);
    let list_id = format!("{id}-options");
    let described = field::described_by(line.path, line.hint, line.problem);
    let problem = line.problem;
    let offer = offer.0;

    // Whether the program draws it. Where it takes over what the server drew, only when it has looked at that.
    let drawn_here = !cfg!(feature = "ssr")
        && !Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    let runs = RwSignal::new(drawn_here);
    let words = RwSignal::new(String::new());
    let chosen = StoredValue::new(line.value.to_owned());
    // Whether something is typed that was not chosen yet.
    let typed = RwSignal::new(false);
    let focused = RwSignal::new(false);
    let open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let select = NodeRef::<Select>::new();

    let offered = Memo::new(move |_| {
        let sought = fold(&words.read());
        offer.with(|offer| {
            let has_exact = offer.iter().any(|(_, name)| fold(name) == sought);
            let mut offered = Vec::new();
            // One that was chosen before may be changed for any other, so the others follow it.
            for rank in 0..=if has_exact { 2 } else { 1 } {
                for one in offer {
                    let name = fold(&one.1);
                    let fitting = if name == sought { 0 } else { 2 - u8::from(name.contains(&sought)) };
                    if fitting == rank && offered.len() < OFFERED {
                        offered.push(one.clone());
                    }
                }
            }
            offered
        })
    });
    // It stands behind the list.
    let answer = move || {
        let answer = select.get_untracked()?.next_element_sibling()?;
        Some(answer.unchecked_into::<web_sys::HtmlInputElement>())
    };
    let put = move |value: &str, event: &str| {
        chosen.set_value(value.to_owned());
        if let Some(answer) = answer() {
            answer.set_value(value);
            if let Ok(event) = Event::new_with_event_init_dict(event, &bubbling()) {
                // The form listens above; nobody stops this event on its way.
                let _ = answer.dispatch_event(&event);
            }
        }
    };
    let choose = move |value: &str, name: String| {
        words.set(name);
        open.set(false);
        typed.set(value.is_empty());
        put(value, "change");
    };
    let leave = move || {
        open.try_set(false);
        if typed.try_get_untracked() != Some(true) {
            return;
        }
        let Some(sought) = words.try_get_untracked().map(|words| fold(&words)) else { return };
        let found = offer.try_with_untracked(|offer| {
            let mut fitting =
                offer.iter().filter(|(_, name)| !sought.is_empty() && fold(name).contains(&sought));
            let first = fitting.next().cloned();
            let exact = offer.iter().find(|(_, name)| fold(name) == sought).cloned();
            exact.or(first.filter(|_| fitting.next().is_none()))
        });
        match found.flatten() {
            Some((value, name)) => choose(&value, name),
            None => choose("", words.get_untracked()),
        }
    };
    Effect::new(move |_| {
        let Some(select) = select.get() else { return };
        let offer = offer.get();
        if !runs.get_untracked() {
            // Something else may have been chosen before the program ran.
            let value = select.value();
            if !value.is_empty() {
                chosen.set_value(value);
            }
            // Its place, its label and its name are the line's and the hidden input's from now on.
            for attribute in ["id", "name"] {
                let _ = select.remove_attribute(attribute);
            }
            let _ = select.set_attribute("hidden", "");
            runs.set(true);
        }
        let value = chosen.get_value();
        if typed.get_untracked() {
            if !focused.get_untracked() {
                leave();
            }
        } else if let Some((_, name)) = offer.iter().find(|(option, _)| *option == value) {
            words.set(name.clone());
        } else if !offer.is_empty() && !value.is_empty() {
            // It was chosen from the list before.
            words.set(String::new());
            put("", "input");
        }
    });
    let left = move |event: FocusEvent| {
        focused.try_set(false);
        if event.related_target().is_some() {
            leave();
        } else {
            // Nothing else was chosen: perhaps the line is being taken away for a list that has just come, and then
            // nothing may be changed before that is done, and nothing is there to change afterwards.
            set_timeout(leave, Duration::ZERO);
        }
    };
    let key = move |event: KeyboardEvent| {
        let count = offered.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                if !open.get_untracked() {
                    open.set(true);
                } else if event.key() == "ArrowDown" {
                    active.update(|at| *at = (*at + 1) % count);
                } else {
                    active.update(|at| *at = (*at + count - 1) % count);
                }
            }
            "Enter" if open.get_untracked() && count > 0 => {
                event.prevent_default();
                let chosen = offered.with_untracked(|offered| offered.get(active.get_untracked()).cloned());
                if let Some((value, name)) = chosen {
                    choose(&value, name);
                }
            }
            "Escape" => open.set(false),
            _ => {}
        }
    };

    let option_id = {
        let list_id = list_id.clone();
        move |at: usize| format!("{list_id}-{at}")
    };
    let item_id = option_id.clone();
    let items = move || {
        offered
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, (value, name))| {
                let shown = name.clone();
                view! {
                    <li
                        role="option"
                        id=item_id(at)
                        aria-selected=move || if active.get() == at { "true" } else { "false" }
                        on:mousedown=move |event| {
                            event.prevent_default();
                            choose(&value, name.clone());
                        }
                    >
                        {shown}
                    </li>
                }
                .into_any()
            })
            .collect::<Vec<_>>()
    };
    let listed = move || open.get() && !offered.with(Vec::is_empty);
    let none_fits = move || open.get() && offered.with(Vec::is_empty) && !offer.with(Vec::is_empty);
    let name = line.name.to_owned();
    let sent_as = name.clone();
    let line_id = id.clone();
    let line_list = list_id.clone();
    let line_described = described.clone();
    let typing = move || {
        let (line_id, line_list, option_id) = (line_id.clone(), line_list.clone(), option_id.clone());
        let line_name = sent_as.clone();
        let items = items.clone();
        runs.get().then(|| {
            view! {
                <input type="hidden" name=line_name value=chosen.get_value() />
                <div class="combobox w-24">
                    <input
                        class="input"
                        id=line_id
                        type="text"
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        aria-autocomplete="list"
                        aria-controls=line_list.clone()
                        aria-expanded=move || if listed() { "true" } else { "false" }
                        aria-activedescendant=move || listed().then(|| option_id(active.get()))
                        aria-describedby=line_described.clone()
                        aria-invalid=field::invalid(problem)
                        prop:value=move || words.get()
                        on:input=move |event| {
                            words.set(event_target_value(&event));
                            typed.set(true);
                            if let Some(answer) = answer() {
                                answer.set_value("");
                            }
                            active.set(0);
                            open.set(true);
                        }
                        on:focus=move |event| {
                            focused.set(true);
                            if let Some(input) = event.target() {
                                input.unchecked_into::<web_sys::HtmlInputElement>().select();
                            }
                        }
                        on:click=move |_| open.set(true)
                        on:keydown=key
                        on:blur=left
                    />
                    <ul
                        class="options"
                        id=line_list
                        role="listbox"
                        hidden=move || !listed()
                    >
                        {items}
                    </ul>
                    <p class="none" role="status">
                        {move || none_fits().then(|| t(text::ui::NOTHING_FITS))}
                    </p>
                </div>
            }
        })
    };
    view! {
        <select
            class="input w-24"
            id=(!drawn_here).then_some(id)
            name=(!drawn_here).then_some(name)
            hidden=drawn_here
            node_ref=select
            aria-describedby=described
            aria-invalid=field::invalid(problem)
        >
            <option value="">{t(text::ui::CHOOSE)}</option>
            {options}
        </select>
        {typing}
    }
    .into_any()
}

fn bubbling() -> web_sys::EventInit {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    init
}
