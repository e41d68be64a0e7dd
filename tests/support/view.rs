//! The page of a journey: what the browser would find for each selector.
//!
//! Keys are selectors; `selector@name` is an attribute, `@name` one of the element that was
//! clicked or of those around it, `text` and `value` are that element's own, `element` is its
//! number, `value of selector` is a control's value, `event path` is what came along with an event,
//! `data_layer path` and `global path` are what the page's variables hold, `played` and `nearby`
//! are the element's number and how much was played or how it is around it,
//! a list of pages is what stands in each element, or in each object of `data_layer path` and the like,
//! and `json_ld` the list of the page's blocks (a text is a broken one). A
//! text is the text of one element; a number is that many elements; `null` is none.

use serde_json::{Map, Value};
use tallymark::engine::watch::{ListOf, Read};

/// What stands in the page.
#[derive(Clone, Debug, Default)]
pub(crate) struct View(Map<String, Value>);

impl View {
    /// The page with these members.
    pub(crate) fn new(members: Option<&Value>) -> View {
        let mut view = View::default();
        view.change(members);
        view
    }

    /// Changes the page.
    pub(crate) fn change(&mut self, members: Option<&Value>) {
        for (key, value) in members.and_then(Value::as_object).into_iter().flatten() {
            self.0.insert(key.clone(), value.clone());
        }
    }

    /// Answers a watch's reads as the browser does.
    pub(crate) fn read_all(&self, reads: &[Read], around: &View) -> Vec<Option<String>> {
        let mut values = Vec::new();
        while let Some(read) = reads.get(values.len()) {
            let Read::List { cells, .. } = read else {
                values.push(self.read(read, around));
                continue;
            };
            let first = values.len() + 1;
            let end = first + *cells as usize;
            values.push(self.rows(read, &reads[first..end], around));
            values.resize(end, None);
        }
        values
    }

    /// The things of a list, each a page of its own.
    fn rows(&self, list: &Read, cells: &[Read], around: &View) -> Option<String> {
        let Read::List {
            of, path, at_most, ..
        } = list
        else {
            return None;
        };
        let things = match of {
            ListOf::JsonLd => return self.read(&Read::JsonLd, around),
            ListOf::Elements => around.found(path).or_else(|| self.found(path)),
            ListOf::DataLayer => self.found(&["data_layer ", path].concat()),
            ListOf::Global => self.found(&["global ", path].concat()),
            ListOf::Event => around.found(&["event ", path].concat()),
        };
        let mut rows = Vec::new();
        for thing in things?.as_array()?.iter().take(*at_most as usize) {
            let thing = View::new(Some(thing));
            let cell = |read: &Read| {
                if let Read::Event(path) = read {
                    return text(thing.found(path)?);
                }
                thing.read(read, &thing)
            };
            rows.push(Value::from(cells.iter().map(cell).collect::<Vec<_>>()));
        }
        (!rows.is_empty()).then(|| Value::from(rows).to_string())
    }

    /// Answers a read as the browser does; `around` is what stands around the element.
    pub(crate) fn read(&self, read: &Read, around: &View) -> Option<String> {
        let found = |key: &str| around.found(key).or_else(|| self.found(key));
        match read {
            Read::Text(None) => text(around.found("text")?),
            Read::Text(Some(selector)) => text(found(selector)?),
            Read::Value(None) => text(around.found("value")?),
            Read::Value(Some(selector)) => text(found(&["value of ", selector].concat())?),
            Read::Attribute {
                name,
                selector: None,
            } => text(around.found(&["@", name].concat())?),
            Read::Attribute {
                name,
                selector: Some(selector),
            } => text(found(&[selector, "@", name].concat())?),
            Read::Microdata(selector) => text(found(selector)?),
            Read::DataLayer(path) => text(self.found(&["data_layer ", path].concat())?),
            Read::Global(path) => text(self.found(&["global ", path].concat())?),
            Read::Element => text(around.found("element")?),
            Read::Count(selector) => Some(count(found(selector))),
            Read::Shown(selector) => Some(count(self.found(selector))),
            Read::State {
                selector,
                attribute: None,
            } => text(self.found(selector)?),
            Read::State {
                selector,
                attribute: Some(name),
            } => text(self.found(&[selector, "@", name].concat())?),
            Read::Played => text(around.found("played")?),
            Read::Nearby { .. } => text(around.found("nearby")?),
            Read::Event(path) => text(around.found(&["event ", path].concat())?),
            Read::List { .. } => panic!("read with its things"),
            Read::JsonLd => {
                let blocks = self
                    .found("json_ld")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten();
                Some(blocks.map(|block| text_of(block) + "\u{1}").collect())
            }
        }
    }

    fn found(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(count) => (count.as_u64() != Some(0)).then(String::new),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            panic!("a text or a number of elements, not {value}")
        }
    }
}

fn count(value: Option<&Value>) -> String {
    match value {
        None => "0".to_owned(),
        Some(Value::Number(count)) => count.to_string(),
        Some(Value::Array(things)) => things.len().to_string(),
        Some(_) => "1".to_owned(),
    }
}

fn text_of(block: &Value) -> String {
    block
        .as_str()
        .map_or_else(|| block.to_string(), str::to_owned)
}
