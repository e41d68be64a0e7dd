//! Which of the selectors of one event may match at an element: a first filter, since most events
//! match nothing.
//!
//! A few selectors are tried together as one. Of many, those that need a class, an id or an
//! attribute are looked up by what the elements have, so that a thousand cost little more than ten.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::read::{Node, text_of};
use crate::engine::watch::WatchId;
use crate::engine::{needed_words, word};

/// From so many selectors on they are looked up; fewer are tried faster together
/// (`cargo xtask bench`: 0.3 µs each for a click 17 elements deep, against 40 µs for the look-up).
const MANY: usize = 150;
/// As much of an element's classes as is looked at, UTF-16 units.
const MAX_WORDS: u32 = 10_000;
/// Lists among which the words are spread.
const LISTS: usize = 256;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type Tag;
    #[wasm_bindgen(method, js_name = getAttributeNames)]
    fn names(this: &Tag) -> Names;

    #[derive(Debug)]
    type Names;
    #[wasm_bindgen(method)]
    fn join(this: &Names, separator: &str) -> JsString;
}

/// The selectors of one event.
#[derive(Debug)]
pub(crate) struct Index {
    /// Watches by the word that an element must have; empty if there are few.
    lists: Vec<Vec<(u32, WatchId)>>,
    /// One selector for all others, and whose they are.
    others: Option<JsString>,
    other_watches: Vec<WatchId>,
}

impl Index {
    /// Prepares the selectors of an event; nothing if there are none.
    pub(crate) fn new(selectors: &[(WatchId, &str)]) -> Option<Index> {
        if selectors.is_empty() {
            return None;
        }
        let mut lists = Vec::new();
        if MANY <= selectors.len() {
            lists.resize(LISTS, Vec::new());
        }
        let mut others = String::new();
        let mut other_watches = Vec::new();
        for (watch, selector) in selectors {
            let words = if lists.is_empty() {
                None
            } else {
                needed_words(selector)
            };
            let Some(words) = words else {
                if !others.is_empty() {
                    others.push(',');
                }
                others.push_str(selector);
                other_watches.push(*watch);
                continue;
            };
            for word in words {
                if let Some(list) = lists.get_mut(word as usize % LISTS) {
                    list.push((word, *watch));
                }
            }
        }
        Some(Index {
            lists,
            others: (!others.is_empty()).then(|| JsString::from(others)),
            other_watches,
        })
    }

    /// The watches whose selector may match at an element or above it, in their order.
    pub(crate) fn candidates(&self, element: &Node) -> Vec<WatchId> {
        let mut found = Vec::new();
        if let Some(others) = &self.others
            && element.has_near(others).is_some()
        {
            found.extend_from_slice(&self.other_watches);
        }
        let mut next = (!self.lists.is_empty()).then(|| element.clone());
        while let Some(element) = next {
            let attributes = element.unchecked_ref::<Tag>().names().join(" ");
            let attributes = text_of(&attributes, MAX_WORDS);
            for name in attributes.split_ascii_whitespace() {
                self.add(word(b'[', name), &mut found);
                let kind = match name {
                    "class" => b'.',
                    "id" => b'#',
                    _ => continue,
                };
                let Some(values) = element.attribute(name) else {
                    continue;
                };
                for value in text_of(&values, MAX_WORDS).split_ascii_whitespace() {
                    self.add(word(kind, value), &mut found);
                }
            }
            next = element.parent();
        }
        found
    }

    /// Adds the watches of a word, each once and in their order.
    fn add(&self, word: u32, found: &mut Vec<WatchId>) {
        let Some(list) = self.lists.get(word as usize % LISTS) else {
            return;
        };
        for (own, watch) in list {
            if *own == word
                && let Err(place) = found.binary_search(watch)
            {
                found.insert(place, *watch);
            }
        }
    }
}
