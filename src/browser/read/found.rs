//! What a trigger's selector finds in the page, for `status()`.

use super::{Reads, sense_selector};
use crate::browser::dom::Page;
use crate::browser::inside;
use crate::engine::watch::WatchId;

impl Reads {
    /// How many elements the selector of a watch's trigger finds in the document now.
    pub(crate) fn found(&self, watch: WatchId, page: &Page) -> Option<u32> {
        let selector = sense_selector(&self.watches.get(watch)?.sense)?;
        let found = page.root().find_all(selector).length();
        if self.hosts.is_empty() {
            return Some(found);
        }
        let inside = inside::find(&self.hosts, page.root(), selector);
        Some(found + inside.len() as u32)
    }
}
