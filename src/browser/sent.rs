//! Forms that are sent: what becomes of a submission is known when the page's own listeners have
//! had their say.
//!
//! Values are read when the form is sent, since the page may be another one afterwards; whether a
//! script has cancelled it is looked at in the next task, or when the page is left before that.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::Event;

use super::Tally;
use super::cue::Cue;
use super::read::{Node, Scene};
use super::timer::Timer;
use crate::engine::signal::Signal;
use crate::engine::watch::{DomEvent, WatchId};

/// A submission: its event, who waits for it, and what was read.
type Submission = (Event, WatchId, Vec<Option<String>>);

/// Submissions that wait for the next task.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    waiting: RefCell<Vec<Submission>>,
    later: Timer,
}

impl Tally {
    /// A form is about to be sent.
    pub(crate) fn submitted(&self, event: &Event) {
        let form: Node = event.composed_path().get(0).unchecked_into();
        if !form.is_element() {
            return;
        }
        self.dom_event(DomEvent::SubmitAttempt, &form);
        // One with `novalidate` is sent without the browser's check.
        if !form.matches(":valid") {
            return;
        }
        for (watch, element) in self.reads.matches(DomEvent::Submit, &form, &self.host) {
            let scene = Scene {
                own: Some(&element),
                ..Scene::default()
            };
            let values = self.reads.read(watch, &scene, &self.page);
            let sent = (event.clone(), watch, values);
            self.sent.waiting.borrow_mut().push(sent);
        }
        if !self.sent.waiting.borrow().is_empty() {
            self.sent
                .later
                .set(&self.host, Cue::Sent, 0.0, self.page.now());
        }
    }

    /// The page's listeners have been called.
    pub(crate) fn settle_sent(&self) {
        self.sent.later.stop();
        for (event, watch, values) in self.sent.waiting.take() {
            if !event.default_prevented() {
                self.signal(Signal::Seen { watch, values });
            }
        }
    }
}
