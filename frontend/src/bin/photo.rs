//! Treats photos off the main thread.

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Begins to answer messages. Called by `frontend/photo.js`.
#[wasm_bindgen]
pub fn start() {}
