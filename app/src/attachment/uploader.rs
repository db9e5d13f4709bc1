//! The lower part of a paper's card: its files, those on their way, and how to add more.
//!
//! Without the program the form of the page sends the files. With it each file is sent by itself as soon as it is chosen,
//! one after the other so that their order is kept, with its progress and a way to stop it.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::Problem;
use domain::attachment::{ACCEPT, MAX_FILE_BYTES, MAX_FILE_MB};
use leptos::prelude::*;
use leptos::web_sys;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, FormData, HtmlInputElement, ProgressEvent, XmlHttpRequest};

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

/// A file that the browser holds, and the request that sends it.
struct Held {
    file: web_sys::File,
    request: Option<XmlHttpRequest>,
}

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
        url: StoredValue::new(routes::upload(draft, paper)),
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
            HELD.with_borrow_mut(|held| held.insert(self.held_key(key), Held { file, request: None }));
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

    fn send(self, upload: Upload) {
        if self.try_send(upload).is_err() {
            upload.state.try_set(Sending::Failed(t(text::error::INTERNAL).to_owned()));
            self.go_on();
        }
    }

    fn try_send(self, upload: Upload) -> Result<(), wasm_bindgen::JsValue> {
        let key = self.held_key(upload.key);
        let Some(file) = HELD.with_borrow(|held| held.get(&key).map(|held| held.file.clone())) else {
            return Ok(());
        };
        let request = XmlHttpRequest::new()?;
        request.open("POST", &self.url.try_get_value().unwrap_or_default())?;
        request.set_request_header("accept", "application/json")?;
        let mut began = None;
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            let began = *began.get_or_insert(event.time_stamp());
            let (loaded, total) = (event.loaded(), event.total());
            if total > 0.0 {
                let percent = (loaded / total * 100.0).clamp(0.0, 100.0) as u8;
                let elapsed = (event.time_stamp() - began) / 1000.0;
                let left =
                    (elapsed > 1.0 && loaded > 0.0).then(|| (elapsed / loaded * (total - loaded)) as u32);
                upload.state.try_set(Sending::Running(percent, left));
            }
        });
        request.upload()?.set_onprogress(Some(progress.into_js_value().unchecked_ref()));
        let answered = request.clone();
        let load = Closure::<dyn FnMut()>::new(move || self.answered(upload, answered.status().unwrap_or(0)));
        request.set_onload(Some(load.into_js_value().unchecked_ref()));
        let error = Closure::<dyn FnMut()>::new(move || {
            let percent = match upload.state.try_get_untracked() {
                Some(Sending::Running(percent, _)) => percent,
                _ => 0,
            };
            upload.state.try_set(Sending::Paused(percent));
            self.go_on();
        });
        request.set_onerror(Some(error.into_js_value().unchecked_ref()));
        let form = FormData::new()?;
        form.append_with_blob_and_filename("file", &file, &file.name())?;
        upload.state.try_set(Sending::Running(0, None));
        request.send_with_opt_form_data(Some(&form))?;
        HELD.with_borrow_mut(|held| {
            if let Some(held) = held.get_mut(&key) {
                held.request = Some(request);
            }
        });
        Ok(())
    }

    fn answered(self, upload: Upload, status: u16) {
        let failed = match status {
            200 | 202 => None,
            401 => Some(text::error::LOGGED_OUT),
            404 | 409 => Some(text::error::NOT_FOUND),
            429 => Some(text::error::TOO_MANY_ATTEMPTS),
            503 => Some(text::error::BUSY),
            _ => Some(text::error::INTERNAL),
        };
        match failed {
            Some(sentence) => {
                upload.state.try_set(Sending::Failed(t(sentence).to_owned()));
            }
            None => {
                let name = self.name(upload);
                let said = if status == 200 { text::attachment::TAKEN } else { text::attachment::REFUSED };
                self.announced.try_set(fill(said, &[("name", &name)]));
                self.forget(upload);
                self.reload.try_run(());
            }
        }
        self.go_on();
    }

    fn name(self, upload: Upload) -> String {
        let key = self.held_key(upload.key);
        HELD.with_borrow(|held| held.get(&key).map(|held| held.file.name())).unwrap_or_default()
    }

    /// Takes a file off the list, stopping it if it is on its way.
    fn forget(self, upload: Upload) {
        let key = self.held_key(upload.key);
        let held = HELD.with_borrow_mut(|held| held.remove(&key));
        if let Some(request) = held.and_then(|held| held.request) {
            // Of a request that is over there is nothing to stop.
            let _ = request.abort();
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
