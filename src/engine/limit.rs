//! How often a definition may count: in a view, in a session, for an element, and how soon again.
//!
//! Asked when a trigger matched, and again when an attempt is proven.

use super::Engine;
use super::definition::Definition;
use super::journey::Per;
use super::json::Json;
use super::property::add;
use super::reader::Reader;
use super::watch::Read;

/// Most elements that a view remembers; the oldest is forgotten.
const MAX_ELEMENTS: usize = 1000;

/// Keys of `limit`.
pub(crate) const KEYS: &[&str] = &["times", "per", "cooldown_ms"];
pub(crate) const PERS: &[&str] = &["page", "session", "element"];

/// How often a definition may count; without a `limit` as often as it likes.
#[derive(Debug)]
pub(crate) struct Limit {
    times: u32,
    per: Per,
    /// Place among the reads of the element's number, where the limit is for each element.
    pub(crate) element: Option<usize>,
    /// Least time between two events.
    pub(crate) cooldown_ms: Option<f64>,
}

/// Reads `"limit": { "times": 1, "per": "page", "cooldown_ms": 60000 }`.
pub(crate) fn read_limit(reader: &mut Reader, json: &Json, reads: &mut Vec<Read>) -> Limit {
    let mut limit = Limit {
        times: u32::MAX,
        per: Per::Page,
        element: None,
        cooldown_ms: None,
    };
    let Some(settings) = json.get("limit") else {
        return limit;
    };
    let mark = reader.enter("limit");
    reader.object(settings, KEYS);
    let cooldown_ms = reader.whole(settings, "cooldown_ms", 100, 86_400_000);
    limit.cooldown_ms = cooldown_ms.map(f64::from);
    let has_times = settings.get("times").is_some() || settings.get("per").is_some();
    if has_times || cooldown_ms.is_none() {
        limit.times = reader.whole(settings, "times", 1, 1_000_000).unwrap_or(1);
    }
    match reader.choice(settings, "per", PERS, 0) {
        0 => {}
        1 => limit.per = Per::Session,
        _ => limit.element = Some(add(reads, Read::Element)),
    }
    reader.leave(mark);
    limit
}

impl Engine {
    /// Whether the definition may not count now, for the element with this number.
    #[inline(never)]
    pub(super) fn is_spent(&self, definition: &Definition, element: Option<&str>) -> bool {
        let (limit, name) = (&definition.limit, definition.name.as_str());
        if let Some(cooldown_ms) = limit.cooldown_ms
            && let Some(last) = self.journey.last_without(name, None)
            && self.now.since(last) < cooldown_ms
        {
            return true;
        }
        let counted = match (limit.element, element) {
            (Some(_), Some(element)) => {
                let mut same = 0;
                for (other, number) in &self.elements {
                    same += u32::from(other == name && number == element);
                }
                same
            }
            // Where nothing is known of an element there is none to count twice.
            (Some(_), None) => 0,
            (None, _) => self.journey.counted(name, limit.per),
        };
        limit.times <= counted
    }

    /// Notes that a limit left a match out, for `status()`.
    pub(super) fn leave_out(&mut self, id: usize) {
        if let Some(definition) = self.config.definitions.get_mut(id) {
            definition.limited = definition.limited.saturating_add(1);
        }
    }

    /// Notes that the definition counted for the element with this number.
    pub(super) fn spend(&mut self, name: &str, element: Option<String>) {
        let Some(element) = element else {
            return;
        };
        if MAX_ELEMENTS <= self.elements.len() {
            self.elements.remove(0);
        }
        self.elements.push((name.to_owned(), element));
    }
}
