//! The card of a paper: its files on their way, what it asks about them, and how they are sent, one after the other so
//! that their order is kept.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use app::dossier::words::size as size_in_words;
use app::i18n::{Key, fill, t, text};
use app::ui::problem::problem_sentence;
use domain::Problem;
use domain::attachment::{END_BYTES, FileKind, accepted, judge, not_too_large};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, Element, File};

use crate::dom::{self, Done, said};
use crate::item::{Item, State};
use crate::kept::{self, Kept};
use crate::line::{self, Answer, Line, Lost, size};
use crate::page;
use crate::photo::{self, Reason};

/// How long one waits before the line is tried again, in milliseconds; each time twice as long.
const FIRST_PAUSE: i32 = 2_000;
const LONGEST_PAUSE: i32 = 32_000;

/// Where files come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The camera of a phone: one looks at the photo before it is sent.
    Camera,
    /// Chosen, dropped or pasted.
    Files,
}

/// The card of a paper.
pub struct Card {
    /// Where uploads for this paper begin.
    pub url: String,
    /// Its place on the page, as long as the page is there.
    pub element: RefCell<Element>,
    pub items: RefCell<Vec<Rc<Item>>>,
    is_sending: Cell<bool>,
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

    fn add_item(&self, name: String, chosen: Option<Blob>, state: State) -> Option<Rc<Item>> {
        let item = Rc::new(said(Item::new(page::next_key(), name, chosen, state))?);
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
                self.prepare(item).await;
            }
            let ready = |item: &&Rc<Item>| item.is(&State::Preparing);
            let photos = items.iter().filter(ready).filter(|item| item.is_photo.get()).count();
            let asks = source == Source::Camera || photos > 1 || page::line_is_dear();
            for item in items.iter().filter(ready) {
                let held = asks || item.note.get().is_some();
                item.set(if held { State::Held } else { State::Waiting });
            }
            self.draw();
            page::go_on();
        });
    }

    /// Goes on with an upload that was begun before.
    pub async fn go_on_with(self: Rc<Self>, kept: Kept) {
        if self.items.borrow().iter().any(|item| item.place.borrow().as_ref() == Some(&kept.place))
            || !kept::is_ours(&kept.place).await
        {
            return;
        }
        let state = if kept.file.is_some() { State::Waiting } else { State::Again };
        let Some(item) = self.add_item(kept.name, kept.file, state) else { return };
        item.place.replace(Some(kept.place));
        self.draw();
        page::go_on();
    }

    /// The kinds of files that the paper takes.
    fn accepts(&self) -> Vec<FileKind> {
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
        self.say(&fill(text::attachment::REFUSED, &[("name", &item.name.borrow())]));
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

    fn held(&self) -> Vec<Rc<Item>> {
        self.items.borrow().iter().filter(|item| item.is(&State::Held)).cloned().collect()
    }

    /// Draws what it asks, and what can be done with each file.
    pub fn draw(&self) {
        let mut may_rise = false;
        for item in self.items.borrow().iter() {
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

    /// How what waits is to be sent.
    fn ask(&self, held: &[Rc<Item>]) -> Done<Element> {
        let ask = dom::element("div", "paper-ask")?;
        let photos = held.iter().filter(|item| item.is_photo.get()).count();
        let question = if photos > 1 && photos == held.len() && self.accepts().contains(&FileKind::Pdf) {
            fill(text::attachment::ASK_PAGES, &[("count", &photos.to_string())])
        } else if page::line_is_dear() {
            t(text::attachment::ASK_DEAR).to_owned()
        } else {
            t(text::attachment::ASK_ONE).to_owned()
        };
        let line = dom::element("p", "")?;
        line.set_text_content(Some(&question));
        ask.append_child(&line)?;
        let ways = dom::element("div", "paper-ways")?;
        let way = |act: &str, key: Key, bytes: u64| -> Done<()> {
            let says = fill(key, &[("size", &size_in_words(bytes))]);
            ways.append_child(&*dom::button("button button-secondary button-small", &says, "", act)?)?;
            Ok(())
        };
        let bytes: u64 = held.iter().map(|item| item.size()).sum();
        let chosen: u64 = held.iter().map(|item| item.chosen_size()).sum();
        let is_bindable = photos > 1 && photos == held.len() && self.accepts().contains(&FileKind::Pdf);
        if is_bindable && held.iter().all(|item| item.note.get().is_none()) {
            way("bind", text::attachment::SEND_BOUND, bytes)?;
        }
        way(
            "send",
            if held.len() > 1 { text::attachment::SEND_EACH } else { text::attachment::SEND_ONE },
            bytes,
        )?;
        if held.iter().any(|item| item.small.borrow().is_some()) {
            way("send-chosen", text::attachment::SEND_ORIGINAL, chosen)?;
        }
        ask.append_child(&ways)?;
        Ok(ask)
    }

    /// What the person pressed below the card's list.
    pub fn answer(self: Rc<Self>, act: &str) {
        let held = self.held();
        match act {
            "bind" => {
                spawn_local(async move { self.bind(held).await });
                return;
            }
            "send-chosen" => held.iter().for_each(|item| {
                item.small.replace(None);
            }),
            _ => {}
        }
        for item in held {
            item.set(State::Waiting);
        }
        self.draw();
        self.focus();
        page::go_on();
    }

    /// Puts photos into one PDF, which goes in their place.
    async fn bind(self: Rc<Self>, held: Vec<Rc<Item>>) {
        held.iter().for_each(|item| item.set(State::Preparing));
        self.draw();
        let mut pages = Vec::new();
        for item in &held {
            let (small, chosen) = (item.small.borrow().clone(), item.chosen.borrow().clone());
            match (small, chosen) {
                (Some(small), _) => pages.push(small),
                // One who wants photos as they are wants them in a PDF all the same.
                (None, Some(chosen)) => {
                    pages.extend(photo::prepare(&chosen).await.ok().map(|ready| ready.photo))
                }
                (None, None) => {}
            }
        }
        let bound = photo::bind(&pages).await.ok().filter(|_| pages.len() == held.len());
        match bound {
            Some(pdf) => {
                let name = fill(
                    text::attachment::BOUND_NAME,
                    &[("paper", &self.name()), ("count", &held.len().to_string())],
                );
                held.iter().for_each(|item| self.forget(item));
                self.add_item(name, Some(pdf), State::Waiting);
            }
            None => held.iter().for_each(|item| item.set(State::Held)),
        }
        self.draw();
        self.focus();
        page::go_on();
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

    fn focus(&self) {
        dom::focus(dom::find(&self.element.borrow(), ".paper-head h2"));
    }

    /// What the person pressed in the row of a file.
    pub fn press(self: Rc<Self>, key: u32, act: &str) {
        let Some(item) = self.items.borrow().iter().find(|item| item.key == key).cloned() else { return };
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
                }
            }
            _ => {
                if let Some(place) = item.place.borrow().clone() {
                    // Where the server does not hear it, it forgets the upload after a day.
                    let _ = line::end(&place);
                    spawn_local(async move { kept::forget(&place).await });
                }
                self.forget(&item);
                self.focus();
            }
        }
        self.draw();
        page::go_on();
    }

    fn forget(&self, item: &Item) {
        // Whoever sends it is to stop.
        item.set(State::Stopped);
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

    /// Sends the next file that waits; says whether there was one.
    pub fn go_on(self: &Rc<Self>) -> bool {
        let Some(item) = self.items.borrow().iter().find(|item| item.is(&State::Waiting)).cloned() else {
            return false;
        };
        self.is_sending.set(true);
        let card = self.clone();
        spawn_local(async move {
            card.send(&item).await;
            card.is_sending.set(false);
            page::go_on();
        });
        true
    }

    async fn send(&self, item: &Rc<Item>) {
        let mut pause = FIRST_PAUSE;
        while item.is(&State::Waiting) || item.is(&State::Lost) {
            item.set(State::Sending);
            match self.try_to_send(item, &mut pause).await {
                Ok(Ok(is_refused)) => self.arrived(item, is_refused).await,
                Ok(Err(reason)) => item.set(State::Failed(t(reason).to_owned(), true)),
                // Stopped or dropped by the person, or the line broke.
                Err(Lost) if item.is(&State::Sending) => {
                    item.set(State::Lost);
                    // The browser says when it is connected again, but not when a poor line carries something again.
                    item.rest(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(Lost) => {}
            }
        }
    }

    /// Sends until the server has everything; says whether it refused it, or why it cannot be sent now.
    async fn try_to_send(&self, item: &Rc<Item>, pause: &mut i32) -> Result<Result<bool, Key>, Lost> {
        let Some(blob) = item.blob() else { return Ok(Err(text::error::INTERNAL)) };
        let line = Line { hold: &|request| item.hold(request) };
        loop {
            let known = item.place.borrow().clone();
            let answer = match &known {
                Some(place) => line.look(place).await?,
                None => self.begin(item, &line, &blob).await?,
            };
            let mut answer = answer;
            loop {
                *pause = FIRST_PAUSE;
                let offset = match answer {
                    Answer::Begun(_) => 0,
                    Answer::At(offset, is_refused) if offset >= size(&blob) => return Ok(Ok(is_refused)),
                    Answer::At(offset, _) => offset,
                    Answer::Elsewhere => break,
                    Answer::Gone => {
                        if let Some(place) = item.place.take() {
                            kept::forget(&place).await;
                        }
                        break;
                    }
                    Answer::Refused => return Ok(Ok(true)),
                    Answer::Not(reason) => return Ok(Err(reason)),
                };
                let Some(place) = item.place.borrow().clone() else { break };
                item.begin_at(offset);
                let heard = item.clone();
                answer = line.send(&place, &blob, offset, move |sent| heard.heard(offset + sent)).await?;
                page::note_rate(item.rate());
            }
        }
    }

    /// Begins an upload, or goes on with one of the same file that was begun before.
    async fn begin(&self, item: &Rc<Item>, line: &Line<'_>, blob: &Blob) -> Result<Answer, Lost> {
        let digest = said(kept::digest(blob).await).unwrap_or_default();
        let same = |kept: &Kept| kept.url == self.url && kept.digest == digest && !digest.is_empty();
        if let Some(before) = kept::all().await.into_iter().find(same) {
            let at_place = |one: &&Rc<Item>| one.place.borrow().as_ref() == Some(&before.place);
            let twin = self.items.borrow().iter().find(at_place).cloned();
            let is_free = match twin {
                Some(twin) if twin.is(&State::Again) => {
                    self.forget(&twin);
                    true
                }
                Some(_) => false,
                None => kept::is_ours(&before.place).await,
            };
            if is_free {
                item.place.replace(Some(before.place.clone()));
                return line.look(&before.place).await;
            }
        }
        let name = item.name.borrow().clone();
        let answer = line.begin(&self.url, blob, &name).await?;
        if let Answer::Begun(place) = &answer {
            item.place.replace(Some(place.clone()));
            kept::is_ours(place).await;
            let kept =
                Kept { place: place.clone(), url: self.url.clone(), name, digest, file: Some(blob.clone()) };
            kept::remember(&kept).await;
        }
        Ok(answer)
    }

    async fn arrived(&self, item: &Item, is_refused: bool) {
        if let Some(place) = item.place.take() {
            kept::forget(&place).await;
        }
        item.set(State::Arrived(is_refused));
        let said = if is_refused { text::attachment::REFUSED } else { text::attachment::TAKEN };
        self.say(&fill(said, &[("name", &item.name.borrow())]));
        page::changed();
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
