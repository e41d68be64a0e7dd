//! Something in the page comes, goes or changes: a cart's counter, a message.
//!
//! Mostly a proof or a refusal. The selector is looked up again after each change of the page, so
//! a node that the shop replaces is no blind spot. Counts visible elements only.
//!
//! ```json
//! { "mutation": { "selector": ".cart-count", "change": "increase" } }
//! ```

use super::{Around, Trigger};
use crate::engine::json::Json;
use crate::engine::number::{Pick, number_in_prose};
use crate::engine::reader::Reader;
use crate::engine::text::fingerprint;
use crate::engine::watch::{Read, Sense};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// The first match reads differently.
    Any,
    /// The first number in it is larger; no number is 0.
    Increase,
    /// The first number in it is smaller.
    Decrease,
    /// More elements match and can be seen.
    Appear,
    /// Fewer elements match and can be seen.
    Disappear,
}

const CHANGES: [(&str, Change); 5] = [
    ("any", Change::Any),
    ("increase", Change::Increase),
    ("decrease", Change::Decrease),
    ("appear", Change::Appear),
    ("disappear", Change::Disappear),
];

#[derive(Debug)]
pub(super) struct Mutation {
    selector: String,
    attribute: Option<String>,
    change: Change,
    /// What it last saw, where it is a definition's trigger.
    last: Option<u32>,
}

impl Mutation {
    pub(super) const NAME: &'static str = "mutation";
    pub(super) const KEYS: &'static [&'static str] = &["selector", "change", "attribute"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Mutation> {
        let chosen = reader.choice(settings, "change", &CHANGES.map(|(name, _)| name), 0);
        let change = CHANGES
            .get(chosen)
            .map_or(Change::Any, |(_, change)| *change);
        let attribute = reader.text(settings, "attribute", 40);
        if attribute.is_some() && matches!(change, Change::Appear | Change::Disappear) {
            reader.problem(&["\"attribute\" goes with any, increase and decrease only"]);
        }
        let selector = reader.needed_selector(settings)?;
        Some(Mutation {
            selector,
            attribute,
            change,
            last: None,
        })
    }
}

impl Trigger for Mutation {
    fn sense(&self) -> Sense {
        Sense::Mutation
    }

    fn read(&self) -> Option<Read> {
        let selector = self.selector.clone();
        Some(match self.change {
            Change::Appear | Change::Disappear => Read::Shown(selector),
            Change::Any | Change::Increase | Change::Decrease => Read::State {
                selector,
                attribute: self.attribute.clone(),
            },
        })
    }

    fn seen(&mut self, read: Option<&str>, _around: &Around<'_>) -> bool {
        let now = self.state(read);
        let before = self.last.replace(now);
        before.is_some_and(|before| self.is_met(before, now))
    }

    fn state(&self, read: Option<&str>) -> u32 {
        match self.change {
            Change::Any => read.map_or(0, fingerprint),
            Change::Increase | Change::Decrease | Change::Appear | Change::Disappear => {
                let number = read.and_then(|text| number_in_prose(text, Pick::First));
                // Hundredths, so that a basket's total can be compared too.
                number.map_or(0, |number| (number.to_f64() * 100.0) as u32)
            }
        }
    }

    fn is_met(&self, before: u32, now: u32) -> bool {
        match self.change {
            Change::Any => before != now,
            Change::Increase | Change::Appear => before < now,
            Change::Decrease | Change::Disappear => now < before,
        }
    }

    fn state_after_load(&self, before: u32) -> u32 {
        // A message on the new page has appeared, whatever was shown on the old one.
        if self.change == Change::Appear {
            0
        } else {
            before
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_compared_by_its_first_number() {
        let check = |change, before: Option<&str>, now: Option<&str>, expected| {
            let mutation = Mutation {
                selector: ".cart-count".into(),
                attribute: None,
                change,
                last: None,
            };
            let (before, now) = (mutation.state(before), mutation.state(now));
            assert_eq!(
                mutation.is_met(before, now),
                expected,
                "{change:?} {before:?} {now:?}"
            );
        };
        check(Change::Increase, None, Some("1"), true);
        check(Change::Increase, Some(""), Some("1 item"), true);
        check(Change::Increase, Some("2"), Some("2"), false);
        check(Change::Increase, Some("2"), Some(""), false);
        check(Change::Increase, Some("9"), Some("10"), true);
        check(Change::Decrease, Some("1"), Some(""), true);
        check(Change::Decrease, Some("1"), Some("2"), false);
        check(Change::Any, Some("Add"), Some("In your cart"), true);
        check(Change::Any, Some("Add"), Some("Add"), false);
        check(Change::Appear, Some("0"), Some("1"), true);
        check(Change::Appear, Some("1"), Some("1"), false);
        check(Change::Disappear, Some("1"), Some("0"), true);
    }
}
