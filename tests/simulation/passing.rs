//! The passing of time in a simulated session: requests on their way, answers, timers.

use tallymark::engine::encode::{CUT, WAITED};
use tallymark::engine::millis::Millis;
use tallymark::engine::signal::Signal;

use super::network::{Flight, Sabotage, fate};
use super::world::World;

/// A request without an answer is given up after this time (pkg-template/outbox.js).
const TIMEOUT_MS: f64 = 10_000.0;

impl World {
    /// Posts a batch.
    pub(crate) fn send(&mut self, tab: usize, id: &str) {
        let (at, began) = (self.at, self.tabs[tab].page.began);
        let Some(entry) = self.tabs[tab].page.outbox.get_mut(id) else {
            return;
        };
        let body = posted(&entry.body, at - began - entry.held_at);
        entry.is_asked = true;
        entry.is_tried = true;
        entry.deferred = None;
        let is_timely = self.slept == 0.0 && (!entry.is_restored || !self.has_jumped);
        let page = &self.tabs[tab].page;
        self.books.sent(page);
        let serial = page.serial;
        self.fly(serial, id, body, is_timely.then_some(at));
        let under_way = self.flights.iter();
        let under_way = under_way.filter(|it| it.page == serial && it.answers.is_some());
        self.books.under_way(under_way.map(|it| it.bytes));
    }

    pub(crate) fn fly(&mut self, page: u32, id: &str, mut body: String, sent: Option<f64>) {
        if let Some(sabotage) = self.sabotage {
            sabotage.spoil(&mut body, &mut self.chance);
        }
        let fate = fate(self.weather, &mut self.chance);
        let is_sure = fate.is_sure && self.collector.takes(&body);
        self.flights.push(Flight {
            page,
            id: id.to_owned(),
            bytes: body.len(),
            body,
            arrives: fate.arrives_in.iter().map(|ms| self.at + ms).collect(),
            answers: Some((self.at + fate.answers_in.min(TIMEOUT_MS), fate.answer)),
            is_sure,
            sent,
            status: None,
        });
    }

    /// What comes next on the network or in an engine.
    fn next(&self) -> f64 {
        let mut next = f64::INFINITY;
        for flight in &self.flights {
            let answers = flight.answers.map(|(at, _)| at);
            for at in flight.arrives.iter().copied().chain(answers) {
                next = next.min(at);
            }
        }
        for tab in &self.tabs {
            let now = Millis(self.at - tab.page.began);
            if let Some(deadline) = tab.page.engine.next_deadline(now) {
                // Timers are never early, and late by as much as browsers round up.
                next = next.min((deadline.0 + tab.page.began).max(self.at) + 1.0);
            }
        }
        next
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, ms: f64) {
        let until = self.at + ms;
        loop {
            let next = self.next();
            if until < next {
                break;
            }
            self.at = next;
            self.land();
            for tab in 0..self.tabs.len() {
                let now = Millis(self.at - self.tabs[tab].page.began);
                let deadline = self.tabs[tab].page.engine.next_deadline(now);
                if deadline.is_some_and(|deadline| deadline <= now) {
                    self.say(tab, Signal::Woke);
                }
            }
        }
        self.at = until;
    }

    /// Requests arrive, and answers.
    fn land(&mut self) {
        let at = self.at;
        for place in 0..self.flights.len() {
            let flight = &mut self.flights[place];
            let arrived = flight.arrives.iter().filter(|due| **due <= at).count();
            flight.arrives.retain(|due| at < *due);
            for _ in 0..arrived {
                let status = self.collector.take(&flight.body);
                flight.status.get_or_insert(status);
                let sent = flight.sent.filter(|_| self.slept == 0.0);
                self.books.arrived(&flight.body, sent);
            }
        }
        while let Some(place) = self
            .flights
            .iter()
            .position(|flight| flight.answers.is_some_and(|(due, _)| due <= at))
        {
            let flight = &mut self.flights[place];
            let (_, answer) = flight.answers.take().unwrap();
            let (mut status, retry_after_ms) = match (answer, flight.status) {
                (Some(answer), _) => answer,
                (None, status) => (status.unwrap_or(0), None),
            };
            if self.sabotage == Some(Sabotage::BelievesFailures) && status == 503 {
                status = 204;
            }
            let (page, batch) = (flight.page, flight.id.clone());
            let Some(tab) = self.tabs.iter().position(|tab| tab.page.serial == page) else {
                continue;
            };
            if let Some(entry) = self.tabs[tab].page.outbox.get_mut(&batch) {
                entry.is_asked = false;
            }
            let is_done = (200..300).contains(&status);
            self.acknowledged = is_done.then(|| batch.clone());
            let answered = Signal::Answered {
                batch,
                status,
                retry_after_ms,
            };
            self.say(tab, answered);
            self.acknowledged = None;
        }
        self.flights
            .retain(|flight| flight.answers.is_some() || !flight.arrives.is_empty());
    }
}

/// The body as it is posted after so many milliseconds.
pub(crate) fn posted(body: &str, waited_ms: f64) -> String {
    let waited = (waited_ms.max(0.0).round() as u64).to_string();
    body.replace(CUT, "").replace(WAITED, &waited)
}
