//! The shopper comes to a page: a load, a return, or a change of address in a one-page shop.
//!
//! `page` limits it to a page type of the config, which makes it a proof: "the next page is the
//! cart". With `"back": false` going back or reloading is no new view. `settle_ms` is the time that
//! a one-page shop gets to draw a page before it is read.
//!
//! ```json
//! { "navigation": { "page": "cart", "back": false } }
//! ```

use super::{Around, Noticed, SETTLE_MS, Trigger};
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::signal::{Arrival, Signal};

#[derive(Debug)]
pub(super) struct Navigation {
    page: Option<String>,
    back: bool,
    settle_ms: u32,
}

impl Navigation {
    pub(super) const NAME: &'static str = "navigation";
    pub(super) const KEYS: &'static [&'static str] = &["page", "back", "settle_ms"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Navigation> {
        let page = reader.page_type(settings, "page");
        let back = reader.flag(settings, "back", true);
        let settle_ms = reader.whole(settings, "settle_ms", 0, 10_000);
        Some(Navigation {
            page,
            back,
            settle_ms: settle_ms.unwrap_or(SETTLE_MS),
        })
    }
}

impl Trigger for Navigation {
    fn settle_ms(&self) -> u32 {
        self.settle_ms
    }

    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        let Signal::Navigated(_, arrival) = signal else {
            return Noticed::No;
        };
        let is_new = match arrival {
            Arrival::Load | Arrival::Push | Arrival::Replace => true,
            Arrival::Again | Arrival::Restore | Arrival::Traverse => self.back,
        };
        let is_here = match &self.page {
            Some(page) => around.page.kind.as_deref() == Some(page),
            None => true,
        };
        if is_new && is_here {
            Noticed::Yes
        } else {
            Noticed::No
        }
    }
}
