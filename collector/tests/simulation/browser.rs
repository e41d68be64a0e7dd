//! A shopper's browser: the real engine in each tab, and what the loader does for it.
//!
//! Keeps what is held, stores it and the journey when a page is left, hands both to the next page
//! of the tab, and delivers what is sent. A tab that is closed by the system delivers nothing.

use std::collections::{BTreeMap, BTreeSet};

use tallymark::engine::effect::Effect;
use tallymark::engine::encode::{CUT, WAITED};
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Arrival, FlushReason, Location, Scalar, Signal};
use tallymark::engine::stored::{Stored, note};
use tallymark::engine::watch::{Sense, WatchId};
use tallymark::engine::{Engine, Start};

use crate::chance::Chance;

/// A batch that is held: its body, how many events are in it, and what is stored beside it.
#[derive(Debug, Clone)]
struct Held {
    body: String,
    events: u32,
    note: String,
}

/// What arrives at the collector, with the time of its arrival.
pub(crate) type Post = Vec<(String, i64)>;

/// How a visit began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Landing {
    pub(crate) search: &'static str,
    pub(crate) referrer_host: Option<&'static str>,
}

/// A link within the shop.
pub(crate) const WITHIN: Landing = Landing {
    search: "",
    referrer_host: Some("shop.example"),
};

/// A page that was loaded, with its engine.
#[derive(Debug)]
struct Page {
    engine: Engine,
    path: String,
    outbox: BTreeMap<String, Held>,
    began_ms: f64,
}

/// A tab of a shopper's browser.
#[derive(Debug)]
pub(crate) struct Tab<'a> {
    config: &'a str,
    touch: bool,
    page: Page,
    /// Pages that were left, the newest last.
    left: Vec<Page>,
    /// What the tab's storage holds.
    saved: Option<String>,
    stored: BTreeMap<String, Held>,
    /// Milliseconds since 1970.
    pub(crate) at_ms: f64,
    /// Names of the events whose callbacks were called.
    pub(crate) called_back: Vec<String>,
    post: Post,
    /// Ids of the batches in `post`.
    arrived: BTreeSet<String>,
}

impl<'a> Tab<'a> {
    pub(crate) fn open(
        config: &'a str,
        at_ms: f64,
        touch: bool,
        path: &str,
        landing: Landing,
        chance: &mut Chance,
    ) -> Tab<'a> {
        let page = Page::load(
            config,
            touch,
            path,
            landing,
            None,
            &BTreeMap::new(),
            at_ms,
            chance,
        );
        let (page, effects) = page;
        let mut tab = Tab {
            config,
            touch,
            page,
            left: Vec::new(),
            saved: None,
            stored: BTreeMap::new(),
            at_ms,
            called_back: Vec::new(),
            post: Vec::new(),
            arrived: BTreeSet::new(),
        };
        tab.act(effects);
        tab.arrive(Arrival::Load, chance);
        tab
    }

    /// Another tab with a copy of this one's journey, as `window.open` and "duplicate" make. What
    /// this one holds stays its own: a batch belongs to the tab that has its lock.
    pub(crate) fn copied(&mut self, path: &str, chance: &mut Chance) -> Tab<'a> {
        self.store(chance);
        let (page, effects) = Page::load(
            self.config,
            self.touch,
            path,
            WITHIN,
            self.saved.as_deref(),
            &BTreeMap::new(),
            self.at_ms,
            chance,
        );
        let mut tab = Tab {
            config: self.config,
            touch: self.touch,
            page,
            left: Vec::new(),
            saved: self.saved.clone(),
            stored: BTreeMap::new(),
            at_ms: self.at_ms,
            called_back: Vec::new(),
            post: Vec::new(),
            arrived: BTreeSet::new(),
        };
        tab.act(effects);
        tab.arrive(Arrival::Load, chance);
        tab
    }

    /// Another tab that begins with nothing, as a link with `noopener` or a typed address makes.
    pub(crate) fn opened(&self, path: &str, landing: Landing, chance: &mut Chance) -> Tab<'a> {
        Tab::open(self.config, self.at_ms, self.touch, path, landing, chance)
    }

    /// Follows a link, or goes back or forward with a page load.
    pub(crate) fn load(&mut self, path: &str, arrival: Arrival, chance: &mut Chance) {
        self.leave(chance);
        let (page, effects) = Page::load(
            self.config,
            self.touch,
            path,
            WITHIN,
            self.saved.as_deref(),
            &self.stored,
            self.at_ms,
            chance,
        );
        self.left.push(std::mem::replace(&mut self.page, page));
        self.act(effects);
        self.arrive(arrival, chance);
    }

    /// Goes back to the page before, out of the back-forward cache.
    pub(crate) fn back(&mut self, chance: &mut Chance) {
        self.leave(chance);
        let Some(page) = self.left.pop() else {
            return;
        };
        self.page = page;
        let moment = self.moment(chance);
        if let Some(saved) = &self.saved {
            self.page.engine.resume(moment, saved);
        }
        self.arrive(Arrival::Restore, chance);
    }

    /// The path of the page that going back leads to.
    pub(crate) fn path_before(&self) -> Option<String> {
        self.left.last().map(|page| page.path.clone())
    }

    fn arrive(&mut self, arrival: Arrival, chance: &mut Chance) {
        let attention = Signal::Attention {
            visible: true,
            focused: true,
        };
        self.signal(attention, chance);
        let location = Location {
            path: self.page.path.clone(),
            search: String::new(),
        };
        self.signal(Signal::Navigated(location, arrival), chance);
    }

    /// Clicks what a definition waits for.
    pub(crate) fn click(&mut self, selector: &str, chance: &mut Chance) {
        let watches = self.page.engine.watches().iter();
        let is_it =
            |sense: &Sense| matches!(sense, Sense::Dom { selector: it, .. } if it == selector);
        let watch = watches.enumerate().find(|(_, watch)| is_it(&watch.sense));
        let (watch, _) = watch.expect("a definition with this selector");
        self.see(watch, chance);
    }

    fn see(&mut self, watch: WatchId, chance: &mut Chance) {
        let reads = self.page.engine.watches()[watch].reads.len();
        let values = vec![Some("1".to_owned()); reads];
        self.signal(Signal::Seen { watch, values }, chance);
    }

    pub(crate) fn respond(&mut self, url: &str, status: u16, chance: &mut Chance) {
        let url = ["https://shop.example", url].concat();
        let status = Some(status);
        self.signal(Signal::Responded { url, status }, chance);
    }

    pub(crate) fn track(&mut self, name: &str, chance: &mut Chance) {
        let properties: Vec<(String, Scalar)> = Vec::new();
        let name = name.to_owned();
        self.signal(Signal::Tracked { name, properties }, chance);
    }

    /// Lets time pass; what the collector was sent is acknowledged within it.
    pub(crate) fn wait(&mut self, ms: f64, chance: &mut Chance) {
        let until_ms = self.at_ms + ms;
        self.acknowledge(chance);
        while let Some(deadline) = self.page.engine.next_deadline(self.now()) {
            let due_ms = (deadline.0 + self.page.began_ms).max(self.at_ms + 1.0);
            if until_ms < due_ms {
                break;
            }
            self.at_ms = due_ms;
            self.signal(Signal::Woke, chance);
            self.acknowledge(chance);
        }
        self.at_ms = until_ms;
    }

    /// The page is left: all is sent, and stored for the next page, which hears no answer of it.
    pub(crate) fn leave(&mut self, chance: &mut Chance) {
        self.signal(Signal::Flush(FlushReason::PageHide), chance);
        self.store(chance);
    }

    fn store(&mut self, chance: &mut Chance) {
        if self.page.engine.may_store() {
            let moment = self.moment(chance);
            self.saved = self.page.engine.snapshot(moment);
            self.stored = self.page.outbox.clone();
        }
    }

    /// The tab is closed: everything is sent, and what was sent has arrived.
    pub(crate) fn close(mut self, chance: &mut Chance) -> Post {
        self.leave(chance);
        self.post
    }

    /// The system ends the tab at once: gives what has arrived, and the events that have not.
    pub(crate) fn kill(self) -> (Post, u32) {
        let lost = self.page.outbox.iter();
        let lost = lost.filter(|(id, _)| !self.arrived.contains(*id));
        let events = lost.map(|(_, held)| held.events).sum();
        (self.post, events)
    }

    fn signal(&mut self, signal: Signal, chance: &mut Chance) {
        let moment = self.moment(chance);
        let effects = self.page.engine.handle(moment, signal);
        let looks = self.act(effects);
        for watch in looks {
            self.see(watch, chance);
        }
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "no other effect comes up in this shop; one that does is told"
    )]
    fn act(&mut self, effects: Vec<Effect>) -> Vec<WatchId> {
        let mut looks = Vec::new();
        for effect in effects {
            match effect {
                Effect::Look(watch) => looks.push(watch),
                Effect::Hold {
                    batch,
                    events,
                    lost,
                    body,
                } => {
                    let note = note(events, &lost);
                    let held = Held { body, events, note };
                    self.page.outbox.insert(batch, held);
                }
                Effect::Send { batch, .. } => {
                    let held = &self.page.outbox[&batch];
                    let body = held.body.replace(WAITED, "0").replace(CUT, "");
                    self.post.push((body, self.at_ms as i64));
                    self.arrived.insert(batch);
                }
                Effect::Forget { batch } => {
                    self.page.outbox.remove(&batch);
                    self.stored.remove(&batch);
                }
                Effect::Notify(notice) => self.called_back.push(notice.name),
                Effect::LookAt { .. } => panic!("nothing comes onto the screen"),
                Effect::Observe { .. } => {}
                other => panic!("nobody does {other:?} here"),
            }
        }
        looks
    }

    /// Each batch that arrived and is still held is acknowledged.
    fn acknowledge(&mut self, chance: &mut Chance) {
        let held = self.page.outbox.keys();
        let arrived: Vec<String> = held
            .filter(|id| self.arrived.contains(*id))
            .cloned()
            .collect();
        for batch in arrived {
            let answer = Signal::Answered {
                batch,
                status: 204,
                retry_after_ms: None,
            };
            self.signal(answer, chance);
        }
    }

    fn now(&self) -> Millis {
        Millis(self.at_ms - self.page.began_ms)
    }

    fn moment(&self, chance: &mut Chance) -> Moment {
        moment(self.now(), self.at_ms, chance)
    }
}

fn moment(now: Millis, wall: f64, chance: &mut Chance) -> Moment {
    Moment {
        now,
        wall,
        chance: std::array::from_fn(|_| chance.below(u32::MAX)),
    }
}

impl Page {
    #[allow(
        clippy::too_many_arguments,
        reason = "what a browser knows when it loads a page"
    )]
    fn load(
        config: &str,
        touch: bool,
        path: &str,
        landing: Landing,
        saved: Option<&str>,
        stored: &BTreeMap<String, Held>,
        at_ms: f64,
        chance: &mut Chance,
    ) -> (Page, Vec<Effect>) {
        let held = stored.iter().map(|(id, held)| Stored {
            id: id.clone(),
            note: held.note.clone(),
            bytes: held.body.len(),
            age_ms: 0.0,
        });
        let start = Start {
            config: config.to_owned(),
            saved: saved.map(str::to_owned),
            location: Location {
                path: path.to_owned(),
                search: landing.search.to_owned(),
            },
            referrer_host: landing.referrer_host.map(str::to_owned),
            own_host: "shop.example".to_owned(),
            touch,
            held: held.collect(),
            ..Start::default()
        };
        let moment = moment(Millis(0.0), at_ms, chance);
        let (engine, effects) =
            Engine::start(moment, &start).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert!(engine.problems().is_empty(), "{:?}", engine.problems());
        let page = Page {
            engine,
            path: path.to_owned(),
            outbox: stored.clone(),
            began_ms: at_ms,
        };
        (page, effects)
    }
}
