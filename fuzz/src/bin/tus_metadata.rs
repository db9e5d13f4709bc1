//! See `fuzz::tus_metadata`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::tus_metadata(data));
