//! Anything at all in the storage: taken up, or dropped and counted.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: (String, Vec<(u8, String, u32, f64)>)| tallymark_fuzz::outbox(&data.0, &data.1));
