//! JavaScript values in and out: scalars in, plain objects out.

use js_sys::{Array, JsString, Object};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use wasm_bindgen::prelude::*;

use super::dom::Page;
use super::inside;
use super::read::{Reads, shortened};
use super::rows::tell_lists;
use crate::engine::Engine;
use crate::engine::consent::Consent;
use crate::engine::event::Notice;
use crate::engine::number::Decimal;
use crate::engine::problem::Problem;
use crate::engine::scrub::Kind;
use crate::engine::signal::Scalar;

#[wasm_bindgen]
extern "C" {
    /// JavaScript writes the number: the shortest text that gives it back.
    #[wasm_bindgen(js_name = String)]
    pub(crate) fn number_text(number: &JsValue) -> String;
}

/// The scalars among an object's own properties; nothing else is walked into.
pub(crate) fn properties(object: &JsValue) -> Vec<(String, Scalar)> {
    let mut properties = Vec::new();
    for entry in Object::entries(object.unchecked_ref()).iter() {
        let entry: &Array = entry.unchecked_ref();
        if let Some(value) = scalar(&entry.get(1)) {
            properties.push((number_text(&entry.get(0)), value));
        }
    }
    properties
}

fn scalar(value: &JsValue) -> Option<Scalar> {
    if let Some(text) = value.dyn_ref::<JsString>() {
        Some(Scalar::Text(shortened(text)))
    } else if let Some(flag) = value.as_bool() {
        Some(Scalar::Flag(flag))
    } else {
        value.as_f64()?;
        Decimal::from_json_number(&number_text(value)).map(Scalar::Number)
    }
}

/// A value on its way out. One type for all of them: each type that can be serialized costs
/// half a kilobyte.
pub(crate) enum Out<'a> {
    Text(&'a str),
    Number(f64),
    Flag(bool),
    List(Vec<Out<'a>>),
    Object(Vec<(&'a str, Out<'a>)>),
}

impl Serialize for Out<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Out::Text(text) => serializer.serialize_str(text),
            Out::Number(number) => serializer.serialize_f64(*number),
            Out::Flag(flag) => serializer.serialize_bool(*flag),
            Out::List(items) => {
                let mut list = serializer.serialize_seq(None)?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Out::Object(entries) => {
                let mut map = serializer.serialize_map(None)?;
                for (name, value) in entries {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'a> Out<'a> {
    /// The value as JavaScript has it.
    pub(crate) fn to_js(&self) -> JsValue {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        // Only keys that aren't texts could fail.
        self.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
    }

    fn count(count: u32) -> Out<'a> {
        Out::Number(f64::from(count))
    }

    fn problems(problems: &'a [Problem]) -> Out<'a> {
        let mut list = Vec::new();
        for problem in problems {
            list.push(Out::Object(vec![
                ("place", Out::Text(&problem.place)),
                ("text", Out::Text(&problem.text)),
            ]));
        }
        Out::List(list)
    }
}

/// What a callback gets, but for `respond`, which the loader adds.
pub(crate) fn notice(notice: &Notice) -> JsValue {
    let mut has_lists = false;
    let mut properties = Vec::new();
    for (name, value) in &notice.properties {
        let value = match value {
            Scalar::Text(text) => Out::Text(text),
            Scalar::Number(number) => Out::Number(number.to_f64()),
            Scalar::Flag(flag) => Out::Flag(*flag),
            // Set below: it is JSON already.
            Scalar::List(_) => {
                has_lists = true;
                continue;
            }
        };
        properties.push((name.as_str(), value));
    }
    let mut page = vec![("path", Out::Text(&notice.page_path))];
    if let Some(kind) = &notice.page_type {
        page.push(("type", Out::Text(kind)));
    }
    let mut counted = Vec::new();
    for (name, count) in &notice.counted {
        counted.push((name.as_str(), Out::count(*count)));
    }
    let mut journey = vec![
        ("counted", Out::Object(counted)),
        ("channel", Out::Text(notice.channel)),
    ];
    if let Some(from) = &notice.from {
        journey.push(("from", Out::Text(from)));
    }
    let told = Out::Object(vec![
        ("name", Out::Text(&notice.name)),
        ("properties", Out::Object(properties)),
        ("page", Out::Object(page)),
        ("journey", Out::Object(journey)),
    ]);
    let told = told.to_js();
    if has_lists {
        tell_lists(&told, &notice.properties);
    }
    told
}

/// What is wrong in a config that can't be used.
pub(crate) fn problems(problems: &[Problem]) -> JsValue {
    Out::problems(problems).to_js()
}

/// What `status()` gives.
pub(crate) fn status(engine: &Engine, reads: &Reads, page: &Page) -> JsValue {
    let status = engine.status();
    let state = match engine.consent() {
        Consent::Unset => "waiting_for_consent",
        Consent::Granted => "running",
        Consent::Denied => "denied",
    };
    let mut dropped = Vec::new();
    for (reason, count) in status.dropped.counts() {
        dropped.push((reason, Out::count(count)));
    }
    let mut definitions = Vec::new();
    for (watch, name, matched, limited) in engine.definitions() {
        let mut told = vec![
            ("matched", Out::count(matched)),
            ("limited", Out::count(limited)),
        ];
        if let Some(found) = reads.found(watch, page) {
            told.push(("found", Out::count(found)));
        }
        definitions.push((name, Out::Object(told)));
    }
    let mut told = vec![
        ("state", Out::Text(state)),
        ("problems", Out::problems(engine.problems())),
        ("counted", Out::count(status.counted)),
        ("queued", Out::count(status.queued)),
        ("sent", Out::count(status.sent)),
        ("dropped", Out::Object(dropped)),
        ("definitions", Out::Object(definitions)),
    ];
    let mut scrubbed = Vec::new();
    for kind in Kind::ALL {
        match status.scrubbed.count(kind) {
            0 => {}
            count => scrubbed.push((kind.as_str(), Out::count(count))),
        }
    }
    if !scrubbed.is_empty() {
        told.push(("scrubbed", Out::Object(scrubbed)));
    }
    if !reads.hosts.is_empty() {
        inside::tell(&mut told, reads, engine.defined_watches(), page);
    }
    if 0 < status.unread {
        told.push(("unread", Out::count(status.unread)));
    }
    Out::Object(told).to_js()
}
