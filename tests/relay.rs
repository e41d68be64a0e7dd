//! A batch that a collector passes on is what the page itself would have sent in that format.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/day.rs"]
#[allow(dead_code, reason = "the formats' own test uses all of it")]
mod day;
#[cfg(test)]
#[path = "support/shipped.rs"]
mod shipped;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};
    use tallymark::engine::relay::{Passed, Relay, filled};

    use super::day::{Day, filled_in};
    use super::shipped::{day, formats};

    const SHOP: &str = "shop.example";
    /// When the day's batches arrive: what the page's clock says when it closes them.
    const ARRIVED_MS: [f64; 3] = [
        1_790_000_009_000.0,
        1_790_000_031_000.0,
        1_790_000_055_600.0,
    ];
    const SENT_MS: f64 = 1_790_000_900_000.0;

    fn own() -> Vec<String> {
        let own = json!({ "url": "/c", "format": "tallymark" });
        let steps = &day()["steps"];
        let bodies = Day::lived(&own, steps).bodies;
        // A page tells our own format minutes and others seconds: seconds here, to compare the rest.
        let mut happened = steps
            .as_array()
            .unwrap()
            .iter()
            .filter(|step| step.get("track").is_some())
            .map(|step| step["at"].as_f64().unwrap());
        bodies
            .iter()
            .map(|body| {
                let parts: Vec<&str> = body.split("\"age_ms\":0").collect();
                let times: Vec<f64> = happened.by_ref().take(parts.len() - 1).collect();
                let mut exact = parts[0].to_owned();
                for (time, part) in times.iter().zip(&parts[1..]) {
                    let age_s = ((times.last().unwrap() - time) / 1000.0).round();
                    exact += &format!("\"age_ms\":{}{part}", age_s * 1000.0);
                }
                exact
            })
            .collect()
    }

    fn relay(collector: &Value) -> Relay {
        let block = json!({ "collector": collector }).to_string();
        Relay::read(&block, SHOP, None).unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    fn problems(block: &Value, shop: &str) -> Vec<String> {
        let problems = Relay::read(&block.to_string(), shop, None).unwrap_err();
        problems
            .iter()
            .map(|it| format!("{}: {}", it.place, it.text))
            .collect()
    }

    #[test]
    fn every_shipped_format_is_passed_on_as_the_page_would_have_sent_it() {
        let own = own();
        assert_eq!(own.len(), ARRIVED_MS.len());
        for (name, format) in formats() {
            if name == "tallymark" || name == "data_layer" {
                continue;
            }
            let collector = filled_in(&format["collector"]);
            let relay = relay(&collector);
            let mut passed = Vec::new();
            for (body, arrived_ms) in own.iter().zip(ARRIVED_MS) {
                let batch = relay.pass(body, arrived_ms).unwrap();
                assert_eq!(batch.too_large, 0, "{name}");
                let sent = |body: &String| filled(body, SENT_MS - arrived_ms, SENT_MS);
                passed.extend(batch.bodies.iter().map(sent));
            }
            // The page's clock says milliseconds of a try, the collector's seconds.
            let bodies = Day::lived(&collector, &day()["steps"]).bodies;
            let bodies: Vec<String> = bodies
                .iter()
                .map(|it| it.replace("20.000Z", "20Z"))
                .collect();
            assert_eq!(passed, bodies, "{name}");
            let headers: Value = serde_json::from_str(relay.headers()).unwrap();
            let wanted = &format["collector"]["format"]["content_type"];
            assert_eq!(headers["content-type"], *wanted, "{name}");
            assert_eq!(relay.url(), collector["url"].as_str(), "{name}");
        }
    }

    fn events(count: usize) -> String {
        let events: Vec<Value> = (1..=count)
            .map(|seq| {
                json!({ "name": "search", "seq": seq, "age_ms": 0, "page": { "path": "/search" }, "nth": seq,
                    "channel": "direct", "device": "touch", "properties": { "search_term": format!("tent {seq}"), "results": seq } })
            })
            .collect();
        json!({ "v": 1, "site": "waystone", "sdk": "0.1.0", "batch": "c2112559a5b7f54fbad096f6ad65d043",
            "waited_ms": 0, "events": events, "lost": { "refused": 2 } })
        .to_string()
    }

    #[test]
    fn a_count_that_somebody_sends_is_passed_on_as_first_or_later() {
        let collector = json!({ "url": "/c", "format": { "event": "$event.nth" } });
        let passed = relay(&collector).pass(&events(4), 0.0).unwrap();
        let body = filled(&passed.bodies.concat(), 0.0, 0.0);
        assert_eq!(body, "[1,2,2,2]");
    }

    #[test]
    fn a_batch_that_is_too_large_for_the_format_becomes_several_with_the_same_ids_at_each_try() {
        let collector = json!({ "url": "/c", "format": { "limits": { "events": 30, "bytes": 900 },
            "batch": { "all": "$batch.events", "lost": "$batch.lost", "sent": "$batch.sent.ms" },
            "event": ["$event.id", "$event.properties.results", "$event.device"] } });
        let relay = relay(&collector);
        let pass = || relay.pass(&events(100), 0.0).unwrap();
        let Passed { bodies, too_large } = pass();
        assert_eq!(pass().bodies, bodies);
        assert_eq!(too_large, 0);
        let mut ids = HashSet::new();
        let mut all = Vec::new();
        for (place, body) in bodies.iter().enumerate() {
            assert!(body.len() <= 900, "{} bytes", body.len());
            let sent_at = |now_ms| {
                let body = filled(body, now_ms, now_ms);
                serde_json::from_str::<Value>(&body).unwrap()
            };
            let body = sent_at(1_000.0);
            assert_eq!(body["sent"], 1000);
            assert_eq!(sent_at(2_000.0)["sent"], 2000);
            assert_eq!(
                body.get("lost").is_some(),
                place == 0,
                "losses are told once"
            );
            for event in body["all"].as_array().unwrap() {
                assert!(ids.insert(event[0].as_str().unwrap().to_owned()));
                assert_eq!(event[2], "touch");
                all.push(event[1].as_u64().unwrap());
            }
        }
        assert_eq!(all, (1..=100).collect::<Vec<u64>>());
        assert!(4 < bodies.len());
    }

    #[test]
    fn events_that_fit_into_no_request_are_counted_and_the_others_go() {
        let event = json!([{ "$json": "$event.properties" }, { "$text": ["x".repeat(440), "$event.properties.search_term"] }]);
        let collector =
            json!({ "url": "/c", "format": { "limits": { "bytes": 500 }, "event": event } });
        let passed = relay(&collector).pass(&events(3), 0.0).unwrap();
        assert_eq!((passed.bodies.len(), passed.too_large), (0, 3));
    }

    #[test]
    fn what_is_passed_on_is_scrubbed_once_more() {
        let collector =
            json!({ "url": "/c", "format": { "framing": "ndjson", "event": "$event.properties" } });
        let body = events(1).replace("tent 1", "write to eva@example.com");
        let passed = relay(&collector).pass(&body, 0.0).unwrap();
        assert_eq!(passed.bodies.len(), 1);
        assert_eq!(
            filled(&passed.bodies[0], 0.0, 0.0),
            "{\"search_term\":\"write to \\u003cemail>\",\"results\":1}\n"
        );
    }

    #[test]
    fn losses_without_events_are_passed_on_where_the_format_has_a_place_for_them() {
        let empty = json!({ "v": 1, "site": "waystone", "sdk": "0", "batch": "c2112559a5b7f54fbad096f6ad65d043", "waited_ms": 0,
            "events": [], "lost": { "refused": 2 } })
        .to_string();
        let bodies = |format: Value| {
            relay(&json!({ "url": "/c", "format": format }))
                .pass(&empty, 0.0)
                .unwrap()
                .bodies
        };
        assert_eq!(
            bodies(json!({ "event": "$event.name" })),
            Vec::<String>::new()
        );
        let told = bodies(
            json!({ "batch": { "lost": "$batch.lost", "events": "$batch.events" }, "event": "$event.name" }),
        );
        assert_eq!(told, [r#"{"lost":{"refused":2},"events":[]}"#]);
    }

    #[test]
    fn a_block_that_can_t_be_used_says_why() {
        let format = |format: Value| json!({ "collector": { "url": "https://hits.example/in", "format": format } });
        let check =
            |block: Value, expected: &str| assert_eq!(problems(&block, ""), [expected], "{block}");
        check(
            json!({}),
            ": \"collector\" is missing; write the block of a format",
        );
        check(
            format(json!({ "event": "$event.page.url" })),
            "collector.format: names the shop's address; say what it is",
        );
        check(
            format(json!({ "framing": "data_layer", "event": { "event": "$event.name" } })),
            "collector.format: makes no request",
        );
        check(
            format(json!({ "event": "$event.naem" })),
            "collector.format.event: unknown place \"event.naem\"; did you mean \"event.name\"?",
        );
        assert!(Relay::read("{", SHOP, None).is_err());
        let open = json!({ "collector": { "url": "https://hits.example/?key=YOUR_KEY", "format": { "event": "$event.name" } } });
        check(
            open.clone(),
            "collector.url: still to be filled in: \"YOUR_KEY\"",
        );
        let url = "http://10.0.0.7:8123/?key=k";
        let elsewhere = Relay::read(&open.to_string(), "", Some(url)).unwrap();
        assert_eq!(elsewhere.url(), Some(url), "an address of its own counts");
        let relay = relay(&format(json!({ "event": "$event.name" }))["collector"]);
        assert_eq!(relay.pass("{}", 0.0), None);
        assert_eq!(relay.pass("no JSON", 0.0), None);
    }
}
