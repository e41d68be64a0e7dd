//! Any text as a property: no panic, and what is held is one line of a bounded size.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tallymark::engine::effect::Effect;
use tallymark::engine::encode::WAITED;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Scalar, Signal};
use tallymark::engine::{Engine, Start};

fuzz_target!(|data: (&str, &str)| {
    let (name, text) = data;
    let moment = Moment {
        now: Millis(1.0),
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
    let properties = ["search_term", "item_id", name]
        .map(|name| (name.to_owned(), Scalar::Text(text.to_owned())))
        .to_vec();
    let name = "search".to_owned();
    for effect in engine.handle(moment, Signal::Tracked { name, properties }) {
        if let Effect::Hold { body, .. } = effect {
            assert!(body.len() <= 16_384);
            assert_eq!(body.matches(WAITED).count(), 1);
            let is_line = |letter: char| letter >= ' ' || letter == WAITED || letter == '\u{2}';
            assert!(body.chars().all(is_line), "{body:?}");
        }
    }
});
