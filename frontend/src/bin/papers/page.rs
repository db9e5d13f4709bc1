//! The page with all its cards: what happens on it, and who sends when.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use app::i18n::{fill, t, text};
use domain::attachment::MAX_FILE_MB;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Element, Event, File, FileList, HtmlElement, HtmlInputElement,
    Storage,
};

use crate::card::{Card, Source};
use crate::dom::{self, said};
use crate::item::{Item, State};
use crate::{kept, leaving};

/// Files on their way at the same time, each of another paper; on a poor line one, so that it arrives sooner.
const MOST_AT_ONCE: usize = 3;

/// A line is poor below this many bytes a second.
const POOR: u64 = 100_000;

/// How long a request with a file may be without any news, in milliseconds.
const LONGEST_SILENCE: u64 = 45_000;

/// How often it is looked for requests without news, in milliseconds.
const LOOK_EVERY: i32 = 5_000;

/// How long until it is looked whether a scan for viruses is over, in milliseconds; each time twice as long.
const FIRST_SCAN_PAUSE: i32 = 3_000;
const LONGEST_SCAN_PAUSE: i32 = 96_000;

/// Set in the browser's session where photos are not to be treated.
const AS_THEY_ARE: &str = "photos-as-they-are";

thread_local! {
    /// How long until it is looked next whether a scan is over, and whether that is waited for.
    static SCAN: Cell<(i32, bool)> = const { Cell::new((FIRST_SCAN_PAUSE, false)) };
    static CARDS: RefCell<Vec<Rc<Card>>> = RefCell::default();
    static NEXT_KEY: Cell<u32> = const { Cell::new(0) };
    /// Bytes a second, as the last file went; none before.
    static RATE: Cell<u64> = const { Cell::new(0) };
    /// Whether the line broke, and nothing came through since.
    static IS_LOST: Cell<bool> = const { Cell::new(false) };
    /// The card that was last used: what is pasted goes there.
    static LAST: RefCell<Option<Rc<Card>>> = RefCell::default();
}

/// Listens to everything that happens on this page and on those after it.
pub fn listen() {
    let (window, document) = (dom::window(), dom::document());
    dom::listen(&window, "papers-shown", false, |_| look());
    dom::listen(&window, "online", false, |_| {
        each_item(|item| item.wake());
        go_on();
    });
    dom::listen(&document, "change", false, chosen);
    dom::listen(&document, "click", false, pressed);
    dom::listen(&document, "focusin", false, |event| note_card(card_around(&event)));
    dom::listen(&document, "dragover", false, dragged);
    dom::listen(&document, "dragleave", false, |event| mark(dom::around(&event, ".paper-over"), false));
    dom::listen(&document, "drop", false, dropped);
    dom::listen(&document, "paste", false, pasted);
    dom::listen(&document, "submit", true, leaving::submitted);
    dom::listen(&window, "beforeunload", false, |event| {
        let mut lost = 0;
        each_item(|item| lost += usize::from(item.would_be_lost()));
        if lost > 0 {
            event.prevent_default();
        }
    });
    let look_for_silence = Closure::<dyn FnMut()>::new(|| {
        each_item(|item| {
            if item.is(&State::Sending) && item.silence() > LONGEST_SILENCE {
                item.cut();
            }
        });
    });
    said(window.set_interval_with_callback_and_timeout_and_arguments_0(
        look_for_silence.into_js_value().unchecked_ref(),
        LOOK_EVERY,
    ));
}

/// Looks which cards there are now, and goes on with what was begun for them.
pub fn look() {
    let Ok(found) = dom::document().query_selector_all("[data-arrives]") else { return };
    let found: Vec<Element> =
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<Element>().ok()).collect();
    let mut added = Vec::new();
    for element in found {
        let url = element.get_attribute("data-arrives").unwrap_or_default();
        let known = cards().into_iter().find(|card| card.url == url);
        match known {
            Some(card) if card.element.borrow().is_same_node(Some(&element)) => card.clear(),
            Some(card) => {
                card.clear();
                card.move_to(element);
            }
            None => {
                let card = Rc::new(Card::new(url, element));
                CARDS.with_borrow_mut(|cards| cards.push(card.clone()));
                added.push(card);
            }
        }
    }
    await_scan();
    offer_choice();
    if added.is_empty() {
        return;
    }
    for card in &added {
        // What was chosen before this program ran.
        let inputs = card.element.borrow().query_selector_all("input[type=file]").ok();
        for at in 0..inputs.as_ref().map_or(0, |inputs| inputs.length()) {
            let input = inputs.as_ref().and_then(|inputs| inputs.get(at));
            if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
                take_from(card.clone(), &input);
            }
        }
    }
    spawn_local(async move {
        let all = kept::all().await;
        for card in added {
            let mut chosen = Vec::new();
            for kept in all.iter().filter(|kept| kept.url == card.url) {
                chosen.extend(card.go_on_with(kept.clone()).await);
            }
            if !chosen.is_empty() {
                card.take(chosen, Source::Before).await;
            }
        }
    });
}

/// Offers to leave photos as they are.
fn offer_choice() {
    let Some(place) = dom::find_on_page("[data-treat]") else { return };
    if place.child_element_count() > 0 {
        return;
    }
    let offer = || {
        let label = dom::element("label", "choice")?;
        let tick = dom::element("input", "")?;
        tick.set_attribute("type", "checkbox")?;
        if session().is_none_or(|session| session.get_item(AS_THEY_ARE).ok().flatten().is_none()) {
            tick.set_attribute("checked", "")?;
        }
        let words = dom::element("span", "")?;
        words.set_text_content(Some(t(text::attachment::TREAT)));
        label.append_child(&tick)?;
        label.append_child(&words)?;
        place.append_child(&label)
    };
    said(offer());
}

/// Keeps what was chosen, for the next page too.
fn note_choice(tick: &HtmlInputElement) {
    if let Some(session) = session() {
        said(match tick.checked() {
            true => session.remove_item(AS_THEY_ARE),
            false => session.set_item(AS_THEY_ARE, ""),
        });
    }
}

/// What the browser keeps as long as its tab is open.
fn session() -> Option<Storage> {
    dom::window().session_storage().ok().flatten()
}

/// Whether photos are made upright and small before they are sent.
pub fn treats_photos() -> bool {
    let tick =
        dom::find_on_page("[data-treat] input").and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok());
    tick.is_none_or(|tick| tick.checked())
}

/// Notes whether the line broke; says what was noted before.
pub fn note_lost(is_lost: bool) -> bool {
    IS_LOST.replace(is_lost)
}

/// Most megabytes of one file.
pub fn max_mb() -> u64 {
    let said = dom::find_on_page("[data-max-mb]").and_then(|place| place.get_attribute("data-max-mb"));
    said.and_then(|said| said.parse().ok()).unwrap_or(MAX_FILE_MB)
}

/// Whether every byte counts: the browser says so, or the last file went slowly.
pub fn line_is_dear() -> bool {
    kept::line_is_dear() || (1..POOR).contains(&RATE.get())
}

/// Notes how fast a file went.
pub fn note_rate(rate: u64) {
    if rate > 0 {
        RATE.set(rate);
    }
}

pub fn next_key() -> u32 {
    NEXT_KEY.set(NEXT_KEY.get() + 1);
    NEXT_KEY.get()
}

pub fn cards() -> Vec<Rc<Card>> {
    CARDS.with_borrow(Clone::clone)
}

fn each_item(mut act: impl FnMut(&Item)) {
    for card in cards() {
        let items = card.items.borrow().clone();
        items.iter().for_each(|item| act(item));
    }
}

/// How many of the files of the page that is shown are so.
pub fn count(is: impl Fn(&Item) -> bool) -> usize {
    let shown = cards().into_iter().filter(|card| card.element.borrow().is_connected());
    shown.map(|card| card.items.borrow().iter().filter(|item| is(item)).count()).sum()
}

/// Sends what waits, as much at once as the line bears; when nothing is left, goes on with what waited for that.
pub fn go_on() {
    let most = if line_is_dear() { 1 } else { MOST_AT_ONCE };
    let mut busy = cards().iter().filter(|card| card.is_busy()).count();
    for card in cards() {
        if busy >= most {
            break;
        }
        if !card.is_busy() && card.go_on() {
            busy += 1;
        }
    }
    leaving::look();
}

/// Where a file is being scanned for viruses, the page is to show what came of it.
fn await_scan() {
    let (pause, waits) = SCAN.get();
    if waits {
        return;
    }
    SCAN.set((pause, true));
    spawn_local(async move {
        dom::pause(pause, |_| ()).await;
        let is_checking = dom::find_on_page("[data-checking]").is_some();
        SCAN.set((if is_checking { LONGEST_SCAN_PAUSE.min(pause * 2) } else { FIRST_SCAN_PAUSE }, false));
        if is_checking && has_program() {
            changed();
        }
    });
}

/// Whether the page's own program runs beside this one.
fn has_program() -> bool {
    dom::document().document_element().is_some_and(|root| root.has_attribute("data-hydrated"))
}

/// A file has arrived: the page is to show it.
pub fn changed() {
    if has_program() {
        // Without the event the page shows it when it is loaded again.
        said(Event::new("papers-changed").and_then(|event| dom::window().dispatch_event(&event)));
        return;
    }
    // Without the page's own program its form shows it, once nothing would be cut off by that.
    let unfinished = count(|item| item.is_under_way() || item.is_left());
    let button = dom::find_on_page("[data-arrives] .upload-plain button");
    if let Some(button) = button.filter(|_| unfinished == 0).and_then(|it| it.dyn_into::<HtmlElement>().ok())
    {
        button.click();
    }
}

fn card_around(event: &Event) -> Option<Rc<Card>> {
    let element = dom::around(event, "[data-arrives]")?;
    let here = |card: &Rc<Card>| card.element.borrow().is_same_node(Some(&element));
    if !cards().iter().any(here) {
        // The page was drawn anew without a word.
        look();
    }
    cards().into_iter().find(here)
}

fn note_card(card: Option<Rc<Card>>) {
    if card.is_some() {
        LAST.replace(card);
    }
}

fn chosen(event: Event) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(tick) = input.as_ref().filter(|input| input.type_() == "checkbox") {
        if dom::around(&event, "[data-treat]").is_some() {
            note_choice(tick);
        }
        return;
    }
    if let (Some(card), Some(input)) = (card_around(&event), input) {
        note_card(Some(card.clone()));
        take_from(card, &input);
    }
}

fn take_from(card: Rc<Card>, input: &HtmlInputElement) {
    let files = list(input.files());
    if files.is_empty() {
        return;
    }
    let source = if input.has_attribute("capture") { Source::Camera } else { Source::Files };
    card.add(files, source);
    // The same file may be chosen again, and the form must not send it once more.
    input.set_value("");
}

fn list(files: Option<FileList>) -> Vec<File> {
    files.map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect()).unwrap_or_default()
}

fn pressed(event: Event) {
    if dom::around(&event, "[data-leave] button").is_some() {
        return leaving::leave();
    }
    let act = dom::around(&event, "[data-act]").and_then(|button| button.get_attribute("data-act"));
    let (Some(card), Some(act)) = (card_around(&event), act) else { return };
    note_card(Some(card.clone()));
    let key = dom::around(&event, "[data-key]").and_then(|row| row.get_attribute("data-key"));
    match key.and_then(|key| key.parse().ok()) {
        Some(key) => card.press(key, &act),
        None => card.answer(&act),
    }
}

fn mark(card: Option<Element>, over: bool) {
    if let Some(card) = card {
        said(card.class_list().toggle_with_force("paper-over", over));
    }
}

fn carried(event: &Event) -> Option<DataTransfer> {
    let carried = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    carried.types().iter().any(|kind| kind == "Files").then_some(carried)
}

fn dragged(event: Event) {
    if carried(&event).is_some() && !cards().is_empty() {
        // A file that falls beside a card must not take the place of the page.
        event.prevent_default();
        mark(dom::around(&event, "[data-arrives]"), true);
    }
}

fn dropped(event: Event) {
    let Some(carried) = carried(&event).filter(|_| !cards().is_empty()) else { return };
    event.prevent_default();
    mark(dom::find_on_page(".paper-over"), false);
    if let Some(card) = card_around(&event) {
        note_card(Some(card.clone()));
        card.add(list(carried.files()), Source::Files);
    }
}

fn pasted(event: Event) {
    let files = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let files = list(files.and_then(|data| data.files()));
    let on_page = |card: &Rc<Card>| card.element.borrow().is_connected();
    let card = card_around(&event)
        .or_else(|| LAST.with_borrow(Clone::clone).filter(on_page))
        .or_else(|| cards().into_iter().find(on_page));
    if let (Some(card), false) = (card, files.is_empty()) {
        event.prevent_default();
        card.say(&fill(text::attachment::PASTED, &[("paper", &card.name())]));
        card.add(files, Source::Files);
    }
}
