//! What holds on every day in every shop: random configs, random signals, random networks.
//!
//! Repeatable: the same days each time. `SEED=7 cargo test --test invariants` tries others, and
//! `PROPTEST_CASES=5000` more. A day that breaks something becomes a file in `tests/journeys`.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/guard.rs"]
mod guard;
#[cfg(test)]
#[path = "support/leaves.rs"]
mod leaves;
#[cfg(test)]
#[path = "support/shops.rs"]
mod shops;
#[cfg(test)]
#[path = "support/wire.rs"]
mod wire;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    use tallymark::engine::effect::Effect;
    use tallymark::engine::millis::{Millis, Moment};
    use tallymark::engine::signal::{Arrival, Location, Signal};
    use tallymark::engine::{Engine, Start};

    use super::guard::Tab;
    use super::shops::{config, day};
    use super::wire;

    /// Days that are tried unless `PROPTEST_CASES` says more.
    const CASES: u32 = 500;

    fn runner() -> TestRunner {
        let seed: u8 = std::env::var("SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(0);
        let cases = std::env::var("PROPTEST_CASES")
            .ok()
            .and_then(|cases| cases.parse().ok())
            .unwrap_or(CASES);
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        TestRunner::new_with_rng(
            config,
            TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]),
        )
    }

    #[test]
    fn on_every_day_in_every_shop_nothing_is_lost_doubled_or_told_of_anybody() {
        let days = (config(), day());
        let lived = runner().run(&days, |(config, steps)| {
            let start = Location {
                path: "/p/ridge-tent".to_owned(),
                search: "?q=tent".to_owned(),
            };
            let mut tab = Tab::open(config.to_string(), start, None);
            for step in &steps {
                tab = tab.live(step);
            }
            tab.wait(120_000.0, &[]);
            tab.check();
            Ok(())
        });
        if let Err(error) = lived {
            panic!("{error}");
        }
    }

    #[test]
    fn a_config_of_anything_at_all_gives_problems_and_never_panics() {
        let texts = prop_oneof![
            any::<String>(),
            "\\PC{0,200}",
            config()
                .prop_flat_map(|config| {
                    let text = config.to_string();
                    let length = text.len();
                    (Just(text), 0..length, any::<char>())
                })
                .prop_map(|(mut text, place, letter)| {
                    let place = (0..=place)
                        .rev()
                        .find(|place| text.is_char_boundary(*place))
                        .unwrap_or(0);
                    text.remove(place);
                    text.insert(place, letter);
                    text
                }),
        ];
        let read = runner().run(&texts, |config| {
            let moment = Moment {
                now: Millis(0.0),
                wall: 0.0,
                chance: [0; 4],
            };
            let start = Start {
                config: config.clone(),
                ..Start::default()
            };
            if let Err(problems) = Engine::start(moment, &start) {
                prop_assert!(!problems.is_empty(), "{config}");
            }
            Ok(())
        });
        if let Err(error) = read {
            panic!("{error}");
        }
    }

    #[test]
    fn what_the_tab_stored_may_be_anything_at_all() {
        let saved = prop_oneof![
            any::<String>(),
            ("[0-9a-z\"\\\\]{0,9}", any::<f64>(), any::<i64>()).prop_map(|(word, number, count)| {
                format!(
                    "{{\"v\":1,\"wall\":{number:e},\"channel\":\"{word}\",\"from\":\"{word}\",\"counts\":{{\"wish\":{count}}},\
                     \"attempts\":[{{\"name\":\"wish\",\"age\":{count},\"left\":{number:e},\"type\":\"{word}\",\
                     \"path\":\"{word}\",\"properties\":{{\"{word}\":1}},\"before\":[{count}]}}]}}"
                )
            }),
        ];
        let config = serde_json::json!({ "version": 1, "site": "shop", "collector": { "url": "/collect" }, "definitions": [
            { "name": "wish", "trigger": { "click": { "selector": "a" } }, "confirm": { "any": [{ "navigation": {} }] } }
        ] });
        let read = runner().run(&saved, |saved| {
            let moment = Moment {
                now: Millis(0.0),
                wall: 1.0,
                chance: [0; 4],
            };
            let start = Start {
                config: config.to_string(),
                saved: Some(saved),
                ..Start::default()
            };
            let (mut engine, _) = Engine::start(moment, &start).expect("a config that can be used");
            let location = Location {
                path: "/".to_owned(),
                search: String::new(),
            };
            for effect in engine.handle(moment, Signal::Navigated(location, Arrival::Load)) {
                if let Effect::Hold { body, .. } = effect {
                    wire::checked(&body);
                }
            }
            Ok(())
        });
        if let Err(error) = read {
            panic!("{error}");
        }
    }
}
