//! Any text as another wire format: problems or bodies, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tallymark_fuzz::template(data));
