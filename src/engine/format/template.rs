//! Reads and checks a template when the config is read.
//!
//! A wrong place or directive becomes a problem and stands for nothing; the rest of the template
//! works. What a template can make is bounded here: number of nodes, encodings inside encodings,
//! text that is sent with each request.

use super::Shape;
use super::node::{Compiler, Directive, Node, constant};
use super::place::{OfBatch, Place};
use crate::engine::json::{Json, push_text};
use crate::engine::reader::{Reader, is_name};
use crate::engine::text::fingerprint;
use crate::engine::wire::{Framing, Template};

/// Largest body of a request, bytes: as in tallymark's own format.
const MAX_BODY_BYTES: u32 = 16_384;
/// Most events in a batch.
const MAX_EVENTS: u32 = 100;
/// Longest name, value or header, bytes.
const MAX_TEXT_BYTES: usize = 300;

const KEYS: &[&str] = &[
    "content_type",
    "preflight",
    "headers",
    "framing",
    "limits",
    "layer",
    "values",
    "names",
    "batch",
    "event",
];

const FRAMINGS: [(&str, Framing); 4] = [
    ("json", Framing::Json),
    ("ndjson", Framing::Ndjson),
    ("event", Framing::Event),
    ("data_layer", Framing::DataLayer),
];

/// Content types that a page may post anywhere without asking first:
/// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
const SIMPLE_TYPES: [&str; 3] = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];

/// Reads `"format": { … }` of a collector; without `event` there is none.
#[inline(never)]
pub(crate) fn read(reader: &mut Reader, collector: &Json) -> Option<Template> {
    let mark = reader.enter("format");
    let template = read_template(reader, collector.get("format")?);
    reader.leave(mark);
    if let Some(url) = collector.get("url").and_then(Json::as_text) {
        check_filled_in(reader, "url", url);
    }
    template
}

/// Whether nothing in the text waits to be filled in; else it is a problem.
fn check_filled_in(reader: &mut Reader, key: &str, text: &str) {
    let is_open = |at: &usize| {
        text.get(*at..)
            .is_some_and(|rest| rest.starts_with("YOUR_"))
    };
    if let Some(at) = (0..text.len()).find(is_open) {
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.find(|it: char| !it.is_ascii_uppercase() && it != '_');
        let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        reader.problem_at(key, &["still to be filled in: \"", word, "\""]);
    }
}

/// A number that differs for templates that differ.
fn print(json: &Json, before: u32) -> u32 {
    let next = |hash: u32, text: &str| (hash ^ fingerprint(text)).wrapping_mul(0x0100_0193);
    match json {
        Json::Text(text) => next(before, text),
        Json::List(items) => items
            .iter()
            .fold(next(before, "["), |hash, item| print(item, hash)),
        Json::Object(members) => {
            let member = |hash, (key, value): &(String, Json)| print(value, next(hash, key));
            members.iter().fold(next(before, "{"), member)
        }
        Json::Number(number) => next(before.rotate_left(1), number.as_str()),
        Json::Bool(true) => next(before, "true"),
        Json::Bool(false) => next(before, "false"),
        Json::Null => next(before, "null"),
    }
}

fn read_template(reader: &mut Reader, json: &Json) -> Option<Template> {
    reader.object(json, KEYS)?;
    let framing = reader.choice(json, "framing", &FRAMINGS.map(|(name, _)| name), 0);
    let framing = FRAMINGS.get(framing).map_or(Framing::Json, |it| it.1);
    let headers = read_headers(reader, json);
    let (mut max_events, mut max_bytes) = (MAX_EVENTS, MAX_BODY_BYTES);
    if let Some(limits) = json.get("limits") {
        let mark = reader.enter("limits");
        reader.object(limits, &["events", "bytes"]);
        max_events = reader
            .whole(limits, "events", 1, MAX_EVENTS)
            .unwrap_or(max_events);
        max_bytes = reader
            .whole(limits, "bytes", 500, MAX_BODY_BYTES)
            .unwrap_or(max_bytes);
        reader.leave(mark);
    }
    if framing == Framing::Event {
        max_events = 1;
    }
    let mut names = [Vec::new(), Vec::new()];
    if let Some(settings) = json.get("names") {
        let mark = reader.enter("names");
        let kinds = ["events", "properties"];
        reader.object(settings, &kinds);
        for (kind, names) in kinds.iter().zip(&mut names) {
            read_names(reader, settings, kind, names);
        }
        reader.leave(mark);
    }
    let [events, properties] = names;
    let mut compiler = Compiler {
        values: read_values(reader, json),
        reader,
        in_event: true,
        has_lost: false,
        events: (0, 0),
        nodes: 0,
        bytes: 0,
    };
    let Some(event) = json.get("event") else {
        compiler
            .reader
            .problem(&["\"event\" is missing; write what stands for one event"]);
        return None;
    };
    let event = compiler.member("event", event);
    if let Node::Call(Directive::ByName, cases) = &event
        && !cases.iter().any(|(names, _)| names == "*")
    {
        compiler.reader.problem_at(
            "event",
            &["other events would not be sent; write what stands for them under \"*\""],
        );
    }
    let mut batch = Node::Place(Place::Batch(OfBatch::Events));
    if let Some(settings) = json.get("batch") {
        compiler.in_event = false;
        batch = compiler.member("batch", settings);
        if framing != Framing::Json {
            compiler
                .reader
                .problem_at("batch", &["goes with \"framing\": \"json\" only"]);
        } else if compiler.events.0 == 0 {
            compiler.reader.problem_at(
                "batch",
                &["names no \"$batch.events\", so that no event would be sent"],
            );
        }
    }
    if max_bytes as usize <= compiler.bytes {
        compiler
            .reader
            .problem(&["larger than a request may be; write a shorter template"]);
        return None;
    }
    let tells_losses = compiler.has_lost;
    // Losses would stand in both halves.
    let has_cuts = !tells_losses && matches!(compiler.events, (0 | 1, 0));
    let layer = reader.text(json, "layer", 40);
    Some(Template {
        framing,
        print: print(json, 0),
        headers,
        max_events: max_events as usize,
        max_bytes: max_bytes as usize,
        tells_losses,
        has_cuts,
        layer: layer.unwrap_or_else(|| "dataLayer".to_owned()),
        origin: String::new(),
        shape: Box::new(Shape {
            events,
            properties,
            batch,
            event,
        }),
    })
}

/// The request's headers as JSON; what needs a preflight has to be meant.
fn read_headers(reader: &mut Reader, json: &Json) -> String {
    let has_preflight = reader.flag(json, "preflight", false);
    let content_type = reader.text(json, "content_type", MAX_TEXT_BYTES);
    let content_type = content_type.filter(|text| is_printable(text));
    let content_type = content_type
        .as_deref()
        .unwrap_or("text/plain;charset=UTF-8");
    let essence = content_type.bytes().position(|byte| byte == b';');
    let essence = content_type.get(..essence.unwrap_or(content_type.len()));
    let is_simple = SIMPLE_TYPES.contains(&essence.unwrap_or_default().trim_ascii());
    let mut needy = (!is_simple).then_some("content_type");
    let mut out = String::from("{\"content-type\":");
    push_text(&mut out, content_type);
    if let Some(headers) = json.get("headers") {
        needy = needy.or(Some("headers"));
        let mark = reader.enter("headers");
        for (name, _) in headers.as_object().unwrap_or_default().iter().take(8) {
            let is_token = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            let Some(value) = reader.text(headers, name, MAX_TEXT_BYTES) else {
                continue;
            };
            if !name.bytes().all(is_token) || name.is_empty() || !is_printable(&value) {
                reader.problem_at(
                    name,
                    &["expected a name of letters, digits and -, and a value of printable ASCII"],
                );
                continue;
            }
            check_filled_in(reader, name, &value);
            out.push(',');
            push_text(&mut out, name);
            out.push(':');
            push_text(&mut out, &value);
        }
        reader.leave(mark);
    }
    out.push('}');
    if let Some(key) = needy.filter(|_| !has_preflight) {
        reader.problem_at(
            key,
            &["needs a preflight, which browsers don't always send when a page ends; write \"preflight\": true if that is meant"],
        );
    }
    out
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// The constants that the template names as `$values.NAME`.
fn read_values(reader: &mut Reader, json: &Json) -> Vec<(String, Node)> {
    let mut values = Vec::new();
    let Some(settings) = json.get("values") else {
        return values;
    };
    let mark = reader.enter("values");
    let Some(members) = settings.as_object() else {
        reader.expected("an object", settings);
        reader.leave(mark);
        return values;
    };
    for (name, value) in members {
        let node = match value {
            Json::Text(text) => {
                check_filled_in(reader, name, text);
                Node::Text(text.clone())
            }
            Json::Number(_) | Json::Bool(_) | Json::Null => constant(value),
            Json::List(_) | Json::Object(_) => {
                reader.problem_at(name, &["expected a text, a number, true or false"]);
                Node::Missing
            }
        };
        values.push((name.clone(), node));
    }
    reader.leave(mark);
    values
}

/// Our names and the collector's, for events or properties.
fn read_names(reader: &mut Reader, settings: &Json, kind: &str, names: &mut Vec<(String, String)>) {
    let Some(renames) = settings.get(kind) else {
        return;
    };
    let mark = reader.enter(kind);
    match renames.as_object() {
        None => reader.expected("an object", renames),
        Some(members) => {
            for (ours, _) in members {
                if !is_name(ours) {
                    reader.problem_at(ours, &["expected a name of ours, such as \"add_to_cart\""]);
                } else if let Some(theirs) = reader.text(renames, ours, MAX_TEXT_BYTES) {
                    names.push((ours.clone(), theirs));
                }
            }
        }
    }
    reader.leave(mark);
}
