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

mod elements;

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::part::Part;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::{Sense, ambient};

/// Longest dwell that can be asked for: an hour.
const MAX_ACTIVE_MS: u32 = 3_600_000;

#[derive(Debug)]
pub(super) struct Dwell {
    active_ms: u32,
    /// The page was looked at for so long in this view.
    is_done: bool,
    /// What is looked at instead of the page.
    elements: Option<Box<dyn Trigger>>,
}

impl Dwell {
    pub(super) const NAME: &'static str = "dwell";
    pub(super) const KEYS: &'static [&'static str] = &["active_ms", "selector", "percent", "of"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Dwell> {
        if settings.get("active_ms").is_none() {
            reader.problem(&["\"active_ms\" is missing; write milliseconds, as 5000"]);
        }
        let active_ms = reader.whole(settings, "active_ms", 100, MAX_ACTIVE_MS);
        let mut elements = None;
        if settings.get("selector").is_some() {
            // The page as a whole does without the part.
            if !reader.has(Part::Screen) {
                return None;
            }
            elements = Some(elements::read(reader, settings, active_ms)?);
        } else {
            for key in ["percent", "of"] {
                if settings.get(key).is_some() {
                    reader.problem_at(key, &["goes with \"selector\" only"]);
                }
            }
        }
        Some(Dwell {
            active_ms: active_ms?,
            is_done: false,
            elements,
        })
    }
}

impl Trigger for Dwell {
    fn sense(&self) -> Sense {
        let elements = self.elements.as_ref();
        elements.map_or(Sense::Nothing, |elements| elements.sense())
    }

    fn ambient(&self) -> u8 {
        ambient::ACTIVITY
    }

    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        if let Some(elements) = &mut self.elements {
            return elements.notice(signal, around);
        }
        // With a view the clock begins anew.
        let was_done = self.is_done && !matches!(signal, Signal::Navigated(..));
        let active_ms = around.attention.active_ms(around.now);
        self.is_done = was_done || f64::from(self.active_ms) <= active_ms;
        match self.is_done && !was_done {
            true => Noticed::Yes,
            false => Noticed::No,
        }
    }

    fn deadline(&self, around: &Around<'_>) -> Option<Millis> {
        match &self.elements {
            Some(elements) => elements.deadline(around),
            None if self.is_done => None,
            None => {
                let active_ms = f64::from(self.active_ms);
                around.attention.reaches(active_ms, around.now)
            }
        }
    }
}
