//! Lists of things as a property: the lines of a cart, the products of a list.
//!
//! Each thing has properties of its own, which are read inside of it, and typed and scrubbed like an event's.
//! From here on a list is JSON text, an object for each thing ([`Scalar::List`]).

use super::read::{SOURCES, plain, read_properties};
use super::{BLOCK_END, Property, Source, Type, add, evaluate, gives, scalar, sibling};
use crate::engine::encode::push_properties;
use crate::engine::event::{Properties, field_of};
use crate::engine::json::{self, Json};
use crate::engine::json_ld;
use crate::engine::page::Page;
use crate::engine::part::Part;
use crate::engine::reader::{Reader, list as words};
use crate::engine::scrub::Hits;
use crate::engine::signal::Scalar;
use crate::engine::terms::Terms;
use crate::engine::text::cut;
use crate::engine::wall::{Unread, Wall, look};
use crate::engine::watch::{ListOf, Read};

/// Most things of a list.
const MAX_ITEMS: u32 = 100;
/// So many, unless the config says otherwise.
const USUAL_ITEMS: u32 = 20;
/// Most bytes of a list: a body has 16 KiB, and one event must fit. Things beyond it are left out.
const MAX_BYTES: usize = 8000;

/// Keys of a list.
const KEYS: &[&str] = &["list", "each", "at_most"];
/// Where lists are, if not in elements.
const DATA: &[&str] = &["json_ld", "data_layer", "global", "event"];
/// What can be read inside of an element.
const IN_ELEMENT: &[&str] = &[
    "text",
    "attribute",
    "value",
    "count",
    "microdata",
    "constant",
];

/// A property that is a list.
#[derive(Debug)]
pub(crate) struct ListProperty {
    name: String,
    /// The list's path, in JSON-LD.
    json_ld: Option<String>,
    /// What the browser has to read: the list, and behind it what is read of each thing.
    reads: Vec<Read>,
    /// Where these begin among the reads of the definition.
    first: usize,
    each: Vec<Property>,
    at_most: usize,
}

/// Reads `{ "list": "<selector>", "each": { … }, "at_most": 20 }`, or with `{ "data_layer": "<path>" }` and
/// the like as `list`.
#[inline(never)]
pub(crate) fn read_list(reader: &mut Reader, name: &str, settings: &Json) -> Option<ListProperty> {
    reader.object(settings, KEYS)?;
    let at_most = reader.whole(settings, "at_most", 1, MAX_ITEMS);
    let at_most = at_most.unwrap_or(USUAL_ITEMS);
    let each = settings.get("each").unwrap_or(&Json::Null);
    if each.as_object().is_none_or(<[_]>::is_empty) {
        reader
            .problem(&["\"each\" needs at least one property, which is read inside of each item"]);
        return None;
    }
    let list = settings.get("list")?;
    let mark = reader.enter("list");
    let before = reader.problems.len();
    let mut kind = "";
    let mut of = ListOf::Elements;
    if list.as_text().is_none() {
        kind = reader.tagged(list, "place")?.0;
        of = match kind {
            "json_ld" => ListOf::JsonLd,
            "data_layer" => ListOf::DataLayer,
            "global" => ListOf::Global,
            _ => ListOf::Event,
        };
        if !DATA.contains(&kind) {
            reader.unknown("place", kind, DATA);
            return None;
        }
        if !reader.has(Part::Structured) {
            return None;
        }
        if list
            .get(kind)
            .and_then(Json::as_text)
            .and_then(|path| plain("event", path))
            .is_none()
        {
            reader.problem(&["expected a path such as \"ecommerce.items\""]);
        }
    }
    reader.leave(mark);
    let path = if kind.is_empty() {
        reader.selector(settings, "list")?
    } else {
        list.get(kind)?.as_text()?.to_owned()
    };
    let mark = reader.enter("each");
    let in_data = [kind, "constant"];
    let known = if kind.is_empty() {
        IN_ELEMENT
    } else {
        &in_data
    };
    for (name, entry) in each.as_object().unwrap_or_default() {
        for source in entry.as_list().unwrap_or(std::slice::from_ref(entry)) {
            let is_wrong = |key: &&str| source.get(key).is_some() && !known.contains(key);
            if SOURCES.iter().any(is_wrong) {
                reader.problem_at(name, &["in such a list can be read: ", &words(known)]);
            }
        }
    }
    let mut cells = Vec::new();
    let mut properties = Vec::new();
    if reader.problems.len() == before {
        properties = read_properties(reader, each, &mut cells, &mut Vec::new());
    }
    reader.leave(mark);
    if reader.problems.len() != before || properties.is_empty() {
        return None;
    }
    // In a thing all paths begin at the thing, whatever it is a thing of.
    cells.retain(|read| *read != Read::JsonLd);
    for read in &mut cells {
        if let Read::DataLayer(path) | Read::Global(path) = read {
            *read = Read::Event(std::mem::take(path));
        }
    }
    for property in &mut properties {
        if let Source::JsonLd { path, .. } = &property.source {
            let beside = Read::Event(sibling(path, "priceCurrency"));
            let read = add(&mut cells, Read::Event(path.clone()));
            let is_money = property.kind == Type::Money;
            let currency = is_money.then(|| add(&mut cells, beside));
            property.source = Source::Plain { read, currency };
        }
    }
    let json_ld = (of == ListOf::JsonLd).then(|| path.clone());
    let count = cells.len() as u32;
    let mut reads = vec![Read::List {
        of,
        path,
        at_most,
        cells: count,
    }];
    reads.append(&mut cells);
    Some(ListProperty {
        name: name.to_owned(),
        json_ld,
        reads,
        first: 0,
        each: properties,
        at_most: at_most as usize,
    })
}

/// Adds to a definition's reads what its lists need: behind all others, since nothing else may share them.
#[inline(never)]
pub(crate) fn add_reads(lists: &mut [ListProperty], reads: &mut Vec<Read>) {
    for list in lists {
        list.first = reads.len();
        reads.extend_from_slice(&list.reads);
    }
}

/// Adds the lists that have anything, each name once. The currency of the first price is the event's, and things
/// that have the same have none of their own, as in GA4.
#[inline(never)]
pub(crate) fn add_lists(
    lists: &[ListProperty],
    values: &[Option<String>],
    page: &Page,
    home: Option<&str>,
    properties: &mut Properties,
) {
    for list in lists {
        if properties.iter().any(|(other, _)| *other == list.name) {
            continue;
        }
        let has_currency = list.each.iter().any(|it| it.name == "currency");
        let mut text = String::new();
        for row in list.rows(values).iter().take(list.at_most) {
            if row.iter().all(Option::is_none) {
                continue;
            }
            let mut item = evaluate(&list.each, row, page, home);
            // A price's currency stands last.
            if let Some(own) = item.pop_if(|(name, _)| name == "currency" && !has_currency) {
                match properties.iter().find(|(name, _)| name == "currency") {
                    None => properties.push(own),
                    Some(first) if *first != own => item.push(own),
                    Some(_) => {}
                }
            }
            let end = text.len();
            push_item(&mut text, &item);
            if MAX_BYTES < text.len() {
                text.truncate(end);
                break;
            }
        }
        push_list(properties, &list.name, text);
    }
}

/// Takes out of each thing whatever is personal; whether anything is left. A list with a text that can't be looked
/// at yet waits as a whole.
#[inline(never)]
pub(crate) fn clean_list(
    text: &mut String,
    terms: &Terms,
    wall: &mut Wall,
    place: usize,
    unread: &mut Vec<Unread>,
) -> bool {
    let (mut whole, mut cleaned) = (String::new(), String::new());
    let mut waiting = Vec::new();
    for mut item in items(&json::parse(text).unwrap_or(Json::Null)) {
        item.retain_mut(|(name, value)| terms.allow(name, value));
        push_item(&mut whole, &item);
        item.retain_mut(|(name, value)| wall.pass(value, field_of(name), 0, &mut waiting));
        push_item(&mut cleaned, &item);
    }
    if !waiting.is_empty() {
        whole.push(']');
        unread.push(wall.wait(whole, place, waiting.len()));
    }
    cleaned.push(']');
    *text = cleaned;
    1 < text.len()
}

/// The same with the detectors that a list waited for; the terms are looked at already.
#[inline(never)]
pub(crate) fn look_at_list(text: &mut String, hits: &mut Hits) -> bool {
    let mut cleaned = String::new();
    for mut item in items(&json::parse(text).unwrap_or(Json::Null)) {
        item.retain_mut(|(name, value)| look(value, field_of(name), hits));
        push_item(&mut cleaned, &item);
    }
    cleaned.push(']');
    *text = cleaned;
    1 < text.len()
}

/// Adds a list of somebody's own, as JSON.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn take_list(properties: &mut Properties, name: &str, list: &Json) {
    let mut text = String::new();
    for item in items(list) {
        push_item(&mut text, &item);
    }
    push_list(properties, name, text);
}

/// Adds what was stored as JSON if it is one of the lists, or the currency of their prices.
#[inline(never)]
pub(crate) fn restore_list(
    lists: &[ListProperty],
    name: &str,
    json: &Json,
    properties: &mut Properties,
) {
    for list in lists {
        if let Some(value) = scalar(json) {
            if name == "currency" && gives(&list.each, name, &value) {
                return properties.push((name.to_owned(), value));
            }
        } else if list.name == name {
            let mut text = String::new();
            for item in json.as_list().unwrap_or_default() {
                let mut known = Vec::new();
                for (name, json) in item.as_object().unwrap_or_default() {
                    if let Some(value) = scalar(json)
                        && gives(&list.each, name, &value)
                    {
                        known.push((name.clone(), value));
                    }
                }
                push_item(&mut text, &known);
            }
            return push_list(properties, name, text);
        }
    }
}

fn push_list(properties: &mut Properties, name: &str, mut text: String) {
    if !text.is_empty() {
        text.push(']');
        properties.push((name.to_owned(), Scalar::List(text)));
    }
}

/// Writes one thing behind those that are there.
fn push_item(text: &mut String, item: &[(String, Scalar)]) {
    text.push(if text.is_empty() { '[' } else { ',' });
    push_properties(text, item);
}

/// The things of a list, with their texts, numbers and booleans.
fn items(list: &Json) -> Vec<Properties> {
    let mut items = Vec::new();
    for item in list.as_list().unwrap_or_default() {
        let mut properties = Vec::new();
        for (name, value) in item.as_object().unwrap_or_default() {
            if let Some(value) = scalar(value) {
                properties.push((name.clone(), value));
            }
        }
        items.push(properties);
    }
    items
}

impl ListProperty {
    /// What was read of each thing.
    fn rows(&self, values: &[Option<String>]) -> Vec<Vec<Option<String>>> {
        let mut rows = Vec::new();
        let Some(mut text) = values.get(self.first).and_then(Option::as_deref) else {
            return rows;
        };
        let Some(path) = &self.json_ld else {
            if let Ok(found) = json::parse(text) {
                for row in found.as_list().unwrap_or_default() {
                    let cells = row.as_list().unwrap_or_default().iter();
                    rows.push(
                        cells
                            .map(|cell| cell.as_text().map(str::to_owned))
                            .collect(),
                    );
                }
            }
            return rows;
        };
        while let (Some((block, more)), true) = (cut(text, BLOCK_END), rows.is_empty()) {
            text = more;
            let Ok(block) = json::parse(block) else {
                continue;
            };
            for item in json_ld::list(&block, path).unwrap_or_default() {
                let mut row = Vec::new();
                for read in &self.reads {
                    if let Read::Event(path) = read {
                        row.push(json_ld::text_at(item, path));
                    }
                }
                rows.push(row);
            }
        }
        rows
    }
}
