//! The shopper comes back to the page after having looked at something else: another tab, another
//! program.
//!
//! How long it took isn't sent.
//!
//! ```json
//! { "return": { "away_ms": 30000 } }
//! ```

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;

#[derive(Debug)]
pub(super) struct Return {
    away_ms: f64,
    left_at: Option<Millis>,
}

impl Return {
    pub(super) const NAME: &'static str = "return";
    pub(super) const KEYS: &'static [&'static str] = &["away_ms"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Return> {
        let away_ms = reader
            .whole(settings, "away_ms", 1000, 86_400_000)
            .unwrap_or(30_000);
        Some(Return {
            away_ms: f64::from(away_ms),
            left_at: None,
        })
    }
}

impl Trigger for Return {
    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        let Signal::Attention { visible, .. } = signal else {
            return Noticed::No;
        };
        if !visible {
            self.left_at = self.left_at.or(Some(around.now));
            return Noticed::No;
        }
        match self.left_at.take() {
            Some(left_at) if self.away_ms <= around.now.since(left_at) => Noticed::Yes,
            _ => Noticed::No,
        }
    }
}
