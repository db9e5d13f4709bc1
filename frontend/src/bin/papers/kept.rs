//! Uploads that the browser remembers: their address, what tells their file from others, and the file where it has room;
//! and files that were chosen and not begun to be sent.

use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, ArrayBuffer, Date, Object, Promise, Reflect, Uint8Array};
use web_sys::{Blob, js_sys};

use crate::dom::{Done, said};
use crate::line::size;

#[wasm_bindgen(js_namespace = motcua)]
extern "C" {
    fn keep(upload: &JsValue) -> Promise;
    fn kept() -> Promise;
    #[wasm_bindgen(js_name = drop)]
    fn drop_kept(place: &str) -> Promise;
    fn claim(place: &str) -> Promise;
    #[wasm_bindgen(js_name = isDear)]
    fn is_dear() -> bool;
}

/// How long the server waits for more of an upload, in milliseconds.
const LIFE: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

/// Bytes that are hashed at once, so that the page answers meanwhile.
const PIECE: u64 = 1_000_000;

/// What stands in place of an address for files that were not begun to be sent.
const CHOSEN: &str = "chosen:";

/// An upload that was begun and is not finished, or a file that was chosen.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its address.
    pub place: String,
    /// Where uploads for the same paper of the same draft begin.
    pub url: String,
    /// Name of the file.
    pub name: String,
    /// SHA-256 of the file.
    pub digest: String,
    /// The file, where the browser had room for it.
    pub file: Option<Blob>,
}

impl Kept {
    /// Whether nothing of it was sent.
    pub fn is_only_chosen(&self) -> bool {
        self.place.starts_with(CHOSEN)
    }
}

/// Whether the line is slow or every byte costs, as far as the browser knows.
pub fn line_is_dear() -> bool {
    is_dear()
}

/// SHA-256 of a file in hexadecimal digits.
pub async fn digest(file: &Blob) -> Done<String> {
    let mut hash = Sha256::new();
    let mut at = 0;
    while at < size(file) {
        let end = size(file).min(at + PIECE);
        let piece = file.slice_with_f64_and_f64(at as f64, end as f64)?;
        hash.update(bytes(&piece).await?);
        at = end;
    }
    let digits = b"0123456789abcdef";
    let digit = |at: u8| char::from(digits[usize::from(at)]);
    Ok(hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

/// The bytes of a file.
pub async fn bytes(file: &Blob) -> Done<Vec<u8>> {
    let buffer: ArrayBuffer = JsFuture::from(file.array_buffer()).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Remembers an upload, with its file where there is room for it.
pub async fn remember(upload: &Kept) {
    for file in [upload.file.as_ref(), None] {
        if remember_with(upload, file).await.is_ok() {
            return;
        }
    }
    // In a browser that remembers nothing the file is sent from its beginning next time.
}

/// Keeps a file that was chosen as the `key`th of this page, until it is begun to be sent; says as what, where the
/// browser has room for it.
pub async fn keep_chosen(url: &str, name: &str, key: u32, file: &Blob) -> Option<String> {
    // In the order in which they were chosen.
    let place = [CHOSEN, &(now() * 1000 + u64::from(key)).to_string()].concat();
    let kept = Kept {
        place: place.clone(),
        url: url.to_owned(),
        name: name.to_owned(),
        digest: String::new(),
        file: None,
    };
    remember_with(&kept, Some(file)).await.ok()?;
    is_ours(&place).await;
    Some(place)
}

async fn remember_with(upload: &Kept, file: Option<&Blob>) -> Done<()> {
    let entry = Object::new();
    for (name, value) in
        [("place", &upload.place), ("url", &upload.url), ("name", &upload.name), ("digest", &upload.digest)]
    {
        Reflect::set(&entry, &name.into(), &value.as_str().into())?;
    }
    Reflect::set(&entry, &"at".into(), &Date::now().into())?;
    if let Some(file) = file {
        Reflect::set(&entry, &"file".into(), file)?;
    }
    JsFuture::from(keep(&entry)).await?;
    Ok(())
}

/// Forgets an upload that is over.
pub async fn forget(place: &str) {
    // What cannot be forgotten is asked for once more, and then the server knows that it is over.
    let _ = JsFuture::from(drop_kept(place)).await;
}

/// All uploads that are remembered and may still go on; older ones are forgotten.
pub async fn all() -> Vec<Kept> {
    // A browser that remembers nothing has none.
    let Ok(entries) = JsFuture::from(kept()).await else { return Vec::new() };
    let mut all = Vec::new();
    for entry in Array::from(&entries).iter() {
        let field = |name: &str| Reflect::get(&entry, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let word = |name: &str| field(name).as_string().unwrap_or_default();
        let place = word("place");
        if Date::now() - field("at").as_f64().unwrap_or(0.0) > LIFE {
            forget(&place).await;
            continue;
        }
        let file = field("file").dyn_into::<Blob>().ok();
        all.push(Kept { place, url: word("url"), name: word("name"), digest: word("digest"), file });
    }
    all
}

/// Whether this tab is the one that sends to `place`: two would take over from each other for ever.
pub async fn is_ours(place: &str) -> bool {
    said(JsFuture::from(claim(place)).await).is_none_or(|ours| ours.is_truthy())
}

/// Now, in whole milliseconds.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}
