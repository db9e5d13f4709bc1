//! One file on its way: what it is and how far it is.

use std::cell::{Cell, RefCell};

use app::dossier::words::size as size_in_words;
use app::i18n::{Key, fill, t, text};
use app::ui::icon::{CIRCLE_CHECK, CIRCLE_X, WIFI_OFF};
use app::ui::upload::told_apart;
use web_sys::{Blob, Url, XmlHttpRequest, js_sys};

use crate::dom::{self, Done, said};
use crate::kept::now;
use crate::line;
use crate::row::Row;

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

/// What drops a file: nobody presses it by pressing something else twice.
const DROP: &str = "drop";

/// A file on its way.
pub struct Item {
    pub key: u32,
    pub name: RefCell<String>,
    /// What tells it from the card's others: its name, and its number where another has the same.
    pub label: RefCell<String>,
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
    /// Where the browser keeps the file until then.
    pub kept_as: RefCell<Option<String>>,
    state: RefCell<State>,
    request: RefCell<Option<XmlHttpRequest>>,
    wake: RefCell<Option<js_sys::Function>>,
    sent: Cell<u64>,
    pace: Cell<Pace>,
    /// When something was last heard of a request under way, in milliseconds.
    heard_at: Cell<u64>,
    /// Which one it is on its card, from one.
    number: Cell<usize>,
    /// Addresses of a small picture of it, and of the one that is looked at before it is sent.
    picture: RefCell<Option<String>>,
    large: RefCell<Option<String>>,
}

impl Item {
    pub fn new(key: u32, name: String, chosen: Option<Blob>, state: State) -> Done<Self> {
        let row = Row::new(key, &name)?;
        Ok(Self {
            key,
            name: RefCell::new(name.clone()),
            label: RefCell::new(name),
            row,
            chosen: RefCell::new(chosen),
            small: RefCell::default(),
            is_photo: Cell::default(),
            note: Cell::default(),
            place: RefCell::default(),
            kept_as: RefCell::default(),
            state: RefCell::new(state),
            request: RefCell::default(),
            wake: RefCell::default(),
            sent: Cell::default(),
            pace: Cell::default(),
            heard_at: Cell::default(),
            number: Cell::default(),
            picture: RefCell::default(),
            large: RefCell::default(),
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

    /// Whether it stays where it is until the person does something.
    pub fn is_left(&self) -> bool {
        matches!(*self.state.borrow(), State::Held | State::Stopped | State::Failed(_, true) | State::Again)
    }

    /// Whether it is gone when the page is loaded anew.
    pub fn would_be_lost(&self) -> bool {
        (self.is_under_way() || self.is_left())
            && self.chosen.borrow().is_some()
            && self.place.borrow().is_none()
            && self.kept_as.borrow().is_none()
    }

    /// It stands at this place of its card; `is_twin` where another has the same name.
    pub fn number(&self, number: usize, is_twin: bool) {
        self.number.set(number);
        self.label.replace(told_apart(&self.name.borrow(), number, is_twin));
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
        said(self.row.show_picture(&address, None));
        release(self.picture.replace(Some(address)));
    }

    /// Whether there is a picture to look at.
    pub fn has_picture(&self) -> bool {
        self.picture.borrow().is_some()
    }

    /// As long as it is held one looks at the very photo that is sent.
    fn draw_picture(&self) {
        let Some(small) = self.picture.borrow().clone() else { return };
        let is_large = self.large.borrow().is_some();
        if self.is(&State::Held) {
            let address = self.large.borrow().clone();
            let address = address
                .or_else(|| self.blob().and_then(|blob| said(Url::create_object_url_with_blob(&blob))));
            if let Some(address) = address {
                let number = self.number.get().max(1).to_string();
                said(
                    self.row
                        .show_picture(&address, Some(&fill(text::attachment::PHOTO, &[("count", &number)]))),
                );
                self.large.replace(Some(address));
            }
        } else if is_large {
            said(self.row.show_picture(&small, None));
            release(self.large.take());
        }
    }

    /// Takes it from the page.
    pub fn vanish(&self) {
        self.cut();
        self.row.vanish();
        release(self.picture.take());
        release(self.large.take());
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
                &[("rise", text::attachment::RAISE), (DROP, text::attachment::DISMISS)]
            }
            State::Sending => &[("stop", text::attachment::STOP)],
            State::Lost | State::Stopped => {
                &[("go-on", text::attachment::GO_ON), (DROP, text::attachment::DISMISS)]
            }
            State::Failed(_, true) => {
                &[("go-on", text::attachment::SEND_AGAIN), (DROP, text::attachment::DISMISS)]
            }
            State::Arrived(_) => &[],
            _ => &[(DROP, text::attachment::DISMISS)],
        };
        self.draw_picture();
        said(self.row.draw(class, bar.then_some(percent), picture, &sentence, verbs, &self.label.borrow()));
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
        let left = time_in_words(self.size().saturating_sub(self.sent.get()) / rate);
        let speed = size_in_words(rate);
        fill(text::attachment::PERCENT_LEFT, &[("percent", &percent), ("speed", &speed), ("left", &left)])
    }
}

/// A time that nobody counts exactly: by five seconds, from three quarters of a minute on by minutes.
fn time_in_words(seconds: u64) -> String {
    match (seconds + 30) / 60 {
        _ if seconds < 45 => {
            let count = (seconds / 5 * 5 + 5).to_string();
            fill(text::attachment::SECONDS, &[("count", &count)])
        }
        0 | 1 => t(text::attachment::A_MINUTE).to_owned(),
        minutes => fill(text::attachment::MINUTES, &[("count", &minutes.to_string())]),
    }
}

fn release(address: Option<String>) {
    if let Some(address) = address {
        said(Url::revoke_object_url(&address));
    }
}
