//! Shadow roots and frames that the config names to be looked into.
//!
//! Here is what every page has of it; the rest, in `roots`, is a part, and called only where `Reads::hosts` isn't empty.

mod roots;

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;
use web_sys::MutationObserver;

use super::timer::Timer;
pub(crate) use roots::{find, hosts, listen, near, noticed, observe, read_on, tell};

/// What is known of the roots that were found.
#[derive(Debug, Default)]
pub(crate) struct Inside {
    /// New roots are looked for when it rings.
    later: Timer,
    /// How often one that is about to come is still to be looked for.
    retries: Cell<u32>,
    finder: RefCell<Option<MutationObserver>>,
    /// The event that was taken last.
    last: RefCell<JsValue>,
}

impl Inside {
    /// Ends the looking for new roots; the loader ends listeners and observers.
    pub(crate) fn stop(&self) {
        self.later.stop();
        self.finder.take();
    }
}
