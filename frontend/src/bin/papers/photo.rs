//! The page's side of the worker that treats photos (`bin/photo.rs`).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Function, Object, Promise, Reflect};
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::dom::{self, Done, said};

/// A photo made upright and small.
pub struct Prepared {
    /// What is sent.
    pub photo: Blob,
    /// A small picture of it, for its row.
    pub thumbnail: Blob,
}

/// Why a photo stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// This browser cannot read HEIC.
    Heic,
    /// It is too large, cannot be read, or there is no worker.
    Untreated,
}

/// How long one waits for an answer, in milliseconds.
const PATIENCE: i32 = 60_000;

thread_local! {
    static WORKER: RefCell<Option<Worker>> = RefCell::default();
    /// Who waits for which answer.
    static WAITING: RefCell<HashMap<u32, Function>> = RefCell::default();
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Makes a photo upright and small, and takes away where it was taken.
pub async fn prepare(photo: &Blob) -> Result<Prepared, Reason> {
    let answer = ask("prepare", "file", photo).await.map_err(|_| Reason::Untreated)?;
    match field(&answer, "reason").as_string().as_deref() {
        Some("heic") => return Err(Reason::Heic),
        Some(_) => return Err(Reason::Untreated),
        None => {}
    }
    let part = |name| blob(&field(&answer, name), "image/jpeg").map_err(|_| Reason::Untreated);
    Ok(Prepared { photo: part("bytes")?, thumbnail: part("thumbnail")? })
}

/// Puts prepared photos into one PDF, a page each.
pub async fn bind(photos: &[Blob]) -> Result<Blob, Reason> {
    let files: Array = photos.iter().collect();
    let answer = ask("bind", "files", &files).await.map_err(|_| Reason::Untreated)?;
    let bytes = field(&answer, "bytes");
    if bytes.is_undefined() {
        return Err(Reason::Untreated);
    }
    blob(&bytes, "application/pdf").map_err(|_| Reason::Untreated)
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn blob(bytes: &JsValue, kind: &str) -> Done<Blob> {
    let about = BlobPropertyBag::new();
    about.set_type(kind);
    Blob::new_with_buffer_source_sequence_and_options(&Array::of1(bytes), &about)
}

async fn ask(what: &str, with: &str, value: &JsValue) -> Done<JsValue> {
    let worker = worker()?;
    let id = NEXT.replace(NEXT.get() + 1);
    let message = Object::new();
    for (name, value) in [("id", &id.into()), ("what", &what.into()), (with, value)] {
        Reflect::set(&message, &name.into(), value)?;
    }
    let answer = Promise::new(&mut |resolve, _| {
        // A worker that never answers holds nothing up: the photo goes as it is.
        said(dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PATIENCE));
        WAITING.with_borrow_mut(|waiting| waiting.insert(id, resolve));
    });
    worker.post_message(&message)?;
    let answer = JsFuture::from(answer).await?;
    if answer.is_object() { Ok(answer) } else { Err(answer) }
}

fn worker() -> Done<Worker> {
    if let Some(worker) = WORKER.with_borrow(Clone::clone) {
        return Ok(worker);
    }
    let root = dom::document().document_element().ok_or(JsValue::UNDEFINED)?;
    let address = |name| root.get_attribute(name).unwrap_or_default();
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let glue = [address("data-photo-glue"), "#".to_owned(), address("data-photo-program")].concat();
    let worker = Worker::new_with_options(&glue, &options)?;
    let answered = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let id = field(&event.data(), "id").as_f64().unwrap_or_default() as u32;
        if let Some(resolve) = WAITING.with_borrow_mut(|waiting| waiting.remove(&id)) {
            said(resolve.call1(&JsValue::UNDEFINED, &event.data()));
        }
    });
    worker.set_onmessage(Some(answered.into_js_value().unchecked_ref()));
    // It broke, or ran out of memory: everybody who waits is told so, and the next photo gets a new one.
    dom::listen(&worker, "error", false, |_| {
        if let Some(worker) = WORKER.take() {
            worker.terminate();
        }
        let failed = Object::new();
        said(Reflect::set(&failed, &"reason".into(), &"broken".into()));
        for (_, resolve) in WAITING.take() {
            said(resolve.call1(&JsValue::UNDEFINED, &failed));
        }
    });
    WORKER.replace(Some(worker.clone()));
    Ok(worker)
}
