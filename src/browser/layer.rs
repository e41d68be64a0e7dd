//! Data layers of the page: lists into which its scripts push what happened.
//!
//! Nothing is patched, so new entries are looked for: soon after the shopper did something, once a
//! second while the page is visible, and when it is left. A look at a list that hasn't grown reads
//! its length and its last entry.

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::Tally;
use super::cue::Cue;
use super::payload::own;
use super::read::Scene;
use super::timer::Timer;
use crate::engine::watch::Sense;

/// So soon after a click, milliseconds: the page's own listeners have run by then.
const SOON_MS: f64 = 100.0;
/// How often otherwise, milliseconds.
const EVERY_MS: f64 = 1000.0;
/// Most new entries of one look, the newest.
const MAX_ENTRIES: u32 = 500;

/// The data layers that some watch wants.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    layers: RefCell<Vec<Layer>>,
    timer: Timer,
}

/// One of them.
#[derive(Clone, Debug)]
struct Layer {
    name: String,
    length: u32,
    /// The last entry that was read. Tag managers drop old entries, so a place alone says nothing.
    last: JsValue,
}

impl Layers {
    /// Ends the looking.
    pub(crate) fn stop(&self) {
        self.timer.stop();
        self.layers.take();
    }
}

impl Tally {
    /// Begins to look, first at what is there already.
    #[inline(never)]
    pub(crate) fn listen_to_layers(&self) {
        let mut layers: Vec<Layer> = Vec::new();
        for (_, (name, _)) in self.reads.wanting(wanted) {
            if !layers.iter().any(|layer| layer.name == name) {
                layers.push(Layer {
                    name,
                    length: 0,
                    last: JsValue::UNDEFINED,
                });
            }
        }
        if layers.is_empty() {
            return;
        }
        self.layers.layers.replace(layers);
        let document = &self.page.document;
        self.listen(document, "click submit change", Cue::LayerSoon);
        if self.host.is_again() {
            // The engine that failed has counted what is there.
            self.new_entries();
        }
        self.poll_layers();
    }

    /// Looks soon.
    #[inline(never)]
    pub(crate) fn layer_soon(&self) {
        self.look_at_layers_in(SOON_MS);
    }

    /// Looks now, and again while the page is visible.
    #[inline(never)]
    pub(crate) fn poll_layers(&self) {
        self.layers.timer.stop();
        self.look_at_layers();
        if !self.page.document.hidden() && !self.layers.layers.borrow().is_empty() {
            self.look_at_layers_in(EVERY_MS);
        }
    }

    fn look_at_layers_in(&self, wait_ms: f64) {
        let due = self.page.now() + wait_ms;
        self.layers.timer.set(&self.host, Cue::Layer, wait_ms, due);
    }

    /// Tells the engine of new entries.
    #[inline(never)]
    pub(crate) fn look_at_layers(&self) {
        for (layer, entry) in self.new_entries() {
            let (event, payload) = event_of(&entry);
            let Some(event) = event.as_string() else {
                continue;
            };
            for (watch, (own, wanted)) in self.reads.wanting(wanted) {
                if own == layer && wanted == event {
                    let scene = Scene {
                        payload: Some(&payload),
                        ..Scene::default()
                    };
                    self.look_at(watch, &scene);
                }
            }
        }
    }

    /// What was pushed since the last look, with the layer's name.
    fn new_entries(&self) -> Vec<(String, JsValue)> {
        let mut found = Vec::new();
        for layer in self.layers.layers.borrow_mut().iter_mut() {
            let list = own(&self.page.window, &layer.name);
            if !Array::is_array(&list) {
                continue;
            }
            let list: Array = list.unchecked_into();
            let length = list.length();
            let last = list.get(length.wrapping_sub(1));
            if length == layer.length && last == layer.last {
                continue;
            }
            let least = length.saturating_sub(MAX_ENTRIES);
            let mut first = length;
            while least < first && (layer.length == 0 || list.get(first - 1) != layer.last) {
                first -= 1;
            }
            for index in first..length {
                found.push((layer.name.clone(), list.get(index)));
            }
            layer.length = length;
            layer.last = last;
        }
        found
    }
}

/// The layer and the event that a watch wants.
fn wanted(sense: &Sense) -> Option<(String, String)> {
    match sense {
        Sense::Layer { layer, event } => Some((layer.clone(), event.clone())),
        Sense::Dom { .. }
        | Sense::Event { .. }
        | Sense::Screen { .. }
        | Sense::Mutation
        | Sense::Nothing => None,
    }
}

/// The name of an entry's event, and what came along with it: `{ event, … }`, or what
/// `gtag('event', name, { … })` pushes.
fn event_of(entry: &JsValue) -> (JsValue, JsValue) {
    if own(entry, "0") == "event" {
        (own(entry, "1"), own(entry, "2"))
    } else {
        (own(entry, "event"), entry.clone())
    }
}
