//! The machine of a simulated session: its clocks, its storage, its network and the pages in it.
//!
//! Does what browser, loader and collector do, with the faults of the session's steps. Judges
//! nothing: what must hold is in `books`.

use std::collections::BTreeMap;

use tallymark::engine::consent::Consent;
use tallymark::engine::effect::Effect;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::number::Decimal;
use tallymark::engine::outcome::Dropped;
use tallymark::engine::signal::{Arrival, FlushReason, Location, Scalar, Signal};
use tallymark::engine::{Engine, Start};

use super::books::Books;
use super::chance::Chance;
use super::collector::Collector;
use super::network::{Flight, Sabotage};
use super::page::{Entry, Page};
use super::step::{Session, Weather};

const MAX_TABS: usize = 4;

/// What a tab or all of them have stored, by batch id.
pub(crate) type Storage = BTreeMap<String, Stored>;

/// A tab's storage, and its journey.
pub(crate) type Copied = (Storage, Option<String>);

/// A stored batch.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) note: String,
    pub(crate) wall: f64,
    pub(crate) body: String,
    /// It was stored while it was open.
    pub(crate) is_open: bool,
}

/// A tab.
#[derive(Debug)]
pub(crate) struct Tab {
    pub(crate) page: Page,
    pub(crate) storage: Storage,
    pub(crate) saved: Option<String>,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) session: Session,
    pub(crate) tabs: Vec<Tab>,
    /// What all tabs share.
    pub(crate) shared: Storage,
    /// The page that has the lock of a batch.
    pub(crate) locks: BTreeMap<String, u32>,
    pub(crate) collector: Collector,
    pub(crate) books: Books,
    pub(crate) flights: Vec<Flight>,
    pub(crate) chance: Chance,
    pub(crate) weather: Weather,
    pub(crate) storage_works: bool,
    /// The machine's monotonic clock.
    pub(crate) at: f64,
    pub(crate) slept: f64,
    pub(crate) jumped: f64,
    pub(crate) has_jumped: bool,
    pub(crate) serials: u32,
    pub(crate) events: u32,
    /// The batch whose acknowledgement is being told.
    pub(crate) acknowledged: Option<String>,
    pub(crate) sabotage: Option<Sabotage>,
}

impl World {
    pub(crate) fn new(session: &Session, sabotage: Option<Sabotage>) -> World {
        let collector = Collector::new(session.seed, session.most_bytes, session.refuses_one_in);
        let mut world = World {
            session: session.clone(),
            tabs: Vec::new(),
            shared: Storage::new(),
            locks: BTreeMap::new(),
            collector,
            books: Books::default(),
            flights: Vec::new(),
            chance: Chance::new(session.seed ^ 0x5eed),
            weather: Weather::Fine,
            storage_works: true,
            at: 0.0,
            slept: 0.0,
            jumped: 0.0,
            has_jumped: false,
            serials: 0,
            events: 0,
            acknowledged: None,
            sabotage,
        };
        world.open(Copied::default());
        world
    }

    pub(crate) fn wall(&self) -> f64 {
        1.79e12 + self.at + self.slept + self.jumped
    }

    pub(crate) fn jump(&mut self, ms: f64) {
        self.jumped += ms;
        self.has_jumped = true;
    }

    pub(crate) fn sleep(&mut self, ms: f64) {
        self.slept += ms;
    }

    pub(crate) fn moment(&mut self, began: f64) -> Moment {
        Moment {
            now: Millis(self.at - began),
            wall: self.wall(),
            chance: self.chance.words(),
        }
    }

    /// What a copy of a tab begins with.
    pub(crate) fn copied(&mut self, tab: usize) -> Copied {
        self.books.shares = true;
        (self.tabs[tab].storage.clone(), self.tabs[tab].saved.clone())
    }

    /// Opens a tab that begins with this.
    pub(crate) fn open(&mut self, (storage, saved): Copied) {
        if MAX_TABS <= self.tabs.len() {
            return;
        }
        let page = self.start(saved.as_deref());
        self.tabs.push(Tab {
            page,
            storage,
            saved,
        });
        self.arrive(self.tabs.len() - 1);
    }

    pub(crate) fn start(&mut self, saved: Option<&str>) -> Page {
        self.serials += 1;
        let session = &self.session;
        let config = format!(
            "{{\"version\":1,\"site\":\"shop\",\"collector\":{{\"url\":\"/collect\"}},\"storage\":\"{}\",\"consent\":\"{}\",\"definitions\":[]}}",
            session.mode.name(),
            if session.asks {
                "required"
            } else {
                "not_required"
            },
        );
        let start = Start {
            config,
            saved: saved.filter(|_| !session.asks).map(str::to_owned),
            ..Start::default()
        };
        let began = self.at;
        let (engine, _) =
            Engine::start(self.moment(began), &start).expect("a config that can be used");
        Page {
            serial: self.serials,
            began,
            engine,
            outbox: BTreeMap::new(),
            counted: Vec::new(),
            dropped: Dropped::default(),
            restored: 0,
        }
    }

    /// What the browser layer does once the engine has started.
    fn arrive(&mut self, tab: usize) {
        self.disown(tab);
        self.recall(tab);
        let location = Location {
            path: "/".to_owned(),
            search: String::new(),
        };
        self.say(tab, Signal::Navigated(location, Arrival::Load));
    }

    /// Tells the engine of a tab's page, then does what it says.
    pub(crate) fn say(&mut self, tab: usize, signal: Signal) {
        let moment = self.moment(self.tabs[tab].page.began);
        let effects = self.tabs[tab].page.engine.handle(moment, signal);
        self.act(tab, effects);
    }

    pub(crate) fn act(&mut self, tab: usize, effects: Vec<Effect>) {
        for effect in effects {
            let (now, wall) = (self.at - self.tabs[tab].page.began, self.wall());
            let is_halved = matches!(effect, Effect::Halve { .. });
            match self.tabs[tab].page.keep(effect, now, wall) {
                Some(Effect::Forget { batch }) if is_halved => {
                    drop(self.take_out(tab, &batch));
                    if self.sabotage != Some(Sabotage::ForgetsHalves) {
                        // As long as the page lives, it tells copies of its tab that the batch is its own.
                        let serial = self.tabs[tab].page.serial;
                        self.locks.insert(batch, serial);
                    }
                }
                Some(Effect::Send { batch, .. }) => self.send(tab, &batch),
                Some(Effect::Forget { batch }) => self.forget(tab, &batch),
                Some(Effect::Purge) => self.purge(tab),
                _ => {}
            }
        }
        self.books.look(&mut self.tabs[tab].page);
    }

    fn forget(&mut self, tab: usize, id: &str) {
        if let Some(entry) = self.take_out(tab, id) {
            let is_delivered = self.collector.stored.contains_key(id);
            let is_acknowledged = self.acknowledged.as_deref() == Some(id);
            self.books.forgotten(&entry, is_delivered, is_acknowledged);
        }
    }

    fn take_out(&mut self, tab: usize, id: &str) -> Option<Entry> {
        let entry = self.tabs[tab].page.outbox.remove(id)?;
        self.storage_of(tab).remove(id);
        self.locks.remove(id);
        Some(entry)
    }

    fn purge(&mut self, tab: usize) {
        let page = &mut self.tabs[tab].page;
        self.books.purged(page);
        let serial = page.serial;
        page.outbox.clear();
        self.flights.retain(|flight| flight.page != serial);
        self.locks.retain(|_, owner| *owner != serial);
        let own = std::mem::take(&mut self.tabs[tab].storage);
        let shared = std::mem::take(&mut self.shared);
        for stored in own.values().chain(shared.values()) {
            self.books.excuse(&stored.body);
        }
        self.tabs[tab].saved = None;
    }

    /// The tab's page is hidden or left.
    pub(crate) fn leave(&mut self, tab: usize, reason: FlushReason) {
        self.say(tab, Signal::Flush(reason));
        self.persist(tab, reason == FlushReason::PageHide);
    }

    /// The tab's next page.
    pub(crate) fn load(&mut self, tab: usize) {
        let saved = self.tabs[tab].saved.clone();
        self.tabs[tab].page = self.start(saved.as_deref());
        self.arrive(tab);
    }

    /// The engine failed: what is held is sent, and a fresh one takes it up.
    pub(crate) fn trap(&mut self, tab: usize) {
        self.books.trapped(&self.tabs[tab].page);
        let ids: Vec<String> = self.tabs[tab].page.outbox.keys().cloned().collect();
        for id in ids {
            if !self.tabs[tab].page.outbox[&id].is_asked {
                self.send(tab, &id);
            }
        }
        let consent = self.tabs[tab].page.engine.consent();
        let fresh = self.start(None);
        let old = std::mem::replace(&mut self.tabs[tab].page, fresh);
        let page = &mut self.tabs[tab].page;
        (page.outbox, page.began) = (old.outbox, old.began);
        for flight in self.flights.iter_mut().filter(|it| it.page == old.serial) {
            flight.page = page.serial;
        }
        for owner in self.locks.values_mut().filter(|it| **it == old.serial) {
            *owner = page.serial;
        }
        if consent != page.engine.consent() {
            self.say(tab, Signal::Consented(consent));
        }
        self.recall(tab);
    }

    /// The shop's code counts an event.
    pub(crate) fn track(&mut self, tab: usize) {
        self.events += 1;
        let number = Decimal::from_plain(&self.events.to_string()).expect("a number");
        let before = self.tabs[tab].page.engine.status().counted;
        if self.tabs[tab].page.engine.consent() != Consent::Denied {
            self.tabs[tab].page.counted.push(self.events);
            self.books.counted(self.events, self.at + self.slept);
        }
        self.say(
            tab,
            Signal::Tracked {
                name: "gift".to_owned(),
                properties: vec![("n".to_owned(), Scalar::Number(number))],
            },
        );
        let page = &self.tabs[tab].page;
        let counts = page.engine.status().counted - before;
        self.books.expect_counted(page, counts);
    }
}

/// How many were dropped for a reason.
pub(crate) fn count(dropped: &Dropped, reason: &str) -> u32 {
    let found = dropped
        .counts()
        .into_iter()
        .find(|(name, _)| *name == reason);
    found.map_or(0, |(_, count)| count)
}
