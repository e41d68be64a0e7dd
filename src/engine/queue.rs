//! Events that wait, batches that are under way, and when each has to go.
//!
//! Takes clean events only. Bounded everywhere: what doesn't fit is dropped, the oldest first, and
//! counted. The bodies themselves are kept by the browser under the batch's id (`Effect::Hold`),
//! so that they outlive this module.

use super::effect::Effect;
use super::encode::{Envelope, encode};
use super::event::CountedEvent;
use super::millis::{Millis, Moment};
use super::outcome::{DropReason, Dropped};
use super::retry::{Next, decide};
use super::signal::FlushReason;

/// Largest body of a request, bytes. The browser's 64 KiB for requests that outlive their page are
/// shared by all tags of the page: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
const MAX_BODY_BYTES: usize = 16_384;
/// Most bytes of ours on their way at once, which leaves room for others.
const MAX_IN_FLIGHT_BYTES: usize = 49_152;
/// Most events that wait in memory while consent is open.
const MAX_OPEN: usize = 100;
/// Most batches that wait for an acknowledgement.
const MAX_SHIPMENTS: usize = 64;
/// What the last page left behind may still be on its way; it is sent again after this pause.
const RESTORED_PAUSE_MS: f64 = 2000.0;

/// A closed batch that isn't acknowledged yet.
#[derive(Debug)]
struct Shipment {
    id: String,
    events: u32,
    bytes: usize,
    is_in_flight: bool,
    reason: FlushReason,
    lost: Dropped,
    /// Not to be sent before: an earlier page may have put it on its way already.
    after: Option<Millis>,
}

/// The open batch and the closed ones.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    open: Vec<CountedEvent>,
    /// Id and size of the open batch, once it is held.
    held: Option<(String, usize)>,
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
    ids: u32,
    /// There is something to tell that isn't held yet.
    pub(crate) is_dirty: bool,
}

impl Queue {
    /// Counts what can't be delivered, for `status()` and for the next batch.
    pub(crate) fn drop_events(&mut self, reason: DropReason, times: u32) {
        self.dropped.add(reason, times);
        self.unreported.add(reason, times);
        self.is_dirty = true;
    }

    /// Takes up what an earlier page left unacknowledged; what is too old (without a body) or too
    /// much is dropped.
    pub(crate) fn restore(
        &mut self,
        held: &[(String, u32, usize)],
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        for (id, events, bytes) in held {
            let is_open = self.held.as_ref().is_some_and(|(open, _)| open == id);
            if is_open || self.shipments.iter().any(|shipment| shipment.id == *id) {
                // The outbox has it from this page.
                continue;
            }
            let reason = match bytes {
                0 => Some(DropReason::Expired),
                _ if MAX_SHIPMENTS <= self.shipments.len() => Some(DropReason::QueueFull),
                _ => None,
            };
            if let Some(reason) = reason {
                self.drop_events(reason, *events);
                effects.push(Effect::Forget { batch: id.clone() });
                continue;
            }
            self.shipments.push(Shipment {
                id: id.clone(),
                events: *events,
                bytes: *bytes,
                is_in_flight: false,
                reason: FlushReason::Age,
                lost: Dropped::default(),
                after: Some(now.plus(RESTORED_PAUSE_MS)),
            });
        }
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

    /// Whether there are losses and no open batch to report them.
    pub(crate) fn owes_report(&self) -> bool {
        self.open.is_empty() && !self.unreported.is_empty()
    }

    /// Events that wait, in all.
    pub(crate) fn queued(&self) -> u32 {
        self.open.len() as u32
            + self
                .shipments
                .iter()
                .map(|shipment| shipment.events)
                .sum::<u32>()
    }

    /// When the open batch has waited long enough.
    pub(crate) fn due(&self, after_ms: f64) -> Option<Millis> {
        self.open
            .first()
            .map(|event| event.clean.event().at.plus(after_ms))
    }

    /// When something closed may be sent again. What waits for an answer to another batch has no
    /// time of its own.
    pub(crate) fn resumes(&self) -> Option<Millis> {
        let waiting = || {
            self.shipments
                .iter()
                .filter(|shipment| !shipment.is_in_flight)
        };
        let restored = waiting().filter_map(|shipment| shipment.after);
        let first = restored.reduce(Millis::earlier);
        let is_due = !self.is_under_way() && waiting().any(|shipment| shipment.after.is_none());
        let resume_at = self.resume_at.filter(|_| is_due);
        match (first, resume_at) {
            (Some(first), Some(resume_at)) => Some(first.earlier(resume_at)),
            (first, resume_at) => first.or(resume_at),
        }
    }

    fn is_under_way(&self) -> bool {
        self.shipments.iter().any(|shipment| shipment.is_in_flight)
    }

    /// Hands the open batch, encoded, to the browser; closes it where it is full. Losses go along
    /// with events; with `reports` they go alone too, since the page may not come back.
    pub(crate) fn hold(
        &mut self,
        moment: Moment,
        site: &str,
        touch: bool,
        at_events: usize,
        reports: bool,
        effects: &mut Vec<Effect>,
    ) {
        self.is_dirty = false;
        while !self.open.is_empty() || (reports && !self.unreported.is_empty()) {
            let id = match &self.held {
                Some((id, _)) => id.clone(),
                None => self.mint(moment.chance),
            };
            let mut count = self.open.len().min(at_events);
            let envelope = Envelope {
                site,
                batch: &id,
                touch,
            };
            let (body, bytes) = loop {
                let events = self.open.get(..count).unwrap_or_default();
                let body = encode(envelope, events, &self.unreported, moment.now);
                let bytes = body.len();
                if bytes <= MAX_BODY_BYTES || count <= 1 {
                    break (body, bytes);
                }
                count -= 1;
            };
            if MAX_BODY_BYTES < bytes {
                self.open.remove(0);
                self.drop_events(DropReason::TooLarge, 1);
                continue;
            }
            self.reporting = self.unreported.clone();
            effects.push(Effect::Hold {
                batch: id.clone(),
                events: count as u32,
                body,
            });
            self.held = Some((id, bytes));
            let is_cut = count < self.open.len();
            if !is_cut && count < at_events {
                return;
            }
            let reason = if count < at_events {
                FlushReason::Bytes
            } else {
                FlushReason::Count
            };
            self.close_first(count, reason, effects);
        }
    }

    /// Closes the open batch as it is held.
    pub(crate) fn close(&mut self, reason: FlushReason, effects: &mut Vec<Effect>) {
        self.close_first(self.open.len(), reason, effects);
    }

    fn close_first(&mut self, count: usize, reason: FlushReason, effects: &mut Vec<Effect>) {
        let Some((id, bytes)) = self.held.take() else {
            return;
        };
        self.open.drain(..count);
        let lost = std::mem::take(&mut self.reporting);
        self.unreported.take_off(&lost);
        if MAX_SHIPMENTS <= self.shipments.len() {
            let oldest = self
                .shipments
                .iter()
                .position(|shipment| !shipment.is_in_flight)
                .unwrap_or(0);
            let dropped = self.shipments.remove(oldest);
            self.give_up(&dropped, DropReason::QueueFull);
            effects.push(Effect::Forget { batch: dropped.id });
        }
        let events = count as u32;
        self.shipments.push(Shipment {
            id,
            events,
            bytes,
            is_in_flight: false,
            reason,
            lost,
            after: None,
        });
    }

    /// A random id for a batch; unlike every other.
    fn mint(&mut self, chance: [u32; 4]) -> String {
        self.ids = self.ids.wrapping_add(1);
        let mut id = String::with_capacity(32);
        for (index, word) in chance.into_iter().enumerate() {
            // Two batches of one moment differ; otherwise nothing leads from one id to the next.
            let word = if index == 0 {
                word ^ self.ids.wrapping_mul(0x9e37_79b9)
            } else {
                word
            };
            for digit in (0..8).rev() {
                let digit = (word >> (4 * digit)) & 15;
                id.push(char::from_digit(digit, 16).unwrap_or('0'));
            }
        }
        id
    }

    /// Sends what may be sent now; `is_last_chance` when the page may not come back.
    pub(crate) fn pump(&mut self, now: Millis, is_last_chance: bool, effects: &mut Vec<Effect>) {
        for shipment in &mut self.shipments {
            shipment.after = shipment.after.filter(|after| now < *after);
        }
        let waits = self.resume_at.is_some_and(|resume_at| now < resume_at);
        if waits && !is_last_chance {
            return;
        }
        let is_probing = 0 < self.failures && !is_last_chance;
        let mut in_flight: usize = self
            .shipments
            .iter()
            .filter(|shipment| shipment.is_in_flight)
            .map(|shipment| shipment.bytes)
            .sum();
        for shipment in self
            .shipments
            .iter_mut()
            .filter(|shipment| !shipment.is_in_flight && shipment.after.is_none())
        {
            let is_too_much = 0 < in_flight && MAX_IN_FLIGHT_BYTES < in_flight + shipment.bytes;
            if is_too_much || (is_probing && 0 < in_flight) {
                return;
            }
            shipment.is_in_flight = true;
            in_flight += shipment.bytes;
            effects.push(Effect::Send {
                batch: shipment.id.clone(),
                reason: shipment.reason,
            });
        }
    }

    /// Takes the answer to a batch.
    pub(crate) fn answered(
        &mut self,
        batch: &str,
        status: u16,
        retry_after_ms: Option<f64>,
        moment: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(place) = self
            .shipments
            .iter()
            .position(|shipment| shipment.id == batch)
        else {
            return;
        };
        let [chance, ..] = moment.chance;
        match decide(status, self.failures, retry_after_ms, chance) {
            Next::Later(wait_ms) => {
                if let Some(shipment) = self.shipments.get_mut(place) {
                    shipment.is_in_flight = false;
                }
                self.failures = self.failures.saturating_add(1);
                self.resume_at = Some(moment.now.plus(wait_ms));
                return;
            }
            Next::Done => {
                let shipment = self.shipments.remove(place);
                self.sent = self.sent.saturating_add(shipment.events);
                effects.push(Effect::Forget { batch: shipment.id });
            }
            Next::Never => {
                let shipment = self.shipments.remove(place);
                self.give_up(&shipment, DropReason::Rejected);
                effects.push(Effect::Forget { batch: shipment.id });
            }
        }
        // What a collector asked to wait for is kept to, whatever else it has acknowledged.
        self.failures = 0;
        self.resume_at = self.resume_at.filter(|resume_at| moment.now < *resume_at);
    }

    /// Drops a batch; the losses that it was to report are reported by the next.
    fn give_up(&mut self, shipment: &Shipment, reason: DropReason) {
        self.drop_events(reason, shipment.events);
        self.unreported.add_all(&shipment.lost);
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
