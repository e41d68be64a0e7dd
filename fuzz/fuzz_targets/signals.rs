//! Any signals in the demo shop: the books balance after each.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tallymark_fuzz::signals(data));
