//! A browser's tab with the engine in it: does what the browser layer does, on a page that is data.
//!
//! Answers looks from the page, wakes the engine at each deadline, keeps the outbox and what the
//! tab stored across page loads. Decides nothing about events. What a journey says and sees is in `steps`.

use serde_json::{Value, json};
use tallymark::engine::effect::Effect;
use tallymark::engine::event::Notice;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Arrival, FlushReason, Location, Signal};
use tallymark::engine::watch::WatchId;
use tallymark::engine::{Engine, Start, words_file};

use super::post::{Batch, Post};
use super::scalars;
use super::screen::Shown;
use super::start::{location_of, start_of, stored_batch};
use super::telling::{names, pushed, word};
use super::view::View;

/// The wall clock when a journey begins.
const WALL_MS: f64 = 1_790_000_000_000.0;
/// A timer fires this much later when its time has passed already, as browsers do.
const LEAST_TIMER_MS: f64 = 4.0;
/// So many wakes without any progress are a busy loop.
const MAX_IDLE_WAKES: u32 = 20;

/// One loaded page, with the engine that runs in it.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) engine: Engine,
    pub(crate) view: View,
    observed: Vec<WatchId>,
    pub(crate) outbox: Vec<Batch>,
    /// When the page was loaded, on the journey's clock.
    began: f64,
}

/// The tab.
#[derive(Debug)]
pub(crate) struct Tab {
    /// What the browser says at each start, address and what was stored aside.
    constants: Start,
    /// Names of the watches: `add_to_cart`, `add_to_cart.confirm[0]`.
    pub(crate) names: Vec<String>,
    pub(crate) shown: Vec<Shown>,
    pub(crate) document: Document,
    /// Pages that were left and may come back out of the back-forward cache.
    left: Vec<Document>,
    saved: Option<String>,
    pub(crate) stored: Vec<Batch>,
    /// What all tabs share of earlier visits.
    visits: Option<String>,
    /// Milliseconds since the journey began.
    pub(crate) at: f64,
    /// How lucky each try's jitter is, 0 to 1.
    luck: f64,
    /// What is drawn with, beside the number of the signal.
    chance: u32,
    chances: u32,
    /// The batches' way to the collector.
    pub(crate) post: Post,
    /// Notices are told in full.
    tells_notices: bool,
    pub(crate) told: Vec<Value>,
}

impl Tab {
    /// Opens the first page of a journey; the problems of its config come with it. `fate` is the
    /// luck of its retries and the chance of what is drawn.
    pub(crate) fn open(
        config: &Value,
        begin: &Value,
        fate: (f64, u32),
        tells_notices: bool,
    ) -> Tab {
        let flag = |key: &str| begin.get(key) == Some(&Value::Bool(true));
        let constants = Start {
            config: config.to_string(),
            own_host: "shop.example".to_owned(),
            touch: flag("touch"),
            gpc: flag("gpc"),
            dnt: flag("dnt"),
            words: begin.get("words").and_then(Value::as_str).map(words_file),
            ..Start::default()
        };
        let saved = begin.get("saved").map(Value::to_string);
        let held = begin
            .get("held")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let stored: Vec<Batch> = held.map(stored_batch).collect();
        let post = Post::new(&stored, config);
        let began = 0.0;
        let moment = Moment {
            now: Millis(began),
            wall: WALL_MS,
            chance: [0; 4],
        };
        let start = start_of(&constants, begin, saved.as_ref(), &stored, 0.0);
        let (engine, effects) =
            Engine::start(moment, &start).unwrap_or_else(|problems| panic!("{problems:?}"));
        let names = names(config, &engine);
        let view = View::new(begin.get("page"));
        let document = Document {
            engine,
            view,
            observed: Vec::new(),
            outbox: stored.clone(),
            began,
        };
        let mut tab = Tab {
            constants,
            names,
            shown: Vec::new(),
            document,
            left: Vec::new(),
            saved,
            stored,
            visits: begin.get("visits").map(Value::to_string),
            at: began,
            luck: fate.0,
            chance: fate.1,
            chances: 0,
            post,
            tells_notices,
            told: Vec::new(),
        };
        tab.arrive(effects, begin);
        tab
    }

    /// Loads another page: the one before is left, and may come back.
    pub(crate) fn load(&mut self, begin: &Value) {
        self.leave(FlushReason::PageHide);
        let start = start_of(
            &self.constants,
            begin,
            self.saved.as_ref(),
            &self.stored,
            self.at,
        );
        let began = self.at;
        let moment = Moment {
            now: Millis(0.0),
            ..self.moment()
        };
        let (engine, effects) =
            Engine::start(moment, &start).unwrap_or_else(|problems| panic!("{problems:?}"));
        let view = View::new(begin.get("page"));
        let outbox = self.stored.clone();
        let document = Document {
            engine,
            view,
            observed: Vec::new(),
            outbox,
            began,
        };
        self.left
            .push(std::mem::replace(&mut self.document, document));
        self.arrive(effects, begin);
    }

    /// What the browser layer does once the engine has started.
    fn arrive(&mut self, effects: Vec<Effect>, begin: &Value) {
        let moment = Moment {
            now: self.now(),
            wall: WALL_MS + self.at,
            chance: [0; 4],
        };
        let visits = self.document.engine.visit(moment, self.visits.as_deref());
        self.visits = visits.or(self.visits.take());
        self.act(effects);
        let flag = |key: &str| begin.get(key) != Some(&Value::Bool(false));
        self.signal(Signal::Attention {
            visible: flag("visible"),
            focused: flag("focused"),
        });
        let again = begin.get("arrival") == Some(&json!("again"));
        let arrival = if again { Arrival::Again } else { Arrival::Load };
        self.signal(Signal::Navigated(location_of(begin), arrival));
    }

    /// The page before comes out of the back-forward cache.
    pub(crate) fn restore(&mut self, location: Location) {
        self.leave(FlushReason::PageHide);
        self.document = self.left.pop().expect("a page to go back to");
        let moment = self.moment();
        if let Some(saved) = &self.saved {
            self.document.engine.resume(moment, saved);
        }
        self.signal(Signal::Attention {
            visible: true,
            focused: true,
        });
        self.signal(Signal::Navigated(location, Arrival::Restore));
    }

    /// The page is hidden or left: what is observed is looked at, all is sent and stored.
    pub(crate) fn leave(&mut self, reason: FlushReason) {
        self.look_at_observed();
        self.signal(Signal::Flush(reason));
        let moment = self.moment();
        let engine = &self.document.engine;
        if engine.may_store() {
            self.stored = self.document.outbox.clone();
            self.saved = engine.snapshot(moment);
        }
    }

    /// Lets time pass; the engine is woken at each of its deadlines.
    pub(crate) fn wait_until(&mut self, at: f64) {
        let mut idle_wakes = 0;
        while let Some(deadline) = self.document.engine.next_deadline(self.now()) {
            let due = deadline.0 + self.document.began;
            let wake_at = if due <= self.at {
                self.at + LEAST_TIMER_MS
            } else {
                due
            };
            if at < wake_at {
                break;
            }
            idle_wakes = if due <= self.at { idle_wakes + 1 } else { 0 };
            assert!(
                idle_wakes < MAX_IDLE_WAKES,
                "the engine asks again and again to be woken at {due}"
            );
            self.at = wake_at;
            let told = self.told.len();
            self.signal(Signal::Woke);
            if told < self.told.len() {
                self.told.insert(told, json!({ "woke": wake_at as u64 }));
            }
        }
        self.at = self.at.max(at);
    }

    /// Something in the page has changed; what is observed is looked at.
    pub(crate) fn change(&mut self, members: &Value) {
        self.document.view.change(Some(members));
        self.look_at_observed();
    }

    fn look_at_observed(&mut self) {
        for watch in self.document.observed.clone() {
            self.look(watch, &View::default());
        }
    }

    /// Reads for a watch and tells the engine.
    pub(crate) fn look(&mut self, watch: WatchId, around: &View) {
        let reads = &self.document.engine.watches()[watch].reads;
        let values = self.document.view.read_all(reads, around);
        self.signal(Signal::Seen { watch, values });
    }

    /// Tells the engine, then does what it says.
    pub(crate) fn signal(&mut self, signal: Signal) {
        let moment = self.moment();
        let effects = self.document.engine.handle(moment, signal);
        self.act(effects);
    }

    fn act(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Look(watch) => self.look(watch, &View::default()),
                Effect::LookAt { watch, element } => self.look_at_shown(watch, element),
                Effect::Observe { watch, on } => {
                    let observed = &mut self.document.observed;
                    observed.retain(|other| *other != watch);
                    if on {
                        observed.push(watch);
                        observed.sort_unstable();
                    }
                    let word = if on { "observe" } else { "unobserve" };
                    self.told.push(json!({ word: self.names[watch] }));
                }
                Effect::Hold {
                    batch,
                    events,
                    lost,
                    body,
                } => self.hold(Batch {
                    id: batch,
                    events,
                    lost,
                    body,
                    at: self.at,
                }),
                Effect::Push { layer, entry } => self.told.push(pushed(&layer, &entry)),
                Effect::Halve {
                    batch,
                    first,
                    second,
                } => self.halve(&batch, first, second),
                Effect::Send { batch, reason } => {
                    let held = self.document.outbox.iter().find(|held| held.id == batch);
                    self.post.send(held.expect("a batch that is held").clone());
                    let told =
                        json!({ "send": self.post.number_of(&batch), "reason": word(reason) });
                    self.told.push(told);
                }
                Effect::Forget { batch } => {
                    self.document.outbox.retain(|held| held.id != batch);
                    self.stored.retain(|held| held.id != batch);
                    let told = json!({ "forget": self.post.number_of(&batch) });
                    self.told.push(told);
                }
                Effect::Notify(notice) => self.notify(&notice),
                Effect::Purge => {
                    self.document.outbox.clear();
                    self.stored.clear();
                    self.saved = None;
                    self.told.push(json!({ "purge": "all" }));
                }
            }
        }
    }

    fn notify(&mut self, notice: &Notice) {
        if !self.tells_notices {
            return self.told.push(json!({ "notify": notice.name }));
        }
        let counted = notice
            .counted
            .iter()
            .map(|(name, count)| (name.clone(), json!(count)));
        self.told.push(json!({ "notify": {
            "name": notice.name,
            "properties": scalars::to_json(&notice.properties),
            "page": { "type": notice.page_type, "path": notice.page_path },
            "counted": Value::Object(counted.collect()),
            "from": notice.from,
            "channel": notice.channel,
        } }));
    }

    /// What was told since the last time.
    pub(crate) fn take_told(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.told)
    }

    /// What has become of everything, as JSON.
    pub(crate) fn status(&self) -> Value {
        let status = self.document.engine.status();
        let dropped = status
            .dropped
            .counts()
            .into_iter()
            .map(|(reason, count)| (reason.to_owned(), json!(count)));
        let (counted, queued, sent) = (status.counted, status.queued, status.sent);
        let dropped = Value::Object(dropped.collect());
        json!({ "counted": counted, "queued": queued, "sent": sent, "dropped": dropped })
    }

    /// What each definition has seen, as `[matched, limited]`.
    pub(crate) fn definitions(&self) -> Value {
        let told = self.document.engine.definitions();
        let told = told.into_iter();
        Value::Object(
            told.map(|it| (it.1.to_owned(), json!([it.2, it.3])))
                .collect(),
        )
    }

    /// What is written in the tab's storage: the journey, and how many batches.
    pub(crate) fn storage(&self) -> Value {
        let mut stored = json!({ "journey": self.saved.is_some(), "batches": self.stored.len() });
        if let Some(visits) = &self.visits {
            stored["visits"] = serde_json::from_str(visits).unwrap();
        }
        stored
    }

    pub(crate) fn now(&self) -> Millis {
        Millis(self.at - self.document.began)
    }

    fn moment(&mut self) -> Moment {
        self.chances += 1;
        let luck = (self.luck * f64::from(u32::MAX)) as u32;
        let spread = self.chances.wrapping_mul(0x9e37_79b9);
        let chance = [luck, self.chances, spread, self.chance];
        Moment {
            now: self.now(),
            wall: WALL_MS + self.at,
            chance,
        }
    }
}
