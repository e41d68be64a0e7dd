//! What stands at each place of a template, as a table; only for the manifest.

use crate::engine::format::place::Place::{self, Batch, Event};
use crate::engine::format::place::{OfBatch, OfEvent};

/// Longest origin (`https://` and a host), and longest path with each byte as `%XX`.
const MAX_ORIGIN: u32 = 8 + 253;
const MAX_URL: u32 = MAX_ORIGIN + 3 * 256;

pub(super) const SENT: &str = "time of sending";
pub(super) const TIME: &str = "time of the event, its seconds its place in the batch";
const ID: &str = ", its end the event's place in the batch";
const UUID: &str = ", as a UUID, its end the event's place in the batch";

/// Type and longest value are those of the field.
pub(super) const AS_IT_IS: (&str, u32) = ("", 0);

/// A place, the field of tallymark's own format that stands there, what is made of it, and its type and longest value
/// where they are others. Without a field the second text says what it is.
pub(super) type Made = (Place, &'static str, &'static str, &'static str, u32);

pub(super) const MADE: [Made; 27] = [
    (Batch(OfBatch::Id), "batch", "", "", 0),
    (Batch(OfBatch::Uuid), "batch", ", as a UUID", "text", 36),
    (Batch(OfBatch::Site), "site", "", "", 0),
    (Batch(OfBatch::Sdk), "sdk", "", "", 0),
    (
        Batch(OfBatch::Count),
        "",
        "events in the batch",
        "number",
        3,
    ),
    (Batch(OfBatch::Waited), "waited_ms", "", "", 0),
    (Batch(OfBatch::SentMs), "", SENT, "number", 15),
    (Batch(OfBatch::SentIso), "", SENT, "text", 24),
    (
        Batch(OfBatch::Origin),
        "",
        "the page's origin",
        "text",
        MAX_ORIGIN,
    ),
    (
        Batch(OfBatch::Host),
        "",
        "the page's host",
        "text",
        MAX_ORIGIN,
    ),
    (Event(OfEvent::Name), "events[].name", "", "", 0),
    (Event(OfEvent::OwnName), "events[].name", "", "", 0),
    (Event(OfEvent::Seq), "events[].seq", "", "", 0),
    (Event(OfEvent::Nth), "events[].nth", "", "", 0),
    (Event(OfEvent::From), "events[].from", "", "", 0),
    (Event(OfEvent::Channel), "events[].channel", "", "", 0),
    (Event(OfEvent::Device), "events[].device", "", "", 0),
    (Event(OfEvent::AgeMs), "events[].age_ms", "", "", 0),
    (Event(OfEvent::PageType), "events[].page.type", "", "", 0),
    (Event(OfEvent::PagePath), "events[].page.path", "", "", 0),
    (
        Event(OfEvent::PageUrl),
        "events[].page.path",
        ", behind the page's origin",
        "text",
        MAX_URL,
    ),
    (Event(OfEvent::Id), "batch", ID, "", 0),
    (Event(OfEvent::Uuid), "batch", UUID, "text", 36),
    (Event(OfEvent::TimeIso), "", TIME, "text", 20),
    (Event(OfEvent::TimeS), "", TIME, "number", 12),
    (Event(OfEvent::TimeMs), "", TIME, "number", 15),
    (Event(OfEvent::TimeNs), "", TIME, "text", 21),
];
