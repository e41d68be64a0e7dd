//! Everything the engine can ask the browser to do.

use super::event::Notice;
use super::outcome::Dropped;
use super::signal::FlushReason;
use super::watch::WatchId;

/// One thing to do, after the engine has been let go.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read what the watch asks for, and answer with `Signal::Seen`.
    Look(WatchId),
    /// The same around an element that [`super::signal::Signal::Shown`] told of.
    LookAt {
        /// Which watch.
        watch: WatchId,
        /// The element's number in this page.
        element: u32,
    },
    /// Start or stop observing changes for a mutation watch.
    Observe {
        /// Which watch.
        watch: WatchId,
        /// Start, or stop.
        on: bool,
    },
    /// Keep the batch outside of the engine, in place of what was kept under its id.
    Hold {
        /// Id of the batch.
        batch: String,
        /// Number of events in it.
        events: u32,
        /// The losses that it reports.
        lost: Dropped,
        /// The request's body; [`super::encode::WAITED`] in it stands for the milliseconds since
        /// it was held, and [`super::encode::CUT`] for nothing.
        body: String,
    },
    /// Keep the batch as two, each with its part of the events: the collector finds it too large.
    Halve {
        /// Id of the whole.
        batch: String,
        /// Id of the half with the first events, their number, and the losses that it reports.
        first: (String, u32, Dropped),
        /// Id of the other half, and the number of its events.
        second: (String, u32),
    },
    /// Send the held batch.
    Send {
        /// Id of the batch.
        batch: String,
        /// Why it was closed.
        reason: FlushReason,
    },
    /// Drop what is held under the id: it was acknowledged, or refused for good.
    Forget {
        /// Id of the batch.
        batch: String,
    },
    /// Append an entry to a list of the page, which a tag manager reads.
    Push {
        /// Name of the list, an own property of `window`.
        layer: String,
        /// The entry as JSON.
        entry: String,
    },
    /// Tell the page's callbacks.
    Notify(Notice),
    /// Drop all that is held and stored, at once: consent was taken back.
    Purge,
}
