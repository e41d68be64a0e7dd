//! A tab that checks, at each step, everything that the engine asks for.
//!
//! Acts as the browser layer does and knows no shop: what must hold, must hold in all.

use serde_json::Value;
use tallymark::engine::consent::Consent;
use tallymark::engine::effect::Effect;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::outcome::Dropped;
use tallymark::engine::signal::{Arrival, FlushReason, Location, Signal};
use tallymark::engine::stored::{Stored, note};
use tallymark::engine::watch::WatchId;
use tallymark::engine::{Engine, Start};

use super::leaves::Leaves;
use super::shops::{Happening, PERSONAL, Step};
use super::wire;

/// 100 open events, and 64 closed batches of at most 100.
const MAX_QUEUED: u32 = 6500;
/// The engine may be woken so often at one time before it lets time pass.
const MAX_WAKES_AT_ONCE: u32 = 3;

/// A tab that checks everything that the engine asks for.
#[derive(Debug)]
pub(crate) struct Tab {
    config: String,
    leaves: Leaves,
    engine: Engine,
    now: f64,
    wall: f64,
    chances: u32,
    /// Held batches: id, number of events, and what is stored of them.
    outbox: Vec<(String, u32, Stored)>,
    under_way: Vec<String>,
    closed: Vec<String>,
    /// Events that came from earlier pages of the tab.
    restored: u32,
}

impl Tab {
    /// Opens the first page of a tab, or the next one after `before`.
    pub(crate) fn open(config: String, location: Location, before: Option<&Tab>) -> Tab {
        let moment = Moment {
            now: Millis(0.0),
            wall: before.map_or(1.7e12, |tab| tab.wall + 300.0),
            chance: [1; 4],
        };
        let saved = before.and_then(|tab| tab.engine.snapshot(tab.moment(0)));
        let outbox = before.map(|tab| tab.outbox.clone()).unwrap_or_default();
        let held = outbox.iter().map(|(_, _, stored)| stored.clone()).collect();
        let start = Start {
            config: config.clone(),
            saved,
            location: location.clone(),
            held,
            ..Start::default()
        };
        let (engine, effects) = Engine::start(moment, &start).expect("a config that can be used");
        assert!(
            engine.problems().is_empty(),
            "{:?}\n{config}",
            engine.problems()
        );
        let restored = engine.status().queued;
        let chances = before.map_or(1, |tab| tab.chances);
        let closed = outbox.iter().map(|(id, _, _)| id.clone()).collect();
        let mut tab = Tab {
            leaves: Leaves::of(&config),
            config,
            engine,
            now: 0.0,
            wall: moment.wall,
            chances,
            outbox,
            under_way: Vec::new(),
            closed,
            restored,
        };
        tab.act(effects, &[]);
        tab.say(
            Signal::Attention {
                visible: true,
                focused: true,
            },
            &[],
        );
        tab.say(Signal::Navigated(location, Arrival::Load), &[]);
        tab
    }

    fn moment(&self, salt: u32) -> Moment {
        let chance = [
            self.chances.wrapping_mul(0x9e37_79b9),
            self.chances,
            salt,
            5,
        ];
        Moment {
            now: Millis(self.now),
            wall: self.wall,
            chance,
        }
    }

    fn say(&mut self, signal: Signal, texts: &[Option<String>]) {
        self.chances += 1;
        let effects = self.engine.handle(self.moment(1), signal);
        let is_silent = self.engine.consent() != Consent::Granted;
        for effect in &effects {
            let leaves = matches!(effect, Effect::Hold { .. } | Effect::Send { .. });
            assert!(
                !(is_silent && leaves),
                "held or sent without consent: {effect:?}"
            );
        }
        self.act(effects, texts);
    }

    /// As the browser acts: looks are answered at once.
    fn act(&mut self, effects: Vec<Effect>, texts: &[Option<String>]) {
        for effect in effects {
            match effect {
                Effect::Look(watch) | Effect::LookAt { watch, .. } => self.see(watch, texts),
                Effect::Observe { watch, .. } => assert!(watch < self.engine.watches().len()),
                Effect::Hold {
                    batch,
                    events,
                    lost,
                    body,
                } => self.hold(batch, events, &lost, &body),
                Effect::Halve {
                    batch,
                    first,
                    second,
                } => self.halve(&batch, first, second),
                Effect::Send { batch, .. } => {
                    assert!(
                        self.outbox.iter().any(|(id, _, _)| *id == batch),
                        "{batch} is not held"
                    );
                    assert!(!self.under_way.contains(&batch), "{batch} is under way");
                    self.closed.push(batch.clone());
                    self.under_way.push(batch);
                }
                Effect::Forget { batch } => self.outbox.retain(|(id, _, _)| *id != batch),
                Effect::Push { .. } => panic!("no shop here has a data layer"),
                Effect::Notify(notice) => assert!(!notice.counted.is_empty()),
                Effect::Purge => {
                    self.outbox.clear();
                    self.under_way.clear();
                }
            }
        }
    }

    fn see(&mut self, watch: WatchId, texts: &[Option<String>]) {
        let reads = self.engine.watches()[watch].reads.len();
        let text = |place: usize| texts.get(place % texts.len().max(1)).cloned().flatten();
        let values = (0..reads).map(text).collect();
        self.say(Signal::Seen { watch, values }, texts);
    }

    /// The whole goes, two halves come.
    fn halve(&mut self, batch: &str, first: (String, u32, Dropped), second: (String, u32)) {
        let place = self.outbox.iter().position(|(id, _, _)| id == batch);
        let (_, events, whole) = self.outbox.remove(place.expect("a batch that is held"));
        assert_eq!(events, first.1 + second.1, "the halves of {batch}");
        let lost = Dropped::default();
        for (id, events, lost) in [first, (second.0, second.1, lost)] {
            self.closed.push(id.clone());
            let (note, id_of) = (note(events, &lost), id.clone());
            let stored = Stored {
                id: id_of,
                note,
                ..whole.clone()
            };
            self.outbox.push((id, events, stored));
        }
    }

    fn hold(&mut self, batch: String, events: u32, lost: &Dropped, body: &str) {
        let json = wire::checked(body);
        self.leaves.expect(&json);
        for canary in PERSONAL {
            assert!(!body.contains(canary), "{canary} would leave: {body}");
        }
        assert!(
            !self.closed.contains(&batch),
            "a batch that was closed changes: {batch}"
        );
        assert_eq!(
            json["events"].as_array().map(Vec::len),
            Some(events as usize)
        );
        // Not where the batch before it ended: that would join the batches of a page.
        assert!(
            matches!(json["events"][0]["seq"].as_u64(), None | Some(1)),
            "{body}"
        );
        let place = self.outbox.iter().position(|(id, _, _)| *id == batch);
        let known = place.map_or(0, |place| self.outbox[place].1);
        assert!(
            known <= events,
            "{known} events were held and {events} overwrite them"
        );
        let stored = Stored {
            id: batch.clone(),
            note: note(events, lost),
            bytes: body.len(),
            age_ms: 0.0,
        };
        match place {
            Some(place) => self.outbox[place] = (batch, events, stored),
            None => self.outbox.push((batch, events, stored)),
        }
    }

    /// What holds whenever the engine has been let go.
    pub(crate) fn check(&self) {
        let status = self.engine.status();
        assert!(status.queued <= MAX_QUEUED, "{status:?}");
        let lost = status.dropped.counts().into_iter().filter(|(reason, _)| {
            matches!(
                *reason,
                "queue_full" | "rejected" | "too_large" | "consent" | "expired" | "unanswered"
            )
        });
        let lost: u32 = lost.map(|(_, count)| count).sum();
        assert_eq!(
            status.counted + self.restored,
            status.queued + status.sent + lost,
            "counted + taken over = queued + sent + lost: {status:?}"
        );
        if self.engine.consent() == Consent::Granted {
            let held: u32 = self.outbox.iter().map(|(_, events, _)| events).sum();
            assert_eq!(held, status.queued, "what is queued is held");
        }
        let snapshot = self.engine.snapshot(self.moment(2)).unwrap_or_default();
        for canary in PERSONAL {
            assert!(
                !snapshot.contains(canary),
                "{canary} would be stored: {snapshot}"
            );
        }
        if !snapshot.is_empty() {
            serde_json::from_str::<Value>(&snapshot).expect("a snapshot is JSON");
        }
    }

    /// Lets time pass, and wakes the engine as its timer does.
    pub(crate) fn wait(&mut self, later_ms: f64, texts: &[Option<String>]) {
        let until = self.now + later_ms;
        let mut wakes_at_once = 0;
        while let Some(deadline) = self.engine.next_deadline(Millis(self.now)) {
            if until < deadline.0 {
                break;
            }
            wakes_at_once = if deadline.0 <= self.now {
                wakes_at_once + 1
            } else {
                0
            };
            assert!(
                wakes_at_once <= MAX_WAKES_AT_ONCE,
                "woken again and again at {}",
                self.now
            );
            self.wall += (deadline.0 - self.now).max(0.0);
            self.now = self.now.max(deadline.0);
            self.say(Signal::Woke, texts);
            self.check();
        }
        self.wall += until - self.now;
        self.now = until;
    }

    /// Lives through one step; a page load gives the next page.
    pub(crate) fn live(mut self, step: &Step) -> Tab {
        self.wait(step.later_ms, &step.texts);
        match &step.happening {
            Happening::Signal(signal) => self.say(signal.clone(), &step.texts),
            Happening::Seen(place) => {
                let watches = self.engine.watches().len();
                if 0 < watches {
                    self.see(place % watches, &step.texts);
                }
            }
            Happening::Answered(status, retry_after_ms) => {
                if !self.under_way.is_empty() {
                    let batch = self.under_way.remove(0);
                    let (status, retry_after_ms) = (*status, *retry_after_ms);
                    self.say(
                        Signal::Answered {
                            batch,
                            status,
                            retry_after_ms,
                        },
                        &step.texts,
                    );
                }
            }
            Happening::PageLoad(location) => {
                self.say(Signal::Flush(FlushReason::PageHide), &step.texts);
                self.check();
                self = Tab::open(self.config.clone(), location.clone(), Some(&self));
            }
            Happening::Wait => {}
        }
        self.check();
        self
    }
}
