//! How long each element of a watch has been on the screen.
//!
//! For `visible` and for `dwell` on an element. Which clock it is, the trigger says: one that shows
//! all the time, or one that shows only active time. Each element comes up once.

/// Most elements of one watch; a list with more is counted up to here.
const MAX_ELEMENTS: usize = 500;

/// The elements of one watch.
#[derive(Debug)]
pub(crate) struct OnScreen {
    wanted_ms: f64,
    /// What was seen before an element left the screen counts when it comes back.
    adds_up: bool,
    elements: Vec<Element>,
}

#[derive(Debug)]
struct Element {
    number: u32,
    /// What the clock said when it came; nothing while it is off the screen.
    since: Option<f64>,
    passed_ms: f64,
    is_done: bool,
}

impl OnScreen {
    /// Each element has to be there for `wanted_ms` in one piece.
    pub(crate) fn in_one_piece(wanted_ms: u32) -> OnScreen {
        OnScreen {
            wanted_ms: f64::from(wanted_ms),
            adds_up: false,
            elements: Vec::new(),
        }
    }

    /// Each element has to be there for `wanted_ms` altogether.
    pub(crate) fn altogether(wanted_ms: u32) -> OnScreen {
        OnScreen {
            adds_up: true,
            ..OnScreen::in_one_piece(wanted_ms)
        }
    }

    /// An element came onto the screen, or left it.
    pub(crate) fn shown(&mut self, number: u32, is_shown: bool, clock_ms: f64) {
        let has_room = self.elements.len() < MAX_ELEMENTS;
        match self.elements.iter_mut().find(|it| it.number == number) {
            Some(element) if is_shown => element.since = element.since.or(Some(clock_ms)),
            Some(element) => {
                let since = element.since.take().unwrap_or(clock_ms);
                if self.adds_up {
                    element.passed_ms += (clock_ms - since).max(0.0);
                }
            }
            None if is_shown && has_room => self.elements.push(Element {
                number,
                since: Some(clock_ms),
                passed_ms: 0.0,
                is_done: false,
            }),
            None => {}
        }
    }

    /// Everything begins anew, with what is on the screen now; `all` also lets those that came up
    /// come up again.
    pub(crate) fn restart(&mut self, clock_ms: f64, all: Again) {
        for element in &mut self.elements {
            element.passed_ms = 0.0;
            element.since = element.since.map(|_| clock_ms);
            element.is_done &= all == Again::Waiting;
        }
    }

    /// An element whose time has come, once.
    pub(crate) fn due(&mut self, clock_ms: f64) -> Option<u32> {
        let wanted_ms = self.wanted_ms;
        let element = self
            .elements
            .iter_mut()
            .find(|element| element.missing(wanted_ms, clock_ms) <= 0.0)?;
        element.is_done = true;
        Some(element.number)
    }

    /// How long until the next one's time comes, if the clock goes on.
    pub(crate) fn missing_ms(&self, clock_ms: f64) -> Option<f64> {
        let mut least = f64::INFINITY;
        for element in &self.elements {
            least = least.min(element.missing(self.wanted_ms, clock_ms));
        }
        least.is_finite().then_some(least)
    }
}

/// What a restart is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// Those that came up may come up again.
    All,
    /// Only those that still wait.
    Waiting,
}

impl Element {
    fn missing(&self, wanted_ms: f64, clock_ms: f64) -> f64 {
        match self.since {
            Some(since) if !self.is_done => wanted_ms - self.passed_ms - (clock_ms - since),
            _ => f64::INFINITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_is_scrolled_past_does_not_count_and_one_that_stays_counts_once() {
        let mut cards = OnScreen::in_one_piece(1000);
        cards.shown(1, true, 0.0);
        cards.shown(2, true, 500.0);
        cards.shown(1, false, 900.0);
        assert_eq!(cards.missing_ms(900.0), Some(600.0));
        cards.shown(1, true, 1000.0);
        assert_eq!(cards.due(1499.0), None);
        assert_eq!(cards.due(1500.0), Some(2));
        assert_eq!(cards.due(1500.0), None);
        assert_eq!(cards.due(2000.0), Some(1), "the 900 ms before don't count");
        cards.shown(2, false, 2000.0);
        cards.shown(2, true, 2100.0);
        assert_eq!(cards.due(9000.0), None, "each counts once");
        assert_eq!(cards.missing_ms(9000.0), None);
        cards.restart(9000.0, Again::All);
        assert_eq!(cards.due(10_000.0), Some(1), "a new view");
    }

    #[test]
    fn a_size_guide_may_be_read_in_pieces() {
        let mut guide = OnScreen::altogether(5000);
        guide.shown(7, true, 0.0);
        guide.shown(7, false, 3000.0);
        guide.shown(7, true, 3500.0);
        assert_eq!(guide.due(5400.0), None);
        assert_eq!(guide.due(5500.0), Some(7));
    }
}
