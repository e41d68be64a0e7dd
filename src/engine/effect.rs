//! Everything the engine can ask the browser to do.

use super::event::Notice;
use super::signal::FlushReason;
use super::watch::WatchId;

/// One thing to do, after the engine has been let go.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read what the watch asks for, and answer with `Signal::Seen`.
    Look(WatchId),
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
        /// The request's body; [`super::encode::WAITED`] in it stands for the milliseconds since
        /// it was held.
        body: String,
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
    /// Tell the page's callbacks.
    Notify(Notice),
    /// Drop all that is held and stored, at once: consent was taken back.
    Purge,
}
