//! Reads `when` out of the config, and notes what is wrong in it.

use super::same::read_same;
use super::{Condition, Test, with_counter};
use crate::engine::channel::{CHANNELS, Channel};
use crate::engine::event::field_of;
use crate::engine::journey::Per;
use crate::engine::json::Json;
use crate::engine::page::read_query;
use crate::engine::part::Part;
use crate::engine::property::{add, scalar};
use crate::engine::reader::{Reader, is_name};
use crate::engine::scrub::plain_text;
use crate::engine::signal::Scalar;
use crate::engine::watch::Read;

/// How deep `any` and `not` may be nested.
const MAX_DEPTH: usize = 4;
/// Most conditions in one list.
const MAX_CONDITIONS: usize = 20;
pub(crate) const DEVICES: &[&str] = &["mouse", "touch"];

/// All conditions: the key that names each, and all keys that it may have.
pub(crate) const CONDITIONS: [(&str, &[&str]); 13] = [
    ("page", &["page"]),
    ("path", &["path"]),
    ("query", &["query"]),
    ("exists", &["exists"]),
    (
        "counted",
        &["counted", "with", "same", "per", "at_least", "at_most"],
    ),
    ("after", &["after", "without", "within_ms"]),
    (
        "property",
        &[
            "property", "equals", "one_of", "at_least", "at_most", "glob", "matches",
        ],
    ),
    ("channel", &["channel"]),
    ("device", &["device"]),
    ("within_days", &["within_days"]),
    ("sample", &["sample"]),
    ("not", &["not"]),
    ("any", &["any"]),
];

/// Reads a list of conditions; what the browser has to read is added to `reads`.
pub(crate) fn read_conditions(
    reader: &mut Reader,
    json: &Json,
    key: &str,
    reads: &mut Vec<Read>,
    depth: usize,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (index, item) in reader.items(json, key, MAX_CONDITIONS).iter().enumerate() {
        let outer = reader.enter(key);
        reader.enter_item(index);
        if let Some(condition) = read_condition(reader, item, reads, depth) {
            conditions.push(condition);
        }
        reader.leave(outer);
    }
    conditions
}

fn read_condition(
    reader: &mut Reader,
    json: &Json,
    reads: &mut Vec<Read>,
    depth: usize,
) -> Option<Condition> {
    if MAX_DEPTH < depth {
        reader.problem(&["nested too deeply; write at most 4 levels of any and not"]);
        return None;
    }
    let Some((name, value)) = json.as_object().and_then(|members| members.first()) else {
        reader.expected("an object such as { \"page\": \"product\" }", json);
        return None;
    };
    let name = name.as_str();
    let Some((_, known)) = CONDITIONS.iter().find(|(other, _)| *other == name) else {
        reader.unknown("condition", name, &CONDITIONS.map(|(name, _)| name));
        return None;
    };
    reader.object(json, known)?;
    match name {
        "page" => reader.page_type(json, name).map(Condition::Page),
        "path" => reader.text(json, name, 256).map(Condition::Path),
        "query" => Some(Condition::Query(match value.as_text() {
            Some(key) => vec![(key.to_owned(), "*".to_owned())],
            None => read_query(reader, json),
        })),
        "exists" => reader
            .selector(json, name)
            .map(|selector| Condition::Exists(add(reads, Read::Shown(selector)))),
        "counted" => read_counted(reader, json),
        "property" => read_test(reader, json),
        "channel" => {
            let channels = texts(reader, json, name)?;
            let mark = reader.enter(name);
            for channel in &channels {
                if Channel::from_str(channel).is_none() {
                    reader.unknown("channel", channel, &CHANNELS.map(|(_, word)| word));
                }
            }
            reader.leave(mark);
            Some(Condition::Channel(channels))
        }
        "device" => Some(Condition::Touch(reader.choice(json, name, DEVICES, 0) == 1)),
        "within_days" => {
            reader.asks_visits = true;
            if !reader.is_local {
                reader.problem(&["needs \"storage\": \"local\" at the top of the config"]);
            }
            reader.whole(json, name, 1, 400).map(Condition::WithinDays)
        }
        "sample" => reader.share(json, name).map(Condition::Sample),
        "after" => read_after(reader, json),
        "not" => {
            let mark = reader.enter(name);
            let condition = read_condition(reader, value, reads, depth + 1);
            reader.leave(mark);
            condition.map(|condition| Condition::Not(Box::new(condition)))
        }
        _ => {
            let conditions = read_conditions(reader, json, name, reads, depth + 1);
            if conditions.is_empty() {
                reader.problem(&["\"any\" needs at least one condition"]);
            }
            Some(Condition::Any(conditions))
        }
    }
}

/// A text, or a list of texts.
fn texts(reader: &mut Reader, json: &Json, key: &str) -> Option<Vec<String>> {
    if json.get(key).and_then(Json::as_list).is_none() {
        return reader.text(json, key, 40).map(|text| vec![text]);
    }
    let mut texts = Vec::new();
    for item in reader.items(json, key, MAX_CONDITIONS) {
        if let Some(text) = item.as_text() {
            texts.push(text.to_owned());
        }
    }
    if texts.is_empty() {
        reader.problem_at(key, &["expected a text or a list of texts"]);
    }
    Some(texts)
}

fn read_after(reader: &mut Reader, json: &Json) -> Option<Condition> {
    let within_ms = reader.whole(json, "within_ms", 100, 86_400_000);
    Some(Condition::After {
        without: reader.text(json, "without", 40),
        within_ms: within_ms.map_or(f64::INFINITY, f64::from),
        name: reader.text(json, "after", 40)?,
    })
}

fn read_counted(reader: &mut Reader, json: &Json) -> Option<Condition> {
    let mut counter = reader.text(json, "counted", 40)?;
    if !is_name(&counter) {
        reader.expected("an event's name", json.get("counted")?);
        return None;
    }
    if let Some(with) = json.get("with") {
        let mark = reader.enter("with");
        match with.as_object() {
            Some([(key, Json::Text(value))]) => {
                counter = with_counter(&counter, key, value);
                // Compared with what leaves, so at once with what is scrubbed.
                if plain_text(value, field_of(key)).is_none() {
                    reader.has(Part::Scrub);
                }
            }
            _ => {
                reader.problem(&["expected one property and its text, as { \"filter\": \"size\" }"])
            }
        }
        reader.leave(mark);
    }
    let is_same = json.get("same").is_some() && reader.has(Part::Acts);
    if is_same {
        read_same(reader, json, &mut counter);
    }
    let per = if reader.choice(json, "per", &["session", "page"], 0) == 0 {
        Per::Session
    } else {
        Per::Page
    };
    let at_most = reader.whole(json, "at_most", 0, 1_000_000);
    let at_least = reader.whole(json, "at_least", 0, 1_000_000);
    Some(Condition::Counted {
        counter,
        is_same,
        per,
        at_least: at_least.unwrap_or(if at_most.is_some() { 0 } else { 1 }),
        at_most: at_most.unwrap_or(u32::MAX),
    })
}

fn read_test(reader: &mut Reader, json: &Json) -> Option<Condition> {
    let name = reader.text(json, "property", 40)?;
    let mut one_of = Vec::new();
    for (index, item) in reader
        .items(json, "one_of", MAX_CONDITIONS)
        .iter()
        .enumerate()
    {
        let outer = reader.enter("one_of");
        reader.enter_item(index);
        read_scalar(reader, item, &mut one_of);
        reader.leave(outer);
    }
    if let Some(equals) = json.get("equals") {
        let mark = reader.enter("equals");
        read_scalar(reader, equals, &mut one_of);
        reader.leave(mark);
    }
    let test = Test {
        one_of,
        at_least: reader.decimal(json, "at_least"),
        at_most: reader.decimal(json, "at_most"),
        // `matches` is what `glob` was called at first.
        glob: reader
            .text(json, "glob", 256)
            .or_else(|| reader.text(json, "matches", 256)),
    };
    if json.as_object().is_some_and(|members| members.len() < 2) {
        reader.problem(&["expected one of equals, one_of, at_least, at_most, glob"]);
    }
    Some(Condition::Property { name, test })
}

fn read_scalar(reader: &mut Reader, json: &Json, scalars: &mut Vec<Scalar>) {
    match scalar(json) {
        Some(scalar) => scalars.push(scalar),
        None => reader.expected("a text, a number, true or false", json),
    }
}
