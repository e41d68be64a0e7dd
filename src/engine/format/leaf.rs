//! The single values that stand at places: numbers, times, ids, names.

use std::borrow::Cow;

use super::place::{OfBatch, OfEvent};
use super::rows::with_names;
use super::time::{push_iso, push_uuid};
use super::write::Scope;
use super::{encoding, renamed};
use crate::engine::encode::{SENT_ISO, SENT_MS, WAITED, age_ms};
use crate::engine::event::{CountedEvent, Event};
use crate::engine::signal::Scalar;
use crate::engine::text::{push_scaled, push_u32};

/// A single value.
#[derive(Debug)]
pub(crate) enum Leaf<'a> {
    Missing,
    Text(Cow<'a, str>),
    /// Stands as it is, in JSON too.
    Bare(Cow<'a, str>),
}

impl<'a> Scope<'a> {
    pub(crate) fn of_batch(&self, place: OfBatch) -> Leaf<'a> {
        let mut text = String::new();
        match place {
            OfBatch::Id => return Leaf::Text(Cow::Borrowed(self.envelope.batch)),
            OfBatch::Site => return Leaf::Text(Cow::Borrowed(self.envelope.site)),
            OfBatch::Origin => return Leaf::Text(Cow::Borrowed(&self.template.origin)),
            OfBatch::Host => {
                let host = self.template.origin.strip_prefix("https://");
                return Leaf::Text(Cow::Borrowed(host.unwrap_or_default()));
            }
            OfBatch::Sdk => return Leaf::Text(Cow::Borrowed(env!("CARGO_PKG_VERSION"))),
            OfBatch::Count => return whole(self.events.len() as u64),
            OfBatch::Waited => text.push(WAITED),
            OfBatch::SentMs => text.push(SENT_MS),
            OfBatch::SentIso => {
                text.push(SENT_ISO);
                return Leaf::Text(Cow::Owned(text));
            }
            OfBatch::Uuid => {
                push_uuid(&mut text, self.envelope.batch);
                return Leaf::Text(Cow::Owned(text));
            }
            OfBatch::Lost | OfBatch::Events => return Leaf::Missing,
        }
        Leaf::Bare(Cow::Owned(text))
    }

    pub(crate) fn of_event(
        &self,
        place: OfEvent,
        index: usize,
        counted: &'a CountedEvent,
    ) -> Leaf<'a> {
        let (event, standing) = (counted.clean.event(), &counted.standing);
        let mut text = String::new();
        let borrowed = match place {
            OfEvent::Name => renamed(&self.shape.events, &event.name),
            OfEvent::OwnName => event.name.as_str(),
            OfEvent::Seq => return whole(index as u64 + 1),
            OfEvent::Nth if standing.nth == 0 => return Leaf::Missing,
            OfEvent::Nth => return whole(u64::from(standing.nth)),
            OfEvent::From => match &standing.from {
                Some(from) => from.as_str(),
                None => return Leaf::Missing,
            },
            OfEvent::Channel => standing.channel.as_str(),
            OfEvent::Device if self.envelope.touch => "touch",
            OfEvent::Device => "mouse",
            OfEvent::PageType => match &event.page_type {
                Some(kind) => kind.as_str(),
                None => return Leaf::Missing,
            },
            OfEvent::PagePath => event.page_path.as_str(),
            OfEvent::AgeMs => return whole(u64::from(age_ms(self.moment.now, event.at))),
            OfEvent::TimeS => return whole(self.time(event, index)),
            OfEvent::TimeMs => return whole(1000 * self.time(event, index)),
            OfEvent::TimeNs => {
                push_scaled(&mut text, self.time(event, index), 0);
                text.push_str("000000000");
                return Leaf::Text(Cow::Owned(text));
            }
            OfEvent::TimeIso => {
                push_iso(&mut text, self.time(event, index));
                return Leaf::Text(Cow::Owned(text));
            }
            OfEvent::PageUrl => {
                text.push_str(&self.template.origin);
                encoding::push_percent(&mut text, &event.page_path, "/");
                return Leaf::Text(Cow::Owned(text));
            }
            OfEvent::Id | OfEvent::Uuid => {
                let id = event_id(self.envelope.batch, index);
                if place == OfEvent::Id {
                    return Leaf::Text(Cow::Owned(id));
                }
                push_uuid(&mut text, &id);
                return Leaf::Text(Cow::Owned(text));
            }
            OfEvent::Properties | OfEvent::Arm => return Leaf::Missing,
        };
        Leaf::Text(Cow::Borrowed(borrowed))
    }

    /// The minute in which the event happened, on the shopper's clock, in seconds since 1970; its seconds are the
    /// event's place in the batch, for collectors that go by the time to know what came first.
    ///
    /// As with ages, seconds would show a shopper's pace (see `encode`).
    fn time(&self, event: &Event, index: usize) -> u64 {
        let seconds = seconds(self.moment.wall - self.moment.now.since(event.at));
        seconds / 60 * 60 + u64::min(index as u64, 59)
    }
}

/// The id of a batch with the event's place in it at the end: the same at each try.
fn event_id(batch: &str, index: usize) -> String {
    let mut id = String::from(batch.get(..28).unwrap_or_default());
    for shift in [12, 8, 4, 0] {
        id.push(char::from_digit(index as u32 >> shift & 15, 16).unwrap_or('0'));
    }
    id
}

fn seconds(span_ms: f64) -> u64 {
    (span_ms / 1000.0 + 0.5) as u64
}

pub(crate) fn whole(number: u64) -> Leaf<'static> {
    let mut text = String::new();
    match u32::try_from(number) {
        Ok(small) => push_u32(&mut text, small),
        Err(_) => push_scaled(&mut text, number, 0),
    }
    Leaf::Bare(Cow::Owned(text))
}

pub(super) fn scalar<'a>(value: &'a Scalar, names: &[(String, String)]) -> Leaf<'a> {
    match value {
        Scalar::Text(text) => Leaf::Text(Cow::Borrowed(text)),
        Scalar::Number(number) => Leaf::Bare(Cow::Borrowed(number.as_str())),
        Scalar::Flag(true) => Leaf::Bare(Cow::Borrowed("true")),
        Scalar::Flag(false) => Leaf::Bare(Cow::Borrowed("false")),
        Scalar::List(items) if names.is_empty() => Leaf::Bare(Cow::Borrowed(items)),
        Scalar::List(items) => Leaf::Bare(Cow::Owned(with_names(items, names))),
    }
}

/// Whether the text is filled in when the request is sent.
pub(crate) fn is_mark(text: &str) -> bool {
    text.len() == 1 && text.starts_with(SENT_ISO)
}
