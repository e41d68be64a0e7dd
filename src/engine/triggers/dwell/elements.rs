//! Elements that are looked at, each for a time altogether: `dwell` with a `selector`.

use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::on_screen::{Again, OnScreen};
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::triggers::visible::screen;
use crate::engine::triggers::{Around, Noticed, Trigger};
use crate::engine::watch::Sense;

#[derive(Debug)]
struct Elements {
    sense: Sense,
    elements: OnScreen,
}

/// Reads which elements; what is wrong becomes a problem.
#[inline(never)]
pub(super) fn read(
    reader: &mut Reader,
    settings: &Json,
    active_ms: Option<u32>,
) -> Option<Box<dyn Trigger>> {
    let sense = screen(reader, settings)?;
    let elements = OnScreen::altogether(active_ms?);
    Some(Box::new(Elements { sense, elements }))
}

impl Trigger for Elements {
    fn sense(&self) -> Sense {
        self.sense.clone()
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
        let due = self.elements.due(clock_ms);
        due.map_or(Noticed::No, Noticed::At)
    }

    fn deadline(&self, around: &Around<'_>) -> Option<Millis> {
        let clock_ms = around.attention.active_ms(around.now);
        let missing_ms = self.elements.missing_ms(clock_ms)?;
        around.attention.reaches(clock_ms + missing_ms, around.now)
    }
}
