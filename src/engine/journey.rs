//! What this tab did so far, without saying whose tab: counters, the last step, the channel.
//!
//! A funnel is read from these alone: the first event of a name in a session has `nth` 1, and each
//! event says `from` which step it came.

use super::channel::Channel;
use super::holdout::Arm;

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
    /// The sides that were drawn for definitions with a holdout.
    pub(crate) arms: Vec<Arm>,
}

impl Journey {
    pub(crate) fn new(channel: Channel) -> Journey {
        Journey {
            counters: Vec::new(),
            from: None,
            channel,
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
