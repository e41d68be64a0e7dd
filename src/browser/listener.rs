//! Listeners that end: passive, in the capture phase, and all with the one abort signal.
//!
//! The signal ends them even when the Wasm instance can't be called any more.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

use super::Running;

type Callback = Closure<dyn FnMut(Event)>;

/// Keeps the closures alive as long as they may be called.
#[derive(Debug, Default)]
pub(crate) struct Listeners {
    closures: RefCell<Vec<Callback>>,
}

/// Guarded functions that are called by timers and observers, made once.
#[derive(Debug)]
pub(crate) struct Calls {
    pub(crate) wake: Function,
    pub(crate) changed: Function,
    pub(crate) look: Function,
    pub(crate) check: Function,
}

impl Listeners {
    /// Lets the closures go; the abort signal has ended their listeners.
    pub(crate) fn stop(&self) {
        self.closures.take();
    }
}

impl Running {
    /// The functions for timers and observers.
    pub(crate) fn calls(self: &Rc<Self>) -> &Calls {
        self.calls.get_or_init(|| Calls {
            wake: self.guarded(|running, _| running.wake()),
            changed: self.guarded(|running, _| running.observed.changed(running)),
            look: self.guarded(|running, _| running.observed.look_now(running)),
            check: self.guarded(|running, _| running.check_address()),
        })
    }

    /// Calls `callback` for each event of the names at `target`, until `stop()`.
    pub(crate) fn listen(
        self: &Rc<Self>,
        target: &EventTarget,
        names: &[&str],
        callback: fn(&Rc<Running>, &Event),
    ) {
        let function = self.guarded(callback);
        let options = AddEventListenerOptions::new();
        options.set_capture(true);
        options.set_passive(true);
        options.set_signal(&self.host.signal());
        for name in names {
            // A target that refuses a listener is one that never tells us anything.
            let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
                name, &function, &options,
            );
        }
    }

    /// A JavaScript function that calls `callback` and keeps traps from the page.
    pub(crate) fn guarded(self: &Rc<Self>, callback: fn(&Rc<Running>, &Event)) -> Function {
        let running = self.clone();
        let closure =
            Closure::<dyn FnMut(Event)>::new(move |event: Event| callback(&running, &event));
        let function = self.host.guard(closure.as_ref().unchecked_ref());
        self.listeners.closures.borrow_mut().push(closure);
        function
    }
}
