//! What the shopper does with mouse, finger and keys, and what the shop's server answers.
//!
//! Only positions and times: no key, no text, no value is read here.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::{Event, MouseEvent};

use super::Tally;
use super::convert::Out;
use super::cue::Cue;
use super::read::Node;
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
    fn observe(this: &Timing, options: &JsValue) -> Result<(), JsValue>;

    #[derive(Debug)]
    type Entries;
    #[wasm_bindgen(method, js_name = getEntries)]
    fn entries(this: &Entries) -> Array;

    #[derive(Debug)]
    type Entry;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Entry) -> String;
    #[wasm_bindgen(method, getter, js_name = initiatorType)]
    fn initiator(this: &Entry) -> String;
    /// 0 where the browser doesn't tell it.
    #[wasm_bindgen(method, getter, js_name = responseStatus)]
    fn status(this: &Entry) -> u16;
}

impl Tally {
    pub(crate) fn listen_to_shopper(&self, needed: u8) {
        let document = &self.page.document;
        if needed & (ambient::ACTIVITY | ambient::POINTER) != 0 {
            self.listen(
                document,
                "pointermove pointerdown keydown scroll",
                Cue::Sign,
            );
        }
        if needed & ambient::POINTER != 0 {
            self.listen(document, "mousemove", Cue::MouseMove);
            self.listen(document, "mouseout", Cue::MouseOut);
            self.listen(document, "mouseover", Cue::MouseOver);
            self.listen(document, "pointerdown keydown", Cue::PointerBack);
        }
        if needed & (ambient::POINTER | ambient::SCROLL) != 0 {
            self.listen(document, "scroll", Cue::Scroll);
        }
        if needed & ambient::RESPONSE != 0 {
            self.listen_to_responses();
        }
    }

    pub(crate) fn is_active(&self) {
        let now = self.page.now();
        if ACTIVE_EVERY_MS <= now - self.active_at.get() {
            self.active_at.set(now);
            self.signal(Signal::Active);
        }
    }

    #[inline(never)]
    pub(crate) fn mouse_moved(&self, event: &Event) {
        let (x, y) = place(event);
        self.signal(Signal::Pointer { x, y });
    }

    #[inline(never)]
    pub(crate) fn mouse_out(&self, event: &Event) {
        if !is_from_outside(event) {
            return;
        }
        let document = &self.page.document;
        let root = document.document_element();
        let focused = document.active_element();
        let (x, y) = place(event);
        self.signal(Signal::PointerLeft {
            x,
            y,
            width: root.map_or(0.0, |root| f64::from(root.client_width())),
            in_control: focused
                .is_some_and(|element| element.unchecked_ref::<Node>().matches(CONTROLS)),
        });
    }

    #[inline(never)]
    pub(crate) fn mouse_over(&self, event: &Event) {
        if is_from_outside(event) {
            self.signal(Signal::PointerBack);
        }
    }

    pub(crate) fn scrolled(&self) {
        let Some(root) = self.page.document.document_element() else {
            return;
        };
        let height = f64::from(root.client_height());
        let most = f64::from(root.scroll_height()) - height;
        let top = self.page.window.scroll_y();
        self.signal(Signal::Scrolled { top, most, height });
    }

    /// Follows the browser's resource timing; the shop's `fetch` and `XMLHttpRequest` stay theirs.
    fn listen_to_responses(&self) {
        let Ok(timing) = Timing::new(&self.host.caller(Cue::Response as u8)) else {
            return;
        };
        let options = Out::Object(vec![("type", Out::Text("resource"))]);
        if timing.observe(&options.to_js()).is_ok() {
            self.host.ending(&timing);
        }
    }

    pub(crate) fn responded(&self, entries: &Event) {
        let entries: &Entries = entries.unchecked_ref();
        let own = self.engine.borrow().url().to_owned();
        for entry in entries.entries().iter() {
            let entry: Entry = entry.unchecked_into();
            let is_call = matches!(entry.initiator().as_str(), "fetch" | "xmlhttprequest");
            let url = entry.name();
            if is_call && !url.ends_with(&own) {
                let status = entry.status();
                let status = if status == 0 { None } else { Some(status) };
                self.signal(Signal::Responded { url, status });
            }
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
