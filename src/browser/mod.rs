//! Notices and does: the thin layer between the page and the engine. Decides nothing.
//!
//! Borrow, handle, let go, act: no JavaScript runs while the engine is borrowed, so a callback of
//! the page may call back at once. The page calls only the loader's guarded functions, which come
//! in through [`Tally::notice`], since a trap in Wasm can only be caught in JavaScript.

mod convert;
mod cue;
mod data;
mod dom;
mod host;
mod index;
mod inside;
mod layer;
mod lifecycle;
mod media;
mod named;
mod navigation;
mod nearby;
mod numbers;
mod observe;
mod payload;
mod pointer;
mod push;
mod read;
mod rows;
mod screen;
mod sent;
mod timer;

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;
use web_sys::Event;

use crate::engine::Engine;
use crate::engine::config::Storage;
use crate::engine::consent::Consent;
use crate::engine::effect::Effect;
use crate::engine::millis::{Millis, Moment};
use crate::engine::outcome::{DropReason, Dropped};
use crate::engine::part::{Part, Parts};
use crate::engine::signal::{FlushReason, Location, Outcome, Signal};
use crate::engine::stored::note;
use crate::engine::watch::{DomEvent, WatchId};

use cue::Cue;
use dom::Page;
use host::Host;
use inside::Inside;
use layer::Layers;
use observe::Observed;
use read::{Reads, Scene};
use screen::Screen;
use sent::Sent;
use timer::Timer;

/// The running SDK, as the loader holds it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Tally {
    engine: RefCell<Engine>,
    /// Parts of the engine that aren't there, as in [`Parts::absent`].
    absent: Cell<u32>,
    host: Host,
    page: Page,
    reads: Reads,
    observed: Observed,
    layers: Layers,
    screen: Screen,
    sent: Sent,
    timer: Timer,
    check: Timer,
    back: Timer,
    inside: Inside,
    /// What this tab stored has been taken up.
    is_recalled: Cell<bool>,
    /// When the shopper was last said to be active.
    active_at: Cell<f64>,
    /// The address that the engine knows.
    address: RefCell<Location>,
    history_length: Cell<u32>,
}

#[wasm_bindgen]
impl Tally {
    /// Starts with the config file's text. With one that can't be used nothing starts, and the
    /// host is told its problems, or which parts of the engine are lacking: `absent` are those
    /// that aren't there, `failed` those that can't be had (bits, see [`Parts`]).
    pub fn start(host: Host, config: String, absent: u32, failed: u32) -> Option<Tally> {
        let page = Page::of(&host);
        let start = page.start(&host, config);
        let mut parts = Parts {
            absent,
            failed,
            lacking: 0,
        };
        let (engine, effects) = match Engine::start_with(page.moment(), &start, &mut parts) {
            Ok(started) => started,
            Err(_) if parts.lacking != 0 => {
                host.lacks(parts.lacking);
                return None;
            }
            Err(problems) => {
                host.failed(&convert::problems(&problems));
                return None;
            }
        };
        let area = match engine.storage() {
            Storage::Local => "localStorage",
            Storage::Session | Storage::Memory => "sessionStorage",
        };
        host.ready(engine.url(), engine.debug(), area, engine.headers());
        let (mut reads, unusable) = Reads::new(engine.watches(), &page, absent);
        if engine.defined_watches() < engine.watches().len() {
            reads.hosts = inside::hosts(&reads, engine.defined_watches());
        }
        let ambient = engine.ambient();
        let tally = Tally {
            engine: RefCell::new(engine),
            absent: Cell::new(absent),
            host,
            reads,
            observed: Observed::default(),
            layers: Layers::default(),
            screen: Screen::default(),
            sent: Sent::default(),
            timer: Timer::default(),
            check: Timer::default(),
            back: Timer::default(),
            inside: Inside::default(),
            is_recalled: Cell::new(false),
            active_at: Cell::new(0.0),
            address: RefCell::new(start.location),
            history_length: Cell::new(page.history_length()),
            page,
        };
        for (watch, selector) in unusable {
            tally.engine.borrow_mut().unusable(watch, &selector);
        }
        tally.listen_to_elements();
        tally.listen_to_lifecycle();
        tally.listen_to_navigation();
        tally.listen_to_shopper(ambient);
        if tally.has(Part::Layers) {
            tally.listen_to_named();
        }
        if !tally.reads.hosts.is_empty() {
            inside::listen(&tally);
        }
        tally.act(effects);
        tally.recall();
        tally.signal(tally.attention());
        tally.navigated(tally.page.arrival());
        if tally.has(Part::Layers) {
            tally.listen_to_layers();
        }
        if tally.has(Part::Screen) {
            tally.listen_to_screen();
        }
        Some(tally)
    }

    /// Takes what a listener, an observer or a timer noticed, and what jQuery hands over beside an
    /// event; another number than that of a [`Cue`] is ignored.
    pub fn notice(&self, cue: u8, event: &Event, more: &JsValue) {
        if let Some(cue) = Cue::numbered(cue) {
            self.noticed(cue, event, more);
        }
    }

    /// Takes what the shop's code or the loader says: a word, with what belongs to it. Another
    /// word is ignored.
    ///
    /// - `track`, name, properties: values that aren't scalars are left out.
    /// - `respond`, name, outcome: what became of an event's popup.
    /// - `consent`, `granted` or anything else.
    /// - `flush`: what is queued has to go.
    /// - `lost`, `trap` or `flood`, number of times: what didn't reach the engine.
    /// - `claimed`: stored batches are there that weren't before.
    /// - `answered`, batch, status (0 is none), `Retry-After` in milliseconds.
    /// - `came`, nothing, 0 unless the part that was asked for can't be had.
    /// - `replay`, `click`, `submit` or `change`, element, 1 where a script had cancelled it: seen
    ///   before the engine was there.
    /// - `stop`: ends what the loader can't end.
    pub fn tell(&self, word: &str, text: String, value: &JsValue, number: Option<f64>) {
        let signal = match word {
            "track" if self.engine.borrow_mut().refuses(Millis(self.page.now())) => return,
            "track" => Signal::Tracked {
                name: text,
                properties: convert::properties(value),
            },
            "respond" => {
                let outcome = value.as_string().unwrap_or_default();
                let Some(outcome) = Outcome::from_text(&outcome) else {
                    return;
                };
                Signal::Responding {
                    name: text,
                    outcome,
                }
            }
            "consent" => {
                self.signal(Signal::Consented(Consent::from_text(&text)));
                return self.recall();
            }
            "lost" => Signal::Lost {
                reason: match text.as_str() {
                    "trap" => DropReason::Trap,
                    _ => DropReason::Flood,
                },
                times: value.as_f64().unwrap_or_default() as u32,
            },
            "claimed" => return self.recall(),
            "flush" => Signal::Flush(FlushReason::Asked),
            "answered" => Signal::Answered {
                batch: text,
                status: value.as_f64().unwrap_or_default() as u16,
                retry_after_ms: number,
            },
            "came" => return self.came(value),
            "replay" => {
                let event = match text.as_str() {
                    "submit" => DomEvent::SubmitAttempt,
                    "change" => DomEvent::Change,
                    _ => DomEvent::Click,
                };
                self.dom_event(event, value.unchecked_ref());
                if event == DomEvent::SubmitAttempt && number != Some(1.0) {
                    self.dom_event(DomEvent::Submit, value.unchecked_ref());
                }
                // What the click led to may have happened already.
                return self.look_now();
            }
            "stop" => {
                self.observed.stop();
                self.timer.stop();
                self.check.stop();
                self.back.stop();
                self.inside.stop();
                self.settle_sent();
                self.layers.stop();
                self.screen.stop();
                if self.has(Part::Layers) {
                    self.leave_jquery();
                }
                return;
            }
            _ => return,
        };
        self.signal(signal);
    }

    /// The journey as text, for the tab's storage; nothing while nothing may be stored.
    pub fn snapshot(&self) -> Option<String> {
        let moment = self.page.moment();
        let engine = self.engine.borrow();
        if engine.may_store() {
            engine.snapshot(moment)
        } else {
            None
        }
    }

    /// What the loader's `status()` gives, as a plain object.
    pub fn status(&self) -> JsValue {
        convert::status(&self.engine.borrow(), &self.reads, &self.page)
    }
}

impl Tally {
    /// Whether a part of the engine is there: to be asked before anything of it is called that no
    /// definition has asked for.
    pub(crate) fn has(&self, part: Part) -> bool {
        (self.absent.get() >> part as u32) & 1 == 0
    }

    /// Tells the engine, then does what it says.
    fn signal(&self, signal: Signal) {
        let moment = self.page.moment();
        // The borrow ends with the statement: nothing below runs while the engine is borrowed.
        let effects = self.engine.borrow_mut().handle(moment, signal);
        self.act(effects);
        self.wake_in_time(moment);
    }

    fn came(&self, failed: &JsValue) {
        let are_there = failed.as_f64() == Some(0.0);
        if are_there {
            self.absent
                .set(self.absent.get() & !(1 << Part::Scrub as u32));
        }
        let moment = self.page.moment();
        let effects = self.engine.borrow_mut().detectors_came(moment, are_there);
        self.act(effects);
        self.wake_in_time(moment);
    }

    fn wake_in_time(&self, moment: Moment) {
        if self.engine.borrow_mut().asks_detectors() {
            self.host.fetch(1 << Part::Scrub as u32);
        }
        let deadline = self.engine.borrow().next_deadline(moment.now);
        match deadline {
            Some(deadline) => {
                let wait_ms = deadline.since(moment.now);
                self.timer.set(&self.host, Cue::Woke, wait_ms, deadline.0);
            }
            None => self.timer.stop(),
        }
    }

    fn note(&self, events: u32, lost: &Dropped) -> String {
        let mut text = self.engine.borrow().mark();
        text.push_str(&note(events, lost));
        text
    }

    fn act(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Look(watch) => self.look(watch),
                Effect::LookAt { watch, element } => self.look_at_shown(watch, element),
                Effect::Observe { watch, on } => self.observe(watch, on),
                Effect::Hold {
                    batch,
                    events,
                    lost,
                    body,
                } => self.host.hold(&batch, &self.note(events, &lost), &body),
                Effect::Halve {
                    batch,
                    first,
                    second,
                } => {
                    let first_note = self.note(first.1, &first.2);
                    let second_note = self.note(second.1, &Dropped::default());
                    self.host.halve(
                        &batch,
                        first.1,
                        &first.0,
                        &first_note,
                        &second.0,
                        &second_note,
                    );
                }
                Effect::Send { batch, reason: _ } => self.host.send(&batch),
                Effect::Forget { batch } => self.host.forget(&batch),
                Effect::Push { layer, entry } => push::push(&self.host, &layer, &entry),
                Effect::Notify(notice) => {
                    if self.host.hears(&notice.name) {
                        self.host.notify(&notice.name, &convert::notice(&notice));
                    }
                }
                Effect::Purge => self.host.purge(),
            }
        }
    }

    /// Takes up what the outbox has of an earlier page or engine, and once the journey; not before
    /// what is stored may be read.
    fn recall(&self) {
        let may_read = self.engine.borrow().may_store();
        if self.engine.borrow().consent() != Consent::Granted {
            return;
        }
        let saved = if may_read && !self.is_recalled.replace(true) {
            self.host.saved()
        } else {
            None
        };
        let held = dom::held(&self.host, may_read);
        let moment = self.page.moment();
        let mut engine = self.engine.borrow_mut();
        let effects = engine.recall(moment, saved.as_deref(), &held);
        let asks_visits = engine.asks_visits();
        drop(engine);
        if asks_visits {
            let stored = self.host.visits();
            let visits = self.engine.borrow_mut().visit(moment, stored.as_deref());
            if let Some(visits) = visits {
                self.host.visited(&visits);
            }
        }
        self.act(effects);
        self.wake_in_time(moment);
    }

    /// Reads what a watch asks for and tells the engine.
    fn look(&self, watch: WatchId) {
        self.look_at(watch, &Scene::default());
    }

    /// The same where something was noticed.
    fn look_at(&self, watch: WatchId, scene: &Scene<'_>) {
        let values = self.reads.read(watch, scene, &self.page);
        self.signal(Signal::Seen { watch, values });
    }
}
