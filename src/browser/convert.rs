//! JavaScript values in and out: scalars in, plain objects out.

use js_sys::{Array, Object};
use serde::ser::{Serialize, SerializeMap, Serializer};
use wasm_bindgen::prelude::*;

use super::Running;
use crate::engine::consent::Consent;
use crate::engine::event::{Notice, Status};
use crate::engine::number::Decimal;
use crate::engine::problem::Problem;
use crate::engine::signal::Scalar;

/// Longest text that is taken from the shop's code, UTF-16 units.
const MAX_TEXT: u32 = 1000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String)]
    fn text_of(number: &JsValue) -> String;
}

/// The scalars among an object's own properties; nothing else is walked into.
pub(crate) fn properties(value: &JsValue) -> Vec<(String, Scalar)> {
    let Some(object) = value.dyn_ref::<Object>() else {
        return Vec::new();
    };
    Object::entries(object)
        .iter()
        .filter_map(|entry| property(entry.unchecked_ref()))
        .collect()
}

fn property(entry: &Array) -> Option<(String, Scalar)> {
    let value = entry.get(1);
    let scalar = if let Some(text) = value.dyn_ref::<js_sys::JsString>() {
        Scalar::Text(text.slice(0, MAX_TEXT).into())
    } else if let Some(flag) = value.as_bool() {
        Scalar::Flag(flag)
    } else if value.as_f64().is_some() {
        // JavaScript writes the number: the shortest text that gives it back.
        Scalar::Number(Decimal::from_json_number(&text_of(&value))?)
    } else {
        return None;
    };
    Some((entry.get(0).as_string()?, scalar))
}

/// What a callback gets, but for `respond`, which the loader adds.
pub(crate) fn notice(notice: Notice) -> JsValue {
    to_value(&NoticeOut(notice))
}

/// What `status()` gives.
pub(crate) fn status(running: Option<&Running>, problems: &[Problem]) -> JsValue {
    let (state, status) = match running {
        None => ("off", Status::default()),
        Some(running) => {
            let engine = running.engine.borrow();
            let state = match engine.consent() {
                Consent::Granted => "running",
                Consent::Unset => "waiting_for_consent",
                Consent::Denied => "denied",
            };
            return to_value(&StatusOut {
                state,
                status: engine.status(),
                problems: engine.problems(),
            });
        }
    };
    to_value(&StatusOut {
        state,
        status,
        problems,
    })
}

fn to_value(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    // Only maps and lists of scalars are written, which can't fail.
    value.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}

struct NoticeOut(Notice);
struct PageOut<'a>(&'a Notice);
struct JourneyOut<'a>(&'a Notice);
struct Properties<'a>(&'a [(String, Scalar)]);
struct Counts<'a>(&'a [(String, u32)]);
struct StatusOut<'a> {
    state: &'static str,
    status: Status,
    problems: &'a [Problem],
}
struct ProblemOut<'a>(&'a Problem);

impl Serialize for NoticeOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.0.name)?;
        map.serialize_entry("properties", &Properties(&self.0.properties))?;
        map.serialize_entry("page", &PageOut(&self.0))?;
        map.serialize_entry("journey", &JourneyOut(&self.0))?;
        map.end()
    }
}

impl Serialize for PageOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(kind) = &self.0.page_type {
            map.serialize_entry("type", kind)?;
        }
        map.serialize_entry("path", &self.0.page_path)?;
        map.end()
    }
}

impl Serialize for JourneyOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("counted", &Counts(&self.0.counted))?;
        if let Some(from) = &self.0.from {
            map.serialize_entry("from", from)?;
        }
        map.serialize_entry("channel", self.0.channel)?;
        map.end()
    }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0 {
            match value {
                Scalar::Text(text) => map.serialize_entry(name, text)?,
                Scalar::Number(number) => map.serialize_entry(name, &number.to_f64())?,
                Scalar::Flag(flag) => map.serialize_entry(name, flag)?,
            }
        }
        map.end()
    }
}

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, count) in self.0 {
            map.serialize_entry(name, count)?;
        }
        map.end()
    }
}

impl Serialize for ProblemOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("place", &self.0.place)?;
        map.serialize_entry("text", &self.0.text)?;
        map.end()
    }
}

impl Serialize for StatusOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("state", self.state)?;
        let problems: Vec<ProblemOut<'_>> = self.problems.iter().map(ProblemOut).collect();
        map.serialize_entry("problems", &problems)?;
        map.serialize_entry("counted", &self.status.counted)?;
        map.serialize_entry("queued", &self.status.queued)?;
        map.serialize_entry("sent", &self.status.sent)?;
        let dropped: Vec<(String, u32)> = self
            .status
            .dropped
            .counts()
            .map(|(reason, count)| (reason.to_owned(), count))
            .collect();
        map.serialize_entry("dropped", &Counts(&dropped))?;
        map.end()
    }
}
