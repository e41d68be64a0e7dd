//! How long the page was really looked at.
//!
//! The clock runs while the page is visible and focused, and until [`IDLE_MS`] after the last sign
//! of the shopper.

use super::millis::Millis;

/// A shopper who does nothing for this long counts as away.
///
/// Half a minute is what Google Analytics and Snowplow's page pings work with in their heartbeat
/// settings; a product text is seldom read longer without scrolling.
const IDLE_MS: f64 = 30_000.0;

/// The clock of the current view.
#[derive(Debug)]
pub(crate) struct Attention {
    is_watched: bool,
    /// Active milliseconds up to `since`.
    passed_ms: f64,
    since: Millis,
    last_sign: Millis,
}

impl Attention {
    pub(crate) fn new(now: Millis) -> Attention {
        Attention {
            is_watched: false,
            passed_ms: 0.0,
            since: now,
            last_sign: now,
        }
    }

    /// A new view begins: the clock is set to 0.
    pub(crate) fn restart(&mut self, now: Millis) {
        self.passed_ms = 0.0;
        self.since = now;
        self.last_sign = now;
    }

    /// The page came into view and focus, or left it.
    pub(crate) fn watched(&mut self, is_watched: bool, now: Millis) {
        self.sign(now);
        self.is_watched = is_watched;
    }

    /// The shopper did something.
    pub(crate) fn sign(&mut self, now: Millis) {
        self.passed_ms = self.active_ms(now);
        self.since = now;
        self.last_sign = now;
    }

    /// Active milliseconds of this view so far.
    pub(crate) fn active_ms(&self, now: Millis) -> f64 {
        if !self.is_watched {
            return self.passed_ms;
        }
        let until = now.0.min(self.last_sign.0 + IDLE_MS);
        self.passed_ms + Millis(until).since(self.since)
    }

    /// When the shopper will have done nothing for `idle_ms`; nothing while nobody looks.
    pub(crate) fn idle_at(&self, idle_ms: f64) -> Option<Millis> {
        self.is_watched.then(|| self.last_sign.plus(idle_ms))
    }

    /// When the clock will show `active_ms`, if nothing else happens; nothing if it stands still.
    pub(crate) fn reaches(&self, active_ms: f64, now: Millis) -> Option<Millis> {
        if !self.is_watched {
            return None;
        }
        let missing = active_ms - self.passed_ms;
        let at = self.since.plus(missing.max(0.0));
        (at <= self.last_sign.plus(IDLE_MS)).then_some(Millis(at.0.max(now.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_watched_time_counts_and_an_idle_shopper_is_away() {
        let mut attention = Attention::new(Millis(0.0));
        assert_eq!(attention.active_ms(Millis(4000.0)), 0.0, "nobody looks yet");
        attention.watched(true, Millis(4000.0));
        assert_eq!(attention.active_ms(Millis(7000.0)), 3000.0);
        assert_eq!(
            attention.reaches(5000.0, Millis(7000.0)),
            Some(Millis(9000.0))
        );
        attention.watched(false, Millis(7000.0));
        assert_eq!(attention.active_ms(Millis(60_000.0)), 3000.0, "hidden");
        assert_eq!(attention.reaches(5000.0, Millis(60_000.0)), None);
        attention.watched(true, Millis(60_000.0));
        assert_eq!(
            attention.active_ms(Millis(1_000_000.0)),
            33_000.0,
            "idle after half a minute"
        );
        assert_eq!(attention.reaches(40_000.0, Millis(70_000.0)), None);
        attention.sign(Millis(1_000_000.0));
        assert_eq!(
            attention.reaches(40_000.0, Millis(1_000_000.0)),
            Some(Millis(1_007_000.0))
        );
        attention.restart(Millis(1_000_000.0));
        assert_eq!(attention.active_ms(Millis(1_000_500.0)), 500.0);
    }

    #[test]
    fn a_clock_that_goes_backwards_takes_nothing_away() {
        let mut attention = Attention::new(Millis(5000.0));
        attention.watched(true, Millis(5000.0));
        attention.sign(Millis(6000.0));
        assert_eq!(attention.active_ms(Millis(1000.0)), 1000.0);
    }
}
