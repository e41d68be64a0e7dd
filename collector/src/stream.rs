//! `GET /api/events/stream`: each event as it is committed, as server-sent events.
//!
//! A reader that falls too far behind is dropped, so that it can't make the collector keep
//! what it doesn't read; a browser comes back by itself and reads the figures afresh.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::watch;

use crate::routes::Collector;
use crate::store::KeptEvent;

/// How long a browser waits before it comes back.
const RECONNECT: std::time::Duration = std::time::Duration::from_secs(2);

/// Opens a stream. It begins with `ready`, then there is one `counted` for each event.
pub(crate) async fn get(
    State(collector): State<Collector>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heartbeat = KeepAlive::new().interval(collector.limits.heartbeat);
    let reader = Reader {
        tells_events: collector.min_group.is_none(),
        ready: false,
        batch: Arc::default(),
        at: 0,
        batches: collector.store.subscribe(),
        stop: collector.stop.clone(),
    };
    Sse::new(stream::unfold(reader, next)).keep_alive(heartbeat)
}

struct Reader {
    /// Each event is told whole, not only that there was one.
    tells_events: bool,
    /// The first message is out.
    ready: bool,
    /// The batch whose events are being sent, and the next of them.
    batch: Arc<[KeptEvent]>,
    at: usize,
    batches: Receiver<Arc<[KeptEvent]>>,
    stop: watch::Receiver<bool>,
}

async fn next(mut reader: Reader) -> Option<(Result<Event, Infallible>, Reader)> {
    if !reader.ready {
        reader.ready = true;
        let ready = Event::default().event("ready").retry(RECONNECT).data("{}");
        return Some((Ok(ready), reader));
    }
    loop {
        if let Some(event) = reader.batch.get(reader.at) {
            let counted = Event::default().event("counted");
            let counted = if reader.tells_events {
                counted.json_data(event)
            } else {
                counted.json_data(json!({ "site": event.site }))
            };
            let counted = counted.ok()?;
            reader.at += 1;
            return Some((Ok(counted), reader));
        }
        let received = tokio::select! {
            received = reader.batches.recv() => received,
            _stopped = reader.stop.wait_for(|stop| *stop) => return None,
        };
        // Too far behind, or the collector ends: either way the stream does.
        reader.batch = received.ok()?;
        reader.at = 0;
    }
}
