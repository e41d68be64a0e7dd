//! The page was scrolled so far down that a share of it has been on the screen.
//!
//! Once a view. A page that fits on the screen is never scrolled.
//!
//! ```json
//! { "scroll": { "percent": 75 } }
//! ```

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::ambient;

/// The end of a page may be missed by this much where its parts are no whole pixels.
const SLACK_PX: f64 = 2.0;

#[derive(Debug)]
pub(super) struct Scroll {
    percent: f64,
    is_done: bool,
}

impl Scroll {
    pub(super) const NAME: &'static str = "scroll";
    pub(super) const KEYS: &'static [&'static str] = &["percent"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Scroll> {
        if settings.get("percent").is_none() {
            reader.problem(&["\"percent\" is missing; write for example 75"]);
        }
        let percent = reader.whole(settings, "percent", 1, 100)?;
        Some(Scroll {
            percent: f64::from(percent),
            is_done: false,
        })
    }
}

impl Trigger for Scroll {
    fn ambient(&self) -> u8 {
        ambient::SCROLL
    }

    fn notice(&mut self, signal: &Signal, _around: &Around<'_>) -> Noticed {
        if let Signal::Navigated(..) = signal {
            self.is_done = false;
        }
        let Signal::Scrolled { top, most, height } = signal else {
            return Noticed::No;
        };
        let seen = (top + height + SLACK_PX) / (most + height) * 100.0;
        if self.is_done || *most <= 0.0 || *top <= 0.0 || seen < self.percent {
            return Noticed::No;
        }
        self.is_done = true;
        Noticed::Yes
    }
}
