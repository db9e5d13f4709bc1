//! Treats photos in a worker, off the main thread: turned upright, without metadata, no larger than one needs to read
//! them, several in one PDF (crate `photo`).
//!
//! `frontend/photo.js` is the worker's script. A page starts it with the first photo and names the program behind a `#`;
//! both addresses are at the root element:
//!
//! ```js
//! const { photoGlue, photoProgram } = document.documentElement.dataset;
//! const worker = new Worker(`${photoGlue}#${photoProgram}`);
//! ```
//!
//! Each message to the worker gets one answer with the same `id`; they are answered one after the other.
//!
//! | to the worker | answer |
//! |---|---|
//! | `{ id, what: 'prepare', file: Blob }` | `{ id, bytes: ArrayBuffer, thumbnail: ArrayBuffer, width, height }`: JPEGs |
//! | `{ id, what: 'bind', files: [Blob, …] }` | `{ id, bytes: ArrayBuffer }`: a PDF |
//!
//! or, to either, `{ id, reason }`:
//!
//! - `unreadable`: no JPEG, PNG or WebP, or a broken one;
//! - `too-large`: more pixels than a phone's memory holds (`photo::MOST_PIXELS`);
//! - `heic`: a HEIF photo, which this browser cannot decode;
//! - `failed`: the program could not be loaded, or it broke down, for example for want of memory. The worker's `error`
//!   follows, and is all that follows where the browser itself ended the worker: end it, and start another for the next
//!   photo.
//!
//! In each case the file can be sent as it is. The prepared photo may be larger than a file that was small already; then
//! send the file. A worker keeps the memory that its largest photo took, so end it when no photo is left.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

fn main() {}

/// A photo that was made fit for sending.
#[wasm_bindgen]
pub struct Prepared(photo::Prepared);

#[wasm_bindgen]
impl Prepared {
    /// The photo as a JPEG. Can be taken once.
    pub fn bytes(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0.jpeg)
    }

    /// A small picture of it as a JPEG. Can be taken once.
    pub fn thumbnail(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0.thumbnail)
    }

    /// Its width in pixels.
    pub fn width(&self) -> u32 {
        self.0.width
    }

    /// Its height in pixels.
    pub fn height(&self) -> u32 {
        self.0.height
    }
}

/// Makes a photo fit for sending.
///
/// # Errors
/// The reason as a string.
#[wasm_bindgen]
pub fn prepare(file: Vec<u8>) -> Result<Prepared, JsValue> {
    photo::prepare(&file).map(Prepared).map_err(reason)
}

/// Makes a photo fit for sending that the browser decoded.
///
/// # Errors
/// The reason as a string.
#[wasm_bindgen]
pub fn from_pixels(rgba: Vec<u8>, width: u32, height: u32) -> Result<Prepared, JsValue> {
    photo::from_pixels(rgba, width, height).map(Prepared).map_err(reason)
}

/// How long a prepared photo is at most, in pixels: the browser need not hand over more.
#[wasm_bindgen]
pub fn longest_side() -> u32 {
    photo::LONGEST_SIDE
}

/// Photos on their way into one PDF.
#[wasm_bindgen]
#[derive(Default)]
pub struct Binder(Vec<Vec<u8>>);

#[wasm_bindgen]
impl Binder {
    /// A PDF without pages.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a photo, prepared or not.
    pub fn add(&mut self, file: Vec<u8>) {
        self.0.push(file);
    }

    /// The PDF.
    ///
    /// # Errors
    /// The reason as a string.
    pub fn bind(self) -> Result<Vec<u8>, JsValue> {
        photo::bind(&self.0).map_err(reason)
    }
}

fn reason(problem: photo::Problem) -> JsValue {
    JsValue::from_str(match problem {
        photo::Problem::Unreadable => "unreadable",
        photo::Problem::TooLarge => "too-large",
        photo::Problem::Heic => "heic",
    })
}
