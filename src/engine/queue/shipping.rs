//! Closed batches: when each is sent, and what its answer makes of it.
//!
//! Comes after the open batch was closed. Doesn't see bodies: the outbox has them, and cuts one in
//! two where a collector finds it too large.

use super::super::effect::Effect;
use super::super::millis::{Millis, Moment};
use super::super::outcome::{DropReason, Dropped};
use super::super::retry::{Next, decide};
use super::super::signal::FlushReason;
use super::super::stored::{Stored, read_note};
use super::{MAX_BODY_BYTES, MAX_OPEN, Queue};

/// Most bytes of ours on their way at once, which leaves room for the page's other tags.
const MAX_IN_FLIGHT_BYTES: usize = 49_152;
/// Most requests of ours on their way at once.
const MAX_IN_FLIGHT: usize = 8;
/// Most batches that wait for an acknowledgement.
const MAX_SHIPMENTS: usize = 64;
/// Most bytes that wait for an acknowledgement.
const MAX_WAITING_BYTES: usize = 524_288;
/// What the last page left behind may still be on its way; it is sent again after this pause.
const RESTORED_PAUSE_MS: f64 = 2000.0;
/// A batch is given up after a day: collectors may forget ids after two.
const MAX_AGE_MS: f64 = 86_400_000.0;

/// Places of a batch's halves among the ids that follow from its own.
const FIRST_HALF: u32 = 1;
const SECOND_HALF: u32 = 2;

/// A closed batch that isn't acknowledged yet.
#[derive(Debug)]
pub(super) struct Shipment {
    pub(super) id: String,
    pub(super) events: u32,
    pub(super) bytes: usize,
    pub(super) reason: FlushReason,
    pub(super) lost: Dropped,
    /// When it was closed, or first held by an earlier page.
    pub(super) since: Millis,
    pub(super) is_in_flight: bool,
    /// The collector may have it, though its answer never came.
    pub(super) is_tried: bool,
    /// Failures in a row, as they stood when it was sent.
    pub(super) failures: u32,
    /// Not to be sent before: an earlier page may have put it on its way already.
    pub(super) after: Option<Millis>,
}

impl Shipment {
    pub(super) fn new(id: String, bytes: usize, since: Millis) -> Shipment {
        Shipment {
            id,
            events: 0,
            bytes,
            reason: FlushReason::Age,
            lost: Dropped::default(),
            since,
            is_in_flight: false,
            is_tried: false,
            failures: 0,
            after: None,
        }
    }
}

impl Queue {
    /// Takes up what an earlier page left unacknowledged. What can't be read, is too old or too
    /// much is dropped.
    ///
    /// What was written for another format goes nowhere: `mark` begins the notes of this one.
    pub(crate) fn restore(
        &mut self,
        held: &[Stored],
        mark: &str,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        for stored in held {
            let id = &stored.id;
            let is_open = self.held.as_ref().is_some_and(|held| held.id == *id);
            if is_open || self.shipments.iter().any(|shipment| shipment.id == *id) {
                // The outbox has it from this page.
                continue;
            }
            let note = stored.note.strip_prefix(mark).and_then(read_note);
            let note = note.filter(|(events, _)| {
                *events <= MAX_OPEN as u32
                    && words(id).is_some()
                    && (1..=MAX_BODY_BYTES).contains(&stored.bytes)
                    && 0.0 <= stored.age_ms
            });
            let Some((events, lost)) = note else {
                self.drop_events(DropReason::Unreadable, 1);
                effects.push(Effect::Forget { batch: id.clone() });
                continue;
            };
            self.ship(
                Shipment {
                    events,
                    lost,
                    is_tried: true,
                    after: Some(now.plus(RESTORED_PAUSE_MS)),
                    ..Shipment::new(id.clone(), stored.bytes, now.plus(-stored.age_ms))
                },
                effects,
            );
        }
        self.expire(now, effects);
    }

    /// Takes a closed batch, and drops what is too much with it.
    pub(super) fn ship(&mut self, shipment: Shipment, effects: &mut Vec<Effect>) {
        self.shipments.push(shipment);
        loop {
            let bytes: usize = self.shipments.iter().map(|shipment| shipment.bytes).sum();
            if self.shipments.len() <= MAX_SHIPMENTS && bytes <= MAX_WAITING_BYTES {
                return;
            }
            // The oldest, but first those that were never tried: it is certain that they are lost.
            let mut found: Option<(usize, bool, Millis)> = None;
            for (place, shipment) in self.shipments.iter().enumerate() {
                let (is_tried, since) = (shipment.is_tried, shipment.since);
                let is_older = found.is_none_or(|(_, other_tried, other_since)| {
                    (is_tried, since) < (other_tried, other_since)
                });
                if !shipment.is_in_flight && is_older {
                    found = Some((place, is_tried, since));
                }
            }
            let Some((place, is_tried, _)) = found else {
                return;
            };
            let reason = if is_tried {
                DropReason::Unanswered
            } else {
                DropReason::QueueFull
            };
            self.give_up(place, reason, effects);
        }
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
        let is_under_way = self.shipments.iter().any(|shipment| shipment.is_in_flight);
        let is_due = !is_under_way && waiting().any(|shipment| shipment.after.is_none());
        let resume_at = self.resume_at.filter(|_| is_due);
        match (first, resume_at) {
            (Some(first), Some(resume_at)) => Some(first.earlier(resume_at)),
            (first, resume_at) => first.or(resume_at),
        }
    }

    /// Sends what may be sent now; `is_last_chance` when the page may not come back.
    pub(crate) fn pump(&mut self, now: Millis, is_last_chance: bool, effects: &mut Vec<Effect>) {
        self.expire(now, effects);
        for shipment in &mut self.shipments {
            shipment.after = shipment.after.filter(|after| now < *after);
        }
        let waits = self.resume_at.is_some_and(|resume_at| now < resume_at);
        if waits && !is_last_chance {
            return;
        }
        let is_probing = 0 < self.failures && !is_last_chance;
        let (mut requests, mut bytes) = (0, 0);
        for shipment in self.shipments.iter().filter(|it| it.is_in_flight) {
            requests += 1;
            bytes += shipment.bytes;
        }
        let most = if is_probing { 1 } else { MAX_IN_FLIGHT };
        for shipment in &mut self.shipments {
            if shipment.is_in_flight || shipment.after.is_some() {
                continue;
            }
            // A batch by itself always fits in.
            if most <= requests || MAX_IN_FLIGHT_BYTES < bytes + shipment.bytes {
                return;
            }
            requests += 1;
            bytes += shipment.bytes;
            shipment.is_in_flight = true;
            shipment.is_tried = true;
            shipment.failures = self.failures;
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
        let mut shipments = self.shipments.iter().enumerate();
        let Some((place, shipment)) = shipments.find(|(_, shipment)| shipment.id == batch) else {
            return;
        };
        let failures = shipment.failures;
        let [chance, ..] = moment.chance;
        match decide(status, failures, retry_after_ms, chance) {
            Next::Later(wait_ms) => {
                // To the end: a batch that always fails must not keep the others from their turn.
                let mut shipment = self.shipments.remove(place);
                shipment.is_in_flight = false;
                self.shipments.push(shipment);
                // Requests that were under way together fail together, which is one failure.
                self.failures = self.failures.max(failures.saturating_add(1));
                let resume_at = moment.now.plus(wait_ms);
                let other = self.resume_at.filter(|other| resume_at < *other);
                self.resume_at = other.or(Some(resume_at));
                return;
            }
            Next::Done => {
                let shipment = self.shipments.remove(place);
                self.sent = self.sent.saturating_add(shipment.events);
                effects.push(Effect::Forget { batch: shipment.id });
            }
            Next::Halve => self.halve(place, effects),
            Next::Never => self.give_up(place, DropReason::Rejected, effects),
        }
        // What a collector asked to wait for is kept to, whatever else it has acknowledged.
        self.failures = 0;
        self.resume_at = self.resume_at.filter(|resume_at| moment.now < *resume_at);
    }

    /// Makes two batches of one that is too large for the collector. Their ids follow from its
    /// own, so that wherever it is halved again, the same two come of it.
    fn halve(&mut self, place: usize, effects: &mut Vec<Effect>) {
        let whole = self.shipments.remove(place);
        let Some(words) = words(&whole.id).filter(|_| self.can_halve && 1 < whole.events) else {
            self.shipments.push(whole);
            return self.give_up(self.shipments.len() - 1, DropReason::TooLarge, effects);
        };
        self.most_bytes = self.most_bytes.min(whole.bytes / 2);
        let first = Shipment {
            events: whole.events / 2,
            reason: whole.reason,
            lost: whole.lost,
            ..Shipment::new(derived(words, FIRST_HALF), whole.bytes, whole.since)
        };
        let second = Shipment {
            events: whole.events - first.events,
            reason: whole.reason,
            ..Shipment::new(derived(words, SECOND_HALF), whole.bytes, whole.since)
        };
        effects.push(Effect::Halve {
            batch: whole.id,
            first: (first.id.clone(), first.events, first.lost.clone()),
            second: (second.id.clone(), second.events),
        });
        self.ship(first, effects);
        self.ship(second, effects);
    }

    /// Drops what has waited for a day.
    fn expire(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let mut place = 0;
        while let Some(shipment) = self.shipments.get(place) {
            if !shipment.is_in_flight && MAX_AGE_MS < now.since(shipment.since) {
                self.give_up(place, DropReason::Expired, effects);
            } else {
                place += 1;
            }
        }
    }

    /// Drops a batch; the losses that it was to report are reported by the next.
    fn give_up(&mut self, place: usize, reason: DropReason, effects: &mut Vec<Effect>) {
        let shipment = self.shipments.remove(place);
        self.drop_events(reason, shipment.events);
        self.unreported.add_all(&shipment.lost);
        effects.push(Effect::Forget { batch: shipment.id });
    }
}

/// An id as text: 32 hexadecimal digits.
pub(super) fn hex(words: [u32; 4]) -> String {
    let mut id = String::with_capacity(32);
    for word in words {
        for digit in (0..8).rev() {
            let digit = (word >> (4 * digit)) & 15;
            id.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    }
    id
}

/// An id as numbers; nothing of what is none.
fn words(id: &str) -> Option<[u32; 4]> {
    let mut words = [0_u32; 4];
    if id.len() != 32 {
        return None;
    }
    for (index, byte) in id.bytes().enumerate() {
        let digit = char::from(byte).to_digit(16)?;
        let word = words.get_mut(index / 8)?;
        *word = (*word << 4) | digit;
    }
    Some(words)
}

/// An id that follows from other words, but doesn't lead back to them: each is mixed with those
/// before it (lowbias32 of https://github.com/skeeto/hash-prospector), and with itself once more.
pub(super) fn derived(words: [u32; 4], place: u32) -> String {
    let mut before = place;
    let mut derived = words;
    for word in &mut derived {
        let mut mixed = word.wrapping_add(before.wrapping_mul(0x9e37_79b9));
        mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x7feb_352d);
        mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x846c_a68b);
        before = mixed ^ (mixed >> 16);
        *word ^= before;
    }
    hex(derived)
}

/// The id of a part of a batch that begins with its event `place`, from 1: unlike the batch's and
/// those of its halves. Nothing for what is no id.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn part_id(id: &str, place: u32) -> Option<String> {
    words(id).map(|words| derived(words, SECOND_HALF + place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_and_of_halves_have_nothing_in_common() {
        let chance = [1, 2, 3, 4];
        let mut ids: Vec<String> = (1..200).map(|place| derived(chance, place)).collect();
        for place in 0..199 {
            for half in [FIRST_HALF, SECOND_HALF] {
                let id = derived(words(&ids[place]).unwrap(), half);
                ids.push(id);
            }
        }
        for part in 0..4 {
            let mut parts: Vec<&str> = ids.iter().map(|id| &id[8 * part..8 * part + 8]).collect();
            parts.sort_unstable();
            parts.dedup();
            assert_eq!(parts.len(), ids.len(), "part {part}");
        }
    }

    #[test]
    fn only_an_id_is_an_id() {
        assert_eq!(
            words("0000000100000002000000030000000f"),
            Some([1, 2, 3, 15])
        );
        assert_eq!(hex([1, 2, 3, 15]), "0000000100000002000000030000000f");
        for text in [
            "",
            "x",
            "0000000100000002000000030000000g",
            "000000010000000200000003000000011",
        ] {
            assert_eq!(words(text), None, "{text}");
        }
    }
}
