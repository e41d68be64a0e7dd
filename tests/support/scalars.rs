//! JSON values as the engine's, and back.

use serde_json::{Map, Value, json};
use tallymark::engine::effect::Effect;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Scalar, Signal};
use tallymark::engine::{Engine, Start};

/// Properties of a `track()` call.
pub(crate) fn properties(members: &Value) -> Vec<(String, Scalar)> {
    let members = members.as_object().into_iter().flatten();
    members
        .map(|(name, value)| (name.clone(), scalar(value)))
        .collect()
}

fn scalar(value: &Value) -> Scalar {
    match value {
        Value::String(text) => Scalar::Text(text.clone()),
        Value::Bool(flag) => Scalar::Flag(*flag),
        Value::Number(_) => number(value),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            panic!("a property is a text, a number, true or false, not {value}")
        }
    }
}

/// Only the engine makes a number out of text: it is asked for one, as a constant property.
fn number(value: &Value) -> Scalar {
    let config = json!({ "version": 1, "site": "numbers", "collector": { "url": "/" }, "definitions": [
        { "name": "number", "trigger": { "tracked": {} }, "properties": { "number": { "constant": value } } }
    ] });
    let moment = Moment {
        now: Millis(0.0),
        wall: 0.0,
        chance: [0; 4],
    };
    let start = Start {
        config: config.to_string(),
        ..Start::default()
    };
    let (mut engine, _) = Engine::start(moment, &start).unwrap();
    let signal = Signal::Tracked {
        name: "number".to_owned(),
        properties: Vec::new(),
    };
    let effects = engine.handle(moment, signal);
    let mut found = effects.into_iter().filter_map(|effect| {
        let Effect::Notify(notice) = effect else {
            return None;
        };
        notice.properties.into_iter().next()
    });
    found
        .next()
        .unwrap_or_else(|| panic!("{value} is no number for the engine"))
        .1
}

/// Properties as JSON; numbers as floating point, so what matters about them is compared in bodies.
pub(crate) fn to_json(properties: &[(String, Scalar)]) -> Value {
    let members = properties.iter().map(|(name, value)| {
        let value = match value {
            Scalar::Text(text) => json!(text),
            Scalar::Flag(flag) => json!(flag),
            Scalar::List(items) => serde_json::from_str(items).unwrap(),
            Scalar::Number(number) => serde_json::from_str(&debugged(number)).unwrap(),
        };
        (name.clone(), value)
    });
    Value::Object(members.collect::<Map<String, Value>>())
}

/// The digits of `Decimal("12.5")`.
fn debugged(number: &impl std::fmt::Debug) -> String {
    let text = format!("{number:?}");
    text.split('"').nth(1).unwrap_or_default().to_owned()
}
