//! The page's life: seen, hidden, left, brought back; and what is clicked, sent and changed.
//!
//! Never `unload` or `beforeunload`: they are unreliable and forbid the back-forward cache.

use wasm_bindgen::prelude::*;
use web_sys::Event;

use super::Tally;
use super::cue::Cue;
use super::dom::Told;
use super::read::{Node, Scene};
use crate::engine::consent::Consent;
use crate::engine::part::Part;
use crate::engine::signal::{Arrival, FlushReason, Signal};
use crate::engine::watch::DomEvent;

/// What the page in between stored on leaving reaches a page out of the cache only after its
/// `pageshow` (Chromium 156), milliseconds.
const BACK_MS: f64 = 30.0;

impl Tally {
    /// Calls back for each event of the names, which stand between spaces, at `target`.
    pub(crate) fn listen(&self, target: &JsValue, names: &str, cue: Cue) {
        self.host.listen(target, names, cue as u8);
    }

    pub(crate) fn listen_to_lifecycle(&self) {
        let window = &self.page.window;
        self.listen(&self.page.document, "visibilitychange", Cue::Visibility);
        self.listen(window, "focus blur", Cue::Focus);
        self.listen(window, "pagehide", Cue::PageHide);
        self.listen(window, "pageshow", Cue::PageShow);
    }

    /// Whether the page is seen and has the focus.
    pub(crate) fn attention(&self) -> Signal {
        Signal::Attention {
            visible: !self.page.document.hidden(),
            focused: self.page.has_focus(),
        }
    }

    pub(crate) fn visibility_changed(&self) {
        self.signal(self.attention());
        if self.page.document.hidden() {
            self.leave(FlushReason::Hidden);
        } else if self.has(Part::Layers) {
            self.poll_layers();
        }
    }

    /// Sends and stores what there is; all of it now, since nothing may run later.
    pub(crate) fn leave(&self, reason: FlushReason) {
        self.settle_sent();
        if self.has(Part::Layers) {
            self.look_at_layers();
        }
        self.look_now();
        self.signal(Signal::Flush(reason));
        self.host.persist(reason == FlushReason::PageHide);
    }

    /// The page may have come out of the back-forward cache.
    pub(crate) fn shown(&self, event: &Event) {
        if Told::of(event).persisted() {
            self.signal(self.attention());
            let due = self.page.now() + BACK_MS;
            self.back.set(&self.host, Cue::Back, BACK_MS, due);
        }
    }

    /// The page is back, with the journey as it was when it was left: it went on elsewhere.
    pub(crate) fn came_back(&self) {
        self.back.stop();
        // The page between was told no, and this one must not go on as if it had been a yes.
        if self.host.erased() {
            self.signal(Signal::Consented(Consent::Denied));
        }
        if let Some(saved) = self.host.saved() {
            let moment = self.page.moment();
            self.engine.borrow_mut().resume(moment, &saved);
        }
        self.navigated(Arrival::Restore);
    }

    pub(crate) fn listen_to_elements(&self) {
        for (event, other, name, cue) in [
            (DomEvent::Click, DomEvent::Click, "click", Cue::Click),
            (
                DomEvent::Submit,
                DomEvent::SubmitAttempt,
                "submit",
                Cue::Submit,
            ),
            (DomEvent::Change, DomEvent::Change, "change", Cue::Change),
            (DomEvent::Copy, DomEvent::Copy, "copy", Cue::Copy),
            // Media events don't bubble, but they are captured.
            (
                DomEvent::Play,
                DomEvent::Play,
                "playing timeupdate pause ended",
                Cue::Play,
            ),
        ] {
            if self.reads.wants(event) || self.reads.wants(other) {
                self.listen(&self.page.document, name, cue);
            }
        }
    }

    /// Takes an event of the page at its innermost element, in an open shadow root too.
    pub(crate) fn element_event(&self, kind: DomEvent, event: &Event) {
        let first: Node = event.composed_path().get(0).unchecked_into();
        if first.is_element() {
            self.dom_event(kind, &first);
        } else if let Some(parent) = first.parent() {
            self.dom_event(kind, &parent);
        }
    }

    /// Matches an event of the page against the watches.
    pub(crate) fn dom_event(&self, event: DomEvent, target: &Node) {
        self.look_at_changes();
        for (watch, element) in self.reads.matches(event, target, &self.host) {
            let scene = Scene {
                own: Some(&element),
                target: Some(target),
                ..Scene::default()
            };
            self.look_at(watch, &scene);
        }
    }
}
