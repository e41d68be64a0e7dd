//! Events that wait in the open batch, and how a batch is closed.
//!
//! Takes clean events only. Bounded everywhere: what doesn't fit is dropped, the oldest first, and
//! counted. The bodies themselves are kept by the browser under the batch's id (`Effect::Hold`),
//! so that they outlive this module. What becomes of closed batches is in `shipping`.

mod shipping;

use super::effect::Effect;
use super::encode::{Envelope, encode};
use super::event::CountedEvent;
use super::millis::{Millis, Moment};
use super::outcome::{DropReason, Dropped};
use super::signal::FlushReason;
use super::wall::Wall;
use super::wire::{Template, push_to_layer};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use shipping::part_id;
use shipping::{Shipment, derived};

/// Largest body of a request, bytes. The browser's 64 KiB for requests that outlive their page are
/// shared by all tags of the page: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
const MAX_BODY_BYTES: usize = 16_384;
/// Most events that wait in memory while consent is open, and most in a batch.
const MAX_OPEN: usize = 100;

/// The open batch as the browser has it.
#[derive(Debug)]
struct Held {
    id: String,
    events: usize,
    bytes: usize,
}

/// The open batch and the closed ones.
#[derive(Debug)]
pub(crate) struct Queue {
    open: Vec<CountedEvent>,
    /// The open batch, once it is held.
    held: Option<Held>,
    shipments: Vec<Shipment>,
    /// Losses that no closed batch has reported.
    unreported: Dropped,
    /// Those among them that the open batch, as it is held, reports.
    reporting: Dropped,
    pub(crate) dropped: Dropped,
    pub(crate) sent: u32,
    /// Failed tries in a row.
    failures: u32,
    resume_at: Option<Millis>,
    /// Largest body that the collector is known to take, bytes.
    most_bytes: usize,
    /// The collector's format lets a body be cut between its events.
    can_halve: bool,
    ids: u32,
    /// There is something to tell that isn't held yet.
    pub(crate) is_dirty: bool,
    /// Something of a flood is not reported yet.
    is_flooded: bool,
}

impl Default for Queue {
    fn default() -> Queue {
        Queue {
            open: Vec::new(),
            held: None,
            shipments: Vec::new(),
            unreported: Dropped::default(),
            reporting: Dropped::default(),
            dropped: Dropped::default(),
            sent: 0,
            failures: 0,
            resume_at: None,
            most_bytes: MAX_BODY_BYTES,
            can_halve: true,
            ids: 0,
            is_dirty: false,
            is_flooded: false,
        }
    }
}

impl Queue {
    /// Counts what can't be delivered, for `status()` and for the next batch.
    pub(crate) fn drop_events(&mut self, reason: DropReason, times: u32) {
        self.dropped.add(reason, times);
        self.unreported.add(reason, times);
        // Encoding anew for each of a flood would be one itself: the next event or flush reports it.
        if reason == DropReason::Flood {
            self.is_flooded = true;
        } else {
            self.is_dirty = true;
        }
    }

    /// Puts a flood that is not reported yet into the next batch.
    pub(crate) fn report(&mut self) {
        self.is_dirty |= std::mem::take(&mut self.is_flooded);
    }

    /// Puts an event into the open batch.
    pub(crate) fn push(&mut self, event: CountedEvent) {
        if MAX_OPEN <= self.open.len() {
            self.open.remove(0);
            self.drop_events(DropReason::QueueFull, 1);
        }
        self.open.push(event);
        self.is_dirty = true;
    }

    /// Puts what has waited for the detectors in its place.
    pub(crate) fn read(&mut self, wall: &mut Wall) {
        for event in &mut self.open {
            self.is_dirty |= event.clean.is_unread();
            event.clean.read(wall);
        }
    }

    /// Events that wait, in all.
    pub(crate) fn queued(&self) -> u32 {
        let shipments = self.shipments.iter();
        self.open.len() as u32 + shipments.map(|shipment| shipment.events).sum::<u32>()
    }

    /// When the open batch has waited long enough.
    pub(crate) fn due(&self, after_ms: f64) -> Option<Millis> {
        self.open
            .first()
            .map(|event| event.clean.event().at.plus(after_ms))
    }

    /// Hands the open batch, encoded, to the browser; closes it where it is full. Losses without
    /// events are held too, since the page may not live to see the next event.
    pub(crate) fn hold(
        &mut self,
        moment: Moment,
        envelope: Envelope<'_>,
        at_events: usize,
        effects: &mut Vec<Effect>,
    ) {
        let (mut max_bytes, mut most_bytes) = (MAX_BODY_BYTES, self.most_bytes);
        if let Some(template) = envelope.template {
            max_bytes = template.max_bytes;
            most_bytes = most_bytes.min(max_bytes);
            self.can_halve = template.has_cuts;
            if !template.tells_losses {
                // Nobody would be told: they are in `status()` alone.
                self.unreported = Dropped::default();
                self.is_dirty = false;
            }
        }
        while !self.open.is_empty() || !self.unreported.is_empty() {
            let (id, kept) = match &self.held {
                Some(held) => (held.id.clone(), held.events),
                None => (self.mint(moment.chance), 0),
            };
            let mut count = self.open.len().min(at_events);
            let envelope = Envelope {
                batch: &id,
                ..envelope
            };
            let (body, bytes) = loop {
                let events = self.open.get(..count).unwrap_or_default();
                let body = encode(envelope, events, &self.unreported, moment);
                let bytes = body.len();
                if bytes <= most_bytes || count <= kept.max(1) {
                    break (body, bytes);
                }
                count -= 1;
            };
            if most_bytes < bytes && 0 < kept {
                // Nothing more fits in: it goes as it is held.
                self.close_first(kept, FlushReason::Bytes, moment.now, effects);
                continue;
            }
            if max_bytes < bytes {
                self.open.remove(0);
                self.drop_events(DropReason::TooLarge, 1);
                continue;
            }
            self.reporting = self.unreported.clone();
            self.is_dirty = false;
            effects.push(Effect::Hold {
                batch: id.clone(),
                events: count as u32,
                lost: self.reporting.clone(),
                body,
            });
            self.held = Some(Held {
                id,
                events: count,
                bytes,
            });
            let is_cut = count < self.open.len();
            if !is_cut && count < at_events {
                return;
            }
            let reason = if count < at_events {
                FlushReason::Bytes
            } else {
                FlushReason::Count
            };
            self.close_first(count, reason, moment.now, effects);
        }
    }

    /// Hands the events to a list of the page instead; there is no collector whose answer counts,
    /// and nobody to report losses to.
    pub(crate) fn hand_over(
        &mut self,
        moment: Moment,
        envelope: Envelope<'_>,
        template: &Template,
        effects: &mut Vec<Effect>,
    ) {
        self.is_dirty = false;
        let id = self.mint(moment.chance);
        let envelope = Envelope {
            batch: &id,
            ..envelope
        };
        push_to_layer(template, envelope, &self.open, moment, effects);
        self.sent = self.sent.saturating_add(self.open.len() as u32);
        self.open.clear();
        self.unreported = Dropped::default();
    }

    /// Closes the open batch as it is held.
    pub(crate) fn close(&mut self, reason: FlushReason, now: Millis, effects: &mut Vec<Effect>) {
        self.close_first(self.open.len(), reason, now, effects);
    }

    fn close_first(
        &mut self,
        count: usize,
        reason: FlushReason,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Some(Held { id, bytes, .. }) = self.held.take() else {
            return;
        };
        self.open = self.open.split_off(count.min(self.open.len()));
        let lost = std::mem::take(&mut self.reporting);
        self.unreported.take_off(&lost);
        self.ship(
            Shipment {
                events: count as u32,
                reason,
                lost,
                ..Shipment::new(id, bytes, now)
            },
            effects,
        );
    }

    /// A random id for a batch; unlike every other.
    fn mint(&mut self, chance: [u32; 4]) -> String {
        self.ids = self.ids.wrapping_add(1);
        // Two batches of one moment differ, and nothing leads from one to the other.
        derived(chance, self.ids)
    }

    /// Drops everything: consent was withdrawn.
    pub(crate) fn purge(&mut self) {
        self.dropped.add(DropReason::Consent, self.queued());
        self.open.clear();
        self.shipments.clear();
        self.held = None;
        self.unreported = Dropped::default();
        self.reporting = Dropped::default();
    }
}

#[cfg(test)]
mod tests;
