//! The summary of six known sessions, against numbers worked out by hand.

use serde_json::{Value, json};

use crate::support::{Server, batch, config, event};

const HOUR_MS: i64 = 3_600_000;

/// Five sessions in the last minute and one of two hours ago.
///
/// | session | channel  | did                                                              |
/// | 1       | search   | view, view again, add (from view), checkout, purchase            |
/// | 2       | search   | view, failed add (refused), failed add (unproven), add           |
/// | 3       | email    | view, popup called and shown and accepted, add                   |
/// | 4       | email    | view, popup called and shown and dismissed                       |
/// | 5       | direct   | popup held back, search, add without a view                      |
/// | 6       | search   | two hours ago: view                                              |
fn sessions() -> Vec<Vec<Value>> {
    let search = |name: &str, more: Value| event(name, more);
    let with = |channel: &str, name: &str, mut more: Value| {
        more["channel"] = json!(channel);
        event(name, more)
    };
    let shown = json!({ "size_reminder": "shown" });
    let held_out = json!({ "size_reminder": "held_out" });
    vec![
        vec![
            search("view_item", json!({})),
            search("view_item", json!({ "nth": 2 })),
            search("add_to_cart", json!({ "from": "view_item" })),
            search("begin_checkout", json!({ "from": "add_to_cart" })),
            search("purchase", json!({ "from": "begin_checkout" })),
        ],
        vec![
            search("view_item", json!({})),
            search(
                "add_to_cart_failed",
                json!({ "properties": { "reason": "refused" } }),
            ),
            search(
                "add_to_cart_failed",
                json!({ "properties": { "reason": "unproven" } }),
            ),
            search("add_to_cart", json!({ "from": "view_item" })),
        ],
        vec![
            with("email", "view_item", json!({})),
            with("email", "size_reminder", json!({ "arm": shown })),
            with("email", "size_reminder_shown", json!({})),
            with("email", "size_reminder_accepted", json!({})),
            with(
                "email",
                "add_to_cart",
                json!({ "from": "view_item", "arm": shown }),
            ),
        ],
        vec![
            with("email", "view_item", json!({})),
            with("email", "size_reminder", json!({ "arm": shown })),
            with("email", "size_reminder_shown", json!({})),
            with("email", "size_reminder_dismissed", json!({})),
        ],
        vec![
            with("direct", "size_reminder", json!({ "arm": held_out })),
            with("direct", "search", json!({})),
            with("direct", "add_to_cart", json!({ "arm": held_out })),
        ],
        vec![search("view_item", json!({ "age_ms": 2 * HOUR_MS }))],
    ]
}

fn known() -> Server {
    let server = Server::start();
    for (number, events) in sessions().into_iter().enumerate() {
        let mut batch = batch(number as u64, events);
        if number < 2 {
            batch["lost"] = json!({ "unconfirmed": 2, "queue_full": number });
        }
        assert_eq!(server.post(batch.to_string()).status, 204);
    }
    let mut elsewhere = batch(
        99,
        vec![event("view_item", json!({})), event("purchase", json!({}))],
    );
    elsewhere["site"] = json!("another");
    assert_eq!(server.post(elsewhere.to_string()).status, 204);
    server
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    let server = known();
    let summary = server.get("/api/summary?minutes=60").json();
    assert_eq!(summary["site"], "waystone");
    assert_eq!(summary["sites"], json!(["another", "waystone"]));
    assert_eq!(
        (&summary["minutes"], &summary["problem"]),
        (&json!(60), &Value::Null)
    );
    assert_eq!(
        summary["totals"],
        json!({ "events": 21, "batches": 6, "lost": 5, "events_ever": 22, "sessions_with_an_add": 4 })
    );
    assert_eq!(
        summary["funnel"],
        json!({
            "steps": [
                { "name": "view_item", "sessions": 4, "events": 5, "rate_from_previous": null, "rate_from_first": 1.0 },
                { "name": "add_to_cart", "sessions": 4, "events": 4, "rate_from_previous": 1.0, "rate_from_first": 1.0 },
                { "name": "begin_checkout", "sessions": 1, "events": 1, "rate_from_previous": 0.25,
                    "rate_from_first": 0.25 },
                { "name": "purchase", "sessions": 1, "events": 1, "rate_from_previous": 1.0, "rate_from_first": 0.25 },
            ],
            "conversion": 0.25,
            "worst_drop_off": { "from": "add_to_cart", "to": "begin_checkout", "lost": 3, "rate": 0.75 },
        })
    );
    assert_eq!(
        summary["channels"],
        json!([
            { "channel": "email", "events": 9, "sessions": [2, 1, 0, 0] },
            { "channel": "search", "events": 9, "sessions": [2, 2, 1, 1] },
            { "channel": "direct", "events": 3, "sessions": [0, 1, 0, 0] },
        ])
    );
    assert_eq!(
        summary["attempts"],
        json!([{ "name": "add_to_cart", "failed_name": "add_to_cart_failed", "attempts": 6, "confirmed": 4,
            "failed": 2, "failed_rate": 2.0 / 6.0,
            "reasons": [{ "reason": "refused", "count": 1 }, { "reason": "unproven", "count": 1 }] }])
    );
    assert_eq!(
        summary["losses"],
        json!([{ "reason": "unconfirmed", "count": 4 }, { "reason": "queue_full", "count": 1 }])
    );
}

#[test]
fn transitions_count_how_sessions_came_to_each_step_first() {
    let summary = known().get("/api/summary?minutes=60").json();
    let count = |from: Value, name: &str| -> i64 {
        let transitions = summary["transitions"].as_array().unwrap().iter();
        let found: Vec<_> = transitions
            .filter(|t| t["from"] == from && t["name"] == name)
            .collect();
        assert!(found.len() <= 1, "{name} from {from} stands there once");
        found
            .first()
            .map_or(0, |transition| transition["count"].as_i64().unwrap())
    };
    assert_eq!(count(Value::Null, "view_item"), 4);
    assert_eq!(count(json!("view_item"), "view_item"), 0);
    assert_eq!(count(json!("view_item"), "add_to_cart"), 3);
    assert_eq!(count(Value::Null, "add_to_cart"), 1);
    assert_eq!(count(Value::Null, "add_to_cart_failed"), 0, "no step");
    assert_eq!(count(Value::Null, "size_reminder"), 0, "no step");
    assert_eq!(count(json!("begin_checkout"), "purchase"), 1);
    assert_eq!(count(json!("purchase"), "view_item"), 0);
}

#[test]
fn popups_are_rated_and_compared_with_those_held_back() {
    let summary = known().get("/api/summary?minutes=60").json();
    let mut popup = summary["popups"][0].clone();
    let uplift = popup["uplift"].take();
    assert_eq!(
        popup,
        json!({ "name": "size_reminder", "counted": 3, "held_back": 1, "shown": 2, "accepted": 1, "dismissed": 1,
            "shown_rate": 1.0, "accepted_rate": 0.5, "dismissed_rate": 0.5, "uplift": null })
    );
    let adds = &uplift[1];
    assert_eq!(adds["step"], "add_to_cart");
    assert_eq!(adds["shown"], json!({ "sessions": 2, "reached": 1 }));
    assert_eq!(adds["held_out"], json!({ "sessions": 1, "reached": 1 }));
    assert_eq!(adds["difference"], json!(-0.5));
    let bound = |name: &str| adds[name].as_f64().unwrap();
    assert!(
        bound("low") < -0.5 && -0.5 < bound("high") && -1.0 <= bound("low") && bound("high") <= 1.0
    );
}

#[test]
fn a_longer_span_has_the_older_events_too() {
    let server = known();
    for (query, events, views) in [
        ("?minutes=60", 21, 5),
        ("?minutes=1440", 22, 6),
        ("", 22, 6),
        ("?minutes=", 22, 6),
    ] {
        let summary = server.get(&format!("/api/summary{query}")).json();
        assert_eq!(summary["totals"]["events"], events, "{query}");
        let counts = &summary["counts"];
        let series = counts["series"].as_array().unwrap();
        let series = series
            .iter()
            .find(|series| series["name"] == "view_item")
            .unwrap();
        assert_eq!(series["total"], views, "{query}");
        let buckets: Vec<i64> = series["counts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_i64().unwrap())
            .collect();
        assert_eq!(buckets.iter().sum::<i64>(), views, "{query}");
        assert_eq!(counts["buckets"], buckets.len(), "{query}");
        assert!(buckets.len() <= 62, "{query}: {}", buckets.len());
        let at = |name: &str| counts[name].as_i64().unwrap();
        let end_ms = at("start_ms") + at("bucket_ms") * at("buckets");
        let now_ms = summary["now_ms"].as_i64().unwrap();
        assert!(
            end_ms - at("bucket_ms") <= now_ms && now_ms < end_ms,
            "{query}"
        );
    }
}

#[test]
fn another_shop_is_counted_apart() {
    let summary = known().get("/api/summary?site=another").json();
    assert_eq!(summary["totals"]["events"], 2);
    assert_eq!(summary["funnel"]["steps"][0]["sessions"], 1);
    let events = known().get("/api/events?site=another&limit=1").json();
    assert_eq!(events["events"].as_array().unwrap().len(), 1);
    assert_eq!(events["events"][0]["name"], "purchase");
}

#[test]
fn an_edited_funnel_shows_at_once_and_a_broken_file_is_named() {
    let server = known();
    let path = server.folder.path().join("tallymark.json");
    let mut edited = config();
    edited["funnel"] = json!(["search", "add_to_cart"]);
    std::fs::write(&path, edited.to_string()).unwrap();
    let steps = server.get("/api/summary").json()["funnel"]["steps"].clone();
    assert_eq!(steps[0]["name"], "search");
    std::fs::write(&path, "{").unwrap();
    let summary = server.get("/api/summary").json();
    let problem = summary["problem"].as_str().unwrap();
    assert!(
        problem.ends_with("tallymark.json: EOF while parsing an object at line 1 column 1"),
        "{problem}"
    );
    assert_eq!(
        summary["funnel"]["steps"][0]["name"], "view_item",
        "the last good one"
    );
}

#[test]
fn a_wrong_parameter_is_answered_with_what_to_write() {
    let server = Server::start();
    for (path, error) in [
        (
            "/api/summary?minutes=0",
            "minutes: expected a whole number from 1 to 5270400",
        ),
        (
            "/api/summary?minutes=x",
            "minutes: expected a whole number from 1 to 5270400",
        ),
        (
            "/api/events?limit=501",
            "limit: expected a whole number from 1 to 500",
        ),
    ] {
        let answer = server.get(path);
        assert_eq!(
            (answer.status, answer.json()),
            (400, json!({ "error": error })),
            "{path}"
        );
    }
}

#[test]
fn a_collector_that_has_heard_nothing_says_so_in_zeros() {
    let summary = Server::start().get("/api/summary").json();
    assert_eq!(
        summary["totals"],
        json!({ "events": 0, "batches": 0, "lost": 0, "events_ever": 0, "sessions_with_an_add": 0 })
    );
    assert_eq!(summary["funnel"]["conversion"], Value::Null);
    assert_eq!(summary["funnel"]["worst_drop_off"], Value::Null);
    assert_eq!(summary["counts"]["series"], json!([]));
}
