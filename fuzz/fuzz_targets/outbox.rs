//! Anything at all in the storage: taken up, or dropped and counted.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tallymark_fuzz::outbox(data));
