//! What the shopper does with mouse, finger and keys, and what the shop's server answers.
//!
//! Only positions and times: no key, no text, no value is read here.

use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Event, MouseEvent};

use super::Running;
use crate::engine::signal::Signal;
use crate::engine::watch::ambient;

/// How often the shopper is said to be active, milliseconds.
const ACTIVE_EVERY_MS: f64 = 1000.0;

/// Controls whose lists of choices or of autofill take the mouse out of the page.
const CONTROLS: &str = "select,textarea,[contenteditable],input:not([type=checkbox],[type=radio],[type=range],[type=button],[type=submit])";

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    #[wasm_bindgen(js_name = PerformanceObserver)]
    type Timing;
    #[wasm_bindgen(constructor, catch, js_class = "PerformanceObserver")]
    fn new(callback: &Function) -> Result<Timing, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn observe(this: &Timing, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn disconnect(this: &Timing);

    #[derive(Debug)]
    type Entries;
    #[wasm_bindgen(method, js_name = getEntries)]
    fn entries(this: &Entries) -> Array;

    #[derive(Debug)]
    type Entry;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Entry) -> String;
    #[wasm_bindgen(method, getter, js_name = initiatorType)]
    fn initiator(this: &Entry) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = responseStatus)]
    fn status(this: &Entry) -> Option<u16>;
}

impl Running {
    pub(crate) fn listen_to_shopper(self: &Rc<Self>, needed: u8) {
        let document = &self.page.document;
        if needed & (ambient::ACTIVITY | ambient::POINTER) != 0 {
            let signs = ["pointermove", "pointerdown", "keydown", "scroll"];
            self.listen(document, &signs, |running, _| running.is_active());
        }
        if needed & ambient::POINTER != 0 {
            self.listen(document, &["mousemove"], |running, event| {
                let (x, y) = place(event);
                running.signal(Signal::Pointer { x, y });
            });
            self.listen(document, &["mouseout"], |running, event| {
                running.mouse_out(event)
            });
            self.listen(
                document,
                &["mouseover", "pointerdown", "keydown"],
                |running, event| {
                    let is_back = event.type_() != "mouseover" || is_from_outside(event);
                    if is_back {
                        running.signal(Signal::PointerBack);
                    }
                },
            );
            self.listen(document, &["scroll"], |running, _| running.scrolled());
        }
        if needed & ambient::RESPONSE != 0 {
            self.listen_to_responses();
        }
    }

    fn is_active(self: &Rc<Self>) {
        let now = self.page.now();
        if ACTIVE_EVERY_MS <= now - self.active_at.get() {
            self.active_at.set(now);
            self.signal(Signal::Active);
        }
    }

    fn mouse_out(self: &Rc<Self>, event: &Event) {
        if !is_from_outside(event) {
            return;
        }
        let width = self
            .page
            .document
            .document_element()
            .map_or(0, |root| root.client_width());
        let focused = self.page.document.active_element();
        let in_control = focused.is_some_and(|element| element.matches(CONTROLS).unwrap_or(false));
        let (x, y) = place(event);
        self.signal(Signal::PointerLeft {
            x,
            y,
            width: f64::from(width),
            in_control,
        });
    }

    fn scrolled(self: &Rc<Self>) {
        let Some(root) = self.page.document.document_element() else {
            return;
        };
        let height = f64::from(root.client_height());
        let most = f64::from(root.scroll_height()) - height;
        let top = self.page.window.scroll_y().unwrap_or(0.0);
        self.signal(Signal::Scrolled { top, most, height });
    }

    /// Follows the browser's resource timing; the shop's `fetch` and `XMLHttpRequest` stay theirs.
    fn listen_to_responses(self: &Rc<Self>) {
        let callback = self.guarded(|running, entries| {
            let entries: &Entries = entries.unchecked_ref();
            let own = running.engine.borrow().url().to_owned();
            for entry in entries.entries().iter() {
                let entry: Entry = entry.unchecked_into();
                let is_call = matches!(
                    entry.initiator().as_deref(),
                    Some("fetch" | "xmlhttprequest")
                );
                let url = entry.name();
                if is_call && !url.ends_with(&own) {
                    // Browsers that don't tell the status leave it out; some write 0.
                    let status = entry.status().filter(|status| *status != 0);
                    running.signal(Signal::Responded { url, status });
                }
            }
        });
        let options = Object::new();
        let kind = Reflect::set(&options, &"type".into(), &"resource".into());
        let Ok(timing) = Timing::new(&callback) else {
            return;
        };
        if kind.is_ok() && timing.observe(&options).is_ok() {
            self.ends_with_signal(&timing.into(), "disconnect");
        }
    }

    /// Calls `method` of an observer when everything ends, even after a trap.
    pub(crate) fn ends_with_signal(&self, observer: &JsValue, method: &str) {
        let method = Reflect::get(observer, &JsValue::from_str(method)).unwrap_or_default();
        if let Some(method) = method.dyn_ref::<Function>() {
            let ended = method.bind0(observer);
            // A signal that takes no listener is aborted: nothing is left to end.
            let _ = self
                .host
                .signal()
                .add_event_listener_with_callback("abort", &ended);
        }
    }
}

fn place(event: &Event) -> (f64, f64) {
    let event: &MouseEvent = event.unchecked_ref();
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// Whether the mouse came from or went to something that isn't this page.
fn is_from_outside(event: &Event) -> bool {
    let event: &MouseEvent = event.unchecked_ref();
    event.related_target().is_none()
}
