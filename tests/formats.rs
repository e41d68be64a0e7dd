//! The shipped wire formats: a day in a shop as each collector gets it, byte for byte.
//!
//! `tests/formats/day.json` is the day, `tests/formats/<format>.body` what is posted of it with
//! `formats/<format>.json`, a request after the other. `UPDATE_EXPECT=1` writes the bodies. Also here: what a
//! template does that no shipped format does, and that no template can do without end.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/collectors_page.rs"]
mod collectors_page;
#[cfg(test)]
#[path = "support/day.rs"]
mod day;
#[cfg(test)]
#[path = "support/shipped.rs"]
mod shipped;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::time::{Duration, Instant};

    use serde_json::{Value, json};
    use tallymark::engine::millis::{Millis, Moment};
    use tallymark::engine::outcome::{DropReason, Dropped};
    use tallymark::engine::stored::{Stored, note};
    use tallymark::engine::{Engine, Start};

    use super::collectors_page::{block, page};
    use super::day::{Day, filled_in};
    use super::shipped::{day, formats};

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    /// What is posted of one event with this template.
    fn posted(template: &Value, properties: &Value) -> String {
        let steps = json!([{ "at": 0, "page": "/" }, { "at": 1000, "track": "buy", "properties": properties }]);
        let collector = json!({ "url": "/collect", "format": template });
        let day = Day::lived(&collector, &steps);
        assert_eq!(day.problems, Vec::<String>::new(), "{template}");
        day.bodies.concat()
    }

    #[test]
    fn every_shipped_format_posts_the_day_as_its_golden_body_says() {
        for (name, format) in formats() {
            let day = Day::lived(&filled_in(&format["collector"]), &day()["steps"]);
            assert_eq!(day.problems, Vec::<String>::new(), "{name}");
            assert_eq!(day.dropped, 0, "{name}: nothing is dropped");
            let mut actual = day.bodies.join("\n");
            actual.push('\n');
            let path = root().join(format!("tests/formats/{name}.body"));
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                fs::write(&path, actual).unwrap();
                continue;
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(actual, expected, "{}", path.display());
        }
    }

    #[test]
    fn a_format_that_is_not_filled_in_says_what_is_missing() {
        for (name, format) in formats() {
            let wanted = format["collector"].to_string().matches("YOUR_").count();
            let day = Day::lived(&format["collector"], &json!([]));
            let missing = |it: &&String| it.contains("still to be filled in: \"YOUR_");
            assert_eq!(
                day.problems.iter().filter(missing).count(),
                wanted,
                "{name}"
            );
            assert_eq!(day.problems.len(), wanted, "{name}: {:?}", day.problems);
        }
    }

    #[test]
    fn an_address_a_header_and_a_value_that_are_not_filled_in_are_told_with_their_place() {
        let collector = json!({ "url": "https://hits.example/in?user=w&password=YOUR_WRITE_PASSWORD", "format": {
            "preflight": true, "headers": { "authorization": "Bearer YOUR_TOKEN" }, "values": { "site": "YOUR_SITE" },
            "event": ["$values.site", "YOUR_OWN text is a text"] } });
        let day = Day::lived(&collector, &json!([]));
        let told = [
            "collector.format.headers.authorization: still to be filled in: \"YOUR_TOKEN\"",
            "collector.format.values.site: still to be filled in: \"YOUR_SITE\"",
            "collector.url: still to be filled in: \"YOUR_WRITE_PASSWORD\"",
        ];
        assert_eq!(day.problems, told);
    }

    /// What becomes of a batch that a page with one collector has left to a page with another:
    /// events that wait to be sent, and batches that were dropped.
    fn left_behind(before: &Value, after: &Value) -> (u32, u32) {
        let start = |collector: &Value, held| {
            let config = json!({ "version": 1, "site": "waystone", "collector": collector, "definitions": [] });
            let start = Start {
                config: config.to_string(),
                held,
                ..Start::default()
            };
            let moment = Moment {
                now: Millis(0.0),
                wall: 0.0,
                chance: [1, 2, 3, 4],
            };
            Engine::start(moment, &start).unwrap().0
        };
        let stored = Stored {
            id: "c2112559a5b7f54fbad096f6ad65d043".to_owned(),
            note: start(before, Vec::new()).mark() + &note(2, &Dropped::default()),
            bytes: 300,
            age_ms: 1000.0,
        };
        let status = start(after, vec![stored]).status();
        (status.queued, status.dropped.count(DropReason::Unreadable))
    }

    #[test]
    fn a_batch_of_another_format_is_not_posted_in_the_wrong_one_but_counted() {
        let own = json!({ "url": "https://a.example/v1/events" });
        let with = |url: &str, format: &Value| json!({ "url": url, "format": format });
        let one = json!({ "event": { "name": "$event.name", "one": 1 } });
        let other = json!({ "event": { "name": "$event.name", "one": 2 } });
        let (a, b) = ("https://a.example/", "https://b.example/");
        let (sent, dropped) = ((2, 0), (0, 1));
        assert_eq!(left_behind(&own, &own), sent);
        assert_eq!(left_behind(&with(a, &one), &with(a, &one)), sent);
        assert_eq!(
            left_behind(&with(a, &one), &with(b, &one)),
            sent,
            "the collector has moved"
        );
        assert_eq!(left_behind(&own, &with(a, &one)), dropped);
        assert_eq!(left_behind(&with(a, &one), &own), dropped);
        assert_eq!(left_behind(&with(a, &one), &with(a, &other)), dropped);
        let all: Vec<Value> = formats()
            .iter()
            .map(|it| filled_in(&it.1["collector"]))
            .filter(|it| it.get("url").is_some())
            .collect();
        for (from, before) in all.iter().enumerate() {
            for (to, after) in all.iter().enumerate() {
                let expected = if from == to { sent } else { dropped };
                assert_eq!(left_behind(before, after), expected);
            }
        }
    }

    #[test]
    fn every_format_says_whether_it_needs_a_preflight_and_means_it() {
        for (name, format) in formats() {
            let mut collector = filled_in(&format["collector"]);
            let stated = format["preflight"].as_bool().unwrap();
            let template = collector["format"].as_object_mut();
            let meant = template.and_then(|template| template.remove("preflight"));
            assert_eq!(meant.is_some(), stated, "{name}");
            let day = Day::lived(&collector, &json!([]));
            let is_problem = |it: &String| it.contains("needs a preflight");
            assert_eq!(day.problems.iter().any(is_problem), stated, "{name}");
        }
    }

    #[test]
    fn every_event_of_the_day_is_in_every_format_once() {
        let steps = &day()["steps"];
        let is_event = |step: &&Value| step.get("track").is_some();
        let events = steps.as_array().unwrap().iter().filter(is_event).count();
        for (name, format) in formats() {
            let day = Day::lived(&filled_in(&format["collector"]), steps);
            assert_eq!(day.sent, events, "{name}");
        }
    }

    #[test]
    fn losses_alone_are_posted_where_the_format_has_a_place_for_them() {
        let steps = json!([{ "at": 0, "page": "/" }, { "at": 1000, "track": "Not A Name" }]);
        let posted = |batch: Value| {
            let template = json!({ "batch": batch, "event": { "name": "$event.name" } });
            let collector = json!({ "url": "/collect", "format": template });
            let day = Day::lived(&collector, &steps);
            assert_eq!(day.problems, Vec::<String>::new());
            day.bodies.concat()
        };
        assert_eq!(posted(json!({ "events": "$batch.events" })), "");
        let told = posted(json!({ "events": "$batch.events", "lost": "$batch.lost" }));
        assert_eq!(told, r#"{"events":[],"lost":{"invalid":1}}"#);
    }

    #[test]
    fn a_batch_that_is_tried_again_has_the_same_ids() {
        let collector = filled_in(&formats()[0].1["collector"]);
        let body = |name: &str| Day::lived_until(&collector, &day()["steps"], name);
        let (early, late) = (body("view_item"), body("add_to_cart"));
        let ids = |body: &str| -> Vec<Value> {
            let body: Value = serde_json::from_str(body).unwrap();
            let events = body["events"].as_array().unwrap().clone();
            events
                .iter()
                .map(|event| event["insert_id"].clone())
                .collect()
        };
        let (early, late) = (ids(&early), ids(&late));
        assert!(!early.is_empty() && early.len() < late.len());
        assert_eq!(early, late[..early.len()]);
    }

    #[test]
    fn a_batch_that_is_too_large_is_cut_between_its_events() {
        let mut whole = Vec::new();
        for (name, format) in formats() {
            let day = Day::lived(&filled_in(&format["collector"]), &day()["steps"]);
            for (events, parts) in &day.parts {
                if parts.len() == 1 {
                    whole.push(name.clone());
                    break;
                }
                // As pkg-template/outbox.js does it, into two and the rest.
                assert_eq!(parts.len(), 2 * events + 3, "{name}");
                let count = events / 2;
                let tail = parts[parts.len() - 3..].concat();
                let first = [&parts[0], &parts[1..2 * count].concat(), &tail]
                    .map(String::as_str)
                    .concat();
                let rest = parts[2 * count + 1..parts.len() - 3].concat();
                let second = [&parts[0], &rest, &tail].map(String::as_str).concat();
                for half in [first, second] {
                    let lines = format["collector"]["format"]["framing"] == "ndjson";
                    let texts: Vec<&str> = if lines {
                        half.lines().collect()
                    } else {
                        vec![half.as_str()]
                    };
                    assert!(!texts.is_empty());
                    for text in texts {
                        let text = text.replace(['\u{1}', '\u{3}', '\u{4}'], "0");
                        let json: Result<Value, _> = serde_json::from_str(&text);
                        assert!(json.is_ok(), "{name}: {text}");
                    }
                }
            }
        }
        assert_eq!(whole, ["mixpanel", "plausible", "posthog"]);
    }

    #[test]
    fn what_is_missing_is_left_out() {
        let check = |event: Value, expected: &str| {
            let properties = json!({ "price": 12.9, "currency": "EUR", "is_gift": false });
            let template = json!({ "batch": "$batch.events", "event": event });
            assert_eq!(posted(&template, &properties), format!("[{expected}]"));
        };
        check(
            json!({ "a": "$event.properties.item_id", "b": 1 }),
            r#"{"b":1}"#,
        );
        check(
            json!({ "a": ["$event.properties.item_id"], "b": {} }),
            r#"{"b":{}}"#,
        );
        check(
            json!({ "a": { "b": "$event.from" }, "c": [] }),
            r#"{"c":[]}"#,
        );
        check(
            json!({ "a": { "$first": ["$event.from", "none"] } }),
            r#"{"a":"none"}"#,
        );
        check(
            json!({ "a": { "$text": ["from ", "$event.from"] }, "b": null }),
            r#"{"b":null}"#,
        );
        check(
            json!({ "a": { "$needs": ["$event.properties.price", { "$minor": "$event.properties.price" }] } }),
            r#"{"a":1290}"#,
        );
        check(
            json!({ "a": { "$needs": ["$event.from", 1] }, "b": 2 }),
            r#"{"b":2}"#,
        );
        check(
            json!({ "$merge": [{ "price": "$event.from" }, "$event.properties", { "currency": "USD" }] }),
            r#"{"price":12.9,"currency":"EUR","is_gift":false}"#,
        );
        check(
            json!({ "a": { "$except": ["price", "is_gift"] }, "$$b": "$$c" }),
            r#"{"a":{"currency":"EUR"},"$b":"$c"}"#,
        );
        check(
            json!({ "a": { "$by_name": { "sell": 1, "rent buy": 2, "*": 3 } } }),
            r#"{"a":2}"#,
        );
        check(
            json!({ "a": { "$query": { "p": "$event.properties.price", "q": "a b&c" } } }),
            r#"{"a":"p=12.9&q=a%20b%26c"}"#,
        );
        check(
            json!({ "a": { "$json": { "b": { "$json": ["$event.properties.currency"] } } } }),
            r#"{"a":"{\"b\":\"[\\\"EUR\\\"]\"}"}"#,
        );
        check(
            json!({ "a": { "$base64": "$event.properties.currency" } }),
            r#"{"a":"RVVS"}"#,
        );
    }

    #[test]
    fn the_page_on_collectors_has_every_format_with_a_block_that_works() {
        let page = page();
        let (from, to) = ("## The shipped formats", "## Write your own template");
        let sections = &page[page.find(from).unwrap()..page.find(to).unwrap()];
        let mut names: Vec<&str> = sections
            .lines()
            .filter_map(|line| line.strip_prefix("### "))
            .filter(|title| !title.contains(' '))
            .collect();
        names.sort_unstable();
        let formats = formats();
        let expected: Vec<&str> = formats.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected);
        for (name, format) in &formats {
            assert_eq!(format["name"], *name);
            let section = &page[page.find(&format!("\n### {name}\n")).unwrap()..];
            let shown = format!("{{{}}}", block(section, "```json\n"));
            let shown: Value = serde_json::from_str(&shown).unwrap();
            assert_eq!(shown["collector"], format["collector"], "{name}");
            for key in ["for", "source", "limits", "visitor"] {
                let text = format[key].as_str().unwrap();
                assert!(section.contains(text), "{name}: {key} is not in the page");
            }
        }
    }

    #[test]
    fn a_template_of_too_many_values_is_cut_and_says_so() {
        let event = vec![vec![1; 200]; 4];
        let collector = json!({ "url": "/c", "format": { "event": event } });
        let problems = Day::lived(&collector, &json!([])).problems;
        let expected = "collector.format.event[2][195]: too many values; write at most 600";
        assert_eq!(problems, [expected]);
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "the test's own clock, natively")]
    fn no_template_works_without_end() {
        let mut nested = json!("\"\\\"");
        for _ in 0..4 {
            nested = json!({ "$json": [nested, nested, nested] });
        }
        let all: Vec<Value> = (0..290).map(|_| json!("$event.properties")).collect();
        let tries: Vec<Value> = (0..140)
            .map(|_| json!({ "$needs": [{ "$json": "$event.properties" }, "$event.from"] }))
            .collect();
        let encoded: Vec<Value> = (0..140)
            .map(|_| json!({ "$base64": { "$json": "$event.properties" } }))
            .collect();
        let text = "\"\u{1f600}".repeat(60);
        let properties: Vec<(String, Value)> = (0..20)
            .map(|index| (format!("property_{index}"), json!(text)))
            .collect();
        let properties: Value = properties
            .into_iter()
            .collect::<serde_json::Map<_, _>>()
            .into();
        for event in [
            nested,
            json!(all),
            json!({ "$first": tries }),
            json!(encoded),
        ] {
            let mut steps = vec![json!({ "at": 0, "page": "/" })];
            for at in 0..100 {
                steps.push(json!({ "at": at, "track": "buy", "properties": properties }));
            }
            let collector =
                json!({ "url": "/c", "flush_at_events": 100, "format": { "event": event } });
            let started = Instant::now();
            let day = Day::lived(&collector, &Value::from(steps));
            let took = started.elapsed();
            for body in &day.bodies {
                assert!(body.len() <= 16_384, "{} bytes", body.len());
            }
            assert!(took < Duration::from_secs(60), "{took:?}");
            assert_eq!(day.sent + day.dropped, 100);
        }
    }
}
