//! Decides: what counts, when it counts, what may leave and when it is sent.
//!
//! A state machine without a page, a clock, chance or callbacks inside: one signal goes in with
//! the time, effects come out. So a day in a shop is a list of signals that can be written into a
//! file and replayed (tests/journeys).
//!
//! The path of a signal: `triggers` match, `condition`s hold, `confirmation` waits for proof,
//! `event` is cleaned by `scrub`, `journey` counts it, `queue` batches it, `encode` writes it.

mod attention;
mod channel;
mod condition;
pub mod config;
mod confirmation;
pub mod consent;
mod counting;
mod deadline;
mod definition;
pub mod effect;
pub mod encode;
pub mod event;
mod flood;
mod format;
mod glob;
mod holdout;
mod inside;
mod journey;
mod json;
mod json_ld;
mod limit;
#[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
pub mod manifest;
pub mod millis;
mod money;
pub mod number;
mod on_screen;
pub mod outcome;
mod page;
pub mod part;
mod permit;
pub mod problem;
mod property;
mod queue;
mod reader;
mod recording;
#[cfg(not(target_arch = "wasm32"))]
pub mod relay;
mod retry;
#[cfg(test)]
mod schema;
pub mod scrub;
#[cfg(any(test, all(target_arch = "wasm32", not(feature = "tools"))))]
mod selector;
pub mod signal;
mod snapshot;
mod start;
pub mod stored;
mod terms;
mod text;
mod triggers;
mod typed;
mod visits;
mod vocabulary;
mod wall;
pub mod watch;
mod wire;

use config::{Config, Storage};
use confirmation::Attempts;
use consent::Consent;
use effect::Effect;
use encode::Envelope;
use event::Status;
use journey::Journey;
#[cfg(all(target_arch = "wasm32", not(feature = "tools")))]
pub(crate) use json::push_text;
use millis::{Millis, Moment};
use page::Page;
use problem::Problem;
use queue::Queue;
#[cfg(all(target_arch = "wasm32", not(feature = "tools")))]
pub(crate) use selector::{needed_words, word};
use signal::{Arrival, FlushReason, Location, Signal};
#[cfg(all(target_arch = "wasm32", not(feature = "tools")))]
pub(crate) use text::{cut, fingerprint, push_u32, until};
use triggers::Around;
use watch::{Watch, WatchId};
use wire::Framing;

pub use start::Start;

/// The file of the words of a catalogue, out of its texts; for the command line and tests.
#[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
pub fn words_file(text: &str) -> Vec<u8> {
    vocabulary::Vocabulary::build(text)
}

/// Who asked for a watch.
#[derive(Clone, Copy, Debug)]
enum Owner {
    /// A definition's trigger.
    Trigger(usize),
    /// A definition's proof, by its place among the proofs.
    Proof(usize, usize),
}

/// The whole of tallymark that isn't the browser.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    problems: Vec<Problem>,
    watches: Vec<Watch>,
    owners: Vec<Owner>,
    /// Definitions that follow the pointer or the clock.
    ambient: Vec<usize>,
    observed: Vec<WatchId>,
    attention: attention::Attention,
    page: Page,
    touch: bool,
    consent: Consent,
    journey: Journey,
    attempts: Attempts,
    queue: Queue,
    /// Looks to ask for when their time comes.
    looks: Vec<(Millis, WatchId)>,
    /// Properties of `track()` calls whose definition is still being read.
    payloads: Vec<(usize, event::Properties)>,
    /// Watches to read, once everything else of this signal is done.
    wanted: Vec<Effect>,
    /// Numbers of elements that counted in this view, each with its definition's name.
    elements: Vec<(String, String)>,
    wall: wall::Wall,
    /// What the page is to be told once the detectors are there.
    notices: Vec<(event::CleanEvent, event::Notice)>,
    flood: flood::Flood,
    counted: u32,
    /// The time of the signal that is handled.
    now: Millis,
    /// Its fresh random bits.
    chance: u32,
    /// Draws so far.
    draws: u32,
}

impl Engine {
    /// Whether the tab's storage may be read and written: the config says so and the shopper has
    /// not to be asked first, or has agreed.
    pub fn may_store(&self) -> bool {
        self.config.storage != Storage::Memory && self.consent == Consent::Granted
    }

    /// What to observe, worked out once from the definitions; a watch's place is its id.
    pub fn watches(&self) -> &[Watch] {
        &self.watches
    }

    /// The page-wide senses that are needed, as bits of [`watch::ambient`].
    pub fn ambient(&self) -> u8 {
        let mut bits = 0;
        for definition in &self.config.definitions {
            bits |= definition.trigger.ambient();
            for proof in &definition.proofs {
                bits |= proof.trigger.ambient();
            }
        }
        bits
    }

    /// Where batches go.
    pub fn url(&self) -> &str {
        &self.config.url
    }

    /// Where state and unsent batches may be written, once [`Engine::may_store`].
    pub fn storage(&self) -> Storage {
        self.config.storage
    }

    /// The headers of requests as a JSON object, where they aren't the browser's own; `text/plain`
    /// is its own for a text.
    pub fn headers(&self) -> Option<&str> {
        let template = self.config.format.as_ref();
        template.map(|template| template.headers.as_str())
    }

    /// Whether the config asks for words on the console.
    pub fn debug(&self) -> bool {
        self.config.debug
    }

    /// What is wrong in the config.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The shopper's choice, as far as known.
    pub fn consent(&self) -> Consent {
        self.consent
    }

    /// What has become of everything so far.
    pub fn status(&self) -> Status {
        Status {
            counted: self.counted,
            queued: self.queue.queued(),
            sent: self.queue.sent,
            dropped: self.queue.dropped.clone(),
            scrubbed: self.wall.hits.clone(),
            unread: self.wall.unread(),
        }
    }

    /// Of each definition its trigger's watch, its name, its matches in this page, and those that its limit left out.
    pub fn definitions(&self) -> Vec<(WatchId, &str, u32, u32)> {
        let mut told = Vec::new();
        for (watch, owner) in self.owners.iter().enumerate() {
            if let Owner::Trigger(id) = owner
                && let Some(it) = self.config.definitions.get(*id)
            {
                told.push((watch, it.name.as_str(), it.matched, it.limited));
            }
        }
        told
    }

    /// One signal in, effects out. Linear in the definitions; a pointer's move only in those that
    /// follow the pointer.
    pub fn handle(&mut self, moment: Moment, signal: Signal) -> Vec<Effect> {
        let mut effects = Vec::new();
        let now = moment.now;
        self.now = now;
        [.., self.chance] = moment.chance;
        let mut flush = None;
        match &signal {
            Signal::Attention { visible, focused } => {
                self.attention.watched(*visible && *focused, now)
            }
            Signal::Active => self.attention.sign(now),
            Signal::Navigated(location, arrival) => {
                if !self.navigate(location, *arrival, now) {
                    return effects;
                }
            }
            Signal::Consented(consent) => self.consented(*consent, &mut effects),
            Signal::Flush(reason) => flush = Some(*reason),
            Signal::Lost { reason, times } => {
                self.queue.drop_events(*reason, *times);
                self.queue.report();
            }
            Signal::Answered {
                batch,
                status,
                retry_after_ms,
            } => {
                self.queue
                    .answered(batch, *status, *retry_after_ms, moment, &mut effects);
            }
            Signal::Seen { .. }
            | Signal::Pointer { .. }
            | Signal::PointerLeft { .. }
            | Signal::PointerBack
            | Signal::Shown { .. }
            | Signal::Scrolled { .. }
            | Signal::Responded { .. }
            | Signal::Woke
            | Signal::Tracked { .. }
            | Signal::Responding { .. } => {}
        }
        if self.consent == Consent::Denied {
            return effects;
        }
        self.count(now, signal, &mut effects);
        self.deliver(moment, flush, &mut effects);
        // Last: the browser answers a look at once, and what follows from it is newer than what is
        // held here.
        effects.append(&mut self.wanted);
        effects
    }

    fn around<'a>(&'a self, now: Millis, name: &'a str) -> Around<'a> {
        Around {
            now,
            name,
            attention: &self.attention,
            page: &self.page,
            touch: self.touch,
        }
    }

    /// Moves to an address; whether that is a view.
    fn navigate(&mut self, location: &Location, arrival: Arrival, now: Millis) -> bool {
        let page = Page::at(location, &self.config.pages);
        // Shops write filters and scroll places into the current entry: the same page.
        let is_view = arrival != Arrival::Replace || page.path != self.page.path;
        self.page = page;
        if is_view {
            self.attention.restart(now);
            self.journey.new_page();
            self.elements.clear();
            // What the view before was still to be read for is gone.
            self.looks.clear();
        }
        is_view
    }

    fn consented(&mut self, consent: Consent, effects: &mut Vec<Effect>) {
        self.consent = consent;
        match consent {
            Consent::Granted => self.queue.is_dirty = true,
            Consent::Unset => {}
            Consent::Denied => {
                self.queue.purge();
                self.attempts = Attempts::default();
                self.looks.clear();
                self.notices.clear();
                self.journey = Journey::new(self.journey.channel);
                self.observe(effects);
                effects.push(Effect::Purge);
            }
        }
    }

    /// Holds what is new, closes what is due, sends what may be sent.
    fn deliver(&mut self, moment: Moment, flush: Option<FlushReason>, effects: &mut Vec<Effect>) {
        if self.consent != Consent::Granted {
            return;
        }
        let is_last_chance = matches!(flush, Some(FlushReason::Hidden | FlushReason::PageHide));
        let waits = flush.is_none() && self.wall.waits();
        if flush.is_some() {
            self.queue.report();
        }
        self.hold(moment, waits, effects);
        let due = self.queue.due(self.config.flush_after_ms);
        let is_due = !waits && due.is_some_and(|due| due <= moment.now);
        if let Some(reason) = flush.or(is_due.then_some(FlushReason::Age)) {
            self.queue.close(reason, moment.now, effects);
        }
        self.queue.pump(moment.now, is_last_chance, effects);
        // What was given up on the way is to be reported, whatever comes next.
        self.hold(moment, waits, effects);
    }

    /// Holds what is new; what `waits` for the detectors isn't closed, nor handed to the page.
    fn hold(&mut self, moment: Moment, waits: bool, effects: &mut Vec<Effect>) {
        if !self.queue.is_dirty {
            return;
        }
        let template = self.config.format.as_ref();
        let envelope = Envelope {
            site: &self.config.site,
            batch: "",
            touch: self.touch,
            template,
        };
        match template.filter(|template| template.framing == Framing::DataLayer) {
            Some(_) if waits => {}
            Some(template) => self.queue.hand_over(moment, envelope, template, effects),
            None => {
                let at_events = if waits {
                    usize::MAX
                } else {
                    self.config.flush_at_events
                };
                self.queue.hold(moment, envelope, at_events, effects);
            }
        }
    }
}
