//! Anything at all in the storage: taken up, or dropped and counted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tallymark::engine::effect::Effect;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{FlushReason, Signal};
use tallymark::engine::stored::Stored;
use tallymark::engine::{Engine, Start};

fuzz_target!(|data: (String, Vec<(u8, String, u32, f64)>)| {
    let (saved, entries) = data;
    let moment = Moment {
        now: Millis(10.0),
        wall: 1.79e12,
        chance: [1, 2, 3, 4],
    };
    let start = Start {
        config: r#"{"version":1,"site":"s","collector":{"url":"/c"},"definitions":[]}"#.to_owned(),
        ..Start::default()
    };
    let Ok((mut engine, _)) = Engine::start(moment, &start) else {
        panic!("a config that can be used");
    };
    let held: Vec<Stored> = entries
        .into_iter()
        .map(|(letter, note, bytes, age_ms)| Stored {
            id: char::from(letter).to_string().repeat(32),
            note,
            bytes: bytes as usize,
            age_ms,
        })
        .collect();
    let mut effects = engine.recall(moment, Some(&saved), &held);
    effects.extend(engine.handle(moment, Signal::Flush(FlushReason::PageHide)));
    for effect in effects {
        if let Effect::Send { batch, .. } = effect {
            engine.handle(
                moment,
                Signal::Answered {
                    batch,
                    status: 413,
                    retry_after_ms: None,
                },
            );
        }
    }
    let status = engine.status();
    assert!(status.queued <= 64 * 100);
});
