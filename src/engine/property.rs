//! Values of the page into typed properties of an event.
//!
//! Comes after a trigger matched: the browser has read what [`read_properties`] asked for. Does
//! not scrub: that is `event`'s, for all texts alike.

use super::event::Properties;
use super::json::{self, Json};
use super::json_ld;
use super::money::money;
use super::number::{Decimal, Pick, number_in_prose};
use super::page::Page;
use super::reader::{Reader, is_name, list};
use super::signal::Scalar;
use super::text::{ascii_lower, cut, fold_space};
use super::watch::Read;

/// Most properties of a definition.
const MAX_PROPERTIES: usize = 20;

/// Where a value comes from.
#[derive(Debug)]
enum Source {
    /// What the browser read.
    Read(usize),
    /// A path in the page's JSON-LD.
    JsonLd { read: usize, path: String },
    /// A named key of the address's query.
    Query(String),
    /// A `{name}` of the page type's path.
    Path(String),
    /// Always the same.
    Constant(Scalar),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Integer,
    Boolean,
    Money,
}

const TYPES: [(&str, Type); 5] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("integer", Type::Integer),
    ("boolean", Type::Boolean),
    ("money", Type::Money),
];
const PICKS: [(&str, Pick); 3] = [
    ("first", Pick::First),
    ("last", Pick::Last),
    ("largest", Pick::Largest),
];
pub(crate) const SOURCES: &[&str] = &[
    "text",
    "attribute",
    "value",
    "query",
    "path",
    "count",
    "json_ld",
    "constant",
];
const KEYS: &[&str] = &[
    "text",
    "attribute",
    "value",
    "query",
    "path",
    "count",
    "json_ld",
    "constant",
    "selector",
    "type",
    "pick",
];

/// Ends each block of JSON-LD as the browser reads them; no JSON text contains it.
const BLOCK_END: u8 = 1;

/// One entry of a definition's `properties`.
#[derive(Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    source: Source,
    kind: Type,
    pick: Pick,
}

/// Reads `"properties": { "<name>": { "<source>": … } }`; what the browser has to read is added to
/// `reads`.
pub(crate) fn read_properties(
    reader: &mut Reader,
    json: &Json,
    reads: &mut Vec<Read>,
) -> Vec<Property> {
    let mut properties = Vec::new();
    let Some(members) = json.as_object() else {
        reader.expected("an object", json);
        return properties;
    };
    if MAX_PROPERTIES < members.len() {
        reader.problem(&["too many; write at most 20"]);
    }
    for (name, settings) in members.iter().take(MAX_PROPERTIES) {
        let mark = reader.enter(name);
        if !is_name(name) {
            reader
                .problem(&["expected a name of lower case letters, digits and _, a letter first"]);
        }
        if let Some(property) = read_property(reader, name, settings, reads) {
            properties.push(property);
        }
        reader.leave(mark);
    }
    properties
}

fn read_property(
    reader: &mut Reader,
    name: &str,
    settings: &Json,
    reads: &mut Vec<Read>,
) -> Option<Property> {
    let members = reader.object(settings, KEYS)?;
    let mut sources = members
        .iter()
        .filter(|(key, _)| SOURCES.contains(&key.as_str()));
    let (Some((key, value)), None) = (sources.next(), sources.next()) else {
        reader.problem(&["expected one source: ", &list(SOURCES)]);
        return None;
    };
    let key = key.as_str();
    let selector = reader.selector(settings, "selector");
    if selector.is_some() && key != "attribute" {
        reader.problem_at(
            "selector",
            &["goes with \"attribute\" only; write it as the source's value"],
        );
    }
    let mut default_type = 0;
    let source = match key {
        "constant" => Source::Constant(read_constant(reader, value)?),
        "text" | "value" if *value == Json::Bool(true) => Source::Read(add(
            reads,
            if key == "text" {
                Read::Text(None)
            } else {
                Read::Value(None)
            },
        )),
        _ => {
            let text = reader.text(settings, key, 500)?;
            match key {
                "text" => Source::Read(add(reads, Read::Text(Some(text)))),
                "value" => Source::Read(add(reads, Read::Value(Some(text)))),
                "attribute" => Source::Read(read_attribute(reader, text, selector, reads)?),
                "query" => Source::Query(text),
                "path" => Source::Path(text),
                "json_ld" => Source::JsonLd {
                    read: add(reads, Read::JsonLd),
                    path: text,
                },
                _ => {
                    default_type = 2;
                    Source::Read(add(reads, Read::Count(text)))
                }
            }
        }
    };
    let kind = reader.choice(settings, "type", &TYPES.map(|(name, _)| name), default_type);
    let pick = reader.choice(settings, "pick", &PICKS.map(|(name, _)| name), 0);
    Some(Property {
        name: name.to_owned(),
        source,
        kind: TYPES.get(kind).map_or(Type::Text, |(_, kind)| *kind),
        pick: PICKS.get(pick).map_or(Pick::First, |(_, pick)| *pick),
    })
}

/// Attributes that hold what a shopper typed, or where the shopper is sent with what.
const REFUSED_ATTRIBUTES: [&str; 5] = ["value", "action", "formaction", "srcdoc", "style"];

fn read_attribute(
    reader: &mut Reader,
    name: String,
    selector: Option<String>,
    reads: &mut Vec<Read>,
) -> Option<usize> {
    if REFUSED_ATTRIBUTES.contains(&ascii_lower(&name).as_str()) {
        reader.problem(&[
            "attribute \"",
            &name,
            "\" may hold what a shopper typed; use a data- attribute",
        ]);
        return None;
    }
    Some(add(reads, Read::Attribute { name, selector }))
}

fn read_constant(reader: &mut Reader, value: &Json) -> Option<Scalar> {
    let scalar = scalar(value);
    if scalar.is_none() {
        reader.expected("a text, a number, true or false as \"constant\"", value);
    }
    scalar
}

/// The place of `read` in `reads`, which it is added to unless it is there.
pub(crate) fn add(reads: &mut Vec<Read>, read: Read) -> usize {
    if let Some(place) = reads.iter().position(|other| *other == read) {
        return place;
    }
    reads.push(read);
    reads.len() - 1
}

/// A JSON text, number or boolean as a property's value.
pub(crate) fn scalar(json: &Json) -> Option<Scalar> {
    match json {
        Json::Text(text) => Some(Scalar::Text(text.clone())),
        Json::Number(number) => Some(Scalar::Number(number.clone())),
        Json::Bool(flag) => Some(Scalar::Flag(*flag)),
        Json::Null | Json::List(_) | Json::Object(_) => None,
    }
}

/// The properties' values; what isn't there or isn't of its type is left out.
///
/// A money property also gives `currency` (GA4's name) where the page tells it and the definition
/// has no property of that name; a second price in another currency gives `<name>_currency`.
pub(crate) fn evaluate(
    properties: &[Property],
    values: &[Option<String>],
    page: &Page,
) -> Properties {
    let mut found = Properties::new();
    let mut currency = None;
    for property in properties {
        let Some(text) = property.source.text(values, page) else {
            if let Source::Constant(scalar) = &property.source {
                found.push((property.name.clone(), scalar.clone()));
            }
            continue;
        };
        let scalar = match property.kind {
            Type::Text => Some(Scalar::Text(fold_space(&text)))
                .filter(|text| *text != Scalar::Text(String::new())),
            Type::Number => number_in_prose(&text, property.pick).map(Scalar::Number),
            Type::Integer => number_in_prose(&text, property.pick)
                .filter(Decimal::is_integer)
                .map(Scalar::Number),
            Type::Boolean => flag(&text).map(Scalar::Flag),
            // In JSON-LD a price is a plain number: "1.299" is no thousand there.
            Type::Money if matches!(property.source, Source::JsonLd { .. }) => {
                let code = property.source.currency(values);
                add_currency(&mut found, &mut currency, &property.name, code);
                Decimal::from_plain(&text).map(Scalar::Number)
            }
            Type::Money => money(&text).map(|money| {
                let code = money.currency.map(str::to_owned);
                add_currency(&mut found, &mut currency, &property.name, code);
                Scalar::Number(money.amount)
            }),
        };
        if let Some(scalar) = scalar {
            found.push((property.name.clone(), scalar));
        }
    }
    let has_currency = properties
        .iter()
        .any(|property| property.name == "currency");
    if let Some(currency) = currency.filter(|_| !has_currency) {
        found.push(("currency".to_owned(), Scalar::Text(currency)));
    }
    found
}

/// Keeps the currency of the first price; a price in another one says so by itself.
fn add_currency(
    found: &mut Properties,
    currency: &mut Option<String>,
    name: &str,
    code: Option<String>,
) {
    match (&*currency, code) {
        (None, code) => *currency = code,
        (Some(first), Some(code)) if *first != code => {
            found.push(([name, "_currency"].concat(), Scalar::Text(code)));
        }
        (Some(_), _) => {}
    }
}

impl Source {
    fn text(&self, values: &[Option<String>], page: &Page) -> Option<String> {
        match self {
            Source::Read(read) => values.get(*read)?.clone(),
            Source::JsonLd { read, path } => json_ld_text(values.get(*read)?.as_deref()?, path),
            Source::Query(key) => pair(&page.query, key),
            Source::Path(name) => pair(&page.captures, name),
            Source::Constant(_) => None,
        }
    }

    /// The currency beside a price in JSON-LD.
    fn currency(&self, values: &[Option<String>]) -> Option<String> {
        let Source::JsonLd { read, path } = self else {
            return None;
        };
        let parent = path
            .bytes()
            .rposition(|byte| byte == b'.')
            .map_or(0, |dot| dot + 1);
        let mut beside = path.get(..parent)?.to_owned();
        beside.push_str("priceCurrency");
        json_ld_text(values.get(*read)?.as_deref()?, &beside)
    }
}

fn json_ld_text(blocks: &str, path: &str) -> Option<String> {
    // The browser ends each block with a character that no JSON text contains; a broken block of
    // the shop doesn't spoil the others.
    let mut parsed: Vec<Json> = Vec::new();
    let mut rest = blocks;
    while let Some((block, more)) = cut(rest, BLOCK_END) {
        parsed.extend(json::parse(block).ok());
        rest = more;
    }
    match json_ld::lookup(&parsed, path)? {
        Json::Text(text) => Some(text.clone()),
        Json::Number(number) => Some(number.as_str().to_owned()),
        Json::Bool(flag) => Some(if *flag { "true" } else { "false" }.to_owned()),
        Json::Null | Json::List(_) | Json::Object(_) => None,
    }
}

fn pair(pairs: &[(String, String)], key: &str) -> Option<String> {
    pairs
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.clone())
}

fn flag(text: &str) -> Option<bool> {
    match fold_space(text).as_str() {
        "true" | "1" | "yes" | "on" | "checked" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}
