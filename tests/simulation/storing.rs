//! What a simulated browser stores and places, and what becomes of it when a page ends.

use tallymark::engine::consent::Consent;
use tallymark::engine::stored;

use super::page::Entry;
use super::passing::posted;
use super::step::Mode;
use super::world::{Storage, Stored, World, count};

/// Without Web Locks, what was stored so long ago is taken for abandoned (pkg-template/outbox.js).
const ORPHAN_MS: f64 = 660_000.0;
/// The browser's limit for deferred requests of a page.
const MAX_DEFERRED_BYTES: usize = 65_536;

impl World {
    pub(crate) fn storage_of(&mut self, tab: usize) -> &mut Storage {
        match self.session.mode {
            Mode::Local => &mut self.shared,
            Mode::Memory | Mode::Session => &mut self.tabs[tab].storage,
        }
    }

    /// Drops copies of open batches that other pages have: a tab that was duplicated has them.
    pub(crate) fn disown(&mut self, tab: usize) {
        let tab = &mut self.tabs[tab];
        let (locks, serial) = (&self.locks, tab.page.serial);
        if self.session.mode == Mode::Session {
            let is_others = |id: &str| locks.get(id).is_some_and(|owner| *owner != serial);
            tab.storage
                .retain(|id, stored| !stored.is_open || !is_others(id));
        }
    }

    /// Takes up what is stored and no other page's, as far as it may be read.
    pub(crate) fn recall(&mut self, tab: usize) {
        if self.tabs[tab].page.engine.consent() != Consent::Granted {
            return;
        }
        if self.tabs[tab].page.engine.may_store() {
            let (wall, now) = (self.wall(), self.at - self.tabs[tab].page.began);
            for (id, stored) in self.storage_of(tab).clone() {
                let serial = self.tabs[tab].page.serial;
                let is_free = if self.session.locks {
                    *self.locks.entry(id.clone()).or_insert(serial) == serial
                } else {
                    self.session.mode != Mode::Local || ORPHAN_MS <= (wall - stored.wall).abs()
                };
                if !is_free && stored.is_open && self.session.mode == Mode::Session {
                    // The tab is a copy of one that has the batch and still adds to it.
                    self.tabs[tab].storage.remove(&id);
                }
                if is_free && !self.tabs[tab].page.outbox.contains_key(&id) {
                    let entry = Entry {
                        note: stored.note,
                        body: stored.body,
                        held_at: now - (wall - stored.wall).max(0.0),
                        wall: stored.wall,
                        stored_open: Some(stored.is_open),
                        is_tried: false,
                        is_restored: true,
                        is_asked: false,
                        deferred: None,
                        is_stale: true,
                    };
                    self.tabs[tab].page.outbox.insert(id, entry);
                }
            }
        }
        let page = &self.tabs[tab].page;
        let (began, at) = (page.began, self.at);
        let held: Vec<stored::Stored> = page
            .outbox
            .iter()
            .map(|(id, entry)| stored::Stored {
                id: id.clone(),
                note: entry.note.clone(),
                bytes: entry.body.len(),
                age_ms: at - began - entry.held_at,
            })
            .collect();
        let moment = self.moment(began);
        let before = self.tabs[tab].page.engine.status();
        let effects = self.tabs[tab].page.engine.recall(moment, None, &held);
        let after = self.tabs[tab].page.engine.status();
        let given_up: u32 = ["expired", "unanswered", "queue_full"]
            .iter()
            .map(|reason| count(&after.dropped, reason) - count(&before.dropped, reason))
            .sum();
        self.tabs[tab].page.restored += after.queued - before.queued + given_up;
        self.act(tab, effects);
    }

    /// Gives the browser and the storage what they don't have yet.
    pub(crate) fn persist(&mut self, tab: usize, is_leaving: bool) {
        let moment = self.moment(self.tabs[tab].page.began);
        let (defers, works) = (self.session.defers, self.storage_works);
        let page = &mut self.tabs[tab].page;
        let now = self.at - page.began;
        let may_write = page.engine.may_store();
        let mut room = MAX_DEFERRED_BYTES;
        let mut written = Vec::new();
        for (id, entry) in &mut page.outbox {
            if defers && !entry.is_asked && entry.body.len() <= room {
                room -= entry.body.len();
                if entry.is_stale || entry.deferred.is_none() {
                    entry.deferred = Some(posted(&entry.body, now - entry.held_at));
                    entry.is_stale = false;
                }
            }
            let is_open = !is_leaving && !entry.is_tried;
            if may_write && works && entry.stored_open != Some(is_open) {
                entry.stored_open = Some(is_open);
                let stored = Stored {
                    note: entry.note.clone(),
                    wall: entry.wall,
                    body: entry.body.clone(),
                    is_open,
                };
                written.push((id.clone(), stored));
            }
        }
        let serial = page.serial;
        let saved = page.engine.snapshot(moment).filter(|_| may_write && works);
        for (id, stored) in written {
            self.storage_of(tab).insert(id.clone(), stored);
            self.locks.entry(id).or_insert(serial);
        }
        self.tabs[tab].saved = saved.or(self.tabs[tab].saved.take());
        if is_leaving {
            self.locks.retain(|_, owner| *owner != serial);
        }
    }

    /// The tab's page is gone, in whatever way: what the browser was to send, it sends.
    pub(crate) fn end_page(&mut self, tab: usize) {
        let serial = self.tabs[tab].page.serial;
        let deferred: Vec<(String, String)> = self.tabs[tab]
            .page
            .outbox
            .iter()
            .filter_map(|(id, entry)| Some((id.clone(), entry.deferred.clone()?)))
            .collect();
        for (id, body) in deferred {
            self.fly(serial, &id, body, None);
        }
        let storage = self.storage_of(tab).clone();
        self.locks.retain(|_, owner| *owner != serial);
        let flights = &self.flights;
        let is_safe = |id: &str, body: &str| match storage.get(id) {
            Some(stored) => stored.body == body,
            None => flights
                .iter()
                .any(|it| it.id == id && it.is_sure && it.carries(body)),
        };
        self.books.ended(&self.tabs[tab].page, is_safe);
        for flight in self.flights.iter_mut().filter(|it| it.page == serial) {
            flight.answers = None;
        }
    }
}
