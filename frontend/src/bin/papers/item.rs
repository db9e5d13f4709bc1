//! One file on its way: what it is, how far it is, and its row on the page.

use std::cell::{Cell, RefCell};

use app::dossier::words::size as size_in_words;
use app::i18n::{Key, fill, t, text};
use app::ui::icon::{CIRCLE_CHECK, CIRCLE_X, FILE_TEXT, IMAGE, Icon, WIFI_OFF};
use web_sys::{Blob, Element, Url, XmlHttpRequest, js_sys};

use crate::dom::{self, Done, said};
use crate::kept::now;
use crate::line;

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is read, judged and, if it is a photo, made upright and small.
    Preparing,
    /// The person says how it is sent.
    Held,
    /// Others go first.
    Waiting,
    /// On its way.
    Sending,
    /// The line broke; it goes on by itself.
    Lost,
    /// The person stopped it.
    Stopped,
    /// Not taken, and why; whether trying again may help.
    Failed(String, bool),
    /// It was begun before; the person has to choose the file again.
    Again,
    /// It has arrived and was refused, or is kept; the page shows it soon.
    Arrived(bool),
}

/// How fast bytes go: counted from a moment not long ago.
#[derive(Clone, Copy, Debug, Default)]
struct Pace {
    since: u64,
    from: u64,
    /// Bytes a second.
    rate: u64,
}

/// After how many milliseconds the pace is counted anew.
const WINDOW: u64 = 8_000;

/// A file on its way.
pub struct Item {
    pub key: u32,
    pub name: RefCell<String>,
    pub row: Row,
    /// The file as it was chosen.
    pub chosen: RefCell<Option<Blob>>,
    /// The photo made upright and small.
    pub small: RefCell<Option<Blob>>,
    pub is_photo: Cell<bool>,
    /// What the person should know before it is sent.
    pub note: Cell<Option<Key>>,
    /// The address of the upload, once there is one.
    pub place: RefCell<Option<String>>,
    state: RefCell<State>,
    request: RefCell<Option<XmlHttpRequest>>,
    wake: RefCell<Option<js_sys::Function>>,
    sent: Cell<u64>,
    pace: Cell<Pace>,
    /// When something was last heard of a request under way, in milliseconds.
    heard_at: Cell<u64>,
    picture: RefCell<Option<String>>,
}

impl Item {
    pub fn new(key: u32, name: String, chosen: Option<Blob>, state: State) -> Done<Self> {
        let row = Row::new(key, &name)?;
        Ok(Self {
            key,
            name: RefCell::new(name),
            row,
            chosen: RefCell::new(chosen),
            small: RefCell::default(),
            is_photo: Cell::default(),
            note: Cell::default(),
            place: RefCell::default(),
            state: RefCell::new(state),
            request: RefCell::default(),
            wake: RefCell::default(),
            sent: Cell::default(),
            pace: Cell::default(),
            heard_at: Cell::default(),
            picture: RefCell::default(),
        })
    }

    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    pub fn is(&self, state: &State) -> bool {
        *self.state.borrow() == *state
    }

    /// Whether it goes on by itself until it has arrived.
    pub fn is_under_way(&self) -> bool {
        matches!(*self.state.borrow(), State::Preparing | State::Waiting | State::Sending | State::Lost)
    }

    pub fn set(&self, state: State) {
        self.state.replace(state);
        self.draw(false);
    }

    /// What is sent.
    pub fn blob(&self) -> Option<Blob> {
        self.small.borrow().clone().or_else(|| self.chosen.borrow().clone())
    }

    /// Bytes of what is sent.
    pub fn size(&self) -> u64 {
        self.blob().as_ref().map_or(0, line::size)
    }

    /// Bytes of the file as it was chosen.
    pub fn chosen_size(&self) -> u64 {
        self.chosen.borrow().as_ref().map_or(0, line::size)
    }

    /// Bytes a second, of late; none where nothing was measured.
    pub fn rate(&self) -> u64 {
        self.pace.get().rate
    }

    /// So much has arrived; from here it goes on.
    pub fn begin_at(&self, offset: u64) {
        self.sent.set(offset);
        self.pace.set(Pace { since: now(), from: offset, rate: self.pace.get().rate });
        self.heard_at.set(now());
        self.draw(false);
    }

    /// So much is on its way.
    pub fn heard(&self, sent: u64) {
        let (mut pace, at) = (self.pace.get(), now());
        if at > pace.since + 1000 {
            pace.rate = sent.saturating_sub(pace.from) * 1000 / (at - pace.since);
        }
        if at > pace.since + WINDOW {
            (pace.since, pace.from) = (at, sent);
        }
        self.pace.set(pace);
        self.sent.set(sent);
        self.heard_at.set(at);
        self.draw(false);
    }

    /// Milliseconds since something was heard of the request under way.
    pub fn silence(&self) -> u64 {
        now().saturating_sub(self.heard_at.get())
    }

    /// Keeps what can be ended.
    pub fn hold(&self, request: XmlHttpRequest) {
        self.heard_at.set(now());
        self.request.replace(Some(request));
    }

    /// Ends the request under way, if there is one.
    pub fn cut(&self) {
        if let Some(request) = self.request.take() {
            // Of a request that is over there is nothing to end.
            let _ = request.abort();
        }
    }

    /// Waits before the line is tried again, or until it is woken.
    pub async fn rest(&self, milliseconds: i32) {
        dom::pause(milliseconds, |wake| {
            self.wake.replace(Some(wake));
        })
        .await;
        self.wake.replace(None);
    }

    /// Ends the waiting.
    pub fn wake(&self) {
        if let Some(wake) = self.wake.take() {
            said(wake.call0(&wake));
        }
    }

    /// Shows a small picture of it.
    pub fn show_picture(&self, picture: &Blob) {
        let Some(address) = said(Url::create_object_url_with_blob(picture)) else { return };
        said(self.row.show_picture(&address));
        if let Some(before) = self.picture.replace(Some(address)) {
            said(Url::revoke_object_url(&before));
        }
    }

    /// Takes it from the page.
    pub fn vanish(&self) {
        self.cut();
        self.row.element.remove();
        if let Some(picture) = self.picture.take() {
            said(Url::revoke_object_url(&picture));
        }
    }

    fn percent(&self) -> u64 {
        (self.sent.get() * 100).checked_div(self.size()).unwrap_or(0).min(100)
    }

    /// Draws how far it is. `may_rise`: others that wait for the person stand before it.
    pub fn draw(&self, may_rise: bool) {
        let percent = self.percent();
        let percent_word = percent.to_string();
        let state = self.state();
        let sentence = match &state {
            State::Preparing => t(text::attachment::PREPARING).to_owned(),
            State::Held => self.what_is_held(),
            State::Waiting => t(text::attachment::WAITING).to_owned(),
            State::Sending if percent == 100 => t(text::attachment::CHECKING).to_owned(),
            State::Sending => self.how_far(percent_word),
            State::Lost => fill(text::attachment::LINE_LOST, &[("percent", &percent_word)]),
            State::Stopped => fill(text::attachment::STOPPED, &[("percent", &percent_word)]),
            State::Failed(sentence, _) => sentence.clone(),
            State::Again => t(text::attachment::AGAIN).to_owned(),
            State::Arrived(true) => t(text::attachment::CHECKING).to_owned(),
            State::Arrived(false) => {
                fill(text::attachment::RECEIVED, &[("size", &size_in_words(self.size()))])
            }
        };
        let (class, picture) = match &state {
            State::Held => ("upload upload-held", None),
            State::Lost => ("upload upload-paused", Some(WIFI_OFF)),
            State::Stopped | State::Again => ("upload upload-paused", None),
            State::Failed(..) => ("upload upload-refused", Some(CIRCLE_X)),
            State::Arrived(false) => ("upload upload-done", Some(CIRCLE_CHECK)),
            _ => ("upload", None),
        };
        let bar = matches!(state, State::Waiting | State::Sending | State::Lost | State::Stopped);
        let verbs: &[(&str, Key)] = match &state {
            State::Held if may_rise => {
                &[("rise", text::attachment::RAISE), ("drop", text::attachment::DISMISS)]
            }
            State::Sending => &[("stop", text::attachment::STOP)],
            State::Lost | State::Stopped => {
                &[("go-on", text::attachment::GO_ON), ("drop", text::attachment::DISMISS)]
            }
            State::Failed(_, true) => {
                &[("go-on", text::attachment::SEND_AGAIN), ("drop", text::attachment::DISMISS)]
            }
            State::Arrived(_) => &[],
            _ => &[("drop", text::attachment::DISMISS)],
        };
        said(self.row.draw(class, bar.then_some(percent), picture, &sentence, verbs, &self.name.borrow()));
    }

    fn what_is_held(&self) -> String {
        let size = size_in_words(self.chosen_size());
        match (self.note.get(), self.small.borrow().as_ref()) {
            (Some(note), _) => t(note).to_owned(),
            (None, Some(small)) => {
                let small = size_in_words(line::size(small));
                fill(text::attachment::HELD_SMALL, &[("size", &size), ("small", &small)])
            }
            (None, None) => fill(text::attachment::HELD, &[("size", &size)]),
        }
    }

    fn how_far(&self, percent: String) -> String {
        let rate = self.rate();
        if rate == 0 {
            return fill(text::attachment::PERCENT, &[("percent", &percent)]);
        }
        let seconds = (self.size().saturating_sub(self.sent.get()) / rate).to_string();
        let speed = size_in_words(rate);
        fill(
            text::attachment::PERCENT_LEFT,
            &[("percent", &percent), ("speed", &speed), ("seconds", &seconds)],
        )
    }
}

/// The row of a file: thumbnail, name, bar, state, and what one can do. Its parts stay, so that nothing under a finger or
/// with the focus is drawn anew.
pub struct Row {
    pub element: Element,
    thumbnail: Element,
    name: Element,
    bar: Element,
    picture: Element,
    sentence: Element,
    verbs: Element,
    drawn: RefCell<(String, Vec<&'static str>)>,
}

impl Row {
    fn new(key: u32, name: &str) -> Done<Self> {
        let element = dom::element("li", "upload")?;
        element.set_attribute("data-key", &key.to_string())?;
        let thumbnail = dom::element("span", "thumbnail")?;
        let words = dom::element("div", "")?;
        let name_line = dom::element("p", "upload-name")?;
        name_line.set_text_content(Some(name));
        let bar = dom::element("progress", "")?;
        bar.set_attribute("max", "100")?;
        bar.set_attribute("aria-label", name)?;
        let state = dom::element("p", "upload-state")?;
        let (picture, sentence) = (dom::element("span", "upload-picture")?, dom::element("span", "")?);
        state.append_child(&picture)?;
        state.append_child(&sentence)?;
        for part in [&name_line, &bar, &state] {
            words.append_child(part)?;
        }
        let verbs = dom::element("div", "upload-verbs")?;
        for part in [&thumbnail, &words, &verbs] {
            element.append_child(part)?;
        }
        let lower = name.to_lowercase();
        let is_photo =
            [".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp"].iter().any(|end| lower.ends_with(end));
        thumbnail.set_inner_html(&dom::icon(if is_photo { IMAGE } else { FILE_TEXT }, "icon icon-m"));
        Ok(Self {
            element,
            thumbnail,
            name: name_line,
            bar,
            picture,
            sentence,
            verbs,
            drawn: RefCell::default(),
        })
    }

    fn show_picture(&self, address: &str) -> Done<()> {
        let image = dom::element("img", "")?;
        image.set_attribute("alt", "")?;
        image.set_attribute("src", address)?;
        self.thumbnail.set_inner_html("");
        self.thumbnail.append_child(&image)?;
        Ok(())
    }

    fn draw(
        &self,
        class: &str,
        percent: Option<u64>,
        picture: Option<Icon>,
        sentence: &str,
        verbs: &[(&'static str, Key)],
        name: &str,
    ) -> Done<()> {
        self.element.set_class_name(class);
        match percent {
            Some(percent) => {
                self.bar.remove_attribute("hidden")?;
                self.bar.set_attribute("value", &percent.to_string())?;
            }
            None => self.bar.set_attribute("hidden", "")?,
        }
        if self.sentence.text_content().as_deref() != Some(sentence) {
            self.picture
                .set_inner_html(&picture.map(|picture| dom::icon(picture, "icon")).unwrap_or_default());
            self.sentence.set_text_content(Some(sentence));
        }
        let acts: Vec<&'static str> = verbs.iter().map(|(act, _)| *act).collect();
        if *self.drawn.borrow() == (name.to_owned(), acts.clone()) {
            return Ok(());
        }
        self.name.set_text_content(Some(name));
        let had_focus = dom::find(&self.verbs, ":focus").is_some();
        self.verbs.set_inner_html("");
        for (act, says) in verbs {
            self.verbs.append_child(&*dom::button("upload-verb", t(*says), name, act)?)?;
        }
        if had_focus {
            dom::focus(dom::find(&self.verbs, "button"));
        }
        self.drawn.replace((name.to_owned(), acts));
        Ok(())
    }
}
