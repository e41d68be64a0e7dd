//! Events by name, anywhere in the page: the shop's own, and those that its jQuery triggers.
//!
//! jQuery's `trigger` sends nothing that a browser's listener could hear, so a jQuery of the page
//! is asked by its own public `on`; nothing of it is changed.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::Event;

use super::Tally;
use super::cue::Cue;
use super::payload::own;
use super::read::{Node, Scene};
use crate::engine::watch::Sense;

/// Marks our handlers among the page's, so that they can be taken away.
const NAMESPACE: &str = ".tallymark";

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    pub(crate) type Sent;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn name(this: &Sent) -> String;
    #[wasm_bindgen(method, getter)]
    fn detail(this: &Sent) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Sent) -> Node;
    /// jQuery's: the browser's event in it; undefined in one that jQuery triggered.
    #[wasm_bindgen(method, getter, js_name = originalEvent)]
    fn original(this: &Sent) -> JsValue;

    /// What a call of jQuery gives. A page may have made anything of it.
    #[derive(Debug)]
    type Wrapped;
    #[wasm_bindgen(method, catch)]
    fn on(this: &Wrapped, names: &str, handler: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn off(this: &Wrapped, names: &str) -> Result<JsValue, JsValue>;
}

impl Tally {
    /// Listens for every name that some watch wants, once each.
    #[inline(never)]
    pub(crate) fn listen_to_named(&self) {
        let names = self.reads.event_names();
        if names.is_empty() {
            return;
        }
        for name in &names {
            self.listen(&self.page.window, name, Cue::Named);
        }
        if !self.listen_to_jquery() {
            self.listen(&self.page.window, "load", Cue::Loaded);
        }
    }

    /// Listens for them in a root that is looked into.
    #[inline(never)]
    pub(crate) fn listen_to_named_in(&self, root: &Node) {
        for name in self.reads.event_names() {
            self.listen(root, &name, Cue::Inside);
        }
    }

    /// Asks the page's jQuery; whether there is one.
    #[inline(never)]
    pub(crate) fn listen_to_jquery(&self) -> bool {
        let Some(wrapped) = self.jquery() else {
            return false;
        };
        let mut names = String::new();
        for name in self.reads.event_names() {
            names.push_str(&name);
            names.push_str(NAMESPACE);
            names.push(' ');
        }
        wrapped
            .on(&names, &self.host.caller(Cue::JqueryNamed as u8))
            .is_ok()
    }

    /// Takes our handlers away from the page's jQuery.
    #[inline(never)]
    pub(crate) fn leave_jquery(&self) {
        if !self.reads.event_names().is_empty()
            && let Some(wrapped) = self.jquery()
        {
            // One that fails has no handlers of ours either.
            let _ = wrapped.off(NAMESPACE);
        }
    }

    fn jquery(&self) -> Option<Wrapped> {
        let jquery = own(&self.page.window, "jQuery");
        let jquery = jquery.dyn_ref::<Function>()?;
        let wrapped = jquery.call1(&JsValue::UNDEFINED, &self.page.document);
        wrapped
            .ok()
            .filter(JsValue::is_object)
            .map(JsCast::unchecked_into)
    }

    /// An event of the browser.
    #[inline(never)]
    pub(crate) fn named(&self, event: &Event) {
        let first: Node = event.composed_path().get(0).unchecked_into();
        let sent: &Sent = event.unchecked_ref();
        self.sent(&sent.name(), &first, &sent.detail());
    }

    /// An event of jQuery, with its first parameter.
    #[inline(never)]
    pub(crate) fn jquery_named(&self, event: &Event, parameter: &JsValue) {
        let sent: &Sent = event.unchecked_ref();
        // The browser's own events were heard without jQuery.
        if sent.original().is_undefined() {
            self.sent(&sent.name(), &sent.target(), parameter);
        }
    }

    fn sent(&self, name: &str, target: &Node, payload: &JsValue) {
        let element = target.is_element().then_some(target);
        let wants = |sense: &Sense| match sense {
            Sense::Event {
                name: own,
                selector,
            } if own == name => Some(selector.clone()),
            Sense::Dom { .. }
            | Sense::Event { .. }
            | Sense::Layer { .. }
            | Sense::Screen { .. }
            | Sense::Mutation
            | Sense::Nothing => None,
        };
        for (watch, selector) in self.reads.wanting(wants) {
            let near = match (&selector, element) {
                (Some(selector), Some(element)) => element.closest(selector),
                (Some(_), None) => continue,
                (None, element) => element.cloned(),
            };
            if selector.is_some() && near.is_none() {
                continue;
            }
            let scene = Scene {
                own: near.as_ref(),
                payload: Some(payload),
                ..Scene::default()
            };
            self.look_at(watch, &scene);
        }
    }
}
