//! `when`: whether a match counts here and now.
//!
//! Comes after the trigger, before confirmation. A pure predicate over page, journey and the
//! values read; asks the browser for nothing.

use super::glob::glob;
use super::journey::{Journey, Per};
use super::json::Json;
use super::number::Decimal;
use super::page::{Page, has_query, read_query};
use super::property::{add, scalar};
use super::reader::Reader;
use super::signal::Scalar;
use super::watch::Read;

/// How deep `any` and `not` may be nested.
const MAX_DEPTH: usize = 4;
/// Most conditions in one list.
const MAX_CONDITIONS: usize = 20;

/// One condition.
#[derive(Debug)]
pub(crate) enum Condition {
    /// The page is of this type.
    Page(String),
    /// The page's path matches this glob.
    Path(String),
    /// The query has these keys with matching values.
    Query(Vec<(String, String)>),
    /// An element matches: place of its count among the reads.
    Exists(usize),
    /// An event was counted so often.
    Counted {
        counter: String,
        per: Per,
        at_least: u32,
        at_most: u32,
    },
    /// A property of the event has a value.
    Property { name: String, test: Test },
    /// The condition doesn't hold.
    Not(Box<Condition>),
    /// One of the conditions holds.
    Any(Vec<Condition>),
}

/// What a property's value is compared with; all that is given must hold.
#[derive(Debug)]
pub(crate) struct Test {
    equals: Option<Scalar>,
    at_least: Option<Decimal>,
    at_most: Option<Decimal>,
    matches: Option<String>,
}

/// What conditions are asked about.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) page: &'a Page,
    pub(crate) journey: &'a Journey,
    pub(crate) values: &'a [Option<String>],
    pub(crate) properties: &'a [(String, Scalar)],
}

const NAMES: &[&str] = &[
    "page", "path", "query", "exists", "counted", "property", "not", "any",
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
    let known: &[&str] = match name {
        "counted" => &["counted", "with", "per", "at_least", "at_most"],
        "property" => &["property", "equals", "at_least", "at_most", "matches"],
        _ if NAMES.contains(&name) => &[name],
        _ => {
            reader.unknown("condition", name, NAMES);
            return None;
        }
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

fn read_counted(reader: &mut Reader, json: &Json) -> Option<Condition> {
    let mut counter = reader.text(json, "counted", 40)?;
    if let Some(with) = json.get("with") {
        let mark = reader.enter("with");
        match with.as_object() {
            Some([(key, Json::Text(value))]) => counter = with_counter(&counter, key, value),
            _ => {
                reader.problem(&["expected one property and its text, as { \"filter\": \"size\" }"])
            }
        }
        reader.leave(mark);
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
        per,
        at_least: at_least.unwrap_or(if at_most.is_some() { 0 } else { 1 }),
        at_most: at_most.unwrap_or(u32::MAX),
    })
}

/// Name of the counter for events with one value of one property.
pub(crate) fn with_counter(name: &str, key: &str, value: &str) -> String {
    [name, "/", key, "=", value].concat()
}

/// Whether a counter's name is one that [`with_counter`] made.
pub(crate) fn is_with(counter: &str) -> bool {
    counter.bytes().any(|byte| byte == b'/')
}

fn read_test(reader: &mut Reader, json: &Json) -> Option<Condition> {
    let name = reader.text(json, "property", 40)?;
    let test = Test {
        equals: json.get("equals").and_then(scalar),
        at_least: reader.decimal(json, "at_least"),
        at_most: reader.decimal(json, "at_most"),
        matches: reader.text(json, "matches", 256),
    };
    if test.equals.is_none()
        && test.at_least.is_none()
        && test.at_most.is_none()
        && test.matches.is_none()
    {
        reader.problem(&["expected one of equals, at_least, at_most, matches"]);
    }
    Some(Condition::Property { name, test })
}

impl Condition {
    /// Whether it holds.
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        match self {
            Condition::Page(kind) => subject.page.kind.as_ref() == Some(kind),
            Condition::Path(pattern) => glob(pattern, &subject.page.path),
            Condition::Query(pairs) => pairs
                .iter()
                .all(|(key, pattern)| has_query(&subject.page.query, key, pattern)),
            Condition::Exists(read) => {
                let count = subject.values.get(*read).and_then(Option::as_deref);
                count.is_some_and(|count| count != "0")
            }
            Condition::Counted {
                counter,
                per,
                at_least,
                at_most,
            } => {
                let count = subject.journey.counted(counter, *per);
                *at_least <= count && count <= *at_most
            }
            Condition::Property { name, test } => {
                let found = subject.properties.iter().find(|(key, _)| key == name);
                found.is_some_and(|(_, value)| test.holds(value))
            }
            Condition::Not(condition) => !condition.holds(subject),
            Condition::Any(conditions) => {
                conditions.iter().any(|condition| condition.holds(subject))
            }
        }
    }

    /// Adds the counters with a property that this condition and those in it ask for.
    pub(crate) fn counters(&self, counters: &mut Vec<String>) {
        match self {
            Condition::Counted { counter, .. } if is_with(counter) => {
                counters.push(counter.clone())
            }
            Condition::Not(condition) => condition.counters(counters),
            Condition::Any(conditions) => conditions
                .iter()
                .for_each(|condition| condition.counters(counters)),
            Condition::Page(_)
            | Condition::Path(_)
            | Condition::Query(_)
            | Condition::Exists(_)
            | Condition::Counted { .. }
            | Condition::Property { .. } => {}
        }
    }
}

impl Test {
    fn holds(&self, value: &Scalar) -> bool {
        let number = match value {
            Scalar::Number(number) => Some(number.to_f64()),
            Scalar::Text(_) | Scalar::Flag(_) => None,
        };
        let text = match value {
            Scalar::Text(text) => text.as_str(),
            Scalar::Number(number) => number.as_str(),
            Scalar::Flag(_) => "",
        };
        self.equals
            .as_ref()
            .is_none_or(|expected| expected == value)
            && self
                .at_least
                .as_ref()
                .is_none_or(|least| number.is_some_and(|number| least.to_f64() <= number))
            && self
                .at_most
                .as_ref()
                .is_none_or(|most| number.is_some_and(|number| number <= most.to_f64()))
            && self
                .matches
                .as_ref()
                .is_none_or(|pattern| glob(pattern, text))
    }
}
