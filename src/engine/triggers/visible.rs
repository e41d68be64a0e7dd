//! An element that matches is on the screen for a time: a product in a list, a banner, a notice.
//!
//! Each element counts once a view. Time in a hidden tab doesn't count, and an element that leaves
//! the screen begins anew. Seen by one `IntersectionObserver` for all definitions.
//!
//! ```json
//! { "visible": { "selector": ".product-card", "percent": 50, "shown_ms": 1000 } }
//! ```

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::on_screen::{Again, OnScreen};
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::{Sense, Share, ambient};

#[derive(Debug)]
pub(super) struct Visible {
    sense: Sense,
    elements: OnScreen,
    /// The tab is another one now.
    is_hidden: bool,
}

impl Visible {
    pub(super) const NAME: &'static str = "visible";
    pub(super) const KEYS: &'static [&'static str] = &["selector", "percent", "of", "shown_ms"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Visible> {
        // Half of it for a second is what advertisers agreed to call viewable:
        // https://www.iab.com/guidelines/mrc-viewability-guidelines/
        let shown_ms = reader
            .whole(settings, "shown_ms", 0, 600_000)
            .unwrap_or(1000);
        Some(Visible {
            sense: screen(reader, settings)?,
            elements: OnScreen::in_one_piece(shown_ms),
            is_hidden: false,
        })
    }
}

/// The sense of `selector`, `percent` and `of`.
pub(super) fn screen(reader: &mut Reader, settings: &Json) -> Option<Sense> {
    let percent = reader.whole(settings, "percent", 1, 100).unwrap_or(50);
    let share = match reader.choice(settings, "of", &["element", "viewport"], 0) {
        0 => Share::Element,
        _ => Share::Viewport,
    };
    let selector = reader.needed_selector(settings)?;
    Some(Sense::Screen {
        selector,
        percent,
        share,
    })
}

impl Trigger for Visible {
    fn sense(&self) -> Sense {
        self.sense.clone()
    }

    fn ambient(&self) -> u8 {
        ambient::CLOCK
    }

    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        let now = around.now.0;
        if let Signal::Navigated(..) = signal {
            self.elements.restart(now, Again::All);
        }
        if let Signal::Attention { visible, .. } = signal {
            if *visible && self.is_hidden {
                self.elements.restart(now, Again::Waiting);
            }
            self.is_hidden = !visible;
        }
        if let Signal::Shown {
            element, is_shown, ..
        } = signal
        {
            self.elements.shown(*element, *is_shown, now);
        }
        if self.is_hidden {
            return Noticed::No;
        }
        self.elements.due(now).map_or(Noticed::No, Noticed::At)
    }

    fn deadline(&self, around: &Around<'_>) -> Option<Millis> {
        if self.is_hidden {
            return None;
        }
        let missing_ms = self.elements.missing_ms(around.now.0)?;
        Some(around.now.plus(missing_ms.max(0.0)))
    }
}
