//! Unicode normalisation (UAX #15): by a library on the server, and by the browser in the browser, which has the tables
//! already, so that they need not travel.

/// Letters and marks composed (NFC), the form in which text is kept.
#[cfg(not(target_arch = "wasm32"))]
pub fn nfc(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfc(text).collect()
}

/// Letters and marks apart (NFD), the form in which marks can be taken away.
#[cfg(not(target_arch = "wasm32"))]
pub fn nfd(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfd(text).collect()
}

/// Letters and marks composed (NFC), the form in which text is kept.
#[cfg(target_arch = "wasm32")]
pub fn nfc(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}

/// Letters and marks apart (NFD), the form in which marks can be taken away.
#[cfg(target_arch = "wasm32")]
pub fn nfd(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFD").into()
}
