//! Changes of address in a one-page shop; nothing is patched.
//!
//! The Navigation API tells them. Where it is missing (WebKit), `popstate` tells going back and
//! forward, and the address is compared twice a second and at each click: a longer history then
//! is a new entry, the same length a changed one.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use super::Running;
use crate::engine::signal::{Arrival, Signal};

/// How often the address is compared where nothing tells of changes, milliseconds.
pub(crate) const CHECK_MS: f64 = 500.0;

impl Running {
    pub(crate) fn listen_to_navigation(self: &Rc<Self>) {
        match self.navigation() {
            Some(navigation) => {
                self.listen(&navigation, &["currententrychange"], |running, event| {
                    let kind = Reflect::get(event, &JsValue::from_str("navigationType"))
                        .unwrap_or_default();
                    running.moved(match kind.as_string().as_deref() {
                        Some("push") => Arrival::Push,
                        Some("traverse") => Arrival::Traverse,
                        _ => Arrival::Replace,
                    });
                })
            }
            None => {
                self.listen(&self.page.window, &["popstate"], |running, _| {
                    running.moved(Arrival::Traverse)
                });
                self.listen(&self.page.document, &["click"], |running, _| {
                    running.check_address()
                });
                self.timer.check_every(self, CHECK_MS);
            }
        }
    }

    fn navigation(&self) -> Option<EventTarget> {
        let navigation = Reflect::get(&self.page.window, &JsValue::from_str("navigation")).ok()?;
        navigation.dyn_into().ok()
    }

    /// Compares the address with the one that the engine knows.
    pub(crate) fn check_address(self: &Rc<Self>) {
        let length = self.page.history_length();
        let arrival = if self.history_length.get() < length {
            Arrival::Push
        } else {
            Arrival::Replace
        };
        self.moved(arrival);
    }

    /// The address may have changed; one that differs in its fragment only is the same.
    fn moved(self: &Rc<Self>, arrival: Arrival) {
        let href = self.page.href();
        self.history_length.set(self.page.history_length());
        let before = self.href.replace(href);
        let is_same = without_fragment(&before) == without_fragment(&self.href.borrow());
        if !is_same {
            self.signal(Signal::Navigated(self.page.location(), arrival));
        }
    }
}

fn without_fragment(href: &str) -> &str {
    href.split_once('#').map_or(href, |(address, _)| address)
}
