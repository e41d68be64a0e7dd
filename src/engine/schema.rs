//! The schemas and the docs know exactly the keys that the engine reads.
//!
//! A test only, and inside of the engine, since the tables are its own. `tests/schema.rs` holds
//! examples against the schemas.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::channel::CHANNELS;
use super::condition::read::{CONDITIONS, DEVICES};
use super::outcome::DROP_REASONS;
use super::property::read::{KEYS, PICKS, SOURCES, TYPES};
use super::{config, definition, limit, page, triggers};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&read(&format!("schema/{name}.json"))).unwrap()
}

/// The schema's object at `pointer` has exactly these keys.
fn check_keys(schema: &Value, pointer: &str, expected: &[&str]) {
    let object = schema.pointer(pointer).and_then(Value::as_object);
    let object = object.unwrap_or_else(|| panic!("schema: nothing at {pointer}"));
    let found = object.keys().map(String::as_str);
    check_same(pointer, found.collect(), expected);
}

/// The schema's list of words at `pointer` has exactly these.
fn check_words(schema: &Value, pointer: &str, expected: &[&str]) {
    let list = schema.pointer(pointer).and_then(Value::as_array);
    let list = list.unwrap_or_else(|| panic!("schema: nothing at {pointer}"));
    let found = list.iter().map(|word| word.as_str().unwrap());
    check_same(pointer, found.collect(), expected);
}

fn check_same(place: &str, mut found: Vec<&str>, expected: &[&str]) {
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(
        found, expected,
        "schema at {place}: what the engine reads and the schema differ"
    );
}

#[test]
fn an_editor_knows_every_key_that_is_read_and_no_other() {
    let schema = schema("config");
    check_words(&schema, "/properties/storage/enum", config::STORAGES);
    let defined = "/$defs/definition/properties";
    check_keys(&schema, "/properties", config::KEYS);
    check_keys(
        &schema,
        "/properties/collector/properties",
        config::COLLECTOR_KEYS,
    );
    check_keys(
        &schema,
        "/properties/pages/additionalProperties/properties",
        page::PAGE_KEYS,
    );
    check_keys(&schema, defined, definition::KEYS);
    for (part, keys) in [
        ("confirm", definition::CONFIRM_KEYS),
        ("refuse", definition::REFUSE_KEYS),
        ("limit", limit::KEYS),
    ] {
        check_keys(&schema, &format!("{defined}/{part}/properties"), keys);
    }
    check_words(
        &schema,
        &format!("{defined}/limit/properties/per/enum"),
        limit::PERS,
    );
    check_keys(&schema, "/$defs/trigger/properties", triggers::NAMES);
    for (name, keys) in triggers::KEYS {
        check_keys(
            &schema,
            &format!("/$defs/trigger/properties/{name}/properties"),
            keys,
        );
    }
    let conditions = schema["$defs"]["condition"]["anyOf"].as_array().unwrap();
    let titles = conditions
        .iter()
        .map(|condition| condition["title"].as_str().unwrap());
    let names: Vec<&str> = CONDITIONS.iter().map(|(name, _)| *name).collect();
    check_same("conditions", titles.collect(), &names);
    for condition in conditions {
        let title = &condition["title"];
        let (_, keys) = CONDITIONS.iter().find(|(name, _)| title == name).unwrap();
        check_keys(condition, "/properties", keys);
    }
    check_keys(&schema, "/$defs/source/properties", KEYS);
    let sources = schema["$defs"]["source"]["oneOf"].as_array().unwrap();
    let sources = sources
        .iter()
        .map(|source| source["required"][0].as_str().unwrap());
    check_same("sources", sources.collect(), SOURCES);
    check_words(
        &schema,
        "/$defs/source/properties/type/enum",
        &TYPES.map(|(name, _)| name),
    );
    check_words(
        &schema,
        "/$defs/source/properties/pick/enum",
        &PICKS.map(|(name, _)| name),
    );
    check_words(
        &schema,
        "/$defs/channel/enum",
        &CHANNELS.map(|(_, word)| word),
    );
    let device = conditions
        .iter()
        .find(|condition| condition["title"] == "device");
    check_words(device.unwrap(), "/properties/device/enum", DEVICES);
}

#[test]
fn the_schema_of_a_batch_knows_every_reason_of_a_loss() {
    let schema = schema("events");
    // Nothing is reported once consent was withdrawn.
    let reasons = DROP_REASONS.map(|(_, name)| name);
    let told: Vec<&str> = reasons
        .into_iter()
        .filter(|name| *name != "consent")
        .collect();
    check_keys(&schema, "/properties/lost/properties", &told);
    check_words(
        &schema,
        "/$defs/event/properties/channel/enum",
        &CHANNELS.map(|(_, word)| word),
    );
}

#[test]
fn an_editor_explains_each_key() {
    let explained = ["config", "events"].map(|name| check_explained(name, &schema(name)));
    assert!(explained.iter().all(|count| 10 < *count), "{explained:?}");
}

/// Every property in the schema and in those in it has a description; how many there are.
fn check_explained(place: &str, schema: &Value) -> usize {
    if !schema.is_object() {
        return 0;
    }
    let mut count = 0;
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let text = property["description"].as_str().unwrap_or_default();
        assert!(
            text.ends_with('.'),
            "{place}.{name}: write a description, a sentence"
        );
        count += 1 + check_explained(&format!("{place}.{name}"), property);
    }
    for (name, part) in schema["$defs"].as_object().into_iter().flatten() {
        count += check_explained(&format!("{place} {name}"), part);
    }
    for key in ["items", "additionalProperties"] {
        count += check_explained(place, &schema[key]);
    }
    for key in ["anyOf", "oneOf"] {
        let parts = schema[key].as_array().into_iter().flatten();
        count += parts
            .map(|part| check_explained(place, part))
            .sum::<usize>();
    }
    count
}

/// Each has a section with its name on the page, and an example below it that uses it.
fn check_sections(page: &str, prefix: &str, names: &[&str], uses: impl Fn(&str) -> String) {
    let text = read(page);
    for name in names {
        let heading = format!("\n### {prefix}{name}\n");
        let Some((_, section)) = text.split_once(&heading) else {
            panic!("{page}: write a section \"### {prefix}{name}\"");
        };
        let section = section.split("\n### ").next().unwrap_or_default();
        let section = section.split("\n## ").next().unwrap_or_default();
        let example = section
            .split("```json")
            .skip(1)
            .any(|block| block.contains(&uses(name)));
        assert!(
            example,
            "{page}: \"### {prefix}{name}\" has no example with {}",
            uses(name)
        );
    }
}

#[test]
fn every_condition_source_and_type_has_a_section_with_an_example() {
    let key = |name: &str| format!("\"{name}\":");
    let names = CONDITIONS.map(|(name, _)| name);
    check_sections("docs/conditions.md", "", &names, key);
    check_sections("docs/properties.md", "", SOURCES, key);
    let types = TYPES.map(|(name, _)| name);
    let typed: Vec<&str> = types.into_iter().filter(|name| *name != "text").collect();
    check_sections("docs/properties.md", "type ", &typed, |name| {
        format!("\"type\": \"{name}\"")
    });
    check_sections("docs/definitions.md", "", triggers::NAMES, key);
}
