//! Unicode normalisation (UAX #15) and small letters: by libraries on the server, and by the browser in the browser,
//! which has the tables already, so that they need not travel.

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

/// Small letters.
#[cfg(not(target_arch = "wasm32"))]
pub fn lowercase(text: &str) -> String {
    text.to_lowercase()
}

/// Small letters.
#[cfg(target_arch = "wasm32")]
pub fn lowercase(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
