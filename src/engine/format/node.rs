//! The values of a template: constants, places, directives, and objects and lists of them.
//!
//! Checked here while they are read; `write` fills them in.

use super::place::{OfBatch, OfEvent, PLACES, Place};
use crate::engine::json::Json;
use crate::engine::reader::Reader;

/// Most values in a template, the constant ones included.
const MAX_NODES: usize = 600;
/// Most encodings inside one another; each may double what it contains.
const MAX_WRAPS: u32 = 4;
/// What is done with what stands under a directive's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// JSON as the text of a string.
    Json,
    /// `name=value&…`, percent-encoded.
    Query,
    /// The parts, one after the other, as a text; nothing if one is missing.
    Text,
    /// The first that isn't missing.
    First,
    /// The last, if all before it are there.
    Needs,
    /// One object of several; of two members with one name the first.
    Merge,
    /// OTLP's list of attributes.
    Attributes,
    /// Base64 of a text or of JSON.
    Base64,
    /// A price in hundredths.
    Minor,
    /// One of several, by the event's own name.
    ByName,
    /// The properties but those that are listed.
    Except,
}

pub(crate) const DIRECTIVES: [(&str, Directive); 11] = [
    ("json", Directive::Json),
    ("query", Directive::Query),
    ("text", Directive::Text),
    ("first", Directive::First),
    ("needs", Directive::Needs),
    ("merge", Directive::Merge),
    ("attributes", Directive::Attributes),
    ("base64", Directive::Base64),
    ("minor", Directive::Minor),
    ("by_name", Directive::ByName),
    ("except", Directive::Except),
];

/// A value of a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Nothing: what stood here is a problem.
    Missing,
    /// A constant text.
    Text(String),
    /// A constant number, `true`, `false` or `null`.
    Bare(String),
    Place(Place),
    /// One property, by its own name.
    Property(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    /// A directive with what it is applied to, under names where it has them.
    Call(Directive, Vec<(String, Node)>),
}

pub(super) fn constant(json: &Json) -> Node {
    match json {
        Json::Number(number) => Node::Bare(number.as_str().to_owned()),
        Json::Bool(true) => Node::Bare("true".to_owned()),
        Json::Bool(false) => Node::Bare("false".to_owned()),
        Json::Null | Json::Text(_) | Json::List(_) | Json::Object(_) => {
            Node::Bare("null".to_owned())
        }
    }
}

/// Turns JSON into nodes and notes what is wrong with them.
pub(super) struct Compiler<'a> {
    pub(super) reader: &'a mut Reader,
    pub(super) values: Vec<(String, Node)>,
    /// What is read stands for one event, not for the batch.
    pub(super) in_event: bool,
    /// `$batch.lost` was named.
    pub(super) has_lost: bool,
    /// How often `$batch.events` was named, and how often inside another encoding.
    pub(super) events: (u32, u32),
    pub(super) nodes: usize,
    /// Constant text so far.
    pub(super) bytes: usize,
}

impl Compiler<'_> {
    pub(super) fn member(&mut self, key: &str, json: &Json) -> Node {
        let mark = self.reader.enter(key);
        let node = self.node(json, 0);
        self.reader.leave(mark);
        node
    }

    fn node(&mut self, json: &Json, wraps: u32) -> Node {
        self.nodes += 1;
        if MAX_NODES <= self.nodes {
            if self.nodes == MAX_NODES {
                self.reader.problem(&["too many values; write at most 600"]);
            }
            return Node::Missing;
        }
        match json {
            Json::Text(text) => self.text(text, wraps),
            Json::List(items) => {
                let mut nodes = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let mark = self.reader.enter_item(index);
                    nodes.push(self.node(item, wraps));
                    self.reader.leave(mark);
                }
                Node::List(nodes)
            }
            Json::Object(members) => self.object(members, wraps),
            Json::Null | Json::Bool(_) | Json::Number(_) => constant(json),
        }
    }

    fn text(&mut self, text: &str, wraps: u32) -> Node {
        self.bytes += text.len();
        let Some(name) = text.strip_prefix("$") else {
            return Node::Text(text.to_owned());
        };
        if name.starts_with("$") {
            return Node::Text(name.to_owned());
        }
        if let Some(name) = name.strip_prefix("values.") {
            if let Some((_, value)) = self.values.iter().find(|(known, _)| known == name) {
                return value.clone();
            }
            self.reader
                .problem(&["unknown value \"", name, "\"; write it into \"values\""]);
            return Node::Missing;
        }
        let place = match name.strip_prefix("event.properties.") {
            Some(property) if self.in_event => return Node::Property(property.to_owned()),
            Some(_) => Some(Place::Event(OfEvent::Properties)),
            None => PLACES.iter().find(|it| it.0 == name).map(|it| it.1),
        };
        let Some(place) = place else {
            self.reader.unknown("place", name, &PLACES.map(|it| it.0));
            return Node::Missing;
        };
        let is_wrong = match place {
            Place::Batch(OfBatch::Events) => {
                self.events.0 += 1;
                self.events.1 += u32::from(0 < wraps);
                self.in_event
            }
            Place::Batch(OfBatch::Lost) => {
                self.has_lost = true;
                false
            }
            Place::Event(_) => !self.in_event,
            Place::Batch(_) => false,
        };
        if is_wrong {
            let key = if self.in_event {
                "\"batch\""
            } else {
                "\"event\""
            };
            self.reader
                .problem(&["\"", text, "\" stands in ", key, " only"]);
            return Node::Missing;
        }
        if place.is_mark() && 0 < wraps {
            self.reader
                .problem(&["\"", text, "\" can't stand inside another encoding"]);
            return Node::Missing;
        }
        Node::Place(place)
    }

    fn object(&mut self, members: &[(String, Json)], wraps: u32) -> Node {
        if let [(key, value)] = members
            && let Some(name) = key.strip_prefix("$").filter(|name| !name.starts_with("$"))
        {
            let mark = self.reader.enter(key);
            let node = self.directive(name, value, wraps);
            self.reader.leave(mark);
            return node;
        }
        Node::Object(self.members(members, wraps))
    }

    fn members(&mut self, members: &[(String, Json)], wraps: u32) -> Vec<(String, Node)> {
        let mut nodes = Vec::new();
        for (key, value) in members {
            let mark = self.reader.enter(key);
            let name = match key.strip_prefix("$") {
                Some(name) if !name.starts_with("$") => {
                    self.reader.problem(&[
                        "a directive stands alone; write \"$$",
                        name,
                        "\" for a key that begins with $",
                    ]);
                    key
                }
                Some(name) => name,
                None => key,
            };
            self.bytes += name.len();
            nodes.push((name.to_owned(), self.node(value, wraps)));
            self.reader.leave(mark);
        }
        nodes
    }

    fn directive(&mut self, name: &str, json: &Json, wraps: u32) -> Node {
        let Some((_, directive)) = DIRECTIVES.iter().find(|known| known.0 == name) else {
            self.reader
                .unknown("directive", name, &DIRECTIVES.map(|known| known.0));
            return Node::Missing;
        };
        let is_wrap = matches!(
            directive,
            Directive::Json | Directive::Query | Directive::Base64 | Directive::Text
        );
        let wraps = wraps + u32::from(is_wrap);
        if MAX_WRAPS < wraps {
            self.reader
                .problem(&["too many encodings inside one another; write at most 4"]);
            return Node::Missing;
        }
        let arguments = match (directive, json) {
            (Directive::ByName, Json::Object(members)) => self.members(members, wraps),
            (
                Directive::Text
                | Directive::First
                | Directive::Merge
                | Directive::Except
                | Directive::Needs,
                Json::List(items),
            ) => items
                .iter()
                .map(|item| (String::new(), self.node(item, wraps)))
                .collect(),
            (Directive::ByName, _) => {
                self.reader.expected("an object", json);
                return Node::Missing;
            }
            (
                Directive::Text
                | Directive::First
                | Directive::Merge
                | Directive::Except
                | Directive::Needs,
                _,
            ) => {
                self.reader.expected("a list", json);
                return Node::Missing;
            }
            _ => vec![(String::new(), self.node(json, wraps))],
        };
        let takes_members = matches!(
            directive,
            Directive::Query | Directive::Merge | Directive::Attributes
        );
        if takes_members && !arguments.iter().all(|(_, node)| has_members(node)) {
            self.reader
                .problem(&["expected an object, or \"$event.properties\""]);
            return Node::Missing;
        }
        Node::Call(*directive, arguments)
    }
}

/// Whether the value has names and values, so that it can be taken apart.
fn has_members(node: &Node) -> bool {
    matches!(
        node,
        Node::Missing
            | Node::Object(_)
            | Node::Place(
                Place::Event(OfEvent::Properties | OfEvent::Arm) | Place::Batch(OfBatch::Lost)
            )
            | Node::Call(
                Directive::Merge | Directive::Needs | Directive::Except | Directive::ByName,
                _
            )
    )
}
