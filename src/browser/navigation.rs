//! Changes of address in a one-page shop; nothing is patched.
//!
//! The Navigation API tells them. Where it is missing (WebKit), `popstate` tells going back and
//! forward, and the address is compared twice a second and at each click: a longer history then
//! is a new entry, the same length a changed one.

use web_sys::Event;

use super::Tally;
use super::cue::Cue;
use super::dom::Told;
use crate::engine::signal::{Arrival, Signal};

/// How often the address is compared where nothing tells of changes, milliseconds.
const CHECK_MS: f64 = 500.0;

impl Tally {
    pub(crate) fn listen_to_navigation(&self) {
        let navigation = self.page.window.navigation();
        if navigation.is_undefined() || navigation.onnavigate().is_undefined() {
            self.listen(&self.page.window, "popstate", Cue::PopState);
            self.listen(&self.page.document, "click", Cue::Check);
            self.check_later();
        } else {
            self.listen(&navigation, "currententrychange", Cue::Entry);
        }
    }

    pub(crate) fn entry_changed(&self, event: &Event) {
        let event: &Told = Told::of(event);
        self.moved(match event.navigation_type().as_deref() {
            Some("push") => Arrival::Push,
            Some("traverse") => Arrival::Traverse,
            _ => Arrival::Replace,
        });
    }

    fn check_later(&self) {
        let due = self.page.now() + CHECK_MS;
        self.check.set(&self.host, Cue::Poll, CHECK_MS, due);
    }

    /// Compares the address now and again.
    pub(crate) fn poll_address(&self) {
        self.check_later();
        self.check_address();
    }

    /// Compares the address with the one that the engine knows.
    pub(crate) fn check_address(&self) {
        self.moved(if self.history_length.get() < self.page.history_length() {
            Arrival::Push
        } else {
            Arrival::Replace
        });
    }

    /// The address may have changed; one that differs in its fragment only is the same.
    pub(crate) fn moved(&self, arrival: Arrival) {
        let is_same = *self.address.borrow() == self.page.location();
        self.history_length.set(self.page.history_length());
        if !is_same {
            self.navigated(arrival);
        }
    }

    /// Tells the engine where the shopper is.
    pub(crate) fn navigated(&self, arrival: Arrival) {
        let location = self.page.location();
        self.address.replace(location.clone());
        self.signal(Signal::Navigated(location, arrival));
    }
}
