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

#[cfg(test)]
mod tests {
    use super::{MAX_VALUES, count_same, counter_of};
    use crate::engine::channel::Channel;
    use crate::engine::event::Event;
    use crate::engine::journey::{Journey, Per};
    use crate::engine::millis::Millis;
    use crate::engine::page::Page;
    use crate::engine::signal::{Location, Scalar};

    const COUNTER: &str = "view_item/item_id";

    fn view(journey: &mut Journey, product: usize) {
        let page = Page::at(&Location::default(), &[]);
        let item_id = Scalar::Text(product.to_string());
        let properties = vec![("item_id".to_owned(), item_id)];
        let event = Event::new("view_item", properties, Millis(0.0), &page);
        count_same(journey, &event, COUNTER);
    }

    fn views(journey: &Journey, product: usize) -> u32 {
        let item_id = Scalar::Text(product.to_string());
        let own = counter_of(COUNTER, &[("item_id".to_owned(), item_id)]).unwrap();
        journey.counted(&own, Per::Session)
    }

    #[test]
    fn the_products_that_were_viewed_last_are_remembered_and_no_others() {
        let mut journey = Journey::new(Channel::Direct);
        journey.count("view_item");
        for product in 0..MAX_VALUES {
            view(&mut journey, product);
        }
        // The first is met again, so it is the second that has to go.
        view(&mut journey, 0);
        view(&mut journey, MAX_VALUES);
        assert_eq!(views(&journey, 0), 2);
        assert_eq!(views(&journey, 1), 0);
        for product in 2..=MAX_VALUES {
            assert_eq!(views(&journey, product), 1, "product {product}");
        }
        assert_eq!(journey.counters.len(), MAX_VALUES + 1);
        assert_eq!(journey.counted("view_item", Per::Session), 1);
    }

    #[test]
    fn what_is_kept_of_a_value_is_a_number_of_16_bits() {
        for product in 0..1000 {
            let item_id = Scalar::Text(["WS-", &product.to_string()].concat());
            let own = counter_of(COUNTER, &[("item_id".to_owned(), item_id)]).unwrap();
            let (_, number) = own.split_once("=\u{1f}").unwrap();
            assert!(number.parse::<u16>().is_ok(), "{own}");
        }
        let flag = [("item_id".to_owned(), Scalar::Flag(true))];
        assert_eq!(counter_of(COUNTER, &flag), None);
        assert_eq!(counter_of(COUNTER, &[]), None);
    }
}
