//! Any text as a config: problems or an engine, never a panic, and the engine takes what comes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tallymark_fuzz::config(data));
