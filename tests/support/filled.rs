//! Holds bodies in any collector's format against what the config's manifest says of it: no place is filled in that
//! the manifest doesn't name.

use serde_json::Value;
use tallymark::engine::manifest::{Leaf, leaves};

use super::percent::decoded;

/// What may leave with one config, in its collector's format.
#[derive(Debug)]
pub(crate) struct Filled(Vec<Leaf>);

impl Filled {
    /// Of a config that has a collector.
    pub(crate) fn of(config: &Value) -> Filled {
        let leaves = leaves(&config.to_string());
        assert!(!leaves.is_empty(), "no manifest: {config}");
        Filled(leaves)
    }

    /// What stands where in what is posted or pushed.
    pub(crate) fn values(&self, body: &str) -> Vec<(String, Value)> {
        let mut values = Vec::new();
        let whole: Result<Value, _> = serde_json::from_str(body);
        match whole {
            Ok(json) => self.walk("", &json, &mut values),
            Err(_) if body.starts_with('{') || body.starts_with('[') || body.contains(".push(") => {
                for line in body.lines() {
                    let entry = line
                        .split_once(".push(")
                        .filter(|(layer, _)| !layer.contains('{'));
                    let line = entry
                        .and_then(|(_, entry)| entry.strip_suffix(')'))
                        .unwrap_or(line);
                    let json =
                        serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
                    self.walk("", &json, &mut values);
                }
            }
            Err(_) => self.walk("", &Value::String(body.to_owned()), &mut values),
        }
        values
    }

    fn walk(&self, place: &str, value: &Value, values: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let dot = if place.is_empty() { "" } else { "." };
                    self.walk(&format!("{place}{dot}{name}"), value, values);
                }
            }
            Value::Array(items) => {
                for item in items {
                    match (
                        self.goes_on(place, "[").then(|| attribute(item)).flatten(),
                        item,
                    ) {
                        (Some((key, value)), _) if !self.goes_on(place, "[]") => {
                            self.walk(&format!("{place}[{key}]"), value, values);
                        }
                        _ => self.walk(&format!("{place}[]"), item, values),
                    }
                }
            }
            Value::String(text) if [".", "[", "?"].iter().any(|it| self.goes_on(place, it)) => {
                self.open(place, text, values);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                values.push((place.to_owned(), value.clone()));
            }
        }
    }

    /// Whether a leaf's place goes on behind this one.
    fn goes_on(&self, place: &str, with: &str) -> bool {
        let goes_on = |leaf: &Leaf| {
            leaf.field
                .strip_prefix(place)
                .is_some_and(|it| it.starts_with(with))
        };
        self.0.iter().any(goes_on)
    }

    /// A text that has places of its own: JSON, base64 of it, or a query.
    fn open(&self, place: &str, text: &str, values: &mut Vec<(String, Value)>) {
        let json = |text: &str| {
            serde_json::from_str(text)
                .ok()
                .filter(|it: &Value| it.is_object() || it.is_array())
        };
        if let Some(value) = json(text).or_else(|| json(&of_base64(text)?)) {
            return self.walk(place, &value, values);
        }
        if !self.goes_on(place, "?") || !text.contains('=') {
            return values.push((place.to_owned(), Value::from(text)));
        }
        let (before, query) = text.split_at(usize::from(text.starts_with('?')));
        if !before.is_empty() {
            values.push((place.to_owned(), Value::from(before)));
        }
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.walk(
                &format!("{place}?{}", decoded(name)),
                &Value::String(decoded(value)),
                values,
            );
        }
    }

    /// Whether it may stand there; with an event's name, in this event.
    pub(crate) fn has(&self, place: &str, value: &Value, event: Option<&str>) -> bool {
        let chars = value
            .as_str()
            .map_or_else(|| value.to_string().len(), |text| text.chars().count());
        self.0.iter().any(|leaf| {
            let of_event =
                |event| leaf.events.is_empty() || leaf.events.iter().any(|name| name == event);
            is_at(&leaf.field, place)
                && event.is_none_or(of_event)
                && chars <= leaf.longest as usize
                && is_of_type(leaf.kind, value)
                && is_constant(&leaf.from, value)
        })
    }

    /// Panics unless each value of the body may stand where it stands.
    pub(crate) fn expect(&self, format: &str, body: &str, event: Option<&str>) {
        let values = self.values(body);
        assert!(!values.is_empty(), "nothing is in {body}");
        for (place, value) in values {
            assert!(
                self.has(&place, &value, event),
                "{format}: {place} of {event:?} is not in the manifest: {value}\n{body}"
            );
        }
    }
}

/// `*` stands for any one name.
fn is_at(field: &str, place: &str) -> bool {
    let Some((start, end)) = field.split_once('*') else {
        return field == place;
    };
    let name = place
        .strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(end));
    name.is_some_and(|name| !name.contains(['.', '[', ']', '?']))
}

fn is_of_type(kind: &str, value: &Value) -> bool {
    let text = value.as_str();
    match kind {
        // In a query everything is text.
        "number" | "integer" | "money" => {
            value.is_number() || text.is_some_and(|it| it.parse::<f64>().is_ok())
        }
        "boolean" => value.is_boolean() || text.is_some_and(|it| it == "true" || it == "false"),
        "null" => value.is_null(),
        "text, number, boolean" => !value.is_null(),
        _ => value.is_string(),
    }
}

/// Where a constant stands, nothing else may.
fn is_constant(from: &str, value: &Value) -> bool {
    let Some(constant) = from
        .strip_prefix("constant ")
        .and_then(|it| serde_json::from_str::<Value>(it).ok())
    else {
        return true;
    };
    constant == *value || value.as_str() == Some(&constant.to_string())
}

/// OTLP's `{ "key": …, "value": { "stringValue": … } }`.
fn attribute(item: &Value) -> Option<(&str, &Value)> {
    let value = item.get("value")?.as_object()?;
    Some((item.get("key")?.as_str()?, value.values().next()?))
}

fn of_base64(text: &str) -> Option<String> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in text.trim_end_matches('=').chars() {
        bits = bits << 6 | DIGITS.find(digit)? as u32;
        count += 6;
        if 8 <= count {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}
