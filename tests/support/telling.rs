//! How a journey tells what it saw: names of watches, events in short, words for reasons.

use serde_json::{Value, json};
use tallymark::engine::Engine;
use tallymark::engine::signal::FlushReason;

/// Names of the watches, in their order: a definition that has a problem has none.
pub(crate) fn names(config: &Value, engine: &Engine) -> Vec<String> {
    let mut names = Vec::new();
    let definitions = config["definitions"].as_array().into_iter().flatten();
    for (index, definition) in definitions.enumerate() {
        let place = format!("definitions[{index}]");
        if engine
            .problems()
            .iter()
            .any(|problem| problem.place.starts_with(&place))
        {
            continue;
        }
        let name = definition["name"].as_str().unwrap();
        names.push(name.to_owned());
        for key in ["refuse", "confirm"] {
            let proofs = definition[key]["any"].as_array().map_or(0, Vec::len);
            names.extend((0..proofs).map(|proof| format!("{name}.{key}[{proof}]")));
        }
    }
    assert_eq!(
        names.len(),
        engine.watches().len(),
        "one name a watch: {names:?}"
    );
    names
}

/// An entry of the data layer.
pub(crate) fn pushed(layer: &str, entry: &str) -> Value {
    let entry: Value = serde_json::from_str(entry).expect("an entry is JSON");
    json!({ "push": layer, "entry": entry })
}

/// An event in short: `{ "add_to_cart": { "item_id": "A1" }, "seq": 3, "page": "product /p/{slug}" }`.
///
/// Left out are an age of 0, the channel `direct` and the device `mouse`.
pub(crate) fn brief(event: &Value) -> Value {
    let none = json!({});
    let mut brief = json!({});
    let name = event["name"].as_str().unwrap_or_default();
    brief[name] = event.get("properties").unwrap_or(&none).clone();
    let path = event["page"]["path"].as_str().unwrap_or_default();
    let kind = event["page"]["type"].as_str();
    let usual = [
        ("age_ms", json!(0)),
        ("channel", json!("direct")),
        ("device", json!("mouse")),
    ];
    for (key, value) in event.as_object().into_iter().flatten() {
        let is_usual = usual
            .iter()
            .any(|(other, usual)| other == key && usual == value);
        if key == "page" {
            brief[key] = json!(kind.map_or(path.to_owned(), |kind| [kind, " ", path].concat()));
        } else if key != "name" && key != "properties" && !is_usual {
            brief[key] = value.clone();
        }
    }
    brief
}

/// An event but for its age, which grows.
pub(crate) fn without_age(event: &Value) -> Value {
    let mut event = event.clone();
    event["age_ms"] = Value::Null;
    event
}

/// A reason as journeys write it.
pub(crate) fn word(reason: FlushReason) -> &'static str {
    match reason {
        FlushReason::Count => "count",
        FlushReason::Bytes => "bytes",
        FlushReason::Age => "age",
        FlushReason::Hidden => "hidden",
        FlushReason::PageHide => "page_hide",
        FlushReason::Asked => "asked",
    }
}
