//! What can leave in a template's format: what stands at each place of a filled-in body.
//!
//! For the manifest alone, which derives it from what leaves in tallymark's own format (`own`); a page has no part of
//! it. Goes through the same nodes as `write`, and takes every way that a directive can go. Encodings (`$json`,
//! `$base64`) don't show in a place: what they contain stands where they stand.

mod made;

use super::node::{Directive, Node};
use super::place::Place::{self, Batch, Event};
use super::place::{OfBatch, OfEvent};
use super::{Shape, renamed};
use crate::engine::json::push_text;
use crate::engine::manifest::{Leaf, NOTHING, PROPERTIES};
use crate::engine::wire::Framing;
use made::{AS_IT_IS, MADE, SENT, TIME};

/// How the members of what has such stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    /// `a.b`
    Member,
    /// `a?b`
    Query,
    /// `a[b]`
    Attribute,
}

/// Goes through a template and notes what it finds.
#[derive(Debug)]
pub(super) struct Teller<'a> {
    shape: &'a Shape,
    own: &'a [Leaf],
    /// Names of all events that there can be, if they are known.
    known: Option<&'a [String]>,
    leaves: Vec<Leaf>,
    /// The events that the case in hand is for: only these, or all but those.
    only: Option<Vec<String>>,
    but: Vec<String>,
}

impl Shape {
    /// What stands where, with each batch and event that there can be.
    pub(super) fn told(
        &self,
        framing: Framing,
        own: &[Leaf],
        known: Option<&[String]>,
    ) -> Vec<Leaf> {
        let mut teller = Teller {
            shape: self,
            own,
            known,
            leaves: Vec::new(),
            only: None,
            but: Vec::new(),
        };
        match (framing, &self.event) {
            (Framing::Json, _) => teller.node("", &self.batch, Join::Member),
            // A line or an entry each.
            (Framing::Ndjson | Framing::DataLayer, Node::List(lines)) => {
                for line in lines {
                    teller.node("", line, Join::Member);
                }
            }
            (Framing::Ndjson | Framing::DataLayer | Framing::Event, event) => {
                teller.node("", event, Join::Member);
            }
        }
        teller.leaves
    }
}

impl Teller<'_> {
    fn node(&mut self, place: &str, node: &Node, join: Join) {
        match node {
            Node::Missing => {}
            Node::Text(text) => self.constant(place, text, "text"),
            Node::Bare(text) => self.constant(place, text, bare_kind(text)),
            Node::Property(name) => {
                self.property(place, name);
                self.as_own(place, &[PROPERTIES, "*"].concat(), "", AS_IT_IS);
            }
            Node::List(items) => {
                for item in items {
                    self.node(&[place, "[]"].concat(), item, Join::Member);
                }
            }
            Node::Object(members) => {
                for (name, member) in members {
                    self.node(&joined(place, name, join), member, Join::Member);
                }
            }
            Node::Place(Batch(OfBatch::Events)) => {
                let shape = self.shape;
                self.node(&[place, "[]"].concat(), &shape.event, Join::Member);
            }
            Node::Place(Event(OfEvent::Properties)) => self.all_properties(place, &[], join),
            Node::Place(Event(OfEvent::Arm)) => self.members(place, "events[].arm.", join),
            Node::Place(Batch(OfBatch::Lost)) => self.members(place, "lost.", join),
            Node::Place(of) => self.place(place, *of),
            Node::Call(directive, parts) => self.call(place, *directive, parts, join),
        }
    }

    fn call(&mut self, place: &str, directive: Directive, parts: &[(String, Node)], join: Join) {
        match directive {
            Directive::ByName => self.cases(place, parts, join),
            Directive::Except => self.all_properties(place, parts, join),
            Directive::Text => self.text(place, parts),
            Directive::Minor => {
                let from = self.leaves.len();
                self.parts(place, parts, join);
                for leaf in self.leaves.iter_mut().skip(from) {
                    leaf.from.push_str(", in hundredths");
                    leaf.longest += 2;
                }
            }
            Directive::Needs => {
                if let Some(((_, last), _)) = parts.split_last() {
                    self.node(place, last, join);
                }
            }
            Directive::Query => self.parts(place, parts, Join::Query),
            Directive::Attributes => self.parts(place, parts, Join::Attribute),
            Directive::Json | Directive::Base64 => self.parts(place, parts, Join::Member),
            Directive::First | Directive::Merge => self.parts(place, parts, join),
        }
    }

    fn parts(&mut self, place: &str, parts: &[(String, Node)], join: Join) {
        for (_, part) in parts {
            self.node(place, part, join);
        }
    }

    /// Each case is for its own names, and `*` for those that no other case has.
    fn cases(&mut self, place: &str, cases: &[(String, Node)], join: Join) {
        let mut named: Vec<String> = Vec::new();
        for (names, _) in cases {
            named.extend(names.split_ascii_whitespace().map(str::to_owned));
        }
        let (only, but) = (self.only.clone(), self.but.clone());
        for (names, node) in cases {
            if names == "*" {
                self.but.extend(named.iter().cloned());
            } else {
                let mut names: Vec<String> =
                    names.split_ascii_whitespace().map(str::to_owned).collect();
                names.retain(|name| {
                    only.as_ref().is_none_or(|only| only.contains(name)) && !but.contains(name)
                });
                self.only = Some(names);
            }
            self.node(place, node, join);
            (self.only, self.but) = (only.clone(), but.clone());
        }
    }

    /// A text of several parts is one value; a query or JSON in it has places of its own.
    fn text(&mut self, place: &str, parts: &[(String, Node)]) {
        let others = std::mem::take(&mut self.leaves);
        let mut told: Vec<Vec<Leaf>> = Vec::new();
        for (_, part) in parts {
            self.node(place, part, Join::Member);
            told.push(std::mem::take(&mut self.leaves));
        }
        self.leaves = others;
        if told.iter().any(Vec::is_empty) {
            // Without one of its parts the text is missing.
            return;
        }
        if told.len() == 1 || told.iter().flatten().any(|leaf| leaf.field != place) {
            told.into_iter().flatten().for_each(|leaf| self.push(leaf));
            return;
        }
        let mut whole = Leaf {
            field: place.to_owned(),
            from: String::new(),
            kind: "text",
            longest: 0,
            scrub: NOTHING,
            events: Vec::new(),
        };
        for part in told {
            let ways: Vec<&str> = part.iter().map(|leaf| leaf.from.as_str()).collect();
            let between = if whole.from.is_empty() { "" } else { " + " };
            whole.from = [&whole.from, between, &ways.join(" or ")].concat();
            whole.longest += part.iter().map(|leaf| leaf.longest).max().unwrap_or(0);
            if part.iter().all(|leaf| !leaf.events.is_empty()) {
                whole.events = part.iter().flat_map(|leaf| leaf.events.clone()).collect();
                whole.events.sort_unstable();
                whole.events.dedup();
            }
            if let Some(leaf) = part.iter().find(|leaf| leaf.scrub != NOTHING) {
                whole.scrub = leaf.scrub;
            }
        }
        self.push(whole);
    }

    fn constant(&mut self, place: &str, text: &str, kind: &'static str) {
        let mut from = String::from("constant ");
        if kind == "text" {
            push_text(&mut from, text);
        } else {
            from.push_str(text);
        }
        self.push(Leaf {
            field: place.to_owned(),
            events: Vec::new(),
            from,
            kind,
            longest: text.chars().count() as u32,
            scrub: NOTHING,
        });
    }

    fn place(&mut self, place: &str, of: Place) {
        let Some((_, field, how, kind, longest)) = MADE.iter().find(|made| made.0 == of) else {
            return;
        };
        let mut form = (*kind, *longest);
        let names = &self.shape.events;
        if of == Event(OfEvent::Name) && !names.is_empty() {
            let lengths = names.iter().map(|(_, name)| name.chars().count() as u32);
            form = ("text", lengths.fold(form.1, u32::max));
            return self.as_own(place, field, ", renamed", form);
        }
        if field.is_empty() {
            let is_time = matches!(how, &SENT | &TIME);
            return self.push(Leaf {
                field: place.to_owned(),
                events: Vec::new(),
                from: (*how).to_owned(),
                kind,
                longest: *longest,
                scrub: if is_time { "whole minutes" } else { NOTHING },
            });
        }
        self.as_own(place, field, how, form);
    }

    /// As a field of tallymark's own format, or made of it in the way that `how` says.
    fn as_own(
        &mut self,
        place: &str,
        field: &str,
        how: &str,
        (kind, longest): (&'static str, u32),
    ) {
        let own = self.own;
        for leaf in own.iter().filter(|leaf| leaf.field == field) {
            self.push(Leaf {
                field: place.to_owned(),
                from: [field, how, ": ", &leaf.from].concat(),
                kind: if kind.is_empty() { leaf.kind } else { kind },
                longest: leaf.longest.max(longest),
                ..leaf.clone()
            });
        }
    }

    /// The members of `arm` or `lost`, whose names the config or the engine has.
    fn members(&mut self, place: &str, prefix: &str, join: Join) {
        self.as_own(
            &joined(place, "*", join),
            &[prefix, "*"].concat(),
            "",
            AS_IT_IS,
        );
    }

    fn all_properties(&mut self, place: &str, but: &[(String, Node)], join: Join) {
        let shape = self.shape;
        let own = self.own;
        let mut names: Vec<&str> = Vec::new();
        for leaf in own {
            let Some(name) = leaf.field.strip_prefix(PROPERTIES) else {
                continue;
            };
            let name = name.split('[').next().unwrap_or(name);
            let is_left_out =
                |(_, node): &(String, Node)| matches!(node, Node::Text(it) if it == name);
            if !names.contains(&name) && !but.iter().any(is_left_out) {
                names.push(name);
            }
        }
        for name in names {
            let place = joined(place, renamed(&shape.properties, name), join);
            self.property(&place, name);
        }
    }

    /// A property by its own name; the members of a list stand behind it.
    fn property(&mut self, place: &str, name: &str) {
        let shape = self.shape;
        let own = self.own;
        for leaf in own {
            let Some(rest) = leaf.field.strip_prefix(PROPERTIES) else {
                continue;
            };
            let behind = match rest.strip_prefix(name) {
                Some("") => String::new(),
                Some(behind) => match behind.strip_prefix("[].") {
                    Some(member) => ["[].", renamed(&shape.properties, member)].concat(),
                    None => continue,
                },
                None => continue,
            };
            self.push(Leaf {
                field: [place, &behind].concat(),
                from: [&leaf.field, ": ", &leaf.from].concat(),
                ..leaf.clone()
            });
        }
    }

    /// Notes it for those events that the case in hand is for; nothing if none of them has it.
    fn push(&mut self, mut leaf: Leaf) {
        if let Some(only) = &self.only {
            if leaf.events.is_empty() {
                leaf.events = only.clone();
            } else {
                leaf.events.retain(|name| only.contains(name));
            }
        } else if let (true, false, Some(known)) =
            (leaf.events.is_empty(), self.but.is_empty(), self.known)
        {
            leaf.events = known.to_vec();
        } else if leaf.events.is_empty() {
            return self.add(leaf);
        }
        leaf.events.retain(|name| {
            !self.but.contains(name) && self.known.is_none_or(|known| known.contains(name))
        });
        if !leaf.events.is_empty() {
            self.add(leaf);
        }
    }

    fn add(&mut self, leaf: Leaf) {
        if !self.leaves.contains(&leaf) {
            self.leaves.push(leaf);
        }
    }
}

fn joined(place: &str, name: &str, join: Join) -> String {
    match join {
        Join::Member if place.is_empty() => name.to_owned(),
        Join::Member => [place, ".", name].concat(),
        Join::Query => [place, "?", name].concat(),
        Join::Attribute => [place, "[", name, "]"].concat(),
    }
}

fn bare_kind(text: &str) -> &'static str {
    match text {
        "true" | "false" => "boolean",
        "null" => "null",
        _ => "number",
    }
}
