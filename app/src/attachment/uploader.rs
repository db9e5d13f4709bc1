//! The lower part of a paper's card: its files, those on their way, and how to add more.
//!
//! Without the program the form of the page sends the files. With it each file is sent by itself as soon as it is chosen,
//! one after the other so that their order is kept, with its progress and a way to stop it. They are sent by tus: after
//! the line broke, the page was left or the browser closed, what has arrived is not sent again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use domain::Problem;
use domain::attachment::{ACCEPT, MAX_FILE_BYTES, MAX_FILE_MB};
use leptos::prelude::*;
use leptos::web_sys;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, Event, HtmlInputElement, ProgressEvent, XmlHttpRequest};

use super::papers::{FORM, card_path, sends};
use crate::i18n::{Key, fill, t, text};
use crate::routes;
use crate::ui::each;
use crate::ui::icon::{CAMERA, CIRCLE_X, FILE_TEXT, UPLOAD, WIFI_OFF, icon, icon_medium};
use crate::ui::problem::problem_sentence;

/// How far a file is.
#[derive(Clone, Debug, PartialEq)]
enum Sending {
    /// Others go first.
    Waiting,
    /// Percent, and about how many seconds are left.
    Running(u8, Option<u32>),
    /// The line is lost at this percentage.
    Paused(u8),
    /// Not taken, and why.
    Failed(String),
}

/// A file on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Upload {
    key: u32,
    state: RwSignal<Sending>,
}

/// A file that the browser holds, and how it is sent.
#[derive(Clone)]
struct Held {
    file: web_sys::File,
    /// The address of the upload, once there is one.
    place: Option<String>,
    request: Option<XmlHttpRequest>,
    /// How long one waits when the line breaks next, in seconds.
    pause: u64,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asking {
    /// An upload for the file.
    Begin,
    /// How much has arrived.
    Look,
    /// To take the file after so many bytes.
    Send(u64),
}

/// How long one waits before the line is tried again, in seconds; each time twice as long.
const FIRST_PAUSE: u64 = 2;
const LONGEST_PAUSE: u64 = 32;

const OFFSET: &str = "upload-offset";

thread_local! {
    /// Files on their way, by key. Files cannot live in signals, which must be able to change threads.
    static HELD: RefCell<HashMap<u32, Held>> = RefCell::default();
}

/// The files on their way for one paper.
#[derive(Clone, Copy)]
struct Queue {
    url: StoredValue<String>,
    uploads: RwSignal<Vec<Upload>>,
    next_key: StoredValue<u32>,
    announced: RwSignal<String>,
    reload: Callback<()>,
}

/// Files of a paper (`rows`), files on their way, and the ways to add more. `reload` runs when one was taken.
pub fn uploader(
    draft: Uuid,
    paper: &str,
    name: &str,
    rows: impl Fn() -> Vec<AnyView> + Send + Sync + 'static,
    reload: Callback<()>,
) -> AnyView {
    let queue = Queue {
        url: StoredValue::new(routes::begin_upload(draft, paper)),
        uploads: RwSignal::new(Vec::new()),
        next_key: StoredValue::new(0),
        announced: RwSignal::new(String::new()),
        reload,
    };
    Effect::new(move |_| {
        let listener = window_event_listener_untyped("online", move |_| queue.resume());
        on_cleanup(move || listener.remove());
    });
    let camera = format!("camera-{paper}");
    let files = format!("files-{paper}");
    let plain = format!("plain-{paper}");
    let sent_as = format!("files[{paper}]");
    let label = |key: Key| view! { {t(key)} <span class="hidden">" "{name.to_owned()}</span> };
    let face = view! { {icon(UPLOAD)} {label(text::attachment::UPLOAD)} }.into_any();
    let send =
        sends(draft, "button button-secondary button-small", ["refresh:", &card_path(paper)].concat(), face);
    view! {
        <ul class="uploads">
            {rows}
            {each(move || queue.uploads.get(), |upload| upload.key.to_string(), move |upload| queue.row(upload))}
        </ul>
        <p class="hidden" role="status">{move || queue.announced.get()}</p>
        <div class="paper-foot">
            <input
                class="file-input with-script"
                type="file"
                id=camera.clone()
                accept="image/*"
                capture="environment"
                on:change=move |event| queue.chosen(&event)
            />
            <label class="button button-secondary button-small with-script" for=camera>
                {icon(CAMERA)} {label(text::attachment::TAKE_PHOTO)}
            </label>
            <input
                class="file-input with-script"
                type="file"
                id=files.clone()
                accept=ACCEPT
                multiple=true
                on:change=move |event| queue.chosen(&event)
            />
            <label class="button button-secondary button-small with-script" for=files>
                {icon(UPLOAD)} {label(text::attachment::CHOOSE_FILES)}
            </label>
            <div class="upload-plain without-script">
                <label class="hidden" for=plain.clone()>{label(text::attachment::CHOOSE_FILES)}</label>
                <input class="input" type="file" name=sent_as form=FORM id=plain accept=ACCEPT multiple=true />
                {send}
            </div>
        </div>
    }
    .into_any()
}

impl Queue {
    /// Files were chosen or a photo was taken.
    fn chosen(self, event: &Event) {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let Some(files) = input.files() else { return };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            let key = self.next_key.try_update_value(|next| {
                *next += 1;
                *next
            });
            let Some(key) = key else { return };
            let too_large = file.size() > MAX_FILE_BYTES as f64;
            let state = if too_large {
                Sending::Failed(problem_sentence(&Problem::FileTooLarge { max_mb: MAX_FILE_MB }, ""))
            } else {
                Sending::Waiting
            };
            HELD.with_borrow_mut(|held| {
                held.insert(self.held_key(key), Held { file, place: None, request: None, pause: FIRST_PAUSE })
            });
            self.uploads.update(|uploads| uploads.push(Upload { key, state: RwSignal::new(state) }));
        }
        // The same file may be chosen again.
        input.set_value("");
        self.go_on();
    }

    /// Keys are counted for each paper; held files are those of all papers.
    fn held_key(self, key: u32) -> u32 {
        let url = self.url.try_get_value().unwrap_or_default();
        url.bytes().fold(key, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)))
    }

    /// Sends the next file, unless one is on its way.
    fn go_on(self) {
        let Some(uploads) = self.uploads.try_get_untracked() else { return };
        let state = |upload: &Upload| upload.state.try_get_untracked();
        if uploads.iter().any(|upload| matches!(state(upload), Some(Sending::Running(..)))) {
            return;
        }
        if let Some(upload) = uploads.iter().find(|upload| state(upload) == Some(Sending::Waiting)) {
            self.send(*upload);
        }
    }

    /// The line is back: files that were cut off are sent again.
    fn resume(self) {
        for upload in self.uploads.try_get_untracked().unwrap_or_default() {
            if matches!(upload.state.try_get_untracked(), Some(Sending::Paused(_))) {
                upload.state.try_set(Sending::Waiting);
            }
        }
        self.go_on();
    }

    fn held(self, upload: Upload) -> Option<Held> {
        let key = self.held_key(upload.key);
        HELD.with_borrow(|held| held.get(&key).cloned())
    }

    fn hold(self, upload: Upload, change: impl FnOnce(&mut Held)) {
        let key = self.held_key(upload.key);
        HELD.with_borrow_mut(|held| held.get_mut(&key).map(change));
    }

    /// Begins to send, or goes on with what was begun, be it before the page was left.
    fn send(self, upload: Upload) {
        let Some(held) = self.held(upload) else { return };
        upload.state.try_set(Sending::Running(0, None));
        let place = held.place.or_else(|| storage()?.get_item(&self.remembered_as(&held.file)).ok()?);
        let next = if place.is_some() { Asking::Look } else { Asking::Begin };
        self.hold(upload, |held| held.place = place);
        self.ask(upload, next);
    }

    fn ask(self, upload: Upload, asking: Asking) {
        if self.try_ask(upload, asking).is_err() {
            self.fail(upload, text::error::INTERNAL);
        }
    }

    fn try_ask(self, upload: Upload, asking: Asking) -> Result<(), wasm_bindgen::JsValue> {
        let Some(Held { file, place, .. }) = self.held(upload) else { return Ok(()) };
        let request = XmlHttpRequest::new()?;
        let (method, address) = match asking {
            Asking::Begin => ("POST", self.url.try_get_value()),
            Asking::Look => ("HEAD", place),
            Asking::Send(_) => ("PATCH", place),
        };
        request.open(method, &address.unwrap_or_default())?;
        request.set_request_header("tus-resumable", "1.0.0")?;
        let mut body: Option<Blob> = None;
        match asking {
            Asking::Begin => {
                request.set_request_header("upload-length", &size(&file).to_string())?;
                let described =
                    format!("filename {},filetype {}", base64(&file.name())?, base64(&file.type_())?);
                request.set_request_header("upload-metadata", &described)?;
            }
            Asking::Look => {}
            Asking::Send(offset) => {
                request.set_request_header("content-type", "application/offset+octet-stream")?;
                request.set_request_header(OFFSET, &offset.to_string())?;
                body = Some(file.slice_with_f64(offset as f64)?);
                let progress = self.progress(upload, offset as f64, file.size());
                request.upload()?.set_onprogress(Some(progress.into_js_value().unchecked_ref()));
            }
        }
        let answered = request.clone();
        let load = Closure::<dyn FnMut()>::new(move || self.answered(upload, asking, &answered));
        request.set_onload(Some(load.into_js_value().unchecked_ref()));
        let error = Closure::<dyn FnMut()>::new(move || self.line_lost(upload));
        request.set_onerror(Some(error.into_js_value().unchecked_ref()));
        request.send_with_opt_blob(body.as_ref())?;
        self.hold(upload, |held| held.request = Some(request));
        Ok(())
    }

    fn progress(self, upload: Upload, offset: f64, size: f64) -> Closure<dyn FnMut(ProgressEvent)> {
        let mut began = None;
        Closure::new(move |event: ProgressEvent| {
            let began = *began.get_or_insert(event.time_stamp());
            let (sent, left) = (event.loaded(), size - offset - event.loaded());
            let percent = (100.0 - left / size * 100.0).clamp(0.0, 100.0) as u8;
            let elapsed = (event.time_stamp() - began) / 1000.0;
            let seconds = (elapsed > 1.0 && sent > 0.0).then(|| (elapsed / sent * left) as u32);
            upload.state.try_set(Sending::Running(percent, seconds));
        })
    }

    fn line_lost(self, upload: Upload) {
        let percent = match upload.state.try_get_untracked() {
            Some(Sending::Running(percent, _)) => percent,
            _ => 0,
        };
        upload.state.try_set(Sending::Paused(percent));
        self.go_on();
        // The browser says when it is connected again, but not when a poor line carries something again.
        let pause = self.held(upload).map_or(FIRST_PAUSE, |held| held.pause);
        self.hold(upload, |held| held.pause = (pause * 2).min(LONGEST_PAUSE));
        set_timeout(move || self.resume(), Duration::from_secs(pause));
    }

    fn answered(self, upload: Upload, asking: Asking, request: &XmlHttpRequest) {
        let header = |name| request.get_response_header(name).ok().flatten();
        let Some(held) = self.held(upload) else { return };
        self.hold(upload, |held| held.pause = FIRST_PAUSE);
        match (asking, request.status().unwrap_or(0)) {
            (Asking::Begin, 201) => {
                let place = header("location");
                if let (Some(storage), Some(place)) = (storage(), &place) {
                    // Where nothing can be remembered the file is sent from its beginning next time.
                    let _ = storage.set_item(&self.remembered_as(&held.file), place);
                }
                self.hold(upload, |held| held.place = place);
                self.ask(upload, Asking::Send(0));
            }
            // Too large: the refusal is on the page.
            (Asking::Begin, 413) => self.arrived(upload, text::attachment::REFUSED),
            (Asking::Look, 200) | (Asking::Send(_), 204) => {
                let offset = header(OFFSET).and_then(|offset| offset.parse().ok()).unwrap_or(0);
                if offset < size(&held.file) {
                    self.ask(upload, Asking::Send(offset));
                } else if header("upload-refused").is_some() {
                    self.arrived(upload, text::attachment::REFUSED);
                } else {
                    self.arrived(upload, text::attachment::TAKEN);
                }
            }
            (Asking::Send(_), 409) => self.ask(upload, Asking::Look),
            // It waited too long.
            (Asking::Look | Asking::Send(_), 404) => {
                self.forget_place(&held.file);
                self.hold(upload, |held| held.place = None);
                self.ask(upload, Asking::Begin);
            }
            (_, 401) => self.fail(upload, text::error::LOGGED_OUT),
            (_, 404) => self.fail(upload, text::error::NOT_FOUND),
            (_, 429) => self.fail(upload, text::error::TOO_MANY_ATTEMPTS),
            (_, 503) => self.fail(upload, text::error::BUSY),
            _ => self.fail(upload, text::error::INTERNAL),
        }
    }

    fn arrived(self, upload: Upload, said: Key) {
        let name = self.name(upload);
        self.announced.try_set(fill(said, &[("name", &name)]));
        self.forget(upload);
        self.reload.try_run(());
        self.go_on();
    }

    fn fail(self, upload: Upload, sentence: Key) {
        upload.state.try_set(Sending::Failed(t(sentence).to_owned()));
        self.go_on();
    }

    /// Under what the address of a file's upload is remembered: what tells the file from others when it is chosen again.
    fn remembered_as(self, file: &web_sys::File) -> String {
        let url = self.url.try_get_value().unwrap_or_default();
        format!("{url} {} {} {}", file.name(), size(file), file.last_modified() as u64)
    }

    fn forget_place(self, file: &web_sys::File) {
        if let Some(storage) = storage() {
            // Then it goes with the browser's data; the server has forgotten it by itself.
            let _ = storage.remove_item(&self.remembered_as(file));
        }
    }

    fn name(self, upload: Upload) -> String {
        self.held(upload).map(|held| held.file.name()).unwrap_or_default()
    }

    /// Tells the server that nothing more comes. Where it does not hear it, it forgets the upload after a day.
    fn end(self, upload: Upload) {
        let place = self.held(upload).and_then(|held| held.place);
        let tell = |place: &str| -> Result<(), wasm_bindgen::JsValue> {
            let request = XmlHttpRequest::new()?;
            request.open("DELETE", place)?;
            request.set_request_header("tus-resumable", "1.0.0")?;
            request.send()
        };
        let _ = place.map(|place| tell(&place));
    }

    /// Takes a file off the list, stopping it if it is on its way.
    fn forget(self, upload: Upload) {
        let key = self.held_key(upload.key);
        if let Some(held) = HELD.with_borrow_mut(|held| held.remove(&key)) {
            self.forget_place(&held.file);
            // Of a request that is over there is nothing to stop.
            held.request.map(|request| request.abort());
        }
        self.uploads.try_update(|uploads| uploads.retain(|one| one.key != upload.key));
    }

    fn row(self, upload: Upload) -> AnyView {
        let name = self.name(upload);
        let state = upload.state;
        let class = move || match state.get() {
            Sending::Paused(_) => "upload upload-paused",
            Sending::Failed(_) => "upload upload-refused",
            Sending::Waiting | Sending::Running(..) => "upload",
        };
        let percent = Memo::new(move |_| match state.get() {
            Sending::Running(percent, _) | Sending::Paused(percent) => Some(percent),
            Sending::Waiting => Some(0),
            Sending::Failed(_) => None,
        });
        let bar_name = name.clone();
        let bar = move || {
            percent.get().is_some().then(|| {
                let value = move || percent.get().unwrap_or_default().to_string();
                view! { <progress max="100" value=value aria-label=bar_name.clone()></progress> }
            })
        };
        let sentence = move || match state.get() {
            Sending::Waiting => t(text::attachment::WAITING).to_owned(),
            Sending::Running(100, _) => t(text::attachment::CHECKING).to_owned(),
            Sending::Running(percent, None) => {
                fill(text::attachment::PERCENT, &[("percent", &percent.to_string())])
            }
            Sending::Running(percent, Some(left)) => fill(
                text::attachment::PERCENT_LEFT,
                &[("percent", &percent.to_string()), ("seconds", &left.to_string())],
            ),
            Sending::Paused(percent) => {
                fill(text::attachment::LINE_LOST, &[("percent", &percent.to_string())])
            }
            Sending::Failed(sentence) => sentence,
        };
        let picture = move || match state.get() {
            Sending::Paused(_) => Some(icon(WIFI_OFF)),
            Sending::Failed(_) => Some(icon(CIRCLE_X)),
            Sending::Waiting | Sending::Running(..) => None,
        };
        let verb = Memo::new(move |_| match state.get() {
            Sending::Waiting | Sending::Running(..) => text::attachment::STOP,
            Sending::Paused(_) => text::attachment::SEND_AGAIN,
            Sending::Failed(_) => text::attachment::DISMISS,
        });
        let press = move |_| match state.get_untracked() {
            Sending::Paused(_) => {
                state.set(Sending::Waiting);
                self.go_on();
            }
            _ => {
                self.end(upload);
                self.forget(upload);
                self.go_on();
            }
        };
        view! {
            <li class=class>
                <span class="thumbnail">{icon_medium(FILE_TEXT)}</span>
                <div>
                    <p class="upload-name">{name.clone()}</p>
                    {bar}
                    <p class="upload-state">{picture} <span>{sentence}</span></p>
                </div>
                <button type="button" class="upload-verb" on:click=press>
                    {move || t(verb.get())}
                    <span class="hidden">" "{name}</span>
                </button>
            </li>
        }
        .into_any()
    }
}

/// Bytes of the file. Numbers with a fraction are written and read by 20 kB of the browser's program.
fn size(file: &web_sys::File) -> u64 {
    file.size() as u64
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The text's UTF-8 in base64.
fn base64(text: &str) -> Result<String, wasm_bindgen::JsValue> {
    let bytes: String = text.bytes().map(char::from).collect();
    window().btoa(&bytes)
}
