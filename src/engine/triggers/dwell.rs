//! The page has been looked at for a time: visible, in focus, and the shopper not away.
//!
//! Hidden, unfocused and idle time doesn't count ([`Attention`] keeps that clock). Once a view.
//!
//! ```json
//! { "dwell": { "active_ms": 5000 } }
//! ```
//!
//! [`Attention`]: crate::engine::attention::Attention

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::ambient;

/// Longest dwell that can be asked for: an hour.
const MAX_ACTIVE_MS: u32 = 3_600_000;

#[derive(Debug)]
pub(super) struct Dwell {
    active_ms: u32,
    /// It was counted in this view.
    is_done: bool,
}

impl Dwell {
    pub(super) const NAME: &'static str = "dwell";
    pub(super) const KEYS: &'static [&'static str] = &["active_ms"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Dwell> {
        if settings.get("active_ms").is_none() {
            reader.problem(&["\"active_ms\" is missing; write milliseconds, as 5000"]);
        }
        let active_ms = reader.whole(settings, "active_ms", 100, MAX_ACTIVE_MS)?;
        Some(Dwell {
            active_ms,
            is_done: false,
        })
    }
}

impl Trigger for Dwell {
    fn ambient(&self) -> u8 {
        ambient::ACTIVITY
    }

    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        if matches!(signal, Signal::Navigated(..)) {
            self.is_done = false;
        }
        if self.is_done || around.attention.active_ms(around.now) < f64::from(self.active_ms) {
            return Noticed::No;
        }
        self.is_done = true;
        Noticed::Yes
    }

    fn deadline(&self, around: &Around<'_>) -> Option<Millis> {
        if self.is_done {
            return None;
        }
        around
            .attention
            .reaches(f64::from(self.active_ms), around.now)
    }
}
