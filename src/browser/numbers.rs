//! Numbers for the elements of this page, so that the engine can tell them apart.
//!
//! They mean nothing outside of this page and are never sent. Elements that the page drops are let
//! go.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

use super::read::Node;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    #[wasm_bindgen(js_name = WeakMap)]
    type Known;
    #[wasm_bindgen(constructor, js_class = "WeakMap")]
    fn new() -> Known;
    #[wasm_bindgen(method)]
    fn get(this: &Known, element: &Node) -> Option<u32>;
    #[wasm_bindgen(method)]
    fn set(this: &Known, element: &Node, number: u32) -> JsValue;
}

/// The numbers given so far.
#[derive(Debug)]
pub(crate) struct Numbers {
    known: Known,
    /// The highest that was given.
    pub(crate) last: Cell<u32>,
}

impl Numbers {
    pub(crate) fn new() -> Numbers {
        Numbers {
            known: Known::new(),
            last: Cell::new(0),
        }
    }

    /// The element's number: a new one, if it has none.
    pub(crate) fn of(&self, element: &Node) -> u32 {
        if let Some(number) = self.known.get(element) {
            return number;
        }
        let number = self.last.get() + 1;
        self.last.set(number);
        self.known.set(element, number);
        number
    }

    /// The element's number as text.
    pub(crate) fn text(&self, element: &Node) -> String {
        let mut text = String::new();
        crate::engine::push_u32(&mut text, self.of(element));
        text
    }

    /// `3 50`: the element's number and what was found of it.
    pub(crate) fn with(&self, element: &Node, found: u32) -> String {
        let mut text = self.text(element);
        text.push(' ');
        crate::engine::push_u32(&mut text, found);
        text
    }
}
