//! Holds bodies against the manifest of their config: no field leaves that the manifest doesn't name.

use serde_json::Value;
use tallymark::engine::manifest::{Leaf, manifest};

/// What may leave with one config.
#[derive(Debug)]
pub(crate) struct Leaves(Vec<Leaf>);

impl Leaves {
    /// Of a config that has a collector.
    pub(crate) fn of(config: &str) -> Leaves {
        let (leaves, problems) = manifest(config);
        assert!(!leaves.is_empty(), "no manifest: {problems:?}");
        Leaves(leaves)
    }

    /// Panics unless the manifest names each field of the body, as one of its event.
    pub(crate) fn expect(&self, body: &Value) {
        let members = body.as_object().unwrap();
        for (key, value) in members.iter().filter(|(key, _)| *key != "events") {
            self.expect_at(key, None, value);
        }
        for event in body["events"].as_array().unwrap() {
            let name = event["name"].as_str().unwrap();
            for (key, value) in event.as_object().unwrap() {
                self.expect_at(&format!("events[].{key}"), Some(name), value);
            }
        }
    }

    fn expect_at(&self, place: &str, event: Option<&str>, value: &Value) {
        if let Value::Object(members) = value {
            for (key, value) in members {
                self.expect_at(&format!("{place}.{key}"), event, value);
            }
            return;
        }
        if let Value::Array(items) = value {
            assert!(
                (1..=100).contains(&items.len()),
                "{place} has {}",
                items.len()
            );
            for item in items {
                self.expect_at(&format!("{place}[]"), event, item);
            }
            return;
        }
        let chars = value
            .as_str()
            .map_or_else(|| value.to_string().len(), |text| text.chars().count());
        let fits = |leaf: &Leaf| {
            let names = match leaf.field.strip_suffix('*') {
                Some(start) => place
                    .strip_prefix(start)
                    .is_some_and(|rest| !rest.contains('[')),
                None => place == leaf.field,
            };
            let is_of = leaf.events.is_empty()
                || event.is_some_and(|event| leaf.events.iter().any(|name| name == event));
            names && is_of && chars <= leaf.longest as usize && is_of_type(leaf.kind, value)
        };
        assert!(
            self.0.iter().any(fits),
            "{place} of {event:?} is not in the manifest: {value}"
        );
    }
}

fn is_of_type(kind: &str, value: &Value) -> bool {
    match kind {
        "number" | "integer" | "money" => value.is_number(),
        "boolean" => value.is_boolean(),
        "text, number, boolean" => true,
        _ => value.is_string(),
    }
}
