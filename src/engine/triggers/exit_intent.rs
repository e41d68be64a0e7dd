//! The shopper is about to leave: the mouse goes out at the top, or a finger flicks back up.
//!
//! A score, not a switch: how fast the mouse rose, how near it came to the edge, and whether it
//! went where tabs and address bar are rather than to the window's buttons. Against false alarms:
//! the page was looked at for `after_ms`; the mouse was seen inside before; no form control has the
//! focus or has just changed (lists of choices and of autofill hold the mouse); and a pause of
//! [`GRACE_MS`] in which coming back, a click or a key cancels. Once a view. The rules are those
//! that the known libraries learnt from their bug reports: ouibounce, bioEp, boxzilla, Bounceback.
//!
//! ```json
//! { "exit_intent": { "sensitivity": "medium", "after_ms": 3000 } }
//! ```

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::millis::Millis;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::ambient;

/// How long the shopper may come back before it counts, milliseconds.
const GRACE_MS: f64 = 100.0;
/// A mouse that leaves farther from the top left elsewhere, CSS pixels. Firefox sends no event
/// outside, so a fast mouse leaves a little below the edge.
const EDGE_PX: f64 = 10.0;
/// Movement older than this says nothing of the speed, milliseconds.
const RECENT_MS: f64 = 200.0;
/// A rise of this speed is worth the full score, CSS pixels a millisecond.
const FAST_PX_PER_MS: f64 = 0.8;
/// Where window buttons begin, share of the width.
const BUTTONS_FROM: f64 = 0.85;
/// How deep the page must have been read before a flick up counts, share of what can be scrolled.
const READ_RATIO: f64 = 0.25;
/// A flick up of at least this speed, CSS pixels a millisecond, and this length, in viewports.
const FLICK_PX_PER_MS: f64 = 1.5;
const FLICK_HEIGHTS: f64 = 0.5;

/// Least score for `low`, `medium` and `high` sensitivity, of 1.
const SENSITIVITIES: [(&str, f64); 3] = [("low", 0.8), ("medium", 0.5), ("high", 0.25)];

#[derive(Clone, Copy, Debug)]
struct Point {
    at: Millis,
    x: f64,
    y: f64,
}

#[derive(Debug)]
pub(super) struct ExitIntent {
    least_score: f64,
    after_ms: f64,
    /// The start and the latest point of the movement that goes on.
    path: Option<(Point, Point)>,
    /// The deepest place read, share of what can be scrolled.
    depth: f64,
    /// The mouse is out, and counts at this time.
    due: Option<Millis>,
    is_done: bool,
}

impl ExitIntent {
    pub(super) const NAME: &'static str = "exit_intent";
    pub(super) const KEYS: &'static [&'static str] = &["sensitivity", "after_ms"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<ExitIntent> {
        let chosen = reader.choice(
            settings,
            "sensitivity",
            &SENSITIVITIES.map(|(name, _)| name),
            1,
        );
        let least_score = SENSITIVITIES.get(chosen).map_or(0.5, |(_, score)| *score);
        let after_ms = reader
            .whole(settings, "after_ms", 0, 600_000)
            .unwrap_or(3000);
        Some(ExitIntent {
            least_score,
            after_ms: f64::from(after_ms),
            path: None,
            depth: 0.0,
            due: None,
            is_done: false,
        })
    }

    /// Follows a movement; one that pauses or turns down begins anew.
    fn moved(&mut self, point: Point) {
        self.path = Some(match self.path {
            Some((start, last)) if point.y <= last.y && point.at.since(start.at) <= RECENT_MS => {
                (start, point)
            }
            Some((_, last)) if point.y <= last.y && point.at.since(last.at) <= RECENT_MS => {
                (last, point)
            }
            _ => (point, point),
        });
    }

    /// How much leaving at `point` looks like going for the tabs: 0 to 1.
    fn score(&self, point: Point, width: f64) -> f64 {
        let Some((start, _)) = self.path else {
            return 0.0;
        };
        let rise = (start.y - point.y) / point.at.since(start.at).max(1.0);
        let speed = (rise / FAST_PX_PER_MS).clamp(0.0, 1.0);
        let near = (1.0 - point.y.max(0.0) / EDGE_PX).clamp(0.0, 1.0);
        let aim = if point.x < width * BUTTONS_FROM {
            1.0
        } else {
            0.0
        };
        0.6 * speed + 0.25 * near + 0.15 * aim
    }

    /// Judges a scroll by touch: a long fast flick up to the start of a page that was read.
    fn flicked(&mut self, now: Millis, top: f64, most: f64, height: f64) -> bool {
        let point = Point {
            at: now,
            x: 0.0,
            y: top,
        };
        self.moved(point);
        if 0.0 < most {
            self.depth = self.depth.max(top / most);
        }
        let Some((start, _)) = self.path else {
            return false;
        };
        let rise = start.y - top;
        READ_RATIO <= self.depth
            && top <= height
            && FLICK_HEIGHTS * height <= rise
            && FLICK_PX_PER_MS <= rise / now.since(start.at).max(1.0)
    }
}

impl Trigger for ExitIntent {
    fn ambient(&self) -> u8 {
        ambient::POINTER | ambient::ACTIVITY
    }

    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        let now = around.now;
        if let Signal::Navigated(..) = signal {
            (self.path, self.depth, self.due, self.is_done) = (None, 0.0, None, false);
        }
        if let Signal::PointerBack = signal {
            self.due = None;
        }
        if let Signal::Pointer { x, y } = signal {
            self.moved(Point {
                at: now,
                x: *x,
                y: *y,
            });
        }
        let is_armed = !self.is_done && self.after_ms <= around.attention.active_ms(now);
        if let Signal::PointerLeft {
            x,
            y,
            width,
            in_control,
        } = signal
        {
            let point = Point {
                at: now,
                x: *x,
                y: *y,
            };
            let is_at_top = *y <= EDGE_PX && 0.0 <= *x && *x <= *width;
            let is_leaving =
                is_at_top && !in_control && self.least_score <= self.score(point, *width);
            if is_armed && is_leaving {
                self.due = Some(now.plus(GRACE_MS));
            }
            self.path = None;
        }
        // With a mouse the page scrolls under it: that says nothing of leaving.
        if let (Signal::Scrolled { top, most, height }, true) = (signal, around.touch) {
            let is_flick = self.flicked(now, *top, *most, *height);
            self.due = if is_flick && is_armed {
                Some(now)
            } else {
                self.due
            };
        }
        if self.is_done || self.due.is_none_or(|due| now < due) {
            return Noticed::No;
        }
        self.due = None;
        self.is_done = true;
        Noticed::Yes
    }

    fn deadline(&self, _around: &Around<'_>) -> Option<Millis> {
        self.due
    }
}
