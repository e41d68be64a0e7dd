//! Reads config values out of JSON and notes what is wrong with them, with its place.
//!
//! Reading goes on after a problem, so that one look shows all of them. Knows the shapes of
//! values, not what they mean.

use super::json::Json;
use super::number::Decimal;
use super::part::{PART_NAMES, Part, Parts};
use super::problem::{Problem, nearest};
use super::text::{joined, push_u32};

/// Most problems that are kept; a file with more is a different file.
const MAX_PROBLEMS: usize = 50;

/// Where the reading stands, and what it found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    place: String,
    pub(crate) problems: Vec<Problem>,
    /// Names of the config's page types, once they are read.
    pub(crate) pages: Vec<String>,
    /// The config's storage outlives the tab.
    pub(crate) is_local: bool,
    /// A condition asks for earlier visits.
    pub(crate) asks_visits: bool,
    pub(crate) parts: Parts,
}

impl Reader {
    /// Steps into a member; the answer is for [`Reader::leave`].
    pub(crate) fn enter(&mut self, key: &str) -> usize {
        let mark = self.place.len();
        if !self.place.is_empty() {
            self.place.push('.');
        }
        self.place.push_str(key);
        mark
    }

    /// Steps into an item of a list.
    pub(crate) fn enter_item(&mut self, index: usize) -> usize {
        let mark = self.place.len();
        self.place.push('[');
        push_u32(&mut self.place, index as u32);
        self.place.push(']');
        mark
    }

    /// Steps back out to where [`Reader::enter`] was called.
    pub(crate) fn leave(&mut self, mark: usize) {
        self.place.truncate(mark);
    }

    /// Where the reading stands.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Notes a problem here; the parts are joined.
    pub(crate) fn problem(&mut self, parts: &[&str]) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem {
                place: self.place.clone(),
                text: joined(parts),
            });
        }
    }

    /// Notes a problem with the member `key`.
    pub(crate) fn problem_at(&mut self, key: &str, parts: &[&str]) {
        let mark = self.enter(key);
        self.problem(parts);
        self.leave(mark);
    }

    /// Whether a part of the engine is there. To be asked before anything is made that calls it; one
    /// that can't be had is a problem.
    pub(crate) fn has(&mut self, part: Part) -> bool {
        let is_there = self.parts.has(part);
        if !is_there && self.parts.lacking == 0 {
            let name = PART_NAMES.get(part as usize).copied().unwrap_or_default();
            self.problem(&["needs tallymark.", name, ".wasm, which could not be loaded"]);
        }
        is_there
    }

    /// Notes that `found` is none of `known`, with a suggestion.
    pub(crate) fn unknown(&mut self, what: &str, found: &str, known: &[&str]) {
        match nearest(found, known) {
            Some(meant) => {
                self.problem(&[
                    "unknown ",
                    what,
                    " \"",
                    found,
                    "\"; did you mean \"",
                    meant,
                    "\"?",
                ]);
            }
            None => {
                let known = if known.is_empty() {
                    "none".to_owned()
                } else {
                    list(known)
                };
                self.problem(&["unknown ", what, " \"", found, "\"; known are: ", &known]);
            }
        }
    }

    /// The members of an object, all of whose keys are in `known`; others become problems.
    pub(crate) fn object<'a>(
        &mut self,
        json: &'a Json,
        known: &[&str],
    ) -> Option<&'a [(String, Json)]> {
        let Json::Object(members) = json else {
            self.expected("an object", json);
            return None;
        };
        for (key, _) in members {
            if !known.contains(&key.as_str()) {
                self.unknown("key", key, known);
            }
        }
        Some(members)
    }

    /// Notes that something else was found here than what was expected.
    pub(crate) fn expected(&mut self, what: &str, found: &Json) {
        let found = match found {
            Json::Null => "null",
            Json::Bool(_) => "true or false",
            Json::Number(_) => "a number",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        };
        self.problem(&["expected ", what, ", found ", found]);
    }

    /// A text of 1 to `max_bytes` bytes; nothing if the key is absent.
    pub(crate) fn text(&mut self, json: &Json, key: &str, max_bytes: usize) -> Option<String> {
        let value = json.get(key)?;
        let mark = self.enter(key);
        let mut text = None;
        match value.as_text() {
            None => self.expected("a text", value),
            Some("") => self.problem(&["expected a text, found an empty one"]),
            Some(found) if max_bytes < found.len() => {
                let mut limit = String::new();
                push_u32(&mut limit, max_bytes as u32);
                self.problem(&["too long; write at most ", &limit, " bytes"]);
            }
            Some(found) => text = Some(found.to_owned()),
        }
        self.leave(mark);
        text
    }

    /// As [`Reader::text`], but an absent key is a problem too.
    pub(crate) fn needed_text(
        &mut self,
        json: &Json,
        key: &str,
        max_bytes: usize,
    ) -> Option<String> {
        if json.get(key).is_none() {
            self.problem(&["\"", key, "\" is missing"]);
        }
        self.text(json, key, max_bytes)
    }

    /// The name of one of the config's page types; nothing if the key is absent.
    pub(crate) fn page_type(&mut self, json: &Json, key: &str) -> Option<String> {
        let name = self.text(json, key, 100)?;
        if !self.pages.contains(&name) {
            let mark = self.enter(key);
            let pages = std::mem::take(&mut self.pages);
            let mut known = Vec::new();
            for page in &pages {
                known.push(page.as_str());
            }
            self.unknown("page type", &name, &known);
            self.pages = pages;
            self.leave(mark);
        }
        Some(name)
    }

    /// A CSS selector; whether the browser understands it is found out when it is first used.
    pub(crate) fn selector(&mut self, json: &Json, key: &str) -> Option<String> {
        self.text(json, key, MAX_SELECTOR_BYTES)
    }

    /// As [`Reader::selector`], but an absent key is a problem too.
    pub(crate) fn needed_selector(&mut self, json: &Json) -> Option<String> {
        self.needed_text(json, "selector", MAX_SELECTOR_BYTES)
    }

    /// A whole number within limits; nothing if the key is absent.
    pub(crate) fn whole(&mut self, json: &Json, key: &str, least: u32, most: u32) -> Option<u32> {
        let value = json.get(key)?;
        let mark = self.enter(key);
        let number = match value {
            Json::Number(decimal) if decimal.is_integer() => {
                let number = decimal.to_f64();
                (f64::from(least) <= number && number <= f64::from(most)).then_some(number as u32)
            }
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::Text(_)
            | Json::List(_)
            | Json::Object(_) => None,
        };
        if number.is_none() {
            let mut range = String::new();
            push_u32(&mut range, least);
            range.push_str(" to ");
            push_u32(&mut range, most);
            self.problem(&["expected a whole number from ", &range]);
        }
        self.leave(mark);
        number
    }

    /// A number; nothing if the key is absent.
    pub(crate) fn decimal(&mut self, json: &Json, key: &str) -> Option<Decimal> {
        let value = json.get(key)?;
        if let Json::Number(decimal) = value {
            return Some(decimal.clone());
        }
        let mark = self.enter(key);
        self.expected("a number", value);
        self.leave(mark);
        None
    }

    /// A share: a number between 0 and 1; nothing if the key is absent.
    pub(crate) fn share(&mut self, json: &Json, key: &str) -> Option<f64> {
        let number = self.decimal(json, key)?.to_f64();
        let is_share = 0.0 < number && number < 1.0;
        if !is_share {
            self.problem_at(key, &["expected a number between 0 and 1, as 0.1"]);
        }
        is_share.then_some(number)
    }

    /// True or false; `default` if the key is absent.
    pub(crate) fn flag(&mut self, json: &Json, key: &str, default: bool) -> bool {
        match json.get(key) {
            None => default,
            Some(Json::Bool(flag)) => *flag,
            Some(other) => {
                let mark = self.enter(key);
                self.expected("true or false", other);
                self.leave(mark);
                default
            }
        }
    }

    /// The place in `names` of the text under `key`; `default` if the key is absent.
    pub(crate) fn choice(
        &mut self,
        json: &Json,
        key: &str,
        names: &[&str],
        default: usize,
    ) -> usize {
        let Some(value) = json.get(key) else {
            return default;
        };
        let mark = self.enter(key);
        let found = value.as_text();
        let chosen = found.and_then(|found| names.iter().position(|name| *name == found));
        if chosen.is_none() {
            match found {
                Some(found) => self.unknown("value", found, names),
                None => self.expected("a text", value),
            }
        }
        self.leave(mark);
        chosen.unwrap_or(default)
    }

    /// The one member of an object that says by its key what it is: `{ "click": { … } }`.
    pub(crate) fn tagged<'a>(&mut self, json: &'a Json, what: &str) -> Option<(&'a str, &'a Json)> {
        match json.as_object() {
            Some([(key, value)]) => Some((key, value)),
            Some(_) => {
                self.problem(&["expected one ", what]);
                None
            }
            None => {
                self.expected("an object", json);
                None
            }
        }
    }

    /// The items of a list of 1 to `most`; nothing if the key is absent.
    pub(crate) fn items<'a>(&mut self, json: &'a Json, key: &str, most: usize) -> &'a [Json] {
        let Some(value) = json.get(key) else {
            return &[];
        };
        let mark = self.enter(key);
        let mut items: &[Json] = &[];
        match value.as_list() {
            None => self.expected("a list", value),
            Some(found) if most < found.len() => {
                let mut limit = String::new();
                push_u32(&mut limit, most as u32);
                self.problem(&["too many; write at most ", &limit]);
            }
            Some(found) => items = found,
        }
        self.leave(mark);
        items
    }
}

/// Names with commas between them.
pub(crate) fn list(names: &[&str]) -> String {
    let mut list = String::new();
    for (index, name) in names.iter().enumerate() {
        if 0 < index {
            list.push_str(", ");
        }
        list.push_str(name);
    }
    list
}

/// Longest CSS selector, in bytes.
const MAX_SELECTOR_BYTES: usize = 500;

/// Whether `name` may be an event's or a property's name: lower case letters, digits and
/// underscores, a letter first, at most 40 bytes (GA4's rule for event names:
/// https://support.google.com/analytics/answer/13316687).
pub(crate) fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() <= 40
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_')
}
