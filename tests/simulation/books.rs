//! What must hold in every session, whatever happened: nothing lost, nothing twice, in order, and
//! every loss told.
//!
//! Each rule has a word, which its violations begin with. An event is *excused* where no promise
//! holds it (docs/delivery.md): its page ended before it was written or placed with the browser,
//! somebody cleared the storage, or the shopper said no.

use std::collections::{BTreeMap, BTreeSet};

use tallymark::engine::consent::Consent;
use tallymark::engine::encode::CUT;

use super::collector::{Collector, Parcel, losses};
use super::page::{Entry, Page};
use super::world::count;

/// Ages are told in whole minutes that have passed, and timers are a little late.
const TOLERANCE_MS: std::ops::Range<f64> = -100.0..60_100.0;
const MAX_IN_FLIGHT_BYTES: usize = 49_152;
const MAX_IN_FLIGHT: usize = 8;
/// Reasons that take counted events out of the queue.
const GIVEN_UP: [&str; 5] = [
    "queue_full",
    "rejected",
    "too_large",
    "expired",
    "unanswered",
];
/// Of these it isn't known whether an earlier try arrived.
const AMBIGUOUS: [&str; 2] = ["expired", "unanswered"];

/// Notes that nobody can read, or believe.
pub(crate) const UNREADABLE: [&str; 4] = ["", "x", "1,2,x", "99999"];

/// The books of a session.
#[derive(Debug, Default)]
pub(crate) struct Books {
    /// When each event happened.
    counted: BTreeMap<u32, f64>,
    excused: BTreeSet<u32>,
    /// Events of batches that were given up, and whether that is certain.
    given_up: BTreeMap<u32, bool>,
    /// Events that were dropped before they were in a closed batch, at most.
    dropped_open: u32,
    happened: BTreeMap<String, u32>,
    excused_losses: BTreeMap<String, u32>,
    /// Losses that may be reported twice, since the batch that reported them was given up.
    doubtful_losses: BTreeMap<String, u32>,
    /// Events of batches forgotten in this moment: not delivered, and all.
    forgotten: Vec<u32>,
    /// Two tabs may have the same batch, one of them as it was when the tab was copied.
    pub(crate) shares: bool,
    /// An engine or the storage has failed.
    pub(crate) has_failed: bool,
    /// A page was killed: what it had stored may be less than what it sent.
    pub(crate) kills: bool,
    pub(crate) violations: Vec<String>,
}

impl Books {
    fn expect(&mut self, holds: bool, rule: &str, what: &dyn Fn() -> String) {
        if !holds {
            self.violations.push(format!("{rule}: {}", what()));
        }
    }

    pub(crate) fn counted(&mut self, number: u32, at: f64) {
        self.counted.insert(number, at);
    }

    /// The engine has counted an event, or was not to.
    pub(crate) fn expect_counted(&mut self, page: &Page, counts: u32) {
        let wanted = u32::from(page.engine.consent() != Consent::Denied);
        self.expect(counts == wanted, "books", &|| {
            format!("{counts} events counted instead of {wanted}")
        });
    }

    /// Something is being sent.
    pub(crate) fn sent(&mut self, page: &Page) {
        let consent = page.engine.consent();
        self.expect(consent == Consent::Granted, "consent", &|| {
            format!("sent while it is {consent:?}")
        });
    }

    /// The requests of a page that wait for their answers.
    pub(crate) fn under_way(&mut self, sizes: impl Iterator<Item = usize>) {
        let sizes: Vec<usize> = sizes.collect();
        let bytes: usize = sizes.iter().sum();
        let fits = sizes.len() <= 1 || bytes <= MAX_IN_FLIGHT_BYTES;
        let holds = self.has_failed || (fits && sizes.len() <= MAX_IN_FLIGHT);
        self.expect(holds, "budget", &|| format!("{sizes:?} are under way"));
    }

    /// The engine has dropped a batch out of the outbox.
    pub(crate) fn forgotten(&mut self, entry: &Entry, is_delivered: bool, is_acknowledged: bool) {
        if UNREADABLE.contains(&entry.note.as_str()) {
            return;
        }
        let numbers = numbers(&entry.body);
        for (reason, times) in losses(&entry.body.replace(CUT, "")) {
            if self.shares || !is_acknowledged {
                *self.doubtful_losses.entry(reason).or_default() += times;
            }
        }
        if !is_delivered {
            self.forgotten.extend(numbers);
        }
    }

    /// The engine has been let go: its own books balance, and what it gave up is counted.
    pub(crate) fn look(&mut self, page: &mut Page) {
        let status = page.engine.status();
        let mut given_up = 0;
        let mut is_certain = true;
        for (reason, total) in status.dropped.counts() {
            let times = total - count(&page.dropped, reason);
            *self.happened.entry(reason.to_owned()).or_default() += times;
            if GIVEN_UP.contains(&reason) {
                given_up += times;
            }
            is_certain &= times == 0 || !AMBIGUOUS.contains(&reason);
        }
        page.dropped = status.dropped.clone();
        let forgotten = std::mem::take(&mut self.forgotten);
        let forgets = forgotten.len() as u32;
        self.expect(forgets <= given_up, "forgot", &|| {
            format!("{forgets} undelivered events are forgotten, {given_up} counted as lost")
        });
        self.dropped_open += given_up.saturating_sub(forgets);
        for number in forgotten {
            let certain = self.given_up.entry(number).or_insert(true);
            *certain &= is_certain;
        }
        let lost = GIVEN_UP.iter().chain(&["consent"]);
        let lost: u32 = lost.map(|reason| count(&status.dropped, reason)).sum();
        let (inflow, outflow) = (
            status.counted + page.restored,
            status.queued + status.sent + lost,
        );
        self.expect(inflow == outflow, "books", &|| {
            format!("{inflow} in, {outflow} out: {status:?}")
        });
    }

    /// No promise holds these events and losses any more.
    pub(crate) fn excuse(&mut self, body: &str) {
        self.excused.extend(numbers(body));
        for (reason, times) in losses(&body.replace(CUT, "")) {
            *self.excused_losses.entry(reason).or_default() += times;
        }
    }

    fn excuse_unheld(&mut self, page: &Page) {
        self.excused.extend(&page.counted);
        for (reason, times) in page.engine.status().dropped.counts() {
            *self.excused_losses.entry(reason.to_owned()).or_default() += times;
        }
    }

    /// The shopper has said no in this page.
    pub(crate) fn purged(&mut self, page: &Page) {
        for entry in page.outbox.values() {
            self.excuse(&entry.body);
        }
        self.excuse_unheld(page);
    }

    /// The page has ended; `is_safe` says of a batch whether it is stored or will arrive.
    pub(crate) fn ended(&mut self, page: &Page, is_safe: impl Fn(&str, &str) -> bool) {
        for (id, entry) in &page.outbox {
            if !is_safe(id, &entry.body) {
                self.excuse(&entry.body);
            }
        }
        if page.engine.consent() != Consent::Granted {
            self.excuse_unheld(page);
        }
    }

    /// The engine of the page has failed.
    pub(crate) fn trapped(&mut self, page: &Page) {
        self.has_failed = true;
        if page.engine.consent() != Consent::Granted {
            self.excuse_unheld(page);
        }
    }

    /// A request has arrived; `sent` is when it was sent, if its times are right.
    pub(crate) fn arrived(&mut self, body: &str, sent: Option<f64>) {
        let parcel = Parcel::read(body);
        let places: Vec<u32> = parcel.events.iter().map(|(_, place, _)| *place).collect();
        let is_ordered = places.is_sorted_by(|one, other| one < other);
        self.expect(is_ordered, "order", &|| format!("{places:?}"));
        let Some(sent) = sent else {
            return;
        };
        for (number, _, age_ms) in &parcel.events {
            let told = sent - parcel.waited_ms - age_ms;
            let happened = self.counted.get(number).copied().unwrap_or(f64::NAN);
            let is_near = TOLERANCE_MS.contains(&(told - happened));
            self.expect(is_near, "time", &|| {
                format!("event {number} happened at {happened} and is told to have at {told}")
            });
        }
    }

    /// At the end, when everything that could be sent has been.
    pub(crate) fn close(&mut self, collector: &Collector, outboxes: &[&Page]) {
        let mut stored: BTreeMap<u32, &str> = BTreeMap::new();
        let mut reported: BTreeMap<String, u32> = BTreeMap::new();
        let mut doubled = Vec::new();
        for (id, parcel) in &collector.stored {
            for (number, _, _) in &parcel.events {
                if stored.insert(*number, id).is_some() {
                    doubled.push(*number);
                }
            }
            for (reason, times) in &parcel.lost {
                *reported.entry(reason.clone()).or_default() += times;
            }
        }
        self.expect(doubled.is_empty(), "doubled", &|| format!("{doubled:?}"));
        for text in collector
            .wrong
            .iter()
            .filter(|_| !self.has_failed && !self.kills && !self.shares)
        {
            self.violations.push(format!("changed: {text}"));
        }
        let mut missing: Vec<u32> = Vec::new();
        for number in self.counted.keys() {
            let is_known = self.excused.contains(number) || self.given_up.contains_key(number);
            if !stored.contains_key(number) && !is_known {
                missing.push(*number);
            }
        }
        let most = self.dropped_open as usize;
        self.expect(missing.len() <= most, "lost", &|| {
            format!("{missing:?}, of which at most {most} were dropped")
        });
        let certain = self.given_up.iter().filter(|(_, certain)| **certain);
        let denied: Vec<u32> = certain
            .map(|(number, _)| *number)
            .filter(|number| stored.contains_key(number))
            .collect();
        let holds = self.shares || denied.is_empty();
        self.expect(holds, "denied", &|| {
            format!("{denied:?} are delivered and reported as lost")
        });
        let mut waiting: BTreeMap<String, u32> = BTreeMap::new();
        for entry in outboxes.iter().flat_map(|page| page.outbox.values()) {
            let queued = numbers(&entry.body);
            self.expect(queued.is_empty(), "stuck", &|| {
                format!("{queued:?} wait in fine weather")
            });
            for (reason, times) in losses(&entry.body.replace(CUT, "")) {
                *waiting.entry(reason).or_default() += times;
            }
        }
        for (reason, happened) in self.happened.clone() {
            let at = |losses: &BTreeMap<String, u32>| losses.get(&reason).copied().unwrap_or(0);
            let (told, waits) = (at(&reported), at(&waiting));
            let (excused, doubtful) = (at(&self.excused_losses), at(&self.doubtful_losses));
            let holds = reason == "consent"
                || (happened <= told + waits + excused && told + waits <= happened + doubtful);
            self.expect(holds, "losses", &|| {
                format!("{happened} {reason}, {told} told, {waits} wait, {excused} excused, {doubtful} doubtful")
            });
        }
    }
}

/// The numbers of the events in a held body.
fn numbers(body: &str) -> Vec<u32> {
    let events = body.split("\"properties\":{\"n\":").skip(1);
    let number = |event: &str| {
        let end = event.find('}').expect("an end");
        event[..end].parse().expect("a number")
    };
    events.map(number).collect()
}
