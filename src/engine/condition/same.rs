//! `"counted": "view_item", "same": "item_id"`: how often an event was counted with the same value of a property.
//!
//! Which product it was is not kept: for each value a counter, under a number of 16 bits that many values share. The counters
//! are the journey's, so they live in the tab, end with it and with consent, and are sent nowhere.

use super::{Subject, is_with};
use crate::engine::event::Event;
use crate::engine::journey::{Journey, Per};
use crate::engine::json::Json;
use crate::engine::part::Part;
use crate::engine::reader::Reader;
use crate::engine::signal::Scalar;
use crate::engine::text::{cut, fingerprint, push_u32};

/// Most values that are told apart, of all events and properties; the one that was not met for longest is forgotten.
const MAX_VALUES: usize = 64;
/// Stands before the number; no text of a config has a reason to contain it.
const MARK: char = '\u{1f}';

/// Reads `"same"`: the counter becomes `view_item/item_id`.
#[inline(never)]
pub(super) fn read_same(reader: &mut Reader, json: &Json, counter: &mut String) {
    let Some(key) = reader.text(json, "same", 40) else {
        return;
    };
    if is_with(counter) {
        reader.problem_at("same", &["write either \"with\" or \"same\""]);
    }
    // Compared is what leaves, so it has to be scrubbed at once.
    reader.has(Part::Scrub);
    counter.push('/');
    counter.push_str(&key);
}

/// The counter of one value; nothing where the property is missing or no text or number.
fn counter_of(counter: &str, properties: &[(String, Scalar)]) -> Option<String> {
    let (_, key) = cut(counter, b'/')?;
    let (_, value) = properties.iter().find(|(name, _)| name == key)?;
    let value = match value {
        Scalar::Text(text) => text.as_str(),
        Scalar::Number(number) => number.as_str(),
        Scalar::Flag(_) | Scalar::List(_) => return None,
    };
    let hash = fingerprint(value);
    let mut own = counter.to_owned();
    own.push('=');
    own.push(MARK);
    push_u32(&mut own, (hash >> 16) ^ (hash & 0xffff));
    Some(own)
}

/// How often the event of the counter was counted with this match's value.
#[inline(never)]
pub(super) fn counted_same(subject: &Subject<'_>, counter: &str, per: Per) -> u32 {
    let own = counter_of(counter, subject.properties);
    own.map_or(0, |own| subject.journey.counted(&own, per))
}

/// Counts the counter's event under its value.
#[inline(never)]
pub(crate) fn count_same(journey: &mut Journey, event: &Event, counter: &str) {
    let Some(own) = counter_of(counter, &event.properties) else {
        return;
    };
    // The latest stands last.
    let counters = &mut journey.counters;
    match counters.iter().position(|other| other.name == own) {
        Some(place) => {
            for place in place + 1..counters.len() {
                counters.swap(place - 1, place);
            }
        }
        None => {
            let mut values = counters
                .iter()
                .enumerate()
                .filter(|(_, it)| is_value(&it.name));
            let oldest = values.next().map(|(place, _)| place);
            if let Some(oldest) = oldest
                && MAX_VALUES <= values.count() + 1
            {
                counters.remove(oldest);
            }
        }
    }
    journey.count(&own);
}

fn is_value(counter: &str) -> bool {
    cut(counter, MARK as u8).is_some()
}
