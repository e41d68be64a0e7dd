//! A video or a sound was played: its start, or a share of it.
//!
//! Only what was really played counts: a part that the shopper skips wasn't, and one that plays
//! twice counts once. Each element once a view. The browser keeps that book (`played`).
//!
//! ```json
//! { "video": { "selector": "video", "percent": 50 } }
//! ```

use super::{Around, Noticed, Trigger, numbered};
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::watch::{DomEvent, Read, Sense};

/// Most elements that are told apart; a page with more counts no further ones.
const MAX_ELEMENTS: usize = 100;

#[derive(Debug)]
pub(super) struct Video {
    selector: String,
    /// 0 is the start.
    percent: u32,
    /// Elements that have counted in this view.
    done: Vec<u32>,
}

impl Video {
    pub(super) const NAME: &'static str = "video";
    pub(super) const KEYS: &'static [&'static str] = &["selector", "percent"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Video> {
        let percent = reader.whole(settings, "percent", 0, 100).unwrap_or(0);
        let selector = reader.selector(settings, "selector");
        Some(Video {
            selector: selector.unwrap_or_else(|| "video".to_owned()),
            percent,
            done: Vec::new(),
        })
    }
}

impl Trigger for Video {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: DomEvent::Play,
            selector: self.selector.clone(),
        }
    }

    fn read(&self) -> Option<Read> {
        Some(Read::Played)
    }

    fn notice(&mut self, signal: &Signal, _around: &Around<'_>) -> Noticed {
        if let Signal::Navigated(..) = signal {
            self.done.clear();
        }
        Noticed::No
    }

    fn seen(&mut self, read: Option<&str>, _around: &Around<'_>) -> bool {
        let Some((element, percent)) = numbered(read) else {
            return false;
        };
        let is_new = !self.done.contains(&element) && self.done.len() < MAX_ELEMENTS;
        if !is_new || percent < self.percent {
            return false;
        }
        self.done.push(element);
        true
    }

    fn state(&self, read: Option<&str>) -> u32 {
        numbered(read).map_or(0, |(_, percent)| percent + 1)
    }

    fn is_met(&self, _before: u32, now: u32) -> bool {
        self.percent < now
    }
}
