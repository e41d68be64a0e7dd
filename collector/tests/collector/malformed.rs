//! Bodies that aren't batches, each with the exact answer.

use serde_json::{Value, json};

use crate::support::{Server, batch, event};

/// A good batch with one event, changed by `change`.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut body = batch(1, vec![event("search", json!({}))]);
    change(&mut body);
    body.to_string()
}

/// A good batch whose batch-level field is set.
fn with(name: &str, value: Value) -> String {
    changed(|body| body[name] = value)
}

/// A good batch whose event's field is set.
fn with_event(name: &str, value: Value) -> String {
    changed(|body| body["events"][0][name] = value)
}

fn without(name: &str) -> String {
    changed(|body| drop(body.as_object_mut().unwrap().remove(name)))
}

fn without_event(name: &str) -> String {
    changed(|body| drop(body["events"][0].as_object_mut().unwrap().remove(name)))
}

const NAME: &str = "a name of [a-z][a-z0-9_]*, at most 40 characters";

#[test]
fn each_mistake_is_answered_with_its_place_and_what_to_write() {
    let cases: Vec<(String, String)> = [
        (String::new(), "body: expected JSON: EOF while parsing a value at line 1 column 0"),
        ("{".to_owned(), "body: expected JSON: EOF while parsing an object at line 1 column 1"),
        ("\u{feff}{}".to_owned(), "body: expected JSON: expected value at line 1 column 1"),
        ("[]".to_owned(), "body: expected an object, found []"),
        ("null".to_owned(), "body: expected an object, found null"),
        (r#"{"v":1e999}"#.to_owned(), "body: expected JSON: number out of range at line 1 column 10"),
        (r#"{"v":"\ud800"}"#.to_owned(), "body: expected JSON: unexpected end of hex escape at line 1 column 13"),
        ("{}".to_owned(), "v: missing; expected 1"),
        (with("v", json!(2)), "v: expected 1, found 2"),
        (with("v", json!("1")), r#"v: expected 1, found "1""#),
        (
            with("user_id", json!("u1")),
            "user_id: unknown field; expected only v, site, sdk, batch, waited_ms, events, lost",
        ),
        (without("site"), "site: missing; expected text of 1 to 100 characters"),
        (with("site", json!("")), r#"site: expected text of 1 to 100 characters, found """#),
        (with("site", json!("a\u{0}b")), r#"site: expected text of 1 to 100 characters, found "a\u0000b""#),
        (with("sdk", json!(1)), "sdk: expected text of 1 to 100 characters, found 1"),
        (without("batch"), "batch: missing; expected 32 lowercase hexadecimal digits"),
        (
            with("batch", json!("0123456789ABCDEF0123456789ABCDEF")),
            r#"batch: expected 32 lowercase hexadecimal digits, found "0123456789ABCDEF0123456789ABCDEF""#,
        ),
        (without("waited_ms"), "waited_ms: missing; expected a whole number of at least 0"),
        (with("waited_ms", json!(-1)), "waited_ms: expected a whole number of at least 0, found -1"),
        (
            with("waited_ms", json!(2_678_400_001_i64)),
            "waited_ms: expected a whole number of at most 2678400000, found 2678400001",
        ),
        (without("events"), "events: missing; expected a list of events"),
        (with("events", json!({})), "events: expected a list of events, found {}"),
        (with("events", json!([])), "events: expected at least one event, or losses in `lost`"),
        (
            with("events", json!(vec![event("search", json!({})); 101])),
            "events: expected at most 100 events, found 101",
        ),
        (with("events", json!([7])), "events[0]: expected an object, found 7"),
        (
            with("events", json!([event("search", json!({})), event("search", json!({ "seq": "x" }))])),
            r#"events[1].seq: expected a whole number of at least 1, found "x""#,
        ),
        (
            with_event("ip", json!("203.0.113.7")),
            "events[0].ip: unknown field; expected only name, seq, age_ms, page, nth, from, channel, device, arm, \
             properties",
        ),
        (with_event("seq", json!(0)), "events[0].seq: expected a whole number of at least 1, found 0"),
        (with_event("seq", json!(1.5)), "events[0].seq: expected a whole number of at least 1, found 1.5"),
        (
            with_event("seq", json!(9_007_199_254_740_992_i64)),
            "events[0].seq: expected a whole number of at most 9007199254740991, found 9007199254740992",
        ),
        (with_event("age_ms", json!(null)), "events[0].age_ms: expected a whole number of at least 0, found null"),
        (without_event("seq"), "events[0].seq: missing; expected a whole number of at least 1"),
        (with_event("nth", json!(0)), "events[0].nth: expected a whole number of at least 1, found 0"),
        (without_event("page"), "events[0].page: missing; expected an object with a path"),
        (with_event("page", json!("/")), r#"events[0].page: expected an object, found "/""#),
        (with_event("page", json!({})), "events[0].page.path: missing; expected a path of 1 to 500 characters"),
        (
            with_event("page", json!({ "path": "/", "url": "/?a=b" })),
            "events[0].page.url: unknown field; expected only type, path",
        ),
        (
            with_event("channel", json!("Search")),
            "events[0].channel: expected direct, search, social, email, paid or referral, found \"Search\"",
        ),
        (with_event("device", json!("tv")), r#"events[0].device: expected mouse or touch, found "tv""#),
        (with_event("arm", json!([])), "events[0].arm: expected an object, found []"),
        (
            with_event("arm", json!({ "size_reminder": "control" })),
            r#"events[0].arm.size_reminder: expected shown or held_out, found "control""#,
        ),
        (
            with_event("properties", json!({ "items": [1] })),
            "events[0].properties.items[0]: expected an object, found 1",
        ),
        (
            with_event("properties", json!({ "note": null })),
            "events[0].properties.note: expected text, a number, true or false, found null",
        ),
        (
            with_event("properties", json!({ "note": "x".repeat(201) })),
            "events[0].properties.note: expected at most 200 characters, found 201",
        ),
        (with("lost", json!([])), "lost: expected an object, found []"),
        (with("lost", json!({ "queue_full": 1.5 })), "lost.queue_full: expected a whole number of at least 0, found 1.5"),
    ]
    .map(|(body, expected)| (body, expected.to_owned()))
    .into_iter()
    .chain([
        (with_event("name", json!("Add to cart")), format!("events[0].name: expected {NAME}, found \"Add to cart\"")),
        (without_event("name"), format!("events[0].name: missing; expected {NAME}")),
        (with_event("from", json!(1)), format!("events[0].from: expected {NAME}, found 1")),
        (with("lost", json!({ "Queue": 1 })), format!("lost.Queue: expected {NAME} as the reason")),
        (
            with_event("name", json!("x".repeat(100))),
            format!("events[0].name: expected {NAME}, found \"{}…", "x".repeat(59)),
        ),
    ])
    .collect();

    let server = Server::start();
    for (body, expected) in &cases {
        let answer = server.post(body);
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.json(), json!({ "error": expected }), "{body}");
    }
    assert_eq!(server.get("/api/summary").json()["totals"]["batches"], 0);
    assert!(cases.len() >= 25);
}
