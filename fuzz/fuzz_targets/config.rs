//! Any text as a config: problems or an engine, never a panic, and the engine takes what comes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Arrival, FlushReason, Location, Signal};
use tallymark::engine::{Engine, Start};

fuzz_target!(|config: &str| {
    let moment = Moment {
        now: Millis(1.0),
        wall: 1.79e12,
        chance: [1, 2, 3, 4],
    };
    let start = Start {
        config: config.to_owned(),
        ..Start::default()
    };
    match Engine::start(moment, &start) {
        Err(problems) => assert!(!problems.is_empty(), "refused without a word"),
        Ok((mut engine, _)) => {
            let location = Location {
                path: "/p/tent".to_owned(),
                search: "?q=tent".to_owned(),
            };
            engine.handle(moment, Signal::Navigated(location, Arrival::Load));
            for watch in 0..engine.watches().len().min(50) {
                let values = vec![Some("1".to_owned()); engine.watches()[watch].reads.len()];
                engine.handle(moment, Signal::Seen { watch, values });
            }
            engine.handle(moment, Signal::Flush(FlushReason::PageHide));
        }
    }
});
