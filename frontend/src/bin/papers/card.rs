//! The card of a paper: its files on their way, what it asks about them, and how they are sent, one after the other so
//! that their order is kept.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use app::i18n::{fill, text};
use app::ui::problem::problem_sentence;
use domain::Problem;
use domain::attachment::{END_BYTES, FileKind, accepted, judge, not_too_large};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, Element, File};

use crate::dom::{self, Done, said};
use crate::item::{Item, State};
use crate::kept::{self, Kept};
use crate::line::{self, size};
use crate::page;
use crate::photo::{self, Reason};

/// Where files come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The camera of a phone: one looks at the photo before it is sent.
    Camera,
    /// Chosen, dropped or pasted.
    Files,
    /// Chosen before the page was loaded anew.
    Before,
}

/// The card of a paper.
pub struct Card {
    /// Where uploads for this paper begin.
    pub url: String,
    /// Its place on the page, as long as the page is there.
    pub element: RefCell<Element>,
    pub items: RefCell<Vec<Rc<Item>>>,
    pub is_sending: Cell<bool>,
}

impl Card {
    pub fn new(url: String, element: Element) -> Self {
        Self { url, element: RefCell::new(element), items: RefCell::default(), is_sending: Cell::new(false) }
    }

    /// Takes its place on a page that was drawn anew.
    pub fn move_to(&self, element: Element) {
        for item in self.items.borrow().iter() {
            self.put(&element, item);
        }
        self.element.replace(element);
        self.draw();
    }

    fn put(&self, element: &Element, item: &Item) {
        if let Some(list) = dom::find(element, "[data-list]") {
            said(list.append_child(&item.row.element));
        }
    }

    pub fn add_item(&self, name: String, chosen: Option<Blob>, state: State) -> Option<Rc<Item>> {
        let item = Rc::new(said(Item::new(page::next_key(), name, chosen, state))?);
        item.number(self.items.borrow().len() + 1, false);
        self.put(&self.element.borrow(), &item);
        item.draw(false);
        self.items.borrow_mut().push(item.clone());
        Some(item)
    }

    /// Takes files: reads and judges them, treats photos, and sends them or asks how.
    pub fn add(self: Rc<Self>, files: Vec<File>, source: Source) {
        let items: Vec<Rc<Item>> = files
            .into_iter()
            .filter_map(|file| self.add_item(file.name(), Some(file.unchecked_into()), State::Preparing))
            .collect();
        spawn_local(async move {
            for item in &items {
                self.keep(item).await;
            }
            self.take(items, source).await;
        });
    }

    /// Reads, judges and treats files; sends them or asks how.
    pub async fn take(&self, items: Vec<Rc<Item>>, source: Source) {
        for item in &items {
            self.prepare(item).await;
        }
        let ready = |item: &&Rc<Item>| item.is(&State::Preparing);
        let photos = items.iter().filter(ready).filter(|item| item.is_photo.get()).count();
        let asks = match source {
            Source::Camera => true,
            Source::Files => photos > 1 || page::line_is_dear(),
            Source::Before => photos > 0 || page::line_is_dear(),
        };
        let mut is_asked = false;
        for item in items.iter().filter(ready) {
            let held = asks || item.note.get().is_some();
            item.set(if held { State::Held } else { State::Waiting });
            is_asked |= held;
        }
        self.draw();
        // In one go, so that the last does not take the word from the others.
        let mut sentences: Vec<String> = items
            .iter()
            .filter_map(|item| match item.state() {
                State::Failed(reason, _) => {
                    let name = item.label.borrow().clone();
                    Some(fill(text::attachment::NOT_TAKEN, &[("name", &name), ("reason", &reason)]))
                }
                _ => None,
            })
            .collect();
        if is_asked {
            let question = self.question(&self.held());
            sentences.push(match photos {
                0 => question,
                _ => fill(text::attachment::READY, &[("question", &question)]),
            });
        }
        if !sentences.is_empty() {
            self.say(&sentences.join(" "));
        }
        page::go_on();
    }

    /// Goes on with an upload that was begun before. A file that was only chosen is returned, to be taken with others.
    pub async fn go_on_with(&self, kept: Kept) -> Option<Rc<Item>> {
        if self.items.borrow().iter().any(|item| item.place.borrow().as_ref() == Some(&kept.place))
            || !kept::is_ours(&kept.place).await
        {
            return None;
        }
        if kept.is_only_chosen() {
            let item = self.add_item(kept.name, kept.file, State::Preparing)?;
            item.kept_as.replace(Some(kept.place));
            return Some(item);
        }
        let state = if kept.file.is_some() { State::Waiting } else { State::Again };
        let item = self.add_item(kept.name, kept.file, state)?;
        item.place.replace(Some(kept.place));
        self.draw();
        page::go_on();
        None
    }

    /// Lets the browser keep a file until it is begun to be sent, so that it is there when the page is loaded anew.
    pub async fn keep(&self, item: &Item) {
        let Some(chosen) = item.chosen.borrow().clone() else { return };
        let name = item.name.borrow().clone();
        let kept_as = kept::keep_chosen(&self.url, &name, item.key, &chosen).await;
        item.kept_as.replace(kept_as);
        if item.is(&State::Stopped) {
            self.keep_no_longer(item);
        }
    }

    pub fn keep_no_longer(&self, item: &Item) {
        if let Some(kept_as) = item.kept_as.take() {
            spawn_local(async move { kept::forget(&kept_as).await });
        }
    }

    /// The kinds of files that the paper takes.
    pub fn accepts(&self) -> Vec<FileKind> {
        accepted(&self.element.borrow().get_attribute("data-accepts").unwrap_or_default())
    }

    async fn prepare(&self, item: &Item) {
        let Some(chosen) = item.chosen.borrow().clone() else { return };
        // Read before, because a match holds on to what it asks: a photo gets another name in here.
        let name = item.name.borrow().clone();
        match said(judged(&chosen, &name).await) {
            Some(Ok(kind)) => {
                item.is_photo.set(kind.is_picture());
                if kind.is_picture() {
                    self.treat(item, &chosen, kind).await;
                }
                let (kinds, is_treated) = (self.accepts(), item.small.borrow().is_some());
                if !kinds.contains(if is_treated { &FileKind::Jpeg } else { &kind }) {
                    return self.refuse(item, &Problem::FileNotAccepted { kinds });
                }
            }
            Some(Err(problem)) => return self.refuse(item, &problem),
            // What cannot be read here is judged by the server.
            None => {}
        }
        if let Err(problem) = not_too_large(item.size(), page::max_mb()) {
            self.refuse(item, &problem);
        }
    }

    fn refuse(&self, item: &Item, problem: &Problem) {
        item.set(State::Failed(problem_sentence(problem, ""), false));
        self.keep_no_longer(item);
    }

    async fn treat(&self, item: &Item, chosen: &Blob, kind: FileKind) {
        let prepared =
            if page::treats_photos() { photo::prepare(chosen).await } else { Err(Reason::Untreated) };
        match prepared {
            Ok(prepared) => {
                item.show_picture(&prepared.thumbnail);
                item.small.replace(Some(prepared.photo));
                if kind != FileKind::Jpeg {
                    let name = item.name.borrow().clone();
                    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
                    item.name.replace([stem, ".jpg"].concat());
                }
            }
            Err(Reason::Heic) => item.note.set(Some(text::attachment::HEIC)),
            Err(Reason::Untreated) if kind != FileKind::Heic => item.show_picture(chosen),
            Err(Reason::Untreated) => {}
        }
    }

    pub fn held(&self) -> Vec<Rc<Item>> {
        self.items.borrow().iter().filter(|item| item.is(&State::Held)).cloned().collect()
    }

    /// Draws what it asks, and what can be done with each file.
    pub fn draw(&self) {
        let mut may_rise = false;
        let items = self.items.borrow().clone();
        for (item, number) in items.iter().zip(1..) {
            let has_name = |one: &&Rc<Item>| *one.name.borrow() == *item.name.borrow();
            item.number(number, items.iter().filter(has_name).count() > 1);
            item.draw(may_rise);
            may_rise |= item.is(&State::Held);
        }
        if let Some(place) = dom::find(&self.element.borrow(), "[data-ask]") {
            place.set_inner_html("");
            let held = self.held();
            if !held.is_empty() {
                said(self.ask(&held).and_then(|ask| place.append_child(&ask)));
            }
        }
    }

    /// The name of the paper.
    pub fn name(&self) -> String {
        dom::find(&self.element.borrow(), ".paper-head h2")
            .and_then(|head| head.text_content())
            .unwrap_or_default()
    }

    /// Says something to those who listen.
    pub fn say(&self, sentence: &str) {
        if let Some(place) = dom::find(&self.element.borrow(), "[role=status]") {
            place.set_text_content(Some(sentence));
        }
    }

    pub fn focus(&self) {
        dom::focus(dom::find(&self.element.borrow(), ".paper-head h2"));
    }

    /// What the person pressed in the row of a file.
    pub fn press(self: Rc<Self>, key: u32, act: &str) {
        let Some(item) = self.items.borrow().iter().find(|item| item.key == key).cloned() else { return };
        let name = item.label.borrow().clone();
        match act {
            "stop" => {
                item.set(State::Stopped);
                item.cut();
            }
            "go-on" => {
                item.wake();
                item.set(State::Waiting);
            }
            "rise" => {
                let mut items = self.items.borrow_mut();
                if let Some(at) = items.iter().position(|one| one.key == key).filter(|at| *at > 0) {
                    items.swap(at - 1, at);
                    said(
                        items[at - 1].row.element.insert_adjacent_element("afterend", &items[at].row.element),
                    );
                    let count = at.to_string();
                    self.say(&fill(text::attachment::RAISED, &[("name", &name), ("count", &count)]));
                }
            }
            _ => {
                self.focus();
                self.give_up(&item);
                self.say(&fill(text::attachment::DISMISSED, &[("name", &name)]));
            }
        }
        self.draw();
        page::go_on();
    }

    /// Gives a file up, here and at the server.
    pub fn give_up(&self, item: &Item) {
        if let Some(place) = item.place.borrow().clone() {
            // Where the server does not hear it, it forgets the upload after a day.
            let _ = line::end(&place);
            spawn_local(async move { kept::forget(&place).await });
        }
        self.forget(item);
    }

    pub fn forget(&self, item: &Item) {
        // Whoever sends it is to stop.
        item.set(State::Stopped);
        self.keep_no_longer(item);
        item.vanish();
        item.wake();
        self.items.borrow_mut().retain(|one| one.key != item.key);
    }

    /// Takes away what the page shows as handed in by now.
    pub fn clear(&self) {
        let arrived: Vec<Rc<Item>> = self
            .items
            .borrow()
            .iter()
            .filter(|item| matches!(item.state(), State::Arrived(_)))
            .cloned()
            .collect();
        arrived.iter().for_each(|item| self.forget(item));
    }

    /// Whether one of its files is on its way.
    pub fn is_busy(&self) -> bool {
        self.is_sending.get()
    }
}

/// Judges a file by the rules that the server has. Its size, and whether the paper takes its kind, are judged later: a
/// photo may become smaller, and JPEG.
async fn judged(file: &Blob, name: &str) -> Done<Result<FileKind, Problem>> {
    let (length, part) = (size(file), u64::from(END_BYTES));
    let head = kept::bytes(&file.slice_with_f64_and_f64(0.0, length.min(part) as f64)?).await?;
    let tail = kept::bytes(&file.slice_with_f64(length.saturating_sub(part) as f64)?).await?;
    Ok(judge(name, &file.type_(), length, &head, &tail, &FileKind::ALL))
}
