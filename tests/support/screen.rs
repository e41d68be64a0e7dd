//! What is on the screen of a journey: elements by number, each with what stands in and around it.

use serde_json::Value;
use tallymark::engine::signal::Signal;
use tallymark::engine::watch::WatchId;

use super::tab::Tab;
use super::view::View;

/// An element on the screen.
#[derive(Debug)]
pub(crate) struct Shown {
    watch: WatchId,
    element: u32,
    around: View,
}

impl Tab {
    /// An element comes onto the screen, or leaves it; a step without a number means the first.
    pub(crate) fn show(&mut self, watch: WatchId, step: &Value, is_shown: bool) {
        let element = step.get("element").map_or(Some(1), Value::as_u64);
        let element = u32::try_from(element.expect("the number of an element")).unwrap();
        self.shown
            .retain(|shown| (shown.watch, shown.element) != (watch, element));
        if is_shown {
            self.shown.push(Shown {
                watch,
                element,
                around: View::new(step.get("on")),
            });
        }
        self.signal(Signal::Shown {
            watch,
            element,
            is_shown,
        });
    }

    /// Reads around an element that is on the screen.
    pub(crate) fn look_at_shown(&mut self, watch: WatchId, element: u32) {
        let mut shown = self.shown.iter();
        let found = shown.find(|shown| (shown.watch, shown.element) == (watch, element));
        let around = found.map_or_else(View::default, |shown| shown.around.clone());
        self.look(watch, &around);
    }
}
