//! The page's life: seen, hidden, left, brought back; and what is clicked, sent and changed.
//!
//! Never `unload` or `beforeunload`: they are unreliable and forbid the back-forward cache.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, Node};

use super::Running;
use crate::engine::signal::{Arrival, FlushReason, Signal};
use crate::engine::watch::DomEvent;

impl Running {
    pub(crate) fn listen_to_lifecycle(self: &Rc<Self>) {
        let document = &self.page.document;
        self.listen(document, &["visibilitychange"], |running, _| {
            running.signal(running.attention());
            if running.page.document.hidden() {
                running.leave(FlushReason::Hidden);
            }
        });
        self.listen(&self.page.window, &["focus", "blur"], |running, _| {
            running.signal(running.attention())
        });
        self.listen(&self.page.window, &["pagehide"], |running, _| {
            running.leave(FlushReason::PageHide)
        });
        self.listen(&self.page.window, &["pageshow"], |running, event| {
            let persisted = Reflect::get(event, &JsValue::from_str("persisted"));
            if persisted.is_ok_and(|persisted| persisted == JsValue::TRUE) {
                running.come_back();
            }
        });
    }

    /// Whether the page is seen and has the focus.
    pub(crate) fn attention(&self) -> Signal {
        let document = &self.page.document;
        Signal::Attention {
            visible: !document.hidden(),
            focused: document.has_focus().unwrap_or(true),
        }
    }

    /// Sends and stores what there is; all of it now, since nothing may run later.
    fn leave(self: &Rc<Self>, reason: FlushReason) {
        self.observed.look_now(self);
        self.signal(Signal::Flush(reason));
        self.host.persist();
    }

    /// The page came out of the back-forward cache, with the journey as it was when it was left.
    fn come_back(self: &Rc<Self>) {
        if let Some(saved) = self.host.saved() {
            let moment = self.page.moment();
            self.engine.borrow_mut().resume(moment, &saved);
        }
        self.href.replace(self.page.href());
        self.signal(self.attention());
        self.signal(Signal::Navigated(self.page.location(), Arrival::Restore));
    }

    pub(crate) fn listen_to_elements(self: &Rc<Self>) {
        for (event, name) in [
            (DomEvent::Click, "click"),
            (DomEvent::Submit, "submit"),
            (DomEvent::Change, "change"),
        ] {
            if !self.reads.wants(event) {
                continue;
            }
            let callback = match event {
                DomEvent::Click => |running: &Rc<Running>, event: &Event| {
                    running.dom_event(DomEvent::Click, target(event))
                },
                DomEvent::Submit => |running: &Rc<Running>, event: &Event| {
                    running.dom_event(DomEvent::Submit, target(event))
                },
                DomEvent::Change => |running: &Rc<Running>, event: &Event| {
                    running.dom_event(DomEvent::Change, target(event))
                },
            };
            self.listen(&self.page.document, &[name], callback);
        }
    }
}

/// The innermost element of an event, in an open shadow root too.
fn target(event: &Event) -> Option<Element> {
    let first = event.composed_path().get(0);
    match first.dyn_into::<Element>() {
        Ok(element) => Some(element),
        Err(other) => other.dyn_ref::<Node>().and_then(Node::parent_element),
    }
}
