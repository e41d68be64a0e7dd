//! Attempts: matches that wait for proof.
//!
//! Comes after `condition`, before the event counts. Doesn't read the page: values were read when
//! the trigger matched. An attempt gives one event at most, however many proofs appear, and it
//! survives a page load (`snapshot`).

use super::Engine;
use super::definition::{Definition, Proof, Verdict};
use super::effect::Effect;
use super::event::CleanEvent;
use super::millis::Millis;
use super::triggers::Noticed;

/// Most attempts that wait at once; more is a page that clicks by itself.
const MAX_ATTEMPTS: usize = 20;

/// A match that waits for proof.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// Place of its definition.
    pub(crate) definition: usize,
    pub(crate) clean: CleanEvent,
    /// State of each proof before the attempt.
    pub(crate) before: Vec<u32>,
    pub(crate) expires: Millis,
    /// It counts at this time unless it is refused before.
    pub(crate) settles: Option<Millis>,
    /// Another attempt of the definition was proven since: silence then proves no failure.
    pub(crate) is_doubtful: bool,
    /// Number of its element, where the limit is for each.
    pub(crate) element: Option<String>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Confirmed,
    Refused,
    Unproven,
    /// Unproven, but perhaps one with another attempt that was proven.
    Merged,
}

/// All attempts that wait, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    pub(crate) waiting: Vec<Attempt>,
}

impl Attempts {
    /// Begins an attempt; the answer is an old one that had to make room.
    pub(crate) fn begin(&mut self, attempt: Attempt) -> Option<Attempt> {
        let oldest = (MAX_ATTEMPTS <= self.waiting.len()).then(|| self.waiting.remove(0));
        self.waiting.push(attempt);
        oldest
    }

    /// Whether an attempt of the definition waits.
    pub(crate) fn waits(&self, definition: usize) -> bool {
        self.waiting
            .iter()
            .any(|attempt| attempt.definition == definition)
    }

    /// Whether a proof or refusal with this state is met for the oldest attempt of the definition,
    /// compared with the state before that attempt.
    pub(crate) fn is_met(
        &self,
        id: usize,
        definition: &Definition,
        proof: usize,
        state: u32,
    ) -> bool {
        let attempt = self.waiting.iter().find(|attempt| attempt.definition == id);
        let before = attempt.and_then(|attempt| attempt.before.get(proof).copied());
        let trigger = definition.proofs.get(proof).map(|proof| &proof.trigger);
        before.is_some_and(|before| trigger.is_some_and(|trigger| trigger.is_met(before, state)))
    }

    /// Ends the oldest attempt of the definition by a proof; those that go on compare with the
    /// state that proved it.
    pub(crate) fn prove(
        &mut self,
        id: usize,
        proof: usize,
        verdict: Verdict,
        noticed: Noticed,
        state: Option<u32>,
        now: Millis,
    ) -> Option<(Attempt, Ending)> {
        let settle_ms = match (noticed, verdict) {
            (Noticed::No, _) | (Noticed::Perhaps(_), Verdict::Refused) => return None,
            (Noticed::Unless(ms) | Noticed::Perhaps(ms), Verdict::Confirmed) => Some(ms),
            (Noticed::Yes | Noticed::At(_), _) | (Noticed::Unless(_), Verdict::Refused) => None,
        };
        if let Some(settle_ms) = settle_ms {
            let mut unsettled = self.waiting.iter_mut();
            let attempt =
                unsettled.find(|attempt| attempt.definition == id && attempt.settles.is_none())?;
            let settles = now.plus(f64::from(settle_ms));
            attempt.settles = Some(settles);
            attempt.expires = Millis(attempt.expires.0.max(settles.0));
            return None;
        }
        let oldest = self
            .waiting
            .iter()
            .position(|attempt| attempt.definition == id)?;
        let attempt = self.waiting.remove(oldest);
        for other in self
            .waiting
            .iter_mut()
            .filter(|other| other.definition == id)
        {
            other.is_doubtful |= verdict == Verdict::Confirmed;
            if let (Some(state), Some(before)) = (state, other.before.get_mut(proof)) {
                *before = state;
            }
        }
        let ending = match verdict {
            Verdict::Confirmed => Ending::Confirmed,
            Verdict::Refused => Ending::Refused,
        };
        Some((attempt, ending))
    }

    /// Ends one attempt whose time has come.
    pub(crate) fn expire(
        &mut self,
        definitions: &[Definition],
        now: Millis,
    ) -> Option<(Attempt, Ending)> {
        let place = self
            .waiting
            .iter()
            .position(|attempt| attempt.deadline() <= now)?;
        let attempt = self.waiting.remove(place);
        let definition = definitions.get(attempt.definition);
        let ending = if attempt.settles.is_some_and(|settles| settles <= now)
            || definition.is_some_and(Definition::holds_unless_refused)
        {
            Ending::Confirmed
        } else if attempt.is_doubtful {
            Ending::Merged
        } else {
            Ending::Unproven
        };
        if ending == Ending::Confirmed {
            for other in self
                .waiting
                .iter_mut()
                .filter(|other| other.definition == attempt.definition)
            {
                other.is_doubtful = true;
            }
        }
        Some((attempt, ending))
    }

    /// When the next attempt's time comes.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        let mut next = None;
        for attempt in &self.waiting {
            next = Millis::sooner(next, Some(attempt.deadline()));
        }
        next
    }
}

impl Engine {
    pub(super) fn proof(&self, id: usize, place: usize) -> Option<&Proof> {
        self.config.definitions.get(id)?.proofs.get(place)
    }

    /// Compares what a proof's element reads now with what it read before the oldest attempt.
    pub(super) fn compare(
        &mut self,
        now: Millis,
        id: usize,
        place: usize,
        state: u32,
        effects: &mut Vec<Effect>,
    ) {
        let (Some(definition), Some(proof)) =
            (self.config.definitions.get(id), self.proof(id, place))
        else {
            return;
        };
        let verdict = proof.verdict;
        if self.attempts.is_met(id, definition, place, state) {
            let ended = self
                .attempts
                .prove(id, place, verdict, Noticed::Yes, Some(state), now);
            if let Some((attempt, ending)) = ended {
                self.end(attempt, ending, effects);
            }
        }
    }
}

impl Attempt {
    fn deadline(&self) -> Millis {
        self.settles
            .map_or(self.expires, |settles| settles.earlier(self.expires))
    }
}
