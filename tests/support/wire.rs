//! Checks a held body against the contract of the wire format `tallymark`, version 1.
//!
//! Says nothing about what an event should be, only about what any body must look like.

use serde_json::{Map, Value};
use tallymark::engine::encode::{CUT, WAITED};
use tallymark::engine::outcome::DROP_REASONS;

/// Keys of a body; the last is optional.
pub(crate) const BODY_KEYS: [&str; 7] =
    ["v", "site", "sdk", "batch", "waited_ms", "events", "lost"];
/// Keys of an event.
pub(crate) const EVENT_KEYS: [&str; 10] = [
    "name",
    "seq",
    "age_ms",
    "page",
    "nth",
    "from",
    "channel",
    "device",
    "arm",
    "properties",
];
const CHANNELS: [&str; 6] = ["direct", "search", "social", "email", "paid", "referral"];

/// The body as JSON, with 0 for the time it waited; panics where it breaks the contract.
pub(crate) fn checked(body: &str) -> Value {
    assert!(body.len() <= 16_384, "larger than 16 KiB: {}", body.len());
    assert_eq!(
        body.matches(WAITED).count(),
        1,
        "one place for the waiting time: {body}"
    );
    let json: Value = serde_json::from_str(&body.replace(CUT, "").replace(WAITED, "0"))
        .unwrap_or_else(|error| panic!("{error}: {body}"));
    let members = json.as_object().unwrap();
    only(members, &BODY_KEYS, body);
    assert_eq!(json["v"], 1, "{body}");
    assert!(json["site"].is_string(), "{body}");
    assert_eq!(json["sdk"], env!("CARGO_PKG_VERSION"), "{body}");
    let batch = json["batch"].as_str().unwrap();
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    assert!(batch.len() == 32 && batch.bytes().all(is_hex), "{body}");
    let events = json["events"].as_array().unwrap();
    assert!(events.len() <= 100, "{body}");
    let parts = 3 + (2 * events.len()).max(2);
    assert_eq!(body.split(CUT).count(), parts, "the parts of {body}");
    assert!(!events.is_empty() || members.contains_key("lost"), "{body}");
    let first = events
        .first()
        .map_or(1, |event| event["seq"].as_u64().unwrap());
    assert!(0 < first, "{body}");
    for (seq, event) in (first..).zip(events) {
        check_event(event.as_object().unwrap(), seq, body);
    }
    for (reason, count) in members
        .get("lost")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        assert!(
            DROP_REASONS.iter().any(|(_, name)| name == reason),
            "{reason}: {body}"
        );
        assert!(
            count.as_u64().is_some_and(|count| 0 < count),
            "{reason}: {body}"
        );
    }
    json
}

fn check_event(event: &Map<String, Value>, seq: u64, body: &str) {
    only(event, &EVENT_KEYS, body);
    let text = |key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default();
    assert!(is_name(text("name")), "{body}");
    assert_eq!(event["seq"], seq, "{body}");
    let nth = event.get("nth").map(Value::as_u64);
    assert!(
        matches!(nth, None | Some(Some(1 | 2))),
        "first or later: {body}"
    );
    assert!(
        nth == Some(Some(1)) || !event.contains_key("from"),
        "the way to a step is told with its first event alone: {body}"
    );
    assert!(
        event["age_ms"]
            .as_u64()
            .is_some_and(|age_ms| age_ms % 60_000 == 0),
        "{body}"
    );
    let page = event["page"].as_object().unwrap();
    only(page, &["type", "path"], body);
    assert!(
        page.get("type")
            .is_none_or(|kind| kind.as_str().is_some_and(is_name)),
        "{body}"
    );
    assert!(
        page["path"]
            .as_str()
            .is_some_and(|path| path.starts_with('/')),
        "{body}"
    );
    assert!(
        event
            .get("from")
            .is_none_or(|from| from.as_str().is_some_and(is_name)),
        "{body}"
    );
    assert!(CHANNELS.contains(&text("channel")), "{body}");
    assert!(["mouse", "touch"].contains(&text("device")), "{body}");
    for (name, arm) in event
        .get("arm")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        assert!(is_name(name), "{name}: {body}");
        assert!(
            ["shown", "held_out"].contains(&arm.as_str().unwrap()),
            "{name}: {body}"
        );
    }
    let properties = event.get("properties").and_then(Value::as_object);
    let (lists, scalars): (Vec<_>, Vec<_>) = properties
        .into_iter()
        .flatten()
        .partition(|(_, value)| value.is_array());
    check_properties(scalars.into_iter(), body);
    for (name, list) in lists {
        assert!(is_name(name), "{name}: {body}");
        let items = list.as_array().unwrap();
        assert!((1..=100).contains(&items.len()), "{name}: {body}");
        for item in items {
            check_properties(item.as_object().unwrap().iter(), body);
        }
    }
}

fn check_properties<'a>(properties: impl Iterator<Item = (&'a String, &'a Value)>, body: &str) {
    for (name, value) in properties {
        assert!(is_name(name), "{name}: {body}");
        let is_flat = match value {
            Value::String(text) => text.chars().count() <= 200,
            Value::Number(_) | Value::Bool(_) => true,
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        };
        assert!(is_flat, "{name}: {body}");
        let key = format!("{}:", Value::from(name.as_str()));
        assert!(body.contains(&key), "{name}: {body}");
    }
}

fn only(members: &Map<String, Value>, known: &[&str], body: &str) {
    for key in members.keys() {
        assert!(known.contains(&key.as_str()), "unknown key {key}: {body}");
    }
}

fn is_name(name: &str) -> bool {
    let is_right = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= 40
        && name
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_lowercase())
        && name.bytes().all(is_right)
}
