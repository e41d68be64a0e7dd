//! Notices and does: the thin layer between the page and the engine. Decides nothing.
//!
//! Borrow, handle, let go, act: no JavaScript runs while the engine is borrowed, so a callback of
//! the page may call back at once. Everything that the page can call goes through the loader's
//! `guard`, since a trap in Wasm can only be caught in JavaScript.

mod convert;
mod dom;
mod host;
mod lifecycle;
mod listener;
mod navigation;
mod observe;
mod pointer;
mod read;
mod timer;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::JsString;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::engine::consent::Consent;
use crate::engine::effect::Effect;
use crate::engine::millis::{Millis, Moment};
use crate::engine::problem::Problem;
use crate::engine::signal::{FlushReason, Outcome, Signal};
use crate::engine::watch::DomEvent;
use crate::engine::{Engine, config::Storage};

use dom::Page;
use host::Host;
use listener::{Calls, Listeners};
use observe::Observed;
use read::Reads;
use timer::Timer;

/// The running SDK, as the loader holds it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Tally {
    running: Option<Rc<Running>>,
    problems: Vec<Problem>,
}

/// What all listeners share.
#[derive(Debug)]
pub(crate) struct Running {
    engine: RefCell<Engine>,
    host: Host,
    page: Page,
    reads: Reads,
    observed: Observed,
    timer: Timer,
    listeners: Listeners,
    calls: OnceCell<Calls>,
    /// When the shopper was last said to be active.
    active_at: Cell<f64>,
    /// The address that the engine knows.
    href: RefCell<String>,
    history_length: Cell<u32>,
}

#[wasm_bindgen]
impl Tally {
    /// Starts with the config file's text. One that can't be used gives an instance that does
    /// nothing but list its problems.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, config: String) -> Tally {
        let Some(page) = Page::find() else {
            return Tally {
                running: None,
                problems: Vec::new(),
            };
        };
        let start = page.start(&host, config);
        match Engine::start(page.moment(), &start) {
            Err(problems) => Tally {
                running: None,
                problems,
            },
            Ok((engine, effects)) => {
                let running = Running::start(engine, host, page, effects);
                Tally {
                    running: Some(running),
                    problems: Vec::new(),
                }
            }
        }
    }

    /// Where batches go; nothing where nothing runs.
    pub fn url(&self) -> Option<String> {
        self.running
            .as_ref()
            .map(|running| running.engine.borrow().url().to_owned())
    }

    /// Whether state and batches may be written to the tab's storage.
    pub fn stores(&self) -> bool {
        self.running.as_ref().is_some_and(|running| {
            let engine = running.engine.borrow();
            engine.storage() == Storage::Session && engine.consent() == Consent::Granted
        })
    }

    /// Whether the config asks for words on the console.
    pub fn debug(&self) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.engine.borrow().debug())
    }

    /// Takes a `click`, `submit` or `change` that the loader saw before the engine was there.
    pub fn replay(&self, kind: &str, target: Element) {
        let event = match kind {
            "submit" => DomEvent::Submit,
            "change" => DomEvent::Change,
            _ => DomEvent::Click,
        };
        if let Some(running) = &self.running {
            running.dom_event(event, Some(target));
        }
    }

    /// Counts what the shop's code says; values that aren't scalars are left out.
    pub fn track(&self, name: String, properties: &JsValue) {
        self.signal(Signal::Tracked {
            name,
            properties: convert::properties(properties),
        });
    }

    /// Takes what became of an event's popup; another word than the three is ignored.
    pub fn respond(&self, name: String, outcome: &str) {
        if let Some(outcome) = Outcome::from_text(outcome) {
            self.signal(Signal::Responding { name, outcome });
        }
    }

    /// Takes the shopper's choice.
    pub fn consent(&self, is_granted: bool) {
        self.signal(Signal::Consented(if is_granted {
            Consent::Granted
        } else {
            Consent::Denied
        }));
    }

    /// Sends what is queued.
    pub fn flush(&self) {
        self.signal(Signal::Flush(FlushReason::Asked));
    }

    /// Takes the answer to a batch; status 0 is none.
    pub fn answered(&self, batch: String, status: u16, retry_after_ms: Option<f64>) {
        self.signal(Signal::Answered {
            batch,
            status,
            retry_after_ms,
        });
    }

    /// The journey as text, for the tab's storage; nothing while nothing may be kept.
    pub fn snapshot(&self) -> Option<String> {
        let running = self.running.as_ref()?;
        let moment = running.page.moment();
        running.engine.borrow().snapshot(moment)
    }

    /// What the loader's `status()` gives, as a plain object.
    pub fn status(&self) -> JsValue {
        convert::status(self.running.as_deref(), &self.problems)
    }

    /// Ends every listener, observer and timer.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.observed.stop();
            running.timer.end();
            running.listeners.stop();
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(running) = &self.running {
            running.signal(signal);
        }
    }
}

impl Running {
    fn start(engine: Engine, host: Host, page: Page, effects: Vec<Effect>) -> Rc<Running> {
        let (reads, unusable) = Reads::new(engine.watches(), &page);
        let ambient = engine.ambient();
        let (href, history_length) = (page.href(), page.history_length());
        let running = Rc::new(Running {
            engine: RefCell::new(engine),
            host,
            page,
            reads,
            observed: Observed::default(),
            timer: Timer::default(),
            listeners: Listeners::default(),
            calls: OnceCell::new(),
            active_at: Cell::new(0.0),
            href: RefCell::new(href),
            history_length: Cell::new(history_length),
        });
        for (watch, selector) in unusable {
            running.engine.borrow_mut().unusable(watch, &selector);
        }
        running.listen_to_elements();
        running.listen_to_lifecycle();
        running.listen_to_navigation();
        running.listen_to_shopper(ambient);
        running.act(effects);
        running.signal(running.attention());
        running.signal(Signal::Navigated(
            running.page.location(),
            running.page.arrival(),
        ));
        running
    }

    /// Tells the engine, then does what it says.
    pub(crate) fn signal(self: &Rc<Self>, signal: Signal) {
        let moment = self.page.moment();
        // The borrow ends with the statement: nothing below runs while the engine is borrowed.
        let effects = self.engine.borrow_mut().handle(moment, signal);
        self.act(effects);
        self.wake_in_time(moment);
    }

    fn wake_in_time(self: &Rc<Self>, moment: Moment) {
        let deadline = self.engine.borrow().next_deadline(moment.now);
        match deadline {
            Some(deadline) => self.timer.set(self, deadline.since(moment.now), deadline),
            None => self.timer.stop(),
        }
    }

    fn act(self: &Rc<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Look(watch) => {
                    let values = self.reads.read(watch, None, &self.page);
                    self.signal(Signal::Seen { watch, values });
                }
                Effect::Observe { watch, on } => self.observed.set(self, watch, on),
                Effect::Hold {
                    batch,
                    events,
                    body,
                } => self.host.hold(&batch, events, &body),
                Effect::Send { batch, reason: _ } => self.host.send(&batch),
                Effect::Forget { batch } => self.host.forget(&batch),
                Effect::Notify(notice) => {
                    if self.host.hears(&notice.name) {
                        let name = JsString::from(notice.name.as_str());
                        self.host.notify(&name, &convert::notice(notice));
                    }
                }
                Effect::Purge => self.host.purge(),
            }
        }
    }

    /// Matches an event of the page against the watches: one combined selector first, since most
    /// events match nothing.
    pub(crate) fn dom_event(self: &Rc<Self>, event: DomEvent, target: Option<Element>) {
        let Some(target) = target else {
            return;
        };
        for (watch, element) in self.reads.matches(event, &target) {
            let values = self.reads.read(watch, Some(&element), &self.page);
            self.signal(Signal::Seen { watch, values });
        }
    }
}

impl Page {
    /// Time and chance for one signal.
    fn moment(&self) -> Moment {
        Moment {
            now: Millis(self.now()),
            wall: js_sys::Date::now(),
            chance: self.chance(),
        }
    }
}
