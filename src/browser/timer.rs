//! The one timer of tallymark, set to when the engine wants to be woken.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::JsValue;

use super::Running;
use crate::engine::millis::Millis;
use crate::engine::signal::Signal;

/// Longest time that a browser's timer holds, milliseconds; longer ones are set again.
const MAX_TIMEOUT_MS: f64 = 86_400_000.0;

/// The timer, and the check of the address where nothing else tells of changes.
#[derive(Debug, Default)]
pub(crate) struct Timer {
    timeout: RefCell<Option<Timeout>>,
    set_for: Cell<f64>,
    check: RefCell<Option<Interval>>,
}

impl Timer {
    /// Wakes the engine after `wait_ms`, at `deadline`, in place of what was set before.
    pub(crate) fn set(&self, running: &Rc<Running>, wait_ms: f64, deadline: Millis) {
        if self.timeout.borrow().is_some() && self.set_for.get() == deadline.0 {
            return;
        }
        self.set_for.set(deadline.0);
        let wake = running.calls().wake.clone();
        // Rounded up, so that the deadline has come when the timer rings.
        let wait_ms = wait_ms.min(MAX_TIMEOUT_MS) as u32 + 1;
        let timeout = Timeout::new(wait_ms, move || {
            // The guard in this function catches what goes wrong.
            let _ = wake.call0(&JsValue::UNDEFINED);
        });
        self.timeout.replace(Some(timeout));
    }

    /// Compares the address now and then.
    pub(crate) fn check_every(&self, running: &Rc<Running>, every_ms: f64) {
        let check = running.calls().check.clone();
        let interval = Interval::new(every_ms as u32, move || {
            let _ = check.call0(&JsValue::UNDEFINED);
        });
        self.check.replace(Some(interval));
    }

    /// Forgets the timeout.
    pub(crate) fn stop(&self) {
        self.timeout.take();
    }

    /// Ends everything.
    pub(crate) fn end(&self) {
        self.stop();
        self.check.take();
    }
}

impl Running {
    pub(crate) fn wake(self: &Rc<Self>) {
        self.timer.stop();
        self.signal(Signal::Woke);
    }
}
