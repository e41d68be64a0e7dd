//! Keeps a page that counts without end from filling the queue and the shopper's time.
//!
//! A token bucket: what comes faster for longer is dropped, and counted as that. Knows nothing of what is counted.

use super::Engine;
use super::millis::Millis;
use super::outcome::DropReason;

/// Events that may come at once. PostHog's limit is 100 (facts of its rate limiter: posthog-js `rate-limiter.ts`); a list
/// of products that is seen, and all of whose products are, is more.
const BURST: f64 = 500.0;
/// Events that may come each second for ever.
const PER_SECOND: f64 = 20.0;

/// How much may still come.
#[derive(Debug)]
pub(crate) struct Flood {
    tokens: f64,
    at: Millis,
}

impl Flood {
    pub(crate) fn new(now: Millis) -> Flood {
        Flood {
            tokens: BURST,
            at: now,
        }
    }

    /// Whether nothing more may come now.
    pub(crate) fn is_over(&mut self, now: Millis) -> bool {
        let gained = now.since(self.at).max(0.0) * PER_SECOND / 1000.0;
        self.tokens = (self.tokens + gained).min(BURST);
        self.at = now;
        self.tokens < 1.0
    }

    /// Takes one; whether there was one.
    pub(crate) fn takes(&mut self, now: Millis) -> bool {
        let is_there = !self.is_over(now);
        if is_there {
            self.tokens -= 1.0;
        }
        is_there
    }
}

impl Engine {
    /// Whether a call of `track()` is one of a flood; it is counted as dropped, at next to no cost.
    pub fn refuses(&mut self, now: Millis) -> bool {
        let is_over = self.flood.is_over(now);
        if is_over {
            self.queue.drop_events(DropReason::Flood, 1);
        }
        is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Start;
    use crate::engine::millis::Moment;

    fn taken(flood: &mut Flood, times: u32, now: f64) -> u32 {
        (0..times)
            .map(|_| u32::from(flood.takes(Millis(now))))
            .sum()
    }

    #[test]
    fn a_burst_passes_and_a_flood_is_cut() {
        let mut flood = Flood::new(Millis(0.0));
        assert_eq!(taken(&mut flood, 1000, 0.0), 500);
        assert_eq!(taken(&mut flood, 1000, 1000.0), 20);
        assert_eq!(taken(&mut flood, 1000, 1010.0), 0);
        assert_eq!(taken(&mut flood, 1000, 1_000_000.0), 500);
    }

    #[test]
    fn a_clock_that_goes_backwards_gives_nothing() {
        let mut flood = Flood::new(Millis(1000.0));
        assert_eq!(taken(&mut flood, 500, 1000.0), 500);
        assert!(!flood.takes(Millis(0.0)));
        assert!(flood.is_over(Millis(10.0)));
    }

    #[test]
    fn calls_of_a_flood_are_refused_and_each_is_dropped_by_its_reason() {
        let start = Start {
            config: r#"{"version":1,"site":"s","collector":{"url":"/c"},"definitions":[]}"#
                .to_owned(),
            ..Start::default()
        };
        let moment = Moment {
            now: Millis(0.0),
            wall: 1.79e12,
            chance: [1, 2, 3, 4],
        };
        let (mut engine, _) = Engine::start(moment, &start).unwrap();
        assert!(!engine.refuses(Millis(0.0)));
        assert_eq!(engine.queue.dropped.count(DropReason::Flood), 0);
        assert_eq!(taken(&mut engine.flood, 500, 0.0), 500);
        assert!(engine.refuses(Millis(0.0)) && engine.refuses(Millis(1.0)));
        assert_eq!(engine.queue.dropped.count(DropReason::Flood), 2);
        assert!(!engine.refuses(Millis(1000.0)));
    }
}
