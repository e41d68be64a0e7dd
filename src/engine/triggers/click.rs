//! The shopper clicks an element that matches, or something inside of it; the keyboard counts too.
//!
//! Proves nothing: pair it with `confirm` for what has to happen afterwards.
//!
//! With `times` it is the click of somebody to whom nothing happens: so many clicks on the same
//! element within `within_ms`, between which the page around it stayed as it was. Whoever counts up
//! a quantity or leafs through pictures changes something with each click, or uses a control that
//! is made to be clicked again and again ([`STEPPERS`]).
//!
//! ```json
//! { "click": { "selector": "[data-add-to-cart]" } }
//! { "click": { "selector": "button, a", "times": 3, "within_ms": 1000 } }
//! ```

use super::{Around, Noticed, Trigger, numbered};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::{DomEvent, Read, Sense};

/// Controls that are made to be clicked repeatedly, by role, type and the words that shops use in
/// their class names and labels.
const STEPPERS: &str = "input,select,textarea,summary,video,audio,[contenteditable],[role=spinbutton],[role=slider],[role=tab],[class*=stepper i],[class*=quantity i],[class*=qty i],[class*=increment i],[class*=decrement i],[class*=plus i],[class*=minus i],[class*=carousel i],[class*=slide i],[class*=swiper i],[class*=slick i],[class*=gallery i],[class*=pagination i],[class*=pager i],[class*=next i],[class*=prev i],[class*=arrow i],[rel=next],[rel=prev],[aria-roledescription=carousel]";

#[derive(Debug)]
pub(super) struct Click {
    selector: String,
    times: usize,
    within_ms: f64,
    /// The element of the clicks in `at`, and how it was around it.
    last: Option<(u32, u32)>,
    at: Vec<Millis>,
}

impl Click {
    pub(super) const NAME: &'static str = "click";
    pub(super) const KEYS: &'static [&'static str] = &["selector", "times", "within_ms"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Click> {
        let times = reader.whole(settings, "times", 2, 20);
        let within_ms = reader.whole(settings, "within_ms", 100, 60_000);
        if within_ms.is_some() && times.is_none() {
            reader.problem_at("within_ms", &["goes with \"times\" only"]);
        }
        let selector = reader.needed_selector(settings)?;
        Some(Click {
            selector,
            times: times.unwrap_or(1) as usize,
            within_ms: f64::from(within_ms.unwrap_or(1000)),
            last: None,
            at: Vec::new(),
        })
    }
}

impl Trigger for Click {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: DomEvent::Click,
            selector: self.selector.clone(),
        }
    }

    fn read(&self) -> Option<Read> {
        (1 < self.times).then_some(Read::Nearby { except: STEPPERS })
    }

    fn notice(&mut self, signal: &Signal, _around: &Around<'_>) -> Noticed {
        if let Signal::Navigated(..) = signal {
            self.at.clear();
        }
        Noticed::No
    }

    fn seen(&mut self, read: Option<&str>, around: &Around<'_>) -> bool {
        if self.times <= 1 {
            return true;
        }
        let nearby = numbered(read);
        let is_later = |at: &Millis| self.within_ms < around.now.since(*at);
        if nearby != self.last || self.at.last().is_some_and(is_later) {
            self.at.clear();
        }
        self.last = nearby;
        if nearby.is_none() {
            return false;
        }
        self.at.push(around.now);
        let first = self.at.len().checked_sub(self.times);
        let Some(first) = first.and_then(|place| self.at.get(place)) else {
            return false;
        };
        if self.within_ms < around.now.since(*first) {
            return false;
        }
        self.at.clear();
        true
    }
}
