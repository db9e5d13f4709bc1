//! Going on to the next step: not before all files have arrived, unless the person says without which.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use app::i18n::{fill, text};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, HtmlFormElement, SubmitEvent};

use crate::card::Card;
use crate::dom::{self, said};
use crate::item::{Item, State};
use crate::page::{cards, count};

thread_local! {
    /// The button that was pressed to go on when files were not there yet, and whether it is pressed again by itself when
    /// all have arrived.
    static PRESSED: RefCell<Option<HtmlElement>> = RefCell::default();
    static GOES_ON: Cell<bool> = const { Cell::new(false) };
}

/// The page is to be left: not before its files have arrived.
pub fn submitted(event: Event) {
    let Some(sent) = event.dyn_ref::<SubmitEvent>() else { return };
    let form = event.target().and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if form.is_none_or(|form| form.id() != "papers") {
        return;
    }
    let button = sent.submitter();
    let value = button.as_ref().and_then(|button| button.get_attribute("value")).unwrap_or_default();
    let left = count(Item::is_left);
    let stays = match value.as_str() {
        "" => left + count(Item::is_under_way) > 0,
        // Whoever comes back finds everything that the browser keeps.
        value => value.starts_with("kept:") && count(Item::would_be_lost) > 0,
    };
    if stays {
        event.prevent_default();
        event.stop_immediate_propagation();
    }
    GOES_ON.set(stays && left == 0 && value.is_empty());
    PRESSED.replace(button.filter(|_| stays));
    tell();
    if stays && left > 0 {
        for card in cards() {
            card.draw();
        }
        dom::focus(dom::find_on_page(".paper-ask button"));
    }
}

/// Looks whether everything is there that was waited for.
pub fn look() {
    if count(Item::is_under_way) == 0 && GOES_ON.take() {
        let is_wrong = |item: &Item| item.is_left() || matches!(item.state(), State::Failed(..));
        if count(is_wrong) == 0
            && let Some(button) = PRESSED.take()
        {
            press(button);
        }
    }
    tell();
}

/// Whether the person wanted to go on without files that wait for an answer.
pub fn tells_what_is_left() -> bool {
    PRESSED.with_borrow(Option::is_some) && !GOES_ON.get()
}

/// That these files were not sent.
pub fn what_is_left(files: &[Rc<Item>]) -> String {
    let count = files.len().to_string();
    fill(text::attachment::HELD_LEFT, &[("count", &count), ("names", &names(files))])
}

fn names(files: &[Rc<Item>]) -> String {
    files.iter().map(|item| item.label.borrow().clone()).collect::<Vec<_>>().join(", ")
}

/// The files on the page that the person would go on without.
fn not_there() -> Vec<(Rc<Card>, Rc<Item>)> {
    let waits = GOES_ON.get();
    let shown = cards().into_iter().filter(|card| card.element.borrow().is_connected());
    shown
        .flat_map(|card| {
            card.items.borrow().iter().map(|item| (card.clone(), item.clone())).collect::<Vec<_>>()
        })
        .filter(|(_, item)| if waits { item.is_under_way() } else { item.is_left() })
        .collect()
}

/// Says to whoever wanted to go on what is not there yet, and offers to go on without it.
fn tell() {
    let files: Vec<Rc<Item>> = not_there().into_iter().map(|(_, item)| item).collect();
    if files.is_empty() {
        PRESSED.take();
    }
    let (sentence, offer) = if PRESSED.with_borrow(Option::is_none) {
        (String::new(), String::new())
    } else {
        let sentence = match GOES_ON.get() {
            true => fill(text::attachment::WAITS, &[("count", &files.len().to_string())]),
            false => what_is_left(&files),
        };
        (sentence, fill(text::attachment::LEAVE, &[("names", &names(&files))]))
    };
    if let Some(place) = dom::find_on_page("[data-waits]") {
        place.set_text_content(Some(&sentence));
    }
    let Some(place) = dom::find_on_page("[data-leave]") else { return };
    // What is there already may have the focus.
    if place.text_content().unwrap_or_default() != offer {
        place.set_inner_html("");
        if !offer.is_empty() {
            let button = dom::button("button button-secondary button-small", &offer, "", "leave");
            said(button.and_then(|button| place.append_child(&button)));
        }
    }
}

/// Goes on without the files that are not there.
pub fn leave() {
    let button = PRESSED.with_borrow(Clone::clone);
    for (card, item) in not_there() {
        card.give_up(&item);
        card.draw();
    }
    GOES_ON.set(false);
    tell();
    if let Some(button) = button {
        press(button);
    }
}

/// Presses after what is pressed now: what listens to presses hears one at a time.
fn press(button: HtmlElement) {
    spawn_local(async move { button.click() });
}
