//! The way of a signal through definitions, conditions and confirmation to a counted event.

use super::condition::Subject;
use super::confirmation::{Attempt, Ending};
use super::definition::Verdict;
use super::effect::Effect;
use super::event::{Event, Properties, clean};
use super::holdout::mixed;
use super::millis::Millis;
use super::outcome::DropReason;
use super::property::{add_lists, evaluate};
use super::reader::is_name;
use super::signal::{Arrival, Signal};
use super::text::joined;
use super::triggers::{Around, Noticed, SETTLE_MS};
use super::watch::{Sense, WatchId};
use super::{Engine, Owner};

/// Most properties of a `track()` call.
const MAX_TRACKED_PROPERTIES: usize = 20;

/// A definition, its watch, and the number of the element that matched, if it is one.
type Matched = (usize, WatchId, Option<u32>);

impl Engine {
    /// Counts what the signal shows, and what the time has settled.
    pub(super) fn count(&mut self, now: Millis, mut signal: Signal, effects: &mut Vec<Effect>) {
        if let (Signal::Tracked { name, properties }, Some(permit)) =
            (&mut signal, &self.config.permit)
            && !permit.allows(name, properties)
        {
            self.queue.drop_events(DropReason::Invalid, 1);
        } else if let Signal::Seen { watch, values } = &signal {
            self.seen(now, *watch, values, effects);
        } else if let Signal::Responding { name, outcome } = &signal {
            let name = joined(&[name.as_str(), outcome.suffix()]);
            self.record(Event::new(&name, Vec::new(), now, &self.page), effects);
        } else {
            self.broadcast(now, &signal, effects);
        }
        for (at, watch) in std::mem::take(&mut self.looks) {
            if at <= now {
                self.look(now, watch, None, effects);
            } else {
                self.looks.push((at, watch));
            }
        }
        while let Some((attempt, ending)) = self.attempts.expire(&self.config.definitions, now) {
            self.end(attempt, ending, effects);
        }
    }

    /// Asks every trigger and every proof that waits about a signal that names no watch.
    fn broadcast(&mut self, now: Millis, signal: &Signal, effects: &mut Vec<Effect>) {
        self.ask_proofs(now, signal, effects);
        let matched = self.ask_triggers(now, signal);
        let is_settling = matches!(
            signal,
            Signal::Navigated(_, Arrival::Push | Arrival::Replace | Arrival::Traverse)
        );
        for (id, watch, element) in &matched {
            if let Signal::Tracked { properties, .. } = signal {
                self.payloads.push((*id, properties.clone()));
            }
            if is_settling {
                let definition = self.config.definitions.get(*id);
                let settle_ms =
                    definition.map_or(SETTLE_MS, |definition| definition.trigger.settle_ms());
                self.looks.push((now.plus(f64::from(settle_ms)), *watch));
            } else {
                self.look(now, *watch, *element, effects);
            }
        }
        if let (Signal::Tracked { name, properties }, []) = (signal, matched.as_slice()) {
            if is_name(name) {
                let mut own = Vec::new();
                add_tracked(&mut own, properties);
                let event = Event::new(name, own, now, &self.page);
                self.record(event, effects);
            } else {
                self.queue.drop_events(DropReason::Invalid, 1);
            }
        }
    }

    /// The definitions whose trigger matches, with their watches, and the element if it is one.
    fn ask_triggers(&mut self, now: Millis, signal: &Signal) -> Vec<Matched> {
        let shown = if let Signal::Shown { watch, .. } = signal {
            Some(*watch)
        } else {
            None
        };
        let is_pointing = matches!(
            signal,
            Signal::Pointer { .. }
                | Signal::PointerLeft { .. }
                | Signal::PointerBack
                | Signal::Scrolled { .. }
                | Signal::Woke
                | Signal::Active
        );
        let mut matched = Vec::new();
        let (attention, page, touch) = (&self.attention, &self.page, self.touch);
        for (watch, owner) in self.owners.iter().enumerate() {
            let Owner::Trigger(id) = *owner else { continue };
            // A moving pointer is told often: only those that follow it are asked.
            if (is_pointing && self.ambient.binary_search(&id).is_err())
                || shown.is_some_and(|own| own != watch)
            {
                continue;
            }
            let Some(definition) = self.config.definitions.get_mut(id) else {
                continue;
            };
            let around = Around {
                now,
                name: &definition.name,
                attention,
                page,
                touch,
            };
            let mut noticed = definition.trigger.notice(signal, &around);
            while let Noticed::At(element) = noticed {
                matched.push((id, watch, Some(element)));
                noticed = definition.trigger.notice(signal, &around);
            }
            if noticed != Noticed::No {
                matched.push((id, watch, None));
            }
        }
        matched
    }

    fn ask_proofs(&mut self, now: Millis, signal: &Signal, effects: &mut Vec<Effect>) {
        let mut shown = None;
        if let Signal::Shown { watch, .. } = signal {
            let Some(Owner::Proof(id, place)) = self.owners.get(*watch) else {
                return;
            };
            shown = Some((*id, *place));
        }
        let mut waiting: Vec<usize> = Vec::new();
        for attempt in &self.attempts.waiting {
            if !waiting.contains(&attempt.definition) {
                waiting.push(attempt.definition);
            }
        }
        for id in waiting {
            let Some(definition) = self.config.definitions.get_mut(id) else {
                continue;
            };
            let (attention, page, touch) = (&self.attention, &self.page, self.touch);
            let mut found = None;
            for (place, proof) in definition.proofs.iter_mut().enumerate() {
                if shown.is_some_and(|own| own != (id, place)) {
                    continue;
                }
                let around = Around {
                    now,
                    name: &definition.name,
                    attention,
                    page,
                    touch,
                };
                let noticed = proof.trigger.notice(signal, &around);
                // What can't be told refuses nothing: the next proof may tell.
                let is_told = match (noticed, proof.verdict) {
                    (Noticed::No, _) | (Noticed::Perhaps(_), Verdict::Refused) => false,
                    (
                        Noticed::Yes | Noticed::At(_) | Noticed::Unless(_) | Noticed::Perhaps(_),
                        _,
                    ) => true,
                };
                if is_told && found.is_none() {
                    found = Some((place, proof.verdict, noticed));
                }
            }
            let Some((place, verdict, noticed)) = found else {
                continue;
            };
            if let Some((attempt, ending)) =
                self.attempts.prove(id, place, verdict, noticed, None, now)
            {
                self.end(attempt, ending, effects);
            }
        }
    }

    /// Asks the browser to read for a trigger, or goes on at once where there is nothing to read.
    fn look(
        &mut self,
        now: Millis,
        watch: WatchId,
        element: Option<u32>,
        effects: &mut Vec<Effect>,
    ) {
        let has_reads = self
            .watches
            .get(watch)
            .is_some_and(|watch| !watch.reads.is_empty());
        match self.owners.get(watch) {
            Some(Owner::Trigger(id)) if !has_reads => self.matched(now, *id, &[], effects),
            Some(_) => self.wanted.push(match element {
                Some(element) => Effect::LookAt { watch, element },
                None => Effect::Look(watch),
            }),
            None => {}
        }
    }

    fn seen(
        &mut self,
        now: Millis,
        watch: WatchId,
        values: &[Option<String>],
        effects: &mut Vec<Effect>,
    ) {
        let first = values.first().and_then(Option::as_deref);
        match self.owners.get(watch) {
            None => {}
            Some(Owner::Trigger(id)) => {
                let id = *id;
                let Some(definition) = self.config.definitions.get_mut(id) else {
                    return;
                };
                let around = Around {
                    now,
                    name: &definition.name,
                    attention: &self.attention,
                    page: &self.page,
                    touch: self.touch,
                };
                if !definition.trigger.seen(first, &around) {
                    return;
                }
                self.matched(now, id, values, effects);
            }
            Some(Owner::Proof(id, place)) => {
                let (id, place) = (*id, *place);
                let proof = self.proof(id, place);
                if let Some(state) = proof.map(|proof| proof.trigger.state(first)) {
                    self.compare(now, id, place, state, effects);
                }
            }
        }
    }

    /// A trigger matched and its values are read: conditions, limit, then proof or count.
    fn matched(
        &mut self,
        now: Millis,
        id: usize,
        values: &[Option<String>],
        effects: &mut Vec<Effect>,
    ) {
        if let Some(definition) = self.config.definitions.get_mut(id) {
            definition.matched = definition.matched.saturating_add(1);
        }
        let Some(definition) = self.config.definitions.get(id) else {
            return;
        };
        let home = self.config.currency.as_deref();
        let mut properties = evaluate(&definition.properties, values, &self.page, home);
        if !definition.lists.is_empty() {
            add_lists(&definition.lists, values, &self.page, home, &mut properties);
        }
        if let Some(place) = self.payloads.iter().position(|(owner, _)| *owner == id) {
            add_tracked(&mut properties, &self.payloads.remove(place).1);
        }
        let subject = Subject {
            page: &self.page,
            journey: &self.journey,
            values,
            properties: &properties,
            now,
            touch: self.touch,
            draw: mixed(self.chance, !(id as u32)),
        };
        let element = definition
            .limit
            .element
            .and_then(|read| values.get(read).cloned().flatten());
        if !definition
            .when
            .iter()
            .all(|condition| condition.holds(&subject))
        {
            return;
        }
        if self.is_spent(definition, element.as_deref()) {
            return self.leave_out(id);
        }
        let event = Event::new(&definition.name, properties, now, &self.page);
        if !definition.needs_proof() {
            self.spend(&event.name, element);
            self.record(event, effects);
            return;
        }
        let mut before = Vec::new();
        for proof in &definition.proofs {
            let read = proof
                .before
                .and_then(|read| values.get(read))
                .and_then(Option::as_deref);
            before.push(proof.trigger.state(read));
        }
        let expires = now.plus(definition.within_ms);
        let clean = clean(event, &self.config.terms, &mut self.wall);
        // What has changed by now is the doing of an attempt before this one.
        for (place, state) in before.iter().enumerate() {
            if self
                .proof(id, place)
                .is_some_and(|proof| proof.before.is_some())
            {
                self.compare(now, id, place, *state, effects);
            }
        }
        let attempt = Attempt {
            definition: id,
            clean,
            before,
            expires,
            settles: None,
            is_doubtful: false,
            element,
        };
        if let Some(oldest) = self.attempts.begin(attempt) {
            self.end(oldest, Ending::Unproven, effects);
        }
        self.observe(effects);
    }

    /// An attempt has ended: it counts, it counts as failed, or it is dropped and counted as that.
    pub(super) fn end(&mut self, attempt: Attempt, ending: Ending, effects: &mut Vec<Effect>) {
        self.observe(effects);
        let Some(definition) = self.config.definitions.get(attempt.definition) else {
            return;
        };
        let (reason, dropped) = match ending {
            Ending::Confirmed if self.is_spent(definition, attempt.element.as_deref()) => {
                return self.leave_out(attempt.definition);
            }
            Ending::Confirmed => {
                self.spend(&attempt.clean.event().name, attempt.element);
                return self.record_clean(attempt.clean, effects);
            }
            Ending::Refused => ("refused", DropReason::Refused),
            Ending::Unproven => ("unproven", DropReason::Unconfirmed),
            Ending::Merged => return self.queue.drop_events(DropReason::Unconfirmed, 1),
        };
        match &definition.otherwise {
            Some(name) => {
                let event = attempt.clean.otherwise(name, reason);
                self.record_clean(event, effects);
            }
            None => self.queue.drop_events(dropped, 1),
        }
    }

    /// Observes what attempts wait for, and nothing else.
    pub(super) fn observe(&mut self, effects: &mut Vec<Effect>) {
        for (id, owner) in self.owners.iter().enumerate() {
            let Owner::Proof(definition, _) = owner else {
                continue;
            };
            let is_mutation = self
                .watches
                .get(id)
                .is_some_and(|watch| watch.sense == Sense::Mutation);
            let place = self.observed.iter().position(|other| *other == id);
            let is_observed = place.is_some();
            if !is_mutation || is_observed == self.attempts.waits(*definition) {
                continue;
            }
            match place {
                Some(place) => _ = self.observed.swap_remove(place),
                None => self.observed.push(id),
            }
            effects.push(Effect::Observe {
                watch: id,
                on: !is_observed,
            });
        }
    }
}

/// Adds what the shop's code passed to `track()`, unless the definition says it better.
fn add_tracked(properties: &mut Properties, tracked: &Properties) {
    for member in tracked.iter().take(MAX_TRACKED_PROPERTIES) {
        if is_name(&member.0) && !properties.iter().any(|(other, _)| *other == member.0) {
            properties.push(member.clone());
        }
    }
}
