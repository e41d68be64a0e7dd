//! An event counts: its place in the journey, the queue, and what the page is told.
//!
//! Comes after `counting` has decided that it happened.

use super::Engine;
use super::condition::is_with;
use super::condition::same::count_same;
use super::effect::Effect;
use super::event::{CleanEvent, CountedEvent, Event, LATER, Notice, Standing, clean};
use super::journey::Journey;
use super::outcome::DropReason;
use super::signal::Scalar;
use super::text::cut;

impl Engine {
    pub(super) fn record(&mut self, event: Event, effects: &mut Vec<Effect>) {
        let clean = clean(event, &self.config.terms, &mut self.wall);
        self.record_clean(clean, effects);
    }

    /// Counts an event: gives it its place in the journey, queues it and tells the page.
    pub(super) fn record_clean(&mut self, clean: CleanEvent, effects: &mut Vec<Effect>) {
        if !self.flood.takes(self.now) {
            return self.queue.drop_events(DropReason::Flood, 1);
        }
        let event = clean.event();
        let nth = self.journey.count(&event.name);
        for counter in &self.config.counters {
            count_with(&mut self.journey, event, counter);
        }
        if self.config.followed.contains(&event.name) {
            self.journey.follow(&event.name, self.now);
        }
        let is_held_out = self.is_held_out(&event.name);
        let is_step = self.config.funnel.contains(&event.name);
        let standing = self.standing(&event.name, is_step, nth);
        let from = self.journey.from.clone();
        if is_step {
            self.journey.from = Some(event.name.clone());
        }
        self.counted = self.counted.saturating_add(1);
        let mut counted = Vec::new();
        for counter in &self.journey.counters {
            if !is_with(&counter.name) {
                counted.push((counter.name.clone(), counter.session));
            }
        }
        let notice = Notice {
            name: event.name.clone(),
            properties: event.properties.clone(),
            page_type: event.page_type.clone(),
            page_path: event.page_path.clone(),
            counted,
            from,
            channel: standing.channel.as_str(),
        };
        // In their order: behind one that waits for the detectors all wait.
        if clean.is_unread() || !self.notices.is_empty() {
            if !is_held_out {
                self.notices.push((clean.clone(), notice));
            }
        } else if !is_held_out {
            effects.push(Effect::Notify(notice));
        }
        self.queue.push(CountedEvent { clean, standing });
    }

    /// What is told of an event's place in the journey: what figures need, and no more.
    ///
    /// Whatever says what came before ties a batch to the one before it, so sessions, the way to a step and what a
    /// comparison led to are told with the first event of each step alone. docs/privacy.md has measured what the rest gives away.
    fn standing(&self, name: &str, is_step: bool, nth: u32) -> Standing {
        let journey = &self.journey;
        let is_first = is_step && nth == 1;
        let mut arms = Vec::new();
        for arm in &journey.arms {
            if is_first || arm.definition == name {
                arms.push(arm.clone());
            }
        }
        Standing {
            nth: if is_step || !arms.is_empty() {
                nth.min(LATER)
            } else {
                0
            },
            from: journey.from.clone().filter(|_| is_first),
            channel: journey.channel,
            arms,
        }
    }
}

/// Counts an event that a counter such as `apply_filter/filter=size` is for, or one such as
/// `view_item/item_id`, for each value.
fn count_with(journey: &mut Journey, event: &Event, counter: &str) {
    let Some((name, test)) = cut(counter, b'/') else {
        return;
    };
    if name != event.name {
        return;
    }
    let Some((key, wanted)) = cut(test, b'=') else {
        return count_same(journey, event, counter);
    };
    let is_counted = event.properties.iter().any(|(property, value)| {
        property == key && matches!(value, Scalar::Text(text) if text == wanted)
    });
    if is_counted {
        journey.count(counter);
    }
}
