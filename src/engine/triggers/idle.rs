//! The shopper looks at the page and does nothing for a time.
//!
//! Once for each pause. A page in the background, or without the focus, isn't idle.
//!
//! ```json
//! { "idle": { "after_ms": 60000 } }
//! ```

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::ambient;

#[derive(Debug)]
pub(super) struct Idle {
    after_ms: f64,
    /// It was counted in this pause.
    is_done: bool,
}

impl Idle {
    pub(super) const NAME: &'static str = "idle";
    pub(super) const KEYS: &'static [&'static str] = &["after_ms"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Idle> {
        let after_ms = reader
            .whole(settings, "after_ms", 2000, 3_600_000)
            .unwrap_or(30_000);
        Some(Idle {
            after_ms: f64::from(after_ms),
            is_done: false,
        })
    }
}

impl Trigger for Idle {
    fn ambient(&self) -> u8 {
        ambient::ACTIVITY
    }

    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        if matches!(
            signal,
            Signal::Active | Signal::Attention { .. } | Signal::Navigated(..)
        ) {
            self.is_done = false;
        }
        if self.deadline(around).is_none_or(|due| around.now < due) {
            return Noticed::No;
        }
        self.is_done = true;
        Noticed::Yes
    }

    fn deadline(&self, around: &Around<'_>) -> Option<Millis> {
        if self.is_done {
            return None;
        }
        around.attention.idle_at(self.after_ms)
    }
}
