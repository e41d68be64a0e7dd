//! Two tabs of one shop that hear of each other's choices, with their outboxes and storage.
//!
//! Does what the loader and the browser layer do about consent, on a page that has only `track()`.

use serde_json::{Value, json};
use tallymark::engine::consent::Consent;
use tallymark::engine::effect::Effect;
use tallymark::engine::encode::{CUT, WAITED};
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::number::Decimal;
use tallymark::engine::outcome::Dropped;
use tallymark::engine::signal::{Arrival, FlushReason, Location, Scalar, Signal};
use tallymark::engine::stored::{Stored, note};
use tallymark::engine::{Engine, Start};

use super::chance::Chance;

const WALL_MS: f64 = 1_790_000_000_000.0;

/// When an event was counted.
#[derive(Clone, Copy, Debug)]
struct Origin {
    tab: usize,
    /// How often consent had been denied in this tab.
    denials: u32,
    consent: Consent,
}

/// A batch: its id, its number of events and its body.
type Held = (String, u32, String);

/// One tab.
#[derive(Debug)]
struct Tab {
    engine: Engine,
    began: f64,
    outbox: Vec<Held>,
    under_way: Vec<String>,
    stored: Vec<Held>,
    saved: Option<String>,
    denials: u32,
    /// The other tab's choices that have not come yet.
    inbox: Vec<Consent>,
}

/// What happened in all orders together.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) sent: usize,
    pub(crate) withdrawn_unsent: usize,
    pub(crate) while_denied: usize,
    pub(crate) told_by_the_other_tab: u32,
    pub(crate) pages_while_denied: u32,
}

/// The shop, open in two tabs.
#[derive(Debug)]
pub(crate) struct Shop {
    chance: Chance,
    constants: Start,
    tabs: Vec<Tab>,
    at: f64,
    /// What the shop's own banner remembers.
    banner: Option<Consent>,
    events: Vec<Origin>,
    sent: Vec<usize>,
    told: u32,
    pages_while_denied: u32,
}

impl Shop {
    /// With a random config and browser.
    pub(crate) fn open(mut chance: Chance) -> Shop {
        let mut flip = |of: u32| chance.below(of) == 0;
        let config = json!({
            "version": 1,
            "site": "shop",
            "collector": { "url": "/collect", "flush_at_events": if flip(2) { 2 } else { 20 }, "flush_after_ms": 3000 },
            "consent": if flip(2) { "required" } else { "not_required" },
            "storage": if flip(3) { "memory" } else { "session" },
            "definitions": [{
                "name": "attempt",
                "trigger": { "tracked": {} },
                "confirm": { "any": [{ "mutation": { "selector": ".count", "change": "increase" } }] },
                "otherwise": "attempt_failed",
            }],
        });
        let gpc = flip(4);
        let mut shop = Shop {
            constants: Start {
                config: config.to_string(),
                own_host: "shop.example".to_owned(),
                gpc,
                ..Start::default()
            },
            chance,
            tabs: Vec::new(),
            at: 0.0,
            banner: None,
            events: Vec::new(),
            sent: Vec::new(),
            told: 0,
            pages_while_denied: 0,
        };
        for _ in 0..2 {
            shop.load(None);
        }
        shop
    }

    /// One thing happens in one of the tabs.
    pub(crate) fn step(&mut self) {
        self.at += f64::from(self.chance.below(900));
        let tab = self.chance.below(2) as usize;
        match self.chance.below(14) {
            0 => self.choose(tab, Consent::Granted),
            1 => self.choose(tab, Consent::Denied),
            2..=6 => self.track(tab),
            7 => self.signal(tab, Signal::Flush(FlushReason::Asked)),
            8 => self.leave(tab, FlushReason::Hidden),
            9 => {
                self.leave(tab, FlushReason::PageHide);
                self.load(Some(tab));
            }
            10 => self.at += 5000.0,
            11 => self.answer(tab),
            _ => self.hear(tab),
        }
        for tab in 0..2 {
            self.wake(tab);
        }
    }

    /// What is kept or stored was counted after the last no, and nothing is where there is no yes.
    pub(crate) fn expect_nothing_kept_without_consent(&self) {
        for (place, tab) in self.tabs.iter().enumerate() {
            let kept = tab.outbox.iter().chain(&tab.stored);
            for (_, _, body) in kept {
                self.expect_allowed(place, body);
            }
            if tab.engine.consent() == Consent::Denied {
                assert!(tab.outbox.is_empty() && tab.stored.is_empty(), "{tab:?}");
                assert!(tab.saved.is_none() && !tab.engine.may_store(), "{tab:?}");
                assert_eq!(tab.engine.status().queued, 0);
            }
        }
    }

    pub(crate) fn add_to(&self, tally: &mut Tally) {
        tally.sent += self.sent.len();
        tally.told_by_the_other_tab += self.told;
        tally.pages_while_denied += self.pages_while_denied;
        for (number, origin) in self.events.iter().enumerate() {
            if origin.consent == Consent::Denied {
                tally.while_denied += 1;
            } else if !self.sent.contains(&number) && origin.denials < self.tabs[origin.tab].denials
            {
                tally.withdrawn_unsent += 1;
            }
        }
    }

    /// The banner is clicked: this tab knows at once, the other one a little later.
    fn choose(&mut self, tab: usize, choice: Consent) {
        self.banner = Some(choice);
        self.tabs[1 - tab].inbox.push(choice);
        self.take(tab, choice);
    }

    fn hear(&mut self, tab: usize) {
        if !self.tabs[tab].inbox.is_empty() {
            let choice = self.tabs[tab].inbox.remove(0);
            self.told += 1;
            self.take(tab, choice);
        }
    }

    fn take(&mut self, tab: usize, choice: Consent) {
        self.tabs[tab].denials += u32::from(choice == Consent::Denied);
        self.signal(tab, Signal::Consented(choice));
        self.recall(tab);
    }

    fn track(&mut self, tab: usize) {
        let number = self.events.len();
        let (denials, consent) = (self.tabs[tab].denials, self.tabs[tab].engine.consent());
        self.events.push(Origin {
            tab,
            denials,
            consent,
        });
        let name = if self.chance.below(3) == 0 {
            "attempt"
        } else {
            "wish"
        };
        let value = Decimal::from_plain(&number.to_string()).unwrap();
        let properties = vec![("n".to_owned(), Scalar::Number(value))];
        let name = name.to_owned();
        self.signal(tab, Signal::Tracked { name, properties });
    }

    fn answer(&mut self, tab: usize) {
        let status = if self.chance.below(2) == 0 { 204 } else { 503 };
        if let Some(batch) = self.tabs[tab].under_way.pop() {
            let retry_after_ms = None;
            let answered = Signal::Answered {
                batch,
                status,
                retry_after_ms,
            };
            self.signal(tab, answered);
        }
    }

    /// The page is hidden or left: all is sent, and stored if it may be.
    fn leave(&mut self, tab: usize, reason: FlushReason) {
        self.signal(tab, Signal::Flush(reason));
        let moment = self.moment(tab);
        let tab = &mut self.tabs[tab];
        if tab.engine.may_store() {
            tab.saved = tab.engine.snapshot(moment);
            tab.stored = tab.outbox.clone();
        }
    }

    /// A page begins: in a new tab, or in one that keeps what it stored. The shop's script tells
    /// what its banner remembers, before the engine runs or after.
    fn load(&mut self, tab: Option<usize>) {
        let choice = self.banner.filter(|_| self.chance.below(2) == 0);
        let start = Start {
            choice,
            ..self.constants.clone()
        };
        let moment = Moment {
            now: Millis(0.0),
            wall: WALL_MS + self.at,
            chance: [7; 4],
        };
        let (engine, effects) = Engine::start(moment, &start).unwrap();
        self.pages_while_denied += u32::from(engine.consent() == Consent::Denied);
        let fresh = Tab {
            engine,
            began: self.at,
            outbox: Vec::new(),
            under_way: Vec::new(),
            stored: Vec::new(),
            saved: None,
            denials: 0,
            inbox: Vec::new(),
        };
        let place = tab.unwrap_or(self.tabs.len());
        if let Some(tab) = tab {
            let old = std::mem::replace(&mut self.tabs[tab], fresh);
            let tab = &mut self.tabs[place];
            (tab.stored, tab.saved, tab.denials) = (old.stored, old.saved, old.denials);
            tab.denials += u32::from(tab.engine.consent() == Consent::Denied);
        } else {
            self.tabs.push(fresh);
        }
        self.act(place, effects);
        self.recall(place);
        let location = Location {
            path: "/".to_owned(),
            search: String::new(),
        };
        self.signal(place, Signal::Navigated(location, Arrival::Load));
        if let (None, Some(late)) = (choice, self.banner) {
            self.take(place, late);
        }
    }

    /// Takes up what the tab stored, once it may be read; the browser layer does it once a page.
    fn recall(&mut self, tab: usize) {
        let moment = self.moment(tab);
        let own = &mut self.tabs[tab];
        if !own.engine.may_store() || !own.outbox.is_empty() {
            return;
        }
        own.outbox = own.stored.clone();
        let held: Vec<Stored> = own
            .stored
            .iter()
            .map(|(id, events, body)| Stored {
                id: id.clone(),
                note: note(*events, &Dropped::default()),
                bytes: body.len(),
                age_ms: 0.0,
            })
            .collect();
        let saved = own.saved.clone();
        let effects = own.engine.recall(moment, saved.as_deref(), &held);
        self.act(tab, effects);
    }

    fn wake(&mut self, tab: usize) {
        for _ in 0..20 {
            let now = Millis(self.at - self.tabs[tab].began);
            match self.tabs[tab].engine.next_deadline(now) {
                Some(deadline) if deadline <= now => self.signal(tab, Signal::Woke),
                _ => return,
            }
        }
    }

    fn moment(&mut self, tab: usize) -> Moment {
        Moment {
            now: Millis(self.at - self.tabs[tab].began),
            wall: WALL_MS + self.at,
            chance: [(); 4].map(|()| self.chance.next()),
        }
    }

    fn signal(&mut self, tab: usize, signal: Signal) {
        let moment = self.moment(tab);
        let effects = self.tabs[tab].engine.handle(moment, signal);
        self.act(tab, effects);
    }

    fn act(&mut self, tab: usize, effects: Vec<Effect>) {
        for effect in effects {
            let is_granted = self.tabs[tab].engine.consent() == Consent::Granted;
            match effect {
                Effect::Hold {
                    batch,
                    events,
                    lost: _,
                    body,
                } => {
                    assert!(is_granted, "held without a yes: {body}");
                    let outbox = &mut self.tabs[tab].outbox;
                    outbox.retain(|(id, _, _)| *id != batch);
                    outbox.push((batch, events, body));
                }
                Effect::Send { batch, .. } => self.send(tab, batch),
                Effect::Forget { batch } => {
                    self.tabs[tab].outbox.retain(|(id, _, _)| *id != batch);
                    self.tabs[tab].stored.retain(|(id, _, _)| *id != batch);
                }
                Effect::Purge => {
                    let tab = &mut self.tabs[tab];
                    tab.outbox.clear();
                    tab.stored.clear();
                    tab.under_way.clear();
                    tab.saved = None;
                }
                Effect::Notify(notice) => {
                    let consent = self.tabs[tab].engine.consent();
                    assert_ne!(consent, Consent::Denied, "{notice:?}");
                }
                Effect::Look(watch) | Effect::LookAt { watch, .. } => {
                    // The cart's counter never moves: every attempt waits until it fails.
                    let reads = self.tabs[tab].engine.watches()[watch].reads.len();
                    let values = vec![Some("0".to_owned()); reads];
                    self.signal(tab, Signal::Seen { watch, values });
                }
                Effect::Observe { .. } => {}
                Effect::Push { entry, .. } => assert!(is_granted, "pushed without a yes: {entry}"),
                Effect::Halve { .. } => panic!("no collector here finds a batch too large"),
            }
        }
    }

    fn send(&mut self, tab: usize, batch: String) {
        let own = &self.tabs[tab];
        assert_eq!(own.engine.consent(), Consent::Granted, "sent without a yes");
        let (_, _, body) = own.outbox.iter().find(|(id, _, _)| *id == batch).unwrap();
        self.expect_allowed(tab, body);
        let numbers = numbers(body);
        self.sent.extend(numbers);
        self.tabs[tab].under_way.push(batch);
    }

    /// Each event of the body was counted in this tab, not while the answer was no, and no no came
    /// since.
    fn expect_allowed(&self, tab: usize, body: &str) {
        for number in numbers(body) {
            let origin = self.events[number];
            assert_eq!(origin.tab, tab, "{body}");
            assert_ne!(origin.consent, Consent::Denied, "{body}");
            assert_eq!(origin.denials, self.tabs[tab].denials, "{body}");
        }
    }
}

fn numbers(body: &str) -> Vec<usize> {
    let body: Value = serde_json::from_str(&body.replace(CUT, "").replace(WAITED, "0")).unwrap();
    let number = |event: &Value| event["properties"]["n"].as_u64().unwrap() as usize;
    body["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(number)
        .collect()
}
