//! Any text as a property: no panic, and what is held is one line of a bounded size.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tallymark_fuzz::scrub(data));
