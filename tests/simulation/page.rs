//! One loaded page of a simulated tab: the real engine, and an outbox as pkg-template/outbox.js is.

use std::collections::BTreeMap;

use tallymark::engine::Engine;
use tallymark::engine::effect::Effect;
use tallymark::engine::outcome::Dropped;
use tallymark::engine::stored::note;

use super::outbox::half;

/// A batch in the outbox.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) note: String,
    pub(crate) body: String,
    /// On the page's clock.
    pub(crate) held_at: f64,
    pub(crate) wall: f64,
    /// Whether it was open when it was stored, if it is.
    pub(crate) stored_open: Option<bool>,
    pub(crate) is_tried: bool,
    /// It comes from an earlier page, so that its age is told by the wall clock.
    pub(crate) is_restored: bool,
    /// A request for it waits for its answer.
    pub(crate) is_asked: bool,
    /// What the browser sends if the page ends.
    pub(crate) deferred: Option<String>,
    /// The same, but the body has changed since.
    pub(crate) is_stale: bool,
}

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    /// Unlike that of every other page or engine.
    pub(crate) serial: u32,
    /// When it began, on the machine's clock.
    pub(crate) began: f64,
    pub(crate) engine: Engine,
    pub(crate) outbox: BTreeMap<String, Entry>,
    /// Events that it counted.
    pub(crate) counted: Vec<u32>,
    /// Drops as they stood when they were last looked at.
    pub(crate) dropped: Dropped,
    /// Restored events, for its books.
    pub(crate) restored: u32,
}

impl Page {
    /// Keeps what the engine wants kept; what is given back is to be sent, forgotten or purged.
    pub(crate) fn keep(&mut self, effect: Effect, now: f64, wall: f64) -> Option<Effect> {
        match effect {
            Effect::Hold {
                batch,
                events,
                lost,
                body,
            } => {
                let deferred = self.outbox.get(&batch).and_then(|it| it.deferred.clone());
                let entry = Entry {
                    note: note(events, &lost),
                    body,
                    held_at: now,
                    wall,
                    stored_open: None,
                    is_tried: false,
                    is_restored: false,
                    is_asked: false,
                    is_stale: true,
                    deferred,
                };
                self.outbox.insert(batch, entry);
                None
            }
            Effect::Halve {
                batch,
                first,
                second,
            } => {
                let whole = self.outbox.get(&batch).expect("a batch to halve").clone();
                let at = first.1 as usize;
                let halves = [
                    (first.0, first.1, first.2, true),
                    (second.0, second.1, Dropped::default(), false),
                ];
                for (id, events, lost, is_first) in halves {
                    let entry = Entry {
                        note: note(events, &lost),
                        body: half(&whole.body, &batch, &id, at, is_first),
                        stored_open: None,
                        is_tried: false,
                        is_asked: false,
                        deferred: None,
                        ..whole.clone()
                    };
                    self.outbox.insert(id, entry);
                }
                Some(Effect::Forget { batch })
            }
            Effect::Look(_)
            | Effect::LookAt { .. }
            | Effect::Observe { .. }
            | Effect::Push { .. }
            | Effect::Notify(_) => None,
            Effect::Send { .. } | Effect::Forget { .. } | Effect::Purge => Some(effect),
        }
    }
}
