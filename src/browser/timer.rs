//! Timers that call back through the loader's guard, and end.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

use super::Tally;
use super::cue::Cue;
use super::host::Host;
use crate::engine::signal::Signal;

/// Longest time that a browser's timer holds, milliseconds; longer ones are set again.
const MAX_TIMEOUT_MS: f64 = 86_400_000.0;

/// A timer that rings once, or not at all.
#[derive(Debug, Default)]
pub(crate) struct Timer {
    timeout: RefCell<Option<Timeout>>,
    set_for: Cell<f64>,
}

impl Timer {
    /// Rings after `wait_ms`, at `deadline`, in place of what was set before.
    pub(crate) fn set(&self, host: &Host, cue: Cue, wait_ms: f64, deadline: f64) {
        if self.is_set() && self.set_for.get() == deadline {
            return;
        }
        self.set_for.set(deadline);
        let call = host.caller(cue as u8);
        // Rounded up, so that the deadline has come when the timer rings.
        let wait_ms = wait_ms.min(MAX_TIMEOUT_MS) as u32 + 1;
        let timeout = Timeout::new(wait_ms, move || {
            // The guard in this function catches what goes wrong.
            let _ = call.call0(&JsValue::UNDEFINED);
        });
        self.timeout.replace(Some(timeout));
    }

    /// Whether it is still to ring.
    pub(crate) fn is_set(&self) -> bool {
        self.timeout.borrow().is_some()
    }

    /// Ends it; also to be called when it has rung.
    pub(crate) fn stop(&self) {
        self.timeout.take();
    }
}

impl Tally {
    pub(crate) fn woke(&self) {
        self.timer.stop();
        self.signal(Signal::Woke);
    }
}
