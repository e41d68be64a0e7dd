//! Which of the selectors of one event may match at an element: a first filter, since most events
//! match nothing.
//!
//! A few selectors are tried together as one. Of many, those that need a class, an id or an attribute are looked up by
//! what the elements have (`many`, a part), so that a thousand cost little more than ten.

mod many;

use js_sys::JsString;

use super::host::Host;
use super::read::Node;
use crate::engine::part::Part;
use crate::engine::watch::WatchId;

/// Watches by the word that an element must have.
type Lists = Vec<Vec<(u32, WatchId)>>;

/// The selectors of one event.
#[derive(Debug)]
pub(crate) struct Index {
    /// Empty if there are few.
    lists: Lists,
    /// One selector for all others, and whose they are.
    others: Option<JsString>,
    other_watches: Vec<WatchId>,
}

impl Index {
    /// Prepares the selectors of an event; nothing if there are none. `absent` parts are those of [`super::Tally`].
    pub(crate) fn new(mut selectors: Vec<(WatchId, &str)>, absent: u32) -> Option<Index> {
        if selectors.is_empty() {
            return None;
        }
        let mut lists = Vec::new();
        if absent & (1 << Part::Many as u32) == 0 {
            selectors = many::spread(&selectors, &mut lists);
        }
        let mut others = String::new();
        let mut other_watches = Vec::new();
        for (watch, selector) in selectors {
            if !others.is_empty() {
                others.push(',');
            }
            others.push_str(selector);
            other_watches.push(watch);
        }
        Some(Index {
            lists,
            others: (!others.is_empty()).then(|| JsString::from(others)),
            other_watches,
        })
    }

    /// The watches whose selector may match at an element or above it, in their order.
    pub(crate) fn candidates(&self, element: &Node, host: &Host) -> Vec<WatchId> {
        let mut found = Vec::new();
        if let Some(others) = &self.others
            && element.has_near(others).is_some()
        {
            found.extend_from_slice(&self.other_watches);
        }
        if !self.lists.is_empty() {
            many::look_up(&self.lists, element, host, &mut found);
        }
        found
    }
}
