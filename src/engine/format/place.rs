//! The places that a template can name: `$batch.id`, `$event.page.path`.
//!
//! Only the table: what stands at a place is written by `write`.

/// What a place stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Batch(OfBatch),
    Event(OfEvent),
}

/// A part of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfBatch {
    Id,
    Uuid,
    Site,
    Sdk,
    Count,
    Lost,
    Waited,
    SentMs,
    SentIso,
    Origin,
    Host,
    Events,
}

/// A part of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfEvent {
    Name,
    OwnName,
    Seq,
    Nth,
    From,
    Channel,
    Device,
    AgeMs,
    Id,
    Uuid,
    PageType,
    PagePath,
    PageUrl,
    TimeIso,
    TimeS,
    TimeMs,
    TimeNs,
    Arm,
    Properties,
}

/// All places, without their `$`.
pub(crate) const PLACES: [(&str, Place); 31] = [
    ("batch.id", Place::Batch(OfBatch::Id)),
    ("batch.uuid", Place::Batch(OfBatch::Uuid)),
    ("batch.site", Place::Batch(OfBatch::Site)),
    ("batch.sdk", Place::Batch(OfBatch::Sdk)),
    ("batch.count", Place::Batch(OfBatch::Count)),
    ("batch.lost", Place::Batch(OfBatch::Lost)),
    ("batch.waited_ms", Place::Batch(OfBatch::Waited)),
    ("batch.sent.ms", Place::Batch(OfBatch::SentMs)),
    ("batch.sent.iso", Place::Batch(OfBatch::SentIso)),
    ("batch.origin", Place::Batch(OfBatch::Origin)),
    ("batch.host", Place::Batch(OfBatch::Host)),
    ("batch.events", Place::Batch(OfBatch::Events)),
    ("event.name", Place::Event(OfEvent::Name)),
    ("event.own_name", Place::Event(OfEvent::OwnName)),
    ("event.seq", Place::Event(OfEvent::Seq)),
    ("event.nth", Place::Event(OfEvent::Nth)),
    ("event.from", Place::Event(OfEvent::From)),
    ("event.channel", Place::Event(OfEvent::Channel)),
    ("event.device", Place::Event(OfEvent::Device)),
    ("event.age_ms", Place::Event(OfEvent::AgeMs)),
    ("event.id", Place::Event(OfEvent::Id)),
    ("event.uuid", Place::Event(OfEvent::Uuid)),
    ("event.page.type", Place::Event(OfEvent::PageType)),
    ("event.page.path", Place::Event(OfEvent::PagePath)),
    ("event.page.url", Place::Event(OfEvent::PageUrl)),
    ("event.time.iso", Place::Event(OfEvent::TimeIso)),
    ("event.time.s", Place::Event(OfEvent::TimeS)),
    ("event.time.ms", Place::Event(OfEvent::TimeMs)),
    ("event.time.ns", Place::Event(OfEvent::TimeNs)),
    ("event.arm", Place::Event(OfEvent::Arm)),
    ("event.properties", Place::Event(OfEvent::Properties)),
];

impl Place {
    /// Whether it is filled in only when the request is sent, so that no other encoding may be put
    /// around it.
    pub(crate) fn is_mark(self) -> bool {
        matches!(
            self,
            Place::Batch(OfBatch::Waited | OfBatch::SentMs | OfBatch::SentIso)
        )
    }
}
