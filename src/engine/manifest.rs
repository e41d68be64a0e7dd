//! What can leave a page with a config: every field, where it comes from, and what is done to it.
//!
//! Derived from the config by the same code that reads it in a page. It is for the command line and
//! for tests, which hold what is sent against it; the shop's Wasm has no part of it.

mod told;

use super::config::{Config, read_config};
use super::definition::Definition;
use super::event::field_of;
use super::json::{self, Json};
use super::part::Parts;
use super::problem::Problem;
use super::property::read::SOURCES;
use super::scrub::Field;

pub use told::{check, leaves};

/// Longest text of a property, characters (`scrub` cuts it).
const MAX_TEXT: u32 = 200;
/// Longest number, characters: sign, 17 digits and a point.
const MAX_NUMBER: u32 = 19;
/// Longest number of the engine's own counting, digits.
const MAX_COUNT: u32 = 10;
/// Longest name of an event, bytes: 40, and `_dismissed`.
const MAX_NAME: u32 = 50;

/// One field that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its place in a body, as docs/privacy.md writes it: `events[].page.path`.
    pub field: String,
    /// Names of the events that can have it; of all if there is none here.
    pub events: Vec<String>,
    /// Where it comes from.
    pub from: String,
    /// Its type.
    pub kind: &'static str,
    /// Longest value, characters.
    pub longest: u32,
    /// What is done to it before it is sent.
    pub scrub: &'static str,
}

/// A field of every config: place, origin, type, longest value, what is done to it.
type Fixed = (&'static str, &'static str, &'static str, u32, &'static str);

pub(crate) const NOTHING: &str = "nothing: not of the page";

/// What every body can have, whatever the config says; properties come in addition.
const FIXED: [Fixed; 18] = [
    ("v", "constant", "number", 1, NOTHING),
    ("site", "config", "text", 60, NOTHING),
    ("sdk", "constant", "text", 16, NOTHING),
    ("batch", "random, new for each batch", "text", 32, NOTHING),
    (
        "waited_ms",
        "clock of the page",
        "number",
        MAX_COUNT,
        NOTHING,
    ),
    (
        "events[].name",
        "config, or track()",
        "name",
        MAX_NAME,
        "names only",
    ),
    (
        "events[].seq",
        "counted in the batch",
        "number",
        MAX_COUNT,
        NOTHING,
    ),
    (
        "events[].age_ms",
        "clock of the page",
        "number",
        MAX_COUNT,
        "whole minutes",
    ),
    ("events[].page.type", "config", "name", 40, NOTHING),
    ("events[].page.path", "address", "text", 256, "template"),
    (
        "events[].nth",
        "counted in the tab",
        "number",
        1,
        "first or later",
    ),
    ("events[].from", "config", "name", 40, NOTHING),
    (
        "events[].channel",
        "referrer's host, utm_*",
        "one of 6",
        8,
        "class",
    ),
    ("events[].device", "media query", "one of 2", 5, "class"),
    (
        "events[].arm.*",
        "drawn by chance in the tab",
        "one of 2",
        8,
        NOTHING,
    ),
    (
        "lost.*",
        "counted in the page",
        "number",
        MAX_COUNT,
        NOTHING,
    ),
    (
        "events[].properties.reason",
        "refused or unproven",
        "one of 2",
        8,
        NOTHING,
    ),
    (
        "events[].properties.*",
        "track()",
        TRACKED,
        MAX_TEXT,
        FREE_TEXT,
    ),
];

pub(crate) const PROPERTIES: &str = "events[].properties.";
const TRACKED: &str = "text, number, boolean";
const FREE_TEXT: &str = "free text";
const CATALOGUE: &str = "catalogue";
const CODE: &str = "code";

/// All fields that can be sent with a config; with one that can't be used, none, and why.
pub fn manifest(text: &str) -> (Vec<Leaf>, Vec<Problem>) {
    let (config, problems) = read_config(text, &mut Parts::default());
    let mut leaves = Vec::new();
    if let (Some(config), Ok(json)) = (&config, json::parse(text)) {
        for fixed in &FIXED {
            push_fixed(&mut leaves, fixed, config);
        }
        for definition in &config.definitions {
            push_properties(&mut leaves, definition, config, &json);
        }
        push_tracked(&mut leaves, config);
    }
    (leaves, problems)
}

fn push_fixed(leaves: &mut Vec<Leaf>, fixed: &Fixed, config: &Config) {
    let (field, from, kind, longest, scrub) = *fixed;
    let events = tellers(field, config);
    if events.as_ref().is_some_and(Vec::is_empty) {
        return;
    }
    if kind == TRACKED && config.permit.is_some() {
        return;
    }
    leaves.push(Leaf {
        field: field.to_owned(),
        events: events.unwrap_or_default(),
        from: from.to_owned(),
        kind,
        longest,
        scrub,
    });
}

/// Names of the events that have a field which only some have.
fn tellers(field: &str, config: &Config) -> Option<Vec<String>> {
    let definitions = config.definitions.iter();
    let held_out = definitions.clone().filter(|it| it.holdout.is_some());
    let mut events: Vec<String> = held_out.map(|it| it.name.clone()).collect();
    let has_arms = !events.is_empty();
    match field.rsplit_once("].")?.1 {
        "properties.reason" => events = definitions.filter_map(|it| it.otherwise.clone()).collect(),
        "from" => events = config.funnel.clone(),
        "arm.*" if !has_arms => {}
        "nth" | "arm.*" => {
            let steps = config.funnel.iter();
            let others: Vec<String> = steps.filter(|it| !events.contains(it)).cloned().collect();
            events.extend(others);
        }
        _ => return None,
    }
    Some(events)
}

/// The definition's own properties, and the currency beside each price.
fn push_properties(leaves: &mut Vec<Leaf>, definition: &Definition, config: &Config, json: &Json) {
    let Some(properties) = settings(definition, json) else {
        return;
    };
    let mut events = vec![definition.name.clone()];
    events.extend(definition.otherwise.clone());
    for (name, settings) in properties {
        // Several sources are a list, in order of preference.
        for settings in settings.as_list().unwrap_or(std::slice::from_ref(settings)) {
            let prefix = [PROPERTIES, name].concat();
            if settings.get("list").is_some() {
                push_list(leaves, &events, config, &prefix, settings);
            } else {
                push_property(leaves, &events, config, (&prefix, name), settings);
            }
        }
    }
}

/// The properties of each thing of a list; the currency of all prices is the event's.
fn push_list(leaves: &mut Vec<Leaf>, events: &[String], config: &Config, field: &str, list: &Json) {
    let members = list.get("each").and_then(Json::as_object);
    for (name, settings) in members.unwrap_or_default() {
        for settings in settings.as_list().unwrap_or(std::slice::from_ref(settings)) {
            let field = [field, "[].", name].concat();
            push_property(leaves, events, config, (&field, name), settings);
            if let Some(leaf) = leaves.last().filter(|leaf| leaf.kind == "money").cloned() {
                push_currency(leaves, &leaf, &[PROPERTIES, "currency"].concat());
            }
        }
    }
}

fn push_property(
    leaves: &mut Vec<Leaf>,
    events: &[String],
    config: &Config,
    (field, name): (&str, &str),
    settings: &Json,
) {
    let Some((source, value)) = settings.as_object().and_then(source) else {
        return;
    };
    let kind = match settings.get("type").and_then(Json::as_text) {
        _ if source == "constant" => match value {
            Json::Number(_) => "number",
            Json::Bool(_) => "boolean",
            Json::Null | Json::Text(_) | Json::List(_) | Json::Object(_) => "text",
        },
        Some("number") => "number",
        Some("integer") => "integer",
        Some("boolean") => "boolean",
        Some("money") => "money",
        Some("url") => "url",
        None if source == "count" => "integer",
        Some(_) | None => "text",
    };
    let is_text = matches!(kind, "text" | "url");
    let leaf = Leaf {
        field: field.to_owned(),
        events: events.to_vec(),
        from: origin(source, value, settings),
        kind,
        longest: if is_text { MAX_TEXT } else { MAX_NUMBER },
        scrub: rule(config, name),
    };
    if kind == "money" {
        let before = field.strip_suffix(name).unwrap_or_default();
        push_currency(leaves, &leaf, &[before, "currency"].concat());
        push_currency(leaves, &leaf, &[field, "_currency"].concat());
    }
    leaves.push(leaf);
}

fn rule(config: &Config, name: &str) -> &'static str {
    config.terms.rule(name).unwrap_or(match field_of(name) {
        Field::FreeText => FREE_TEXT,
        Field::Catalogue => CATALOGUE,
        Field::Code => CODE,
    })
}

/// What `track()` may send, where the config lists it.
fn push_tracked(leaves: &mut Vec<Leaf>, config: &Config) {
    for (name, properties) in config.permit.iter().flat_map(|permit| &permit.0) {
        let mut events = vec![name.clone()];
        for definition in &config.definitions {
            if definition.tracked.as_ref() == Some(name) {
                events.push(definition.name.clone());
                events.extend(definition.otherwise.clone());
            }
        }
        for property in properties {
            leaves.push(Leaf {
                field: [PROPERTIES, property].concat(),
                events: events.clone(),
                from: "track()".to_owned(),
                kind: TRACKED,
                longest: MAX_TEXT,
                scrub: rule(config, property),
            });
        }
    }
}

fn push_currency(leaves: &mut Vec<Leaf>, price: &Leaf, field: &str) {
    let is_there = |leaf: &Leaf| leaf.field == field && leaf.events == price.events;
    if !leaves.iter().any(is_there) {
        leaves.push(Leaf {
            field: field.to_owned(),
            from: ["currency beside ", &price.from].concat(),
            kind: "text",
            longest: 3,
            scrub: CATALOGUE,
            events: price.events.clone(),
        });
    }
}

fn settings<'a>(definition: &Definition, config: &'a Json) -> Option<&'a [(String, Json)]> {
    json_of(definition, config)?.get("properties")?.as_object()
}

/// A definition's JSON: `definitions[2]` says which.
fn json_of<'a>(definition: &Definition, config: &'a Json) -> Option<&'a Json> {
    let index = definition.place.strip_prefix("definitions[")?;
    let index: usize = index.strip_suffix(']')?.parse().ok()?;
    config.get("definitions")?.as_list()?.get(index)
}

fn source(settings: &[(String, Json)]) -> Option<(&str, &Json)> {
    let mut members = settings.iter();
    let (key, value) = members.find(|(key, _)| SOURCES.contains(&key.as_str()))?;
    Some((key, value))
}

/// `attribute data-sku of .product-card`, `text .price`, `query q`, `constant b`.
fn origin(source: &str, value: &Json, settings: &Json) -> String {
    let mut origin = source.to_owned();
    match value {
        Json::Text(text) => {
            origin.push(' ');
            origin.push_str(text);
        }
        Json::Number(number) => {
            origin.push(' ');
            origin.push_str(number.as_str());
        }
        Json::Bool(true) if source != "constant" => origin.push_str(" of the element itself"),
        Json::Bool(_) | Json::Null | Json::List(_) | Json::Object(_) => {}
    }
    if let Some(selector) = settings.get("selector").and_then(Json::as_text) {
        origin.push_str(" of ");
        origin.push_str(selector);
    }
    origin
}
