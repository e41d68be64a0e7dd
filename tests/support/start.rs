//! What the browser says when a page begins, out of a journey's `start` or `load`.

use serde_json::{Value, json};
use tallymark::engine::Start;
use tallymark::engine::encode::CUT;
use tallymark::engine::outcome::Dropped;
use tallymark::engine::signal::Location;
use tallymark::engine::stored::{Stored, note};

use super::post::Batch;

/// What the engine is told: `constants` are the same on all pages of the tab.
pub(crate) fn start_of(
    constants: &Start,
    begin: &Value,
    saved: Option<&String>,
    stored: &[Batch],
    at: f64,
) -> Start {
    let host = begin.get("referrer_host").and_then(Value::as_str);
    let held = stored.iter().map(|batch| Stored {
        id: batch.id.clone(),
        note: note(batch.events, &batch.lost),
        bytes: batch.body.len(),
        age_ms: at - batch.at,
    });
    Start {
        location: location_of(begin),
        referrer_host: host.map(str::to_owned),
        saved: saved.cloned(),
        held: held.collect(),
        ..constants.clone()
    }
}

/// `{ "location": "/search?q=tent" }` as path and query.
pub(crate) fn location_of(begin: &Value) -> Location {
    let address = begin.get("location").and_then(Value::as_str).unwrap_or("/");
    let (path, search) = address
        .find('?')
        .map_or((address, ""), |place| address.split_at(place));
    Location {
        path: path.to_owned(),
        search: search.to_owned(),
    }
}

/// A batch that an earlier page stored, of so many events and bytes.
pub(crate) fn stored_batch(held: &Value) -> Batch {
    let events: Vec<Value> = (1..=held["events"].as_u64().unwrap())
        .map(|seq| {
            json!({ "name": "stored", "seq": seq, "age_ms": 0, "page": { "path": "/" },
                "channel": "direct", "device": "mouse" })
        })
        .collect();
    let id = held["batch"].as_str().unwrap().to_owned();
    let parts: Vec<String> = events.iter().map(Value::to_string).collect();
    let between = format!("{CUT},{CUT}");
    let mut body = format!(
        "{{\"v\":1,\"site\":\"stored\",\"sdk\":\"{}\",\"batch\":\"{id}\",\"waited_ms\":\u{1},\"events\":[{CUT}{}{CUT}]{CUT}{CUT}}}",
        env!("CARGO_PKG_VERSION"),
        parts.join(&between)
    );
    let bytes = held
        .get("bytes")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    while (body.len() as u64) < bytes {
        body.push(' ');
    }
    Batch {
        id,
        events: events.len() as u32,
        lost: Dropped::default(),
        body,
        at: -held
            .get("age_ms")
            .and_then(Value::as_f64)
            .unwrap_or_default(),
    }
}
