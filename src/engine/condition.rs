//! `when`: whether a match counts here and now.
//!
//! Comes after the trigger, before confirmation. A pure predicate over page, journey and the
//! values read; asks the browser for nothing.

pub(crate) mod read;
pub(crate) mod same;

use super::glob::glob;
use super::holdout::is_within;
use super::journey::{Journey, Per};
use super::millis::Millis;
use super::number::Decimal;
use super::page::{Page, has_query};
use super::signal::Scalar;
use super::text::joined;

pub(crate) use read::read_conditions;

/// One condition.
#[derive(Debug)]
pub(crate) enum Condition {
    /// The page is of this type.
    Page(String),
    /// The page's path matches this glob.
    Path(String),
    /// The query has these keys with matching values.
    Query(Vec<(String, String)>),
    /// An element matches: place of its count among the reads.
    Exists(usize),
    /// An event was counted so often.
    Counted {
        counter: String,
        /// With the same value of a property as the event has; `counter` names the property.
        is_same: bool,
        per: Per,
        at_least: u32,
        at_most: u32,
    },
    /// A property of the event has a value.
    Property { name: String, test: Test },
    /// The shopper came by one of these channels.
    Channel(Vec<String>),
    /// The main pointer is a finger, or is none.
    Touch(bool),
    /// The shop was visited on an earlier day, so many days ago at most.
    WithinDays(u32),
    /// A share of the matches, by chance.
    Sample(f64),
    /// An event was counted, perhaps not long ago, and another one not since then.
    After {
        name: String,
        without: Option<String>,
        within_ms: f64,
    },
    /// The condition doesn't hold.
    Not(Box<Condition>),
    /// One of the conditions holds.
    Any(Vec<Condition>),
}

/// What a property's value is compared with; all that is given must hold.
#[derive(Debug)]
pub(crate) struct Test {
    /// Any of these; none says nothing.
    one_of: Vec<Scalar>,
    at_least: Option<Decimal>,
    at_most: Option<Decimal>,
    glob: Option<String>,
}

/// What conditions are asked about.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) page: &'a Page,
    pub(crate) journey: &'a Journey,
    pub(crate) values: &'a [Option<String>],
    pub(crate) properties: &'a [(String, Scalar)],
    pub(crate) now: Millis,
    pub(crate) touch: bool,
    /// Chance for this match.
    pub(crate) draw: u32,
}

impl Condition {
    /// Whether it holds.
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        match self {
            Condition::Page(kind) => subject.page.kind.as_ref() == Some(kind),
            Condition::Path(pattern) => glob(pattern, &subject.page.path),
            Condition::Query(pairs) => pairs
                .iter()
                .all(|(key, pattern)| has_query(&subject.page.query, key, pattern)),
            Condition::Exists(read) => {
                let count = subject.values.get(*read).and_then(Option::as_deref);
                count.is_some_and(|count| count != "0")
            }
            Condition::Counted {
                counter,
                is_same,
                per,
                at_least,
                at_most,
            } => {
                let count = if *is_same {
                    same::counted_same(subject, counter, *per)
                } else {
                    subject.journey.counted(counter, *per)
                };
                *at_least <= count && count <= *at_most
            }
            Condition::Property { name, test } => {
                let found = subject.properties.iter().find(|(key, _)| key == name);
                found.is_some_and(|(_, value)| test.holds(value))
            }
            Condition::Channel(channels) => {
                let own = subject.journey.channel.as_str();
                channels.iter().any(|channel| channel == own)
            }
            Condition::Touch(touch) => *touch == subject.touch,
            Condition::WithinDays(most) => {
                let days = subject.journey.visited_days;
                days.is_some_and(|days| 0 < days && days <= *most)
            }
            Condition::Sample(share) => is_within(subject.draw, *share),
            Condition::After {
                name,
                without,
                within_ms,
            } => {
                let (journey, without) = (subject.journey, without.as_deref());
                let at = journey.last_without(name, without);
                at.is_some_and(|at| subject.now.since(at) <= *within_ms)
            }
            Condition::Not(condition) => !condition.holds(subject),
            Condition::Any(conditions) => {
                conditions.iter().any(|condition| condition.holds(subject))
            }
        }
    }

    /// Adds the counters with a property that this condition and those in it ask for, and to
    /// `followed` the events whose order matters.
    pub(crate) fn needs(&self, counters: &mut Vec<String>, followed: &mut Vec<String>) {
        match self {
            Condition::Counted { counter, .. } if is_with(counter) => {
                counters.push(counter.clone())
            }
            Condition::After { name, without, .. } => {
                followed.push(name.clone());
                if let Some(without) = without {
                    followed.push(without.clone());
                }
            }
            Condition::Not(condition) => condition.needs(counters, followed),
            Condition::Any(conditions) => conditions
                .iter()
                .for_each(|condition| condition.needs(counters, followed)),
            Condition::Page(_)
            | Condition::Path(_)
            | Condition::Query(_)
            | Condition::Exists(_)
            | Condition::Counted { .. }
            | Condition::Channel(_)
            | Condition::Touch(_)
            | Condition::WithinDays(_)
            | Condition::Sample(_)
            | Condition::Property { .. } => {}
        }
    }
}

impl Test {
    fn holds(&self, value: &Scalar) -> bool {
        let number = match value {
            Scalar::Number(number) => Some(number.to_f64()),
            Scalar::Text(_) | Scalar::Flag(_) | Scalar::List(_) => None,
        };
        let text = match value {
            Scalar::Text(text) => text.as_str(),
            Scalar::Number(number) => number.as_str(),
            Scalar::Flag(_) | Scalar::List(_) => "",
        };
        (self.one_of.is_empty() || self.one_of.contains(value))
            && self
                .at_least
                .as_ref()
                .is_none_or(|least| number.is_some_and(|number| least.to_f64() <= number))
            && self
                .at_most
                .as_ref()
                .is_none_or(|most| number.is_some_and(|number| number <= most.to_f64()))
            && self.glob.as_ref().is_none_or(|pattern| glob(pattern, text))
    }
}

/// Name of the counter for events with one value of one property.
pub(crate) fn with_counter(name: &str, key: &str, value: &str) -> String {
    joined(&[name, "/", key, "=", value])
}

/// Whether a counter is for events with some value of a property.
pub(crate) fn is_with(counter: &str) -> bool {
    counter.bytes().any(|byte| byte == b'/')
}
