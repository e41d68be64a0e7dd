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
    use std::cell::Cell;

    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    use serde_json::{Value, json};
    use tallymark::engine::effect::Effect;
    use tallymark::engine::millis::{Millis, Moment};
    use tallymark::engine::signal::{Arrival, Location, Signal};
    use tallymark::engine::{Engine, Start};

    use super::guard::Tab;
    use super::leaves::Leaves;
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
        let config = json!({ "version": 1, "site": "shop", "collector": { "url": "/collect" }, "definitions": [
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

    /// Attempts that wait, one of each definition that has proofs, with these properties.
    fn waiting(config: &Value, properties: &Value) -> Vec<Value> {
        let mut attempts = Vec::new();
        for definition in config["definitions"].as_array().unwrap() {
            let count = |key: &str| definition[key]["any"].as_array().map_or(0, Vec::len);
            let before = vec![1; count("refuse") + count("confirm")];
            if !before.is_empty() {
                attempts.push(json!({
                    "name": definition["name"], "age": 100, "left": 3000, "type": "product", "path": "/",
                    "properties": properties, "before": before
                }));
            }
        }
        attempts
    }

    #[test]
    fn what_an_earlier_page_took_along_leaves_only_where_this_config_has_it() {
        let names = "note label term count cost amount lines fixed kind currency cost_currency least note_currency";
        let names: Vec<&str> = names.split(' ').collect();
        let things =
            json!([{ "hint": "tent", "note": 2, "cost": 1.5, "currency": "USD", "other": "x" }, 7]);
        let values = [json!("tent"), json!(12.5), json!(true), things];
        let member = (
            prop::sample::select(names),
            prop::sample::select(values.to_vec()),
        );
        let properties = prop::collection::vec(member, 3..12);
        let kept = Cell::new([0, 0]);
        let tracked = json!({ "view_item": ["kind", "note"], "order": ["label"] });
        let restored = runner().run(&(config(), properties), |(mut config, members)| {
            config["track"] = tracked.clone();
            config["consent"] = json!("not_required");
            let leaves = Leaves::of(&config.to_string());
            let members: Value = members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            let attempts = waiting(&config, &members);
            let saved = json!({ "v": 1, "wall": 1000, "channel": "direct", "attempts": attempts });
            let start = Start {
                config: config.to_string(),
                saved: Some(saved.to_string()),
                ..Start::default()
            };
            let at = |now: f64| Moment {
                now: Millis(now),
                wall: 1000.0 + now,
                chance: [1, 2, 3, 4],
            };
            let (mut engine, _) =
                Engine::start(at(0.0), &start).expect("a config that can be used");
            // The proofs never come, so an attempt counts where nothing refuses it, or as its failure.
            for effect in engine.handle(at(20_000.0), Signal::Woke) {
                if let Effect::Hold { body, .. } = effect {
                    let body = wire::checked(&body);
                    leaves.expect(&body);
                    let [mut all, mut with] = kept.get();
                    for event in body["events"].as_array().unwrap() {
                        all += 1;
                        let own = event["properties"].as_object().into_iter().flatten();
                        with += usize::from(own.filter(|it| it.0 != "reason").count() != 0);
                    }
                    kept.set([all, with]);
                }
            }
            Ok(())
        });
        if let Err(error) = restored {
            panic!("{error}");
        }
        let [all, with] = kept.get();
        println!("{all} events of an earlier page's attempts, {with} of them with properties");
        assert!(20 < with && with < all, "{with} of {all}");
    }
}
