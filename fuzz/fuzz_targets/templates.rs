//! Any text as another wire format: problems or bodies, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| tallymark_fuzz::template(text));
