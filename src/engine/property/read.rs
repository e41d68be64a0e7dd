//! Reads `properties` out of the config: sources, types, and what the browser has to read for them.

use super::list::read_list;
use super::{ListProperty, Property, Source, Type, add, scalar, sibling};
use crate::engine::channel::is_click_id;
use crate::engine::json::Json;
use crate::engine::number::Pick;
use crate::engine::part::Part;
use crate::engine::reader::{Reader, is_name, list};
use crate::engine::signal::Scalar;
use crate::engine::text::{ascii_lower, cut, joined};
use crate::engine::typed::{is_edited, is_typed};
use crate::engine::watch::Read;

/// Most properties of a definition.
const MAX_PROPERTIES: usize = 20;
/// Most sources of a property.
const MAX_SOURCES: usize = 5;

const PRODUCT: &str = "Product.";

pub(crate) const TYPES: [(&str, Type); 6] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("integer", Type::Integer),
    ("boolean", Type::Boolean),
    ("money", Type::Money),
    ("url", Type::Url),
];
pub(crate) const PICKS: [(&str, Pick); 4] = [
    ("first", Pick::First),
    ("last", Pick::Last),
    ("largest", Pick::Largest),
    ("smallest", Pick::Smallest),
];
/// All keys of a property: what goes with lists, what goes with the other sources, then the sources.
pub(crate) const KEYS: &[&str] = &[
    "each",
    "at_most",
    "selector",
    "type",
    "pick",
    "after",
    "text",
    "attribute",
    "value",
    "query",
    "path",
    "count",
    "json_ld",
    "microdata",
    "meta",
    "data_layer",
    "global",
    "event",
    "constant",
    "list",
];
/// All sources.
pub(crate) const SOURCES: &[&str] = KEYS.split_at(6).1;

/// Reads `"properties": { "<name>": { "<source>": … } }`, or a list of sources in order of
/// preference; what the browser has to read is added to `reads`.
pub(crate) fn read_properties(
    reader: &mut Reader,
    json: &Json,
    reads: &mut Vec<Read>,
    lists: &mut Vec<ListProperty>,
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
        if !is_name(name) {
            reader.problem_at(
                name,
                &["expected a name of lower case letters, digits and _, a letter first"],
            );
        }
        if settings.as_list().is_none() {
            let mark = reader.enter(name);
            read_property(reader, name, settings, reads, &mut properties, lists);
            reader.leave(mark);
            continue;
        }
        if settings.as_list().is_some_and(<[Json]>::is_empty) {
            reader.problem_at(name, &["expected at least one source"]);
        }
        for (index, source) in reader.items(json, name, MAX_SOURCES).iter().enumerate() {
            let mark = reader.enter(name);
            reader.enter_item(index);
            read_property(reader, name, source, reads, &mut properties, lists);
            reader.leave(mark);
        }
    }
    properties
}

fn read_property(
    reader: &mut Reader,
    name: &str,
    settings: &Json,
    reads: &mut Vec<Read>,
    properties: &mut Vec<Property>,
    lists: &mut Vec<ListProperty>,
) -> Option<()> {
    if settings.get("list").is_some() {
        if reader.has(Part::Lists)
            && let Some(list) = read_list(reader, name, settings)
        {
            lists.push(list);
        }
        return None;
    }
    let (_, known) = KEYS.split_at(2);
    let members = reader.object(settings, known)?;
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
    let kind = reader.choice(
        settings,
        "type",
        &TYPES.map(|(name, _)| name),
        if key == "count" { 2 } else { 0 },
    );
    let kind = TYPES.get(kind).map_or(Type::Text, |(_, kind)| *kind);
    let has_number = matches!(kind, Type::Number | Type::Integer | Type::Money);
    let mut pick = None;
    if settings.get("pick").is_some() {
        let chosen = reader.choice(settings, "pick", &PICKS.map(|(name, _)| name), 0);
        pick = PICKS.get(chosen).map(|(_, pick)| *pick);
        if !has_number {
            reader.problem_at("pick", &["goes with the types number, integer and money"]);
        }
    }
    let after = reader.text(settings, "after", 100);
    if after.is_some() && !has_number {
        reader.problem_at("after", &["goes with the types number, integer and money"]);
    }
    let mut push = |source| {
        properties.push(Property {
            name: name.to_owned(),
            source,
            kind,
            pick,
            after: after.clone(),
        });
    };
    let is_money = kind == Type::Money;
    if is_money && !reader.has(Part::Money) {
        return None;
    }
    let is_plain = matches!(
        key,
        "text" | "attribute" | "value" | "count" | "query" | "path" | "constant"
    );
    if !is_plain && !reader.has(Part::Structured) {
        return None;
    }
    let source = match key {
        "constant" => Source::Constant(read_constant(reader, value)?),
        "text" | "value" if matches!(value, Json::Bool(true)) => Source::Read(add(
            reads,
            if key == "text" {
                Read::Text(None)
            } else {
                Read::Value(None)
            },
        )),
        _ => {
            let text = reader.text(settings, key, 500)?;
            if (key == "value" && is_typed(&text)) || (key == "text" && is_edited(&text)) {
                reader.problem(&["what a shopper types is never read; \"value\" reads select, checkbox, radio, range, number and search"]);
                return None;
            }
            match key {
                "text" => Source::Read(add(reads, Read::Text(Some(text)))),
                "value" => Source::Read(add(reads, Read::Value(Some(text)))),
                "attribute" => Source::Read(read_attribute(reader, text, selector, reads)?),
                "count" => Source::Read(add(reads, Read::Count(text))),
                "query" if is_click_id(&text) => {
                    reader.problem_at("query", &["a key that names one click; it is never read"]);
                    return None;
                }
                "query" => Source::Query(text),
                "path" => Source::Path(text),
                "json_ld" => Source::JsonLd {
                    read: add(reads, Read::JsonLd),
                    path: text,
                },
                "microdata" => {
                    // Products first, then everything else.
                    let is_typed = text.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
                    if !is_typed {
                        let of_product = joined(&[PRODUCT, &text]);
                        push(read_plain(reader, key, &of_product, is_money, reads)?);
                    }
                    read_plain(reader, key, &text, is_money, reads)?
                }
                _ => read_plain(reader, key, &text, is_money, reads)?,
            }
        }
    };
    push(source);
    Some(())
}

/// A source that is written for machines; where it is a price, with the currency beside it.
#[inline(never)]
fn read_plain(
    reader: &mut Reader,
    key: &str,
    path: &str,
    is_money: bool,
    reads: &mut Vec<Read>,
) -> Option<Source> {
    let Some(read) = plain(key, path) else {
        let example = match key {
            "meta" => "og:price:amount",
            "microdata" => "offers.price",
            _ => "ecommerce.value",
        };
        reader.problem_at(key, &["expected a name such as \"", example, "\""]);
        return None;
    };
    let read = add(reads, read);
    let beside = match key {
        // As Open Graph has it: `og:price:amount` and `og:price:currency`.
        "meta" => path
            .strip_suffix("amount")
            .map(|before| joined(&[before, "currency"])),
        "microdata" => Some(sibling(path, "priceCurrency")),
        _ => Some(sibling(path, "currency")),
    };
    let currency = beside
        .filter(|_| is_money)
        .and_then(|beside| plain(key, &beside));
    Some(Source::Plain {
        read,
        currency: currency.map(|currency| add(reads, currency)),
    })
}

#[inline(never)]
pub(super) fn plain(key: &str, path: &str) -> Option<Read> {
    let is_clean = |step: &str, also: &str| {
        let is_right = |byte: u8| byte.is_ascii_alphanumeric() || cut(also, byte).is_some();
        !step.is_empty() && step.bytes().all(is_right)
    };
    if key == "meta" {
        let selector = joined(&["meta[property=\"", path, "\"],meta[name=\"", path, "\"]"]);
        return is_clean(path, ":._-").then(|| Read::State {
            selector,
            attribute: Some("content".to_owned()),
        });
    }
    let mut selector = String::new();
    let (mut rest, mut steps) = (path, 0);
    loop {
        let (step, behind) = cut(rest, b'.').unwrap_or((rest, ""));
        if !is_clean(step, "_$-") {
            return None;
        }
        let is_type = steps == 0 && step.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        selector.push_str(if is_type {
            "[itemtype$=\"/"
        } else {
            " [itemprop~=\""
        });
        selector.push_str(step);
        selector.push_str("\"]");
        steps += 1;
        if step.len() == rest.len() {
            break;
        }
        rest = behind;
    }
    if path.starts_with(PRODUCT) && steps == 2 {
        // The product's own: the name of its brand is in an item of its own.
        selector.push_str(":not([itemtype$=\"/Product\"] [itemscope] *)");
    }
    match key {
        "data_layer" => Some(Read::DataLayer(path.to_owned())),
        "global" => Some(Read::Global(path.to_owned())),
        "event" => Some(Read::Event(path.to_owned())),
        _ => Some(Read::Microdata(selector.trim_ascii().to_owned())),
    }
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
