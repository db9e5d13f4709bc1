//! Sends papers from the page of the papers.

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// Takes over the papers of the page, with the sentences of its language. Called by `frontend/papers.js`.
#[wasm_bindgen]
pub fn start(_sentences: String) {}
