//! Takes apart what has names and values, and chooses between values.

use super::node::{Directive, Node};
use super::place::{OfBatch, OfEvent, Place};
use super::renamed;
use super::write::{Mode, Scope};
use crate::engine::signal::Scalar;

/// A value under a name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Member<'a> {
    Node(&'a Node),
    Scalar(&'a Scalar),
    Count(u32),
    Word(&'static str),
}

impl<'a> Scope<'a> {
    /// Names and values of what has such, in order; `each` says whether it could use one.
    pub(super) fn members(
        &self,
        node: &'a Node,
        each: &mut dyn FnMut(&'a str, Member<'a>) -> bool,
    ) {
        match node {
            Node::Object(members) => {
                for (name, member) in members {
                    each(name, Member::Node(member));
                }
            }
            Node::Place(Place::Event(OfEvent::Properties)) => self.properties(&[], each),
            Node::Call(Directive::Except, but) => self.properties(but, each),
            Node::Place(Place::Event(OfEvent::Arm)) => {
                let arms = self.event.map(|event| &event.1.standing.arms);
                for arm in arms.into_iter().flatten() {
                    each(&arm.definition, Member::Word(arm.word()));
                }
            }
            Node::Place(Place::Batch(OfBatch::Lost)) => {
                for (name, count) in self.lost.counts() {
                    each(name, Member::Count(count));
                }
            }
            Node::Call(Directive::Merge, parts) => {
                let mut names: Vec<&str> = Vec::new();
                for (_, part) in parts {
                    self.members(part, &mut |name, member| {
                        let is_used = !names.contains(&name) && each(name, member);
                        if is_used {
                            names.push(name);
                        }
                        is_used
                    });
                }
            }
            Node::Call(directive @ (Directive::ByName | Directive::Needs), parts) => {
                if let Some(chosen) = self.chosen(*directive, parts) {
                    self.members(chosen, each);
                }
            }
            Node::Missing
            | Node::Text(_)
            | Node::Bare(_)
            | Node::Property(_)
            | Node::List(_)
            | Node::Place(_)
            | Node::Call(..) => {}
        }
    }

    fn properties(
        &self,
        but: &[(String, Node)],
        each: &mut dyn FnMut(&'a str, Member<'a>) -> bool,
    ) {
        let Some((_, counted)) = self.event else {
            return;
        };
        for (name, value) in &counted.clean.event().properties {
            let is_left_out =
                |(_, node): &(String, Node)| matches!(node, Node::Text(it) if it == name);
            if !but.iter().any(is_left_out) {
                each(renamed(&self.shape.properties, name), Member::Scalar(value));
            }
        }
    }

    /// The case for the event in hand: several names may share one, `*` is for all others. Or what
    /// stands behind the things that it needs.
    pub(super) fn chosen(
        &self,
        directive: Directive,
        parts: &'a [(String, Node)],
    ) -> Option<&'a Node> {
        if directive == Directive::Needs {
            let ((_, last), needed) = parts.split_last()?;
            let is_there = self.all(needed, Mode::Text, &mut String::new());
            return is_there.then_some(last);
        }
        let name = &self.event?.1.clean.event().name;
        let has = |wanted: &str| {
            let is_it = |(names, _): &&(String, Node)| {
                names.split_ascii_whitespace().any(|it| it == wanted)
            };
            parts.iter().find(is_it)
        };
        has(name).or_else(|| has("*")).map(|(_, node)| node)
    }
}
