//! The one observer of the page's changes; it runs only while something waits for a change.
//!
//! Changes come in bursts: the first is looked at once, the rest of a burst together after
//! [`BURST_MS`]. The selectors are looked up anew each time, so replaced nodes are no blind spot.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{MutationObserver, MutationObserverInit};

use super::Running;
use crate::engine::signal::Signal;
use crate::engine::watch::WatchId;

/// Changes within this time of the last look wait and are looked at together, milliseconds.
const BURST_MS: u32 = 50;

/// Which watches are observed, and by what.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    watches: RefCell<Vec<WatchId>>,
    observer: RefCell<Option<MutationObserver>>,
    looked_at: Cell<f64>,
    later: RefCell<Option<Timeout>>,
}

impl Observed {
    /// Starts or stops observing for a watch.
    pub(crate) fn set(&self, running: &Rc<Running>, watch: WatchId, on: bool) {
        let mut watches = self.watches.borrow_mut();
        watches.retain(|other| *other != watch);
        if on {
            // In the order of their ids: refusals are looked at before proofs.
            let place = watches
                .iter()
                .position(|other| watch < *other)
                .unwrap_or(watches.len());
            watches.insert(place, watch);
        }
        let is_needed = !watches.is_empty();
        drop(watches);
        // Taken first: in a match the borrow would last through its arms, and `stop()` borrows too.
        let is_observing = self.observer.borrow().is_some();
        match (is_needed, is_observing) {
            (true, false) => {}
            (false, true) => return self.stop(),
            (true, true) | (false, false) => return,
        }
        self.observer.replace(observer(running));
    }

    /// Ends the observer.
    pub(crate) fn stop(&self) {
        self.later.take();
        if let Some(observer) = self.observer.take() {
            observer.disconnect();
        }
    }

    pub(crate) fn changed(&self, running: &Rc<Running>) {
        let now = running.page.now();
        let wait_ms = f64::from(BURST_MS) - (now - self.looked_at.get());
        if wait_ms <= 0.0 {
            self.look_now(running);
        } else if self.later.borrow().is_none() {
            let look = running.calls().look.clone();
            self.later.replace(Some(Timeout::new(BURST_MS, move || {
                // The guard in this function catches what goes wrong.
                let _ = look.call0(&wasm_bindgen::JsValue::UNDEFINED);
            })));
        }
    }

    /// Reads the state of everything that is observed.
    pub(crate) fn look_now(&self, running: &Rc<Running>) {
        self.later.take();
        self.looked_at.set(running.page.now());
        let watches = self.watches.borrow().clone();
        for watch in watches {
            let values = running.reads.read(watch, None, &running.page);
            running.signal(Signal::Seen { watch, values });
        }
    }
}

fn observer(running: &Rc<Running>) -> Option<MutationObserver> {
    let observer = MutationObserver::new(&running.calls().changed).ok()?;
    let init = MutationObserverInit::new();
    init.set_child_list(true);
    init.set_subtree(true);
    init.set_character_data(true);
    init.set_attributes(true);
    observer
        .observe_with_options(&running.page.document, &init)
        .ok()?;
    running.ends_with_signal(&observer, "disconnect");
    Some(observer)
}
