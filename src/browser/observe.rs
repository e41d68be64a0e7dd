//! The one observer of the page's changes; it runs only while something waits for a change.
//!
//! Changes come in bursts: the first is looked at once, the rest of a burst together after
//! [`BURST_MS`], or before the shopper's next click, choice or form is. The selectors are looked
//! up anew each time, so replaced nodes are no blind spot.

use std::cell::{Cell, RefCell};

use web_sys::{MutationObserver, MutationObserverInit};

use super::cue::Cue;
use super::timer::Timer;
use super::{Tally, inside};
use crate::engine::watch::WatchId;

/// Changes within this time of the last look wait and are looked at together, milliseconds.
const BURST_MS: f64 = 50.0;

/// Which watches are observed, and by what.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// For each watch whether it is observed.
    watches: RefCell<Vec<bool>>,
    pub(crate) observer: RefCell<Option<MutationObserver>>,
    looked_at: Cell<f64>,
    later: Timer,
}

impl Observed {
    /// Ends the observer.
    pub(crate) fn stop(&self) {
        self.later.stop();
        if let Some(observer) = self.observer.take() {
            observer.disconnect();
        }
    }
}

impl Tally {
    /// Starts or stops observing for a watch.
    pub(crate) fn observe(&self, watch: WatchId, on: bool) {
        let mut watches = self.observed.watches.borrow_mut();
        while watches.len() <= watch {
            watches.push(false);
        }
        if let Some(is_observed) = watches.get_mut(watch) {
            *is_observed = on;
        }
        let is_needed = watches.contains(&true);
        drop(watches);
        // Taken first: in a match the borrow would last through its arms, and `stop()` borrows too.
        let is_observing = self.observed.observer.borrow().is_some();
        match (is_needed, is_observing) {
            (true, false) => {
                self.observed.observer.replace(self.observer());
            }
            (false, true) => self.observed.stop(),
            (true, true) | (false, false) => {}
        }
    }

    pub(crate) fn changed(&self) {
        let now = self.page.now();
        let wait_ms = BURST_MS - (now - self.observed.looked_at.get());
        if wait_ms <= 0.0 {
            self.look_now();
        } else if !self.observed.later.is_set() {
            self.observed
                .later
                .set(&self.host, Cue::Look, BURST_MS, now + BURST_MS);
        }
    }

    /// Looks at changes that wait for the end of their burst: what the shopper does next may undo them.
    pub(crate) fn look_at_changes(&self) {
        if self.observed.later.is_set() {
            self.look_now();
        }
    }

    /// Reads the state of everything that is observed, in the order of the watches: refusals are
    /// looked at before proofs.
    pub(crate) fn look_now(&self) {
        self.observed.later.stop();
        self.observed.looked_at.set(self.page.now());
        let watches = self.observed.watches.borrow().clone();
        for (watch, is_observed) in watches.into_iter().enumerate() {
            if is_observed {
                self.look(watch);
            }
        }
    }

    fn observer(&self) -> Option<MutationObserver> {
        let observer = MutationObserver::new(&self.host.caller(Cue::Changed as u8)).ok()?;
        let init = MutationObserverInit::new();
        init.set_child_list(true);
        init.set_subtree(true);
        init.set_character_data(true);
        init.set_attributes(true);
        observer
            .observe_with_options(&self.page.document, &init)
            .ok()?;
        if !self.reads.hosts.is_empty() {
            inside::observe(&self.reads.hosts, self.page.root(), &observer);
        }
        self.host.ending(&observer);
        Some(observer)
    }
}
