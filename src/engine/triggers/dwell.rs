//! The page, or an element of it, has been looked at for a time: visible, in focus, and the shopper
//! not away.
//!
//! Hidden, unfocused and idle time doesn't count ([`Attention`] keeps that clock). Once a view, and
//! with a `selector` once for each element.
//!
//! ```json
//! { "dwell": { "active_ms": 5000 } }
//! { "dwell": { "active_ms": 8000, "selector": ".size-guide" } }
//! ```
//!
//! [`Attention`]: crate::engine::attention::Attention

use super::visible::screen;
use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::on_screen::{Again, OnScreen};
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::{Sense, ambient};

/// Longest dwell that can be asked for: an hour.
const MAX_ACTIVE_MS: u32 = 3_600_000;

#[derive(Debug)]
pub(super) struct Dwell {
    sense: Sense,
    /// The elements; with the page as a whole, one that is always there.
    elements: OnScreen,
}

impl Dwell {
    pub(super) const NAME: &'static str = "dwell";
    pub(super) const KEYS: &'static [&'static str] = &["active_ms", "selector", "percent", "of"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Dwell> {
        if settings.get("active_ms").is_none() {
            reader.problem(&["\"active_ms\" is missing; write milliseconds, as 5000"]);
        }
        let active_ms = reader.whole(settings, "active_ms", 100, MAX_ACTIVE_MS);
        let mut sense = Sense::Nothing;
        if settings.get("selector").is_some() {
            sense = screen(reader, settings)?;
        } else {
            for key in ["percent", "of"] {
                if settings.get(key).is_some() {
                    reader.problem_at(key, &["goes with \"selector\" only"]);
                }
            }
        }
        let mut elements = OnScreen::altogether(active_ms?);
        if sense == Sense::Nothing {
            elements.shown(0, true, 0.0);
        }
        Some(Dwell { sense, elements })
    }
}

impl Trigger for Dwell {
    fn sense(&self) -> Sense {
        self.sense.clone()
    }

    fn ambient(&self) -> u8 {
        ambient::ACTIVITY
    }

    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        let clock_ms = around.attention.active_ms(around.now);
        if let Signal::Navigated(..) = signal {
            self.elements.restart(clock_ms, Again::All);
        }
        if let Signal::Shown {
            element, is_shown, ..
        } = signal
        {
            self.elements.shown(*element, *is_shown, clock_ms);
        }
        match self.elements.due(clock_ms) {
            None => Noticed::No,
            Some(_) if self.sense == Sense::Nothing => Noticed::Yes,
            Some(element) => Noticed::At(element),
        }
    }

    fn deadline(&self, around: &Around<'_>) -> Option<Millis> {
        let clock_ms = around.attention.active_ms(around.now);
        let missing_ms = self.elements.missing_ms(clock_ms)?;
        around.attention.reaches(clock_ms + missing_ms, around.now)
    }
}
