//! Fills a template in.
//!
//! What has no value is missing: a member that is missing is left out, and so is an object or a
//! list whose members are all missing. Work is bounded whatever the template says.

use std::borrow::Cow;
use std::cell::Cell;

use super::leaf::{Leaf, is_mark, scalar, whole};
use super::members::Member;
use super::node::{Directive, Node};
use super::place::{OfBatch, OfEvent, Place};
use super::{Shape, encoding};
use crate::engine::encode::{CUT, Envelope};
use crate::engine::event::CountedEvent;
use crate::engine::json::push_text;
use crate::engine::millis::Moment;
use crate::engine::outcome::Dropped;
use crate::engine::wire::{Framing, Template};

/// Most bytes that are put together for a body, those thrown away again included.
pub(crate) const MAX_WORK_BYTES: usize = 262_144;

/// As JSON, or as plain text in which a text stands without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Json,
    Text,
}

/// What a template is filled in with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub(super) template: &'a Template,
    pub(super) shape: &'a Shape,
    pub(crate) envelope: Envelope<'a>,
    pub(crate) events: &'a [CountedEvent],
    pub(crate) lost: &'a Dropped,
    pub(crate) moment: Moment,
    /// The event in hand and its place in the batch.
    pub(crate) event: Option<(usize, &'a CountedEvent)>,
    /// Bytes that may still be put together.
    pub(crate) work: &'a Cell<usize>,
}

impl<'a> Scope<'a> {
    /// Writes the batch as a text.
    pub(crate) fn batch(&self, out: &mut String) {
        self.write(&self.shape.batch, Mode::Text, out);
        if self.template.has_cuts {
            // No losses of their own, and no end behind them.
            out.push(CUT);
            out.push(CUT);
        }
    }

    /// Writes each event by itself: a line each, or one without an end where a request is one
    /// event.
    pub(crate) fn lines(&self, out: &mut String) {
        let is_single = self.template.framing == Framing::Event;
        // A line is a part, with nothing between two of them.
        let has_cuts = self.template.framing == Framing::Ndjson;
        for event in self.events.iter().enumerate() {
            if has_cuts {
                out.push(CUT);
                if 0 < event.0 {
                    out.push(CUT);
                }
            }
            let scope = Scope {
                event: Some(event),
                ..*self
            };
            let node = &self.shape.event;
            let mut lines = std::slice::from_ref(node);
            if let (Node::List(items), false) = (node, is_single) {
                lines = items;
            }
            for line in lines {
                let mode = if is_single { Mode::Text } else { Mode::Json };
                if scope.write(line, mode, out) && !is_single {
                    out.push('\n');
                }
            }
        }
        if has_cuts {
            for _ in 0..3 {
                out.push(CUT);
            }
        }
    }

    /// Writes the list of events, which is cut between them where nothing is put around it.
    fn all_events(&self, out: &mut String) {
        let cut = |out: &mut String| {
            if self.template.has_cuts {
                out.push(CUT);
            }
        };
        out.push('[');
        cut(out);
        let begin = out.len();
        for event in self.events.iter().enumerate() {
            let scope = Scope {
                event: Some(event),
                ..*self
            };
            let end = out.len();
            if begin < end {
                cut(out);
                out.push(',');
                cut(out);
            }
            if !scope.write(&self.shape.event, Mode::Json, out) {
                out.truncate(end);
            }
        }
        cut(out);
        out.push(']');
    }

    /// Writes a value; whether it is there. What isn't leaves nothing behind.
    fn write(&self, node: &'a Node, mode: Mode, out: &mut String) -> bool {
        let begin = out.len();
        let is_there = match node {
            Node::List(items) => self.list(items.len(), out, &mut |index, out| {
                let item = items.get(index);
                item.is_some_and(|item| self.write(item, Mode::Json, out))
            }),
            Node::Place(Place::Batch(OfBatch::Events)) => {
                self.all_events(out);
                true
            }
            Node::Object(_)
            | Node::Place(
                Place::Event(OfEvent::Properties | OfEvent::Arm) | Place::Batch(OfBatch::Lost),
            )
            | Node::Call(Directive::Merge | Directive::Except, _) => self.object(node, out),
            Node::Call(Directive::First, parts) => {
                parts.iter().any(|(_, part)| self.write(part, mode, out))
            }
            Node::Call(directive @ (Directive::ByName | Directive::Needs), parts) => {
                let chosen = self.chosen(*directive, parts);
                chosen.is_some_and(|chosen| self.write(chosen, mode, out))
            }
            Node::Call(Directive::Attributes, parts) => self.attributes(parts, out),
            Node::Call(Directive::Minor, parts) => {
                let mut price = String::new();
                self.all(parts, Mode::Text, &mut price) && encoding::push_minor(out, &price)
            }
            Node::Call(directive, parts) => {
                let mut text = String::new();
                let inner = match directive == &Directive::Json {
                    true => Mode::Json,
                    false => Mode::Text,
                };
                let is_there = match directive == &Directive::Query {
                    true => self.query(parts, &mut text),
                    false => self.all(parts, inner, &mut text),
                };
                if *directive == Directive::Base64 {
                    text = encoding::base64(text.as_bytes());
                }
                is_there && self.leaf(Leaf::Text(Cow::Owned(text)), mode, out)
            }
            Node::Missing => false,
            Node::Text(text) => self.leaf(Leaf::Text(Cow::Borrowed(text)), mode, out),
            Node::Bare(text) => self.leaf(Leaf::Bare(Cow::Borrowed(text)), mode, out),
            Node::Property(name) => {
                let properties = self.event.map(|event| &event.1.clean.event().properties);
                let mut known = properties.into_iter().flatten();
                let found = known.find(|(known, _)| known == name);
                found.is_some_and(|(_, value)| {
                    self.leaf(scalar(value, &self.shape.properties), mode, out)
                })
            }
            Node::Place(place) => {
                let leaf = match (place, self.event) {
                    (Place::Batch(place), _) => self.of_batch(*place),
                    (Place::Event(place), Some((index, event))) => {
                        self.of_event(*place, index, event)
                    }
                    (Place::Event(_), None) => Leaf::Missing,
                };
                self.leaf(leaf, mode, out)
            }
        };
        if !is_there {
            out.truncate(begin);
        }
        is_there
    }

    /// Writes a single value, as long as there is work left for it.
    fn leaf(&self, leaf: Leaf<'_>, mode: Mode, out: &mut String) -> bool {
        let (text, is_text) = match &leaf {
            Leaf::Missing => return false,
            Leaf::Text(text) => (text, true),
            Leaf::Bare(text) => (text, false),
        };
        let left = self.work.get().saturating_sub(8 + text.len());
        self.work.set(left);
        if left == 0 {
            return false;
        }
        if is_text && mode == Mode::Json && !is_mark(text) {
            push_text(out, text);
        } else if is_text && mode == Mode::Json {
            out.push('"');
            out.push_str(text);
            out.push('"');
        } else {
            out.push_str(text);
        }
        true
    }

    fn member(&self, member: Member<'a>, mode: Mode, out: &mut String) -> bool {
        match member {
            Member::Node(node) => self.write(node, mode, out),
            Member::Scalar(value) => self.leaf(scalar(value, &self.shape.properties), mode, out),
            Member::Word(word) => self.leaf(Leaf::Text(Cow::Borrowed(word)), mode, out),
            Member::Count(count) => self.leaf(whole(u64::from(count)), mode, out),
        }
    }

    /// Writes all parts one after the other; whether all are there.
    pub(super) fn all(&self, parts: &'a [(String, Node)], mode: Mode, out: &mut String) -> bool {
        parts.iter().all(|(_, part)| self.write(part, mode, out))
    }

    /// Writes so many items, without those that are missing.
    fn list(
        &self,
        count: usize,
        out: &mut String,
        item: &mut dyn FnMut(usize, &mut String) -> bool,
    ) -> bool {
        out.push('[');
        let begin = out.len();
        for index in 0..count {
            let end = out.len();
            if begin < end {
                out.push(',');
            }
            if !item(index, out) {
                out.truncate(end);
            }
        }
        let is_there = begin < out.len() || count == 0;
        out.push(']');
        is_there
    }

    fn object(&self, node: &'a Node, out: &mut String) -> bool {
        out.push('{');
        let begin = out.len();
        self.members(node, &mut |name, member| {
            let end = out.len();
            if begin < end {
                out.push(',');
            }
            push_text(out, name);
            out.push(':');
            let is_there = self.member(member, Mode::Json, out);
            if !is_there {
                out.truncate(end);
            }
            is_there
        });
        let is_empty = out.len() == begin && !matches!(node, Node::Object(of) if of.is_empty());
        out.push('}');
        !is_empty
    }

    fn query(&self, parts: &'a [(String, Node)], out: &mut String) -> bool {
        let mut value = String::new();
        for (_, part) in parts {
            self.members(part, &mut |name, member| {
                value.clear();
                let is_there = self.member(member, Mode::Text, &mut value);
                if is_there {
                    if !out.is_empty() {
                        out.push('&');
                    }
                    encoding::push_percent(out, name, "");
                    out.push('=');
                    encoding::push_percent(out, &value, "");
                }
                is_there
            });
        }
        !out.is_empty()
    }

    /// OTLP's `[{"key":…,"value":{"stringValue":…}}]`; whole numbers are texts there.
    ///
    /// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto
    fn attributes(&self, parts: &'a [(String, Node)], out: &mut String) -> bool {
        out.push('[');
        let begin = out.len();
        let mut value = String::new();
        for (_, part) in parts {
            self.members(part, &mut |name, member| {
                value.clear();
                let is_there = self.member(member, Mode::Json, &mut value);
                if is_there {
                    out.push_str(if begin < out.len() {
                        ",{\"key\":"
                    } else {
                        "{\"key\":"
                    });
                    push_text(out, name);
                    out.push_str(",\"value\":{");
                    encoding::push_typed(out, &value);
                    out.push_str("}}");
                }
                is_there
            });
        }
        let is_there = begin < out.len();
        out.push(']');
        is_there
    }
}
