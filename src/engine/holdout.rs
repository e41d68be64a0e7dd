//! Holdouts: the sessions in which a definition counts and calls nobody back, to compare with.
//!
//! Comes when an event is counted, before the page is told. An arm is drawn at the first event of
//! the definition and stays the same for the session (`snapshot`). From then on every event of the
//! session carries it, so that what follows can be compared without linking events.

use super::Engine;

/// Most definitions of a config that may hold out: each is a bit that all batches of a session share,
/// and ten of them would tell a thousand shoppers apart.
pub(crate) const MAX_HOLDOUTS: usize = 3;

/// The side of a comparison that this session is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arm {
    /// Name of the definition.
    pub(crate) definition: String,
    pub(crate) is_held_out: bool,
}

impl Arm {
    /// The word for it in events.
    pub(crate) fn word(&self) -> &'static str {
        if self.is_held_out { HELD_OUT } else { SHOWN }
    }
}

const SHOWN: &str = "shown";
const HELD_OUT: &str = "held_out";

impl Engine {
    /// Whether the page must not be told of an event of this name; draws the arm if there is none.
    #[inline(never)]
    pub(super) fn is_held_out(&mut self, name: &str) -> bool {
        let mut definitions = self.config.definitions.iter();
        let definition = definitions.find(|definition| definition.name == name);
        let Some(share) = definition.and_then(|definition| definition.holdout) else {
            return false;
        };
        let arms = &self.journey.arms;
        if let Some(arm) = arms.iter().find(|arm| arm.definition == name) {
            return arm.is_held_out;
        }
        let is_held_out = is_within(self.draw(), share);
        self.journey.arms.push(Arm {
            definition: name.to_owned(),
            is_held_out,
        });
        is_held_out
    }

    /// Takes up an arm that an earlier page drew; what isn't one is left alone.
    pub(super) fn take_arm(&mut self, name: &str, word: Option<&str>) {
        let mut definitions = self.config.definitions.iter();
        let has_holdout = definitions.any(|it| it.name == name && it.holdout.is_some());
        if !has_holdout || !matches!(word, Some(SHOWN | HELD_OUT)) {
            return;
        }
        let is_held_out = word == Some(HELD_OUT);
        let mut arms = self.journey.arms.iter_mut();
        match arms.find(|arm| arm.definition == name) {
            Some(arm) => arm.is_held_out = is_held_out,
            None => self.journey.arms.push(Arm {
                definition: name.to_owned(),
                is_held_out,
            }),
        }
    }

    /// Fresh chance out of that of the signal, another one at each call.
    pub(super) fn draw(&mut self) -> u32 {
        self.draws = self.draws.wrapping_add(1);
        mixed(self.chance, self.draws)
    }
}

/// The finalizer of MurmurHash3, so that two draws of one moment have nothing to do with each
/// other: https://github.com/aappleby/smhasher/wiki/MurmurHash3
pub(crate) fn mixed(chance: u32, draw: u32) -> u32 {
    let mut bits = chance ^ draw.wrapping_mul(0x9e37_79b9);
    bits = (bits ^ bits >> 16).wrapping_mul(0x85eb_ca6b);
    bits = (bits ^ bits >> 13).wrapping_mul(0xc2b2_ae35);
    bits ^ bits >> 16
}

/// Whether a draw falls into a share of 0 to 1.
pub(crate) fn is_within(draw: u32, share: f64) -> bool {
    f64::from(draw) < share * (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_is_held_out_and_two_draws_of_a_moment_are_independent() {
        let sessions = 20_000;
        let (mut held_out, mut both) = (0, 0);
        for session in 0..sessions {
            // As the browser's chance is: each session another number.
            let chance = mixed(session, 77);
            let first = is_within(mixed(chance, 1), 0.1);
            held_out += u32::from(first);
            both += u32::from(first && is_within(mixed(chance, 2), 0.1));
        }
        // Three standard deviations of a binomial count around its mean.
        let check = |count: u32, share: f64| {
            let mean = f64::from(sessions) * share;
            let width = 3.0 * (mean * (1.0 - share)).sqrt();
            assert!(
                (f64::from(count) - mean).abs() < width,
                "{count}, expected about {mean}"
            );
        };
        check(held_out, 0.1);
        check(both, 0.01);
    }
}
