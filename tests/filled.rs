//! The manifest in the formats of other collectors: what is posted in them is on the list that is derived for them.
//!
//! The bodies are those of `tests/formats.rs`, the day in a shop in each shipped format. Every journey is held against
//! the list in tallymark's own format and in one of these, in `tests/support/post.rs`. `SEED=7` tries other random templates.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/day.rs"]
mod day;
#[cfg(test)]
#[path = "support/filled.rs"]
mod filled;
#[cfg(test)]
#[path = "support/percent.rs"]
mod percent;
#[cfg(test)]
#[path = "support/shipped.rs"]
mod shipped;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    use serde_json::{Map, Value, json};
    use tallymark::engine::manifest::leaves;

    use super::day::{Day, config, filled_in};
    use super::filled::Filled;
    use super::shipped::{day, formats};

    /// The shipped formats but our own, filled in.
    fn others() -> Vec<(String, Value)> {
        let mut others = Vec::new();
        for (name, format) in formats() {
            if format["collector"]["format"].is_object() {
                others.push((name, filled_in(&format["collector"])));
            }
        }
        assert!(10 < others.len());
        others
    }

    /// The day's config that lists what the day tracks.
    fn listed(collector: &Value) -> Value {
        let mut track = Map::new();
        for step in day()["steps"].as_array().unwrap() {
            let Some(name) = step["track"].as_str() else {
                continue;
            };
            let members = step["properties"].as_object();
            let names: Vec<Value> = members
                .into_iter()
                .flatten()
                .map(|it| json!(it.0))
                .collect();
            track.insert(name.to_owned(), names.into());
        }
        let mut config = config(collector);
        config["track"] = track.into();
        config
    }

    #[test]
    fn what_is_posted_in_every_shipped_format_is_in_its_manifest() {
        let steps = day()["steps"].clone();
        let mut count = 0;
        for (name, collector) in others() {
            let (whole, open) = (
                Filled::of(&listed(&collector)),
                Filled::of(&config(&collector)),
            );
            for body in Day::lived(&collector, &steps).bodies {
                whole.expect(&name, &body, None);
                open.expect(&name, &body, None);
                count += whole.values(&body).len();
            }
            // Each event by itself: what stands there is said to be this event's.
            let mut page = &steps[0];
            for step in steps.as_array().unwrap() {
                let Some(event) = step["track"].as_str() else {
                    page = step;
                    continue;
                };
                for body in Day::lived(&collector, &json!([page, step])).bodies {
                    whole.expect(&name, &body, Some(event));
                }
            }
        }
        println!("{count} values in the bodies of {} formats", others().len());
        assert!(1000 < count, "{count} values");
    }

    #[test]
    fn a_body_with_a_value_more_or_another_constant_is_refused() {
        let steps = day()["steps"].clone();
        let mut refused = 0;
        for (name, collector) in others() {
            let whole = Filled::of(&listed(&collector));
            for body in Day::lived(&collector, &steps).bodies {
                for (place, value) in whole.values(&body) {
                    let long = json!("x".repeat(1100));
                    assert!(
                        !whole.has(&place, &long, None),
                        "{name}: {place} takes any text"
                    );
                    for end in ['.', '?', '['] {
                        let Some(at) = place.rfind(end) else { continue };
                        let close = if end == '[' { "]" } else { "" };
                        let more = format!("{}{end}visitor{close}", &place[..at]);
                        assert!(!whole.has(&more, &value, None), "{name}: {more}");
                        refused += 1;
                    }
                    assert!(!whole.has("visitor", &value, None), "{name}");
                }
            }
        }
        assert!(1000 < refused, "{refused}");
    }

    #[test]
    fn a_text_with_a_member_more_is_refused_in_whatever_it_is_encoded() {
        for (name, before, more) in [
            ("amplitude", "\"library\":", "\"visitor\":1,\"library\":"),
            (
                "loki",
                "{\\\"event\\\":",
                "{\\\"visitor\\\":1,\\\"event\\\":",
            ),
            (
                "mixpanel",
                "%22event%22%3A",
                "%22visitor%22%3A1%2C%22event%22%3A",
            ),
            // {"event" and {"v":1,"event", in base64
            ("posthog", "data=W3siZXZlbnQi", "data=W3sidiI6MSwiZXZlbnQi"),
            ("matomo", "?idsite=", "?visitor=1&idsite="),
            (
                "otlp",
                "\"attributes\":[{\"key\":\"event.name\"",
                "\"attributes\":[{\"key\":\"visitor\",\"value\":{\"intValue\":\"1\"}},{\"key\":\"event.name\"",
            ),
            (
                "elasticsearch",
                "{\"create\":{",
                "{\"create\":{\"visitor\":1,",
            ),
            ("data_layer", "{\"event\":", "{\"visitor\":1,\"event\":"),
            ("segment", "\"type\":\"track\"", "\"type\":\"identify\""),
        ] {
            let all = others();
            let (_, collector) = all.iter().find(|it| it.0 == name).unwrap();
            let whole = Filled::of(&listed(collector));
            let bodies = Day::lived(collector, &day()["steps"]).bodies;
            let body = bodies
                .iter()
                .find(|body| body.contains(before))
                .expect(name);
            whole.expect(name, body, None);
            let changed = body.replacen(before, more, 1);
            let values = whole.values(&changed);
            let wrong: Vec<_> = values
                .iter()
                .filter(|it| !whole.has(&it.0, &it.1, None))
                .collect();
            assert_eq!(wrong.len(), 1, "{name}: {wrong:?}");
        }
    }

    #[test]
    fn the_list_says_what_stands_at_each_place_of_a_template() {
        let config = json!({
            "version": 1, "site": "shop", "track": {},
            "collector": { "url": "/c", "format": {
                "names": { "events": { "buy": "Order" }, "properties": { "items": "products", "item_id": "product_id" } },
                "batch": { "all": "$batch.events", "at": "$batch.sent.iso", "v": 1, "lost": "$batch.lost" },
                "event": {
                    "n": "$event.name",
                    "sent": { "$text": ["v", "$batch.sdk", "/", "$event.seq"] },
                    "q": { "$query": { "u": "$event.page.url", "p": { "$json": { "$except": ["price"] } } } },
                    "more": { "$by_name": {
                        "buy": { "minor": { "$minor": "$event.properties.price" }, "none": "$event.properties.size" },
                        "wish": { "rand": { "$first": ["$event.properties.sku", "$event.id"] } },
                        "*": { "kind": "other" }
                    } },
                    "list": { "$attributes": { "a.b": "$event.channel" } }
                }
            } },
            "definitions": [
                { "name": "buy", "trigger": { "click": { "selector": "a" } }, "properties": {
                    "price": { "text": ".price", "type": "number" },
                    "items": { "list": "li", "each": { "item_id": { "attribute": "data-sku" } } } } },
                { "name": "wish", "trigger": { "click": { "selector": "b" } }, "properties": { "sku": { "constant": 7 } } },
            ],
        });
        let mut told = Vec::new();
        for leaf in leaves(&config.to_string()) {
            let row = [&leaf.field, &leaf.events.join(" "), &leaf.from, leaf.kind];
            told.push(format!("{} | {}", row.join(" | "), leaf.longest));
        }
        let expected = [
            "all[].n |  | events[].name, renamed: config, or track() | text | 50",
            "all[].sent |  | constant \"v\" + sdk: constant + constant \"/\" + events[].seq: counted in the batch | text | 28",
            "all[].q?u |  | events[].page.path, behind the page's origin: address | text | 1029",
            "all[].q?p.products[].product_id | buy | events[].properties.items[].item_id: attribute data-sku | text | 200",
            "all[].q?p.sku | wish | events[].properties.sku: constant 7 | number | 19",
            "all[].more.minor | buy | events[].properties.price: text .price, in hundredths | number | 21",
            "all[].more.rand | wish | events[].properties.sku: constant 7 | number | 19",
            "all[].more.rand | wish | batch, its end the event's place in the batch: random, new for each batch | text | 32",
            "all[].more.kind | buy_shown wish_shown buy_accepted wish_accepted buy_dismissed wish_dismissed | constant \"other\" | text | 5",
            "all[].list[a.b] |  | events[].channel: referrer's host, utm_* | one of 6 | 8",
            "at |  | time of sending | text | 24",
            "v |  | constant 1 | number | 1",
            "lost.* |  | lost.*: counted in the page | number | 10",
        ];
        assert_eq!(told, expected);
    }

    /// A value of a random template that is no list; what it is shows in its members' names.
    fn value() -> impl Strategy<Value = Value> {
        let constants = [
            json!("c"),
            json!(7),
            json!(true),
            json!("$batch.sdk"),
            json!("$batch.id"),
        ];
        let places = "name own_name seq nth from channel device age_ms id uuid page.type page.path page.url time.iso \
            time.s time.ms time.ns properties.item_id properties.price properties.note properties.none";
        let places = places
            .split_ascii_whitespace()
            .map(|place| json!(format!("$event.{place}")));
        let scalar = prop::sample::select(constants.into_iter().chain(places).collect::<Vec<_>>());
        let texts = scalar.clone();
        let scalar = prop_oneof![
            6 => scalar,
            1 => prop::collection::vec(texts, 1..4).prop_map(|parts| json!({ "$text": parts })),
            1 => Just(json!({ "$minor": "$event.properties.price" })),
        ];
        scalar.prop_recursive(5, 40, 4, |inner| {
            let member = prop_oneof![
                4 => inner.clone().prop_map(|value| ("v", value)),
                1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|items| ("list", json!(items))),
                1 => object(inner.clone().prop_map(|value| ("v", value)))
                    .prop_map(|members| ("attributes", json!({ "$attributes": members }))),
            ];
            let members = prop_oneof![
                4 => object(member),
                1 => Just(json!("$event.properties")),
                1 => Just(json!("$event.arm")),
                1 => Just(json!({ "$except": ["note"] })),
            ];
            let merged = prop::collection::vec(members.clone(), 1..3);
            let members = prop_oneof![
                3 => members,
                1 => merged.prop_map(|parts| json!({ "$merge": parts })),
            ];
            prop_oneof![
                4 => members.clone(),
                1 => members.clone().prop_map(|value| json!({ "$json": value })),
                1 => members.clone().prop_map(|value| json!({ "$base64": { "$json": value } })),
                1 => members.prop_map(|value| json!({ "$query": value })),
                1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|ways| json!({ "$first": ways })),
                1 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| json!({ "$needs": parts })),
                1 => (inner.clone(), inner).prop_map(|(one, other)| json!({ "$by_name": { "buy wish": one, "*": other } })),
            ]
        })
    }

    /// An object of members that are called by what they are, and a number.
    fn object(
        member: impl Strategy<Value = (&'static str, Value)>,
    ) -> impl Strategy<Value = Value> {
        prop::collection::vec(member, 1..4).prop_map(|members| {
            let named = members.into_iter().enumerate();
            named
                .map(|(index, (kind, value))| (format!("{kind}_{index}"), value))
                .collect()
        })
    }

    #[test]
    fn whatever_a_template_says_no_value_leaves_that_the_list_does_not_have() {
        let seed = std::env::var("SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let settings = Config {
            cases: 500,
            failure_persistence: None,
            ..Config::default()
        };
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed.unwrap_or(0); 32]);
        let count = Cell::new(0);
        let tried = TestRunner::new_with_rng(settings, random).run(&value(), |event| {
            let collector = json!({ "url": "/c", "format": { "framing": "event", "event": { "is": event, "v": 1 } } });
            let mut config = config(&collector);
            config["track"] = json!({ "buy": ["item_id", "price", "note"], "view_item": ["note"], "wish": [] });
            let whole = Filled::of(&config);
            for (event, properties) in [
                ("buy", json!({ "item_id": "A 1", "price": 9.5, "note": "a tent" })),
                ("view_item", json!({ "note": "two" })),
                ("wish", json!({})),
            ] {
                let steps = json!([{ "at": 0, "page": "/p/tent" }, { "at": 10, "track": event, "properties": properties }]);
                let bodies = Day::lived(&collector, &steps).bodies;
                // Where all is missing nothing is in the body.
                for body in bodies.iter().filter(|body| !body.is_empty()) {
                    for (place, value) in whole.values(body) {
                        prop_assert!(whole.has(&place, &value, Some(event)), "{place} of {event}: {value}\n{body}");
                        count.set(count.get() + 1);
                    }
                }
            }
            Ok(())
        });
        if let Err(error) = tried {
            panic!("{error}");
        }
        println!("{} values of random templates", count.get());
        assert!(3000 < count.get(), "{} values", count.get());
    }
}
