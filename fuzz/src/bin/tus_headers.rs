//! See `fuzz::tus_headers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::tus_headers(data));
