//! When the engine has to be woken: the earliest of what triggers, proofs, attempts and batches wait for.

use super::Engine;
use super::consent::Consent;
use super::millis::Millis;

impl Engine {
    /// When the engine wants [`Signal::Woke`](super::signal::Signal::Woke).
    pub fn next_deadline(&self, now: Millis) -> Option<Millis> {
        if self.consent == Consent::Denied {
            return None;
        }
        let mut next = self.attempts.deadline();
        let mut add = |deadline: Option<Millis>| next = Millis::sooner(next, deadline);
        for (at, _) in &self.looks {
            add(Some(*at));
        }
        for id in &self.ambient {
            if let Some(definition) = self.config.definitions.get(*id) {
                add(definition
                    .trigger
                    .deadline(&self.around(now, &definition.name)));
            }
        }
        for attempt in &self.attempts.waiting {
            let Some(definition) = self.config.definitions.get(attempt.definition) else {
                continue;
            };
            let around = self.around(now, &definition.name);
            for proof in &definition.proofs {
                add(proof.trigger.deadline(&around));
            }
        }
        if self.consent == Consent::Granted {
            if !self.wall.waits() {
                add(self.queue.due(self.config.flush_after_ms));
            }
            add(self.queue.resumes());
        }
        next
    }
}
