//! What this tab did so far, without saying whose tab: counters, the last step, the channel.
//!
//! A funnel is read from these alone: the first event of a name in a session has `nth` 1, and each
//! event says `from` which step it came.

use super::channel::Channel;
use super::holdout::Arm;
use super::millis::Millis;

/// Most counters that are kept; names beyond it are counted as the first each time.
const MAX_COUNTERS: usize = 300;

/// What a count or a limit refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Per {
    /// The tab's journey.
    Session,
    /// The current view.
    Page,
}

#[derive(Debug)]
pub(crate) struct Counter {
    pub(crate) name: String,
    pub(crate) session: u32,
    pub(crate) page: u32,
}

/// The journey of this tab.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) counters: Vec<Counter>,
    /// The last step of the funnel that was reached.
    pub(crate) from: Option<String>,
    /// How the shopper came to the shop.
    pub(crate) channel: Channel,
    /// When events that matter for their order were last counted, the latest last.
    pub(crate) lasts: Vec<(String, Millis)>,
    /// How many days ago the shop was visited on an earlier day; 0 if never, nothing if not known.
    pub(crate) visited_days: Option<u32>,
    /// The sides that were drawn for definitions with a holdout.
    pub(crate) arms: Vec<Arm>,
}

impl Journey {
    pub(crate) fn new(channel: Channel) -> Journey {
        Journey {
            counters: Vec::new(),
            from: None,
            channel,
            lasts: Vec::new(),
            visited_days: None,
            arms: Vec::new(),
        }
    }

    /// Another view begins.
    pub(crate) fn new_page(&mut self) {
        for counter in &mut self.counters {
            counter.page = 0;
        }
    }

    /// How often `name` was counted.
    pub(crate) fn counted(&self, name: &str, per: Per) -> u32 {
        let counter = self.counters.iter().find(|counter| counter.name == name);
        counter.map_or(0, |counter| match per {
            Per::Session => counter.session,
            Per::Page => counter.page,
        })
    }

    /// Notes that `name` was counted, as the latest of all.
    pub(crate) fn follow(&mut self, name: &str, at: Millis) {
        if let Some(place) = self.lasts.iter().position(|(other, _)| other == name) {
            self.lasts.remove(place);
        }
        self.lasts.push((name.to_owned(), at));
    }

    /// When `name` was last counted, unless `without` was counted since.
    pub(crate) fn last_without(&self, name: &str, without: Option<&str>) -> Option<Millis> {
        for (other, at) in self.lasts.iter().rev() {
            if other == name {
                return Some(*at);
            }
            if without == Some(other.as_str()) {
                break;
            }
        }
        None
    }

    /// Counts `name` once more; the answer is how often in this session.
    pub(crate) fn count(&mut self, name: &str) -> u32 {
        self.add(name, 1, 1)
    }

    /// Adds to the counts of `name`; the answer is how often in this session.
    pub(crate) fn add(&mut self, name: &str, session: u32, page: u32) -> u32 {
        if self.counters.len() < MAX_COUNTERS && !self.counters.iter().any(|it| it.name == name) {
            self.counters.push(Counter {
                name: name.to_owned(),
                session: 0,
                page: 0,
            });
        }
        let Some(counter) = self.counters.iter_mut().find(|it| it.name == name) else {
            return 1;
        };
        counter.session = counter.session.saturating_add(session);
        counter.page = counter.page.saturating_add(page);
        counter.session
    }
}
