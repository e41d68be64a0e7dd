//! Keeps batches: one thread writes, and answers only after the commit.
//!
//! What waits when the thread is free goes into one transaction (group commit), so that a
//! wait for the disk is shared. A failure fails that transaction as a whole, closes the
//! connection and is tried afresh with the next batch, so the collector recovers without a
//! restart. Nothing is retried here: the client keeps a batch that isn't acknowledged.

mod expiry;
pub(crate) mod outbox;
mod schema;
mod write;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use bytes::Bytes;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::{Notify, Semaphore, broadcast, mpsc, oneshot};

use crate::batch::Batch;
pub(crate) use write::NOT_TOLD;

/// Batches that may wait for the writer; above it a client is asked to come back.
const MAX_WAITING: usize = 1024;
/// Batches in one transaction.
const MAX_GROUP: usize = 64;
/// Summaries and lists that are read at once.
const MAX_READERS: usize = 4;
/// Batches that a slow reader of the stream may be behind before it is dropped: two full
/// groups, since a group's batches come all at once.
const MAX_BEHIND: usize = 2 * MAX_GROUP;

/// An event as it was kept, and as the dashboard gets it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct KeptEvent {
    /// Its place in the order of arrival.
    pub(crate) id: i64,
    /// The shop.
    pub(crate) site: String,
    /// What was counted.
    pub(crate) name: String,
    /// When it happened, in milliseconds since 1970.
    pub(crate) occurred_ms: i64,
    /// Its place in the page view.
    pub(crate) seq: i64,
    /// Where it happened.
    pub(crate) page: KeptPage,
    /// This is the nth such event of its session, where that is told.
    pub(crate) nth: Option<i64>,
    /// The last funnel step before it.
    pub(crate) from: Option<String>,
    /// How the visit came.
    pub(crate) channel: String,
    /// Mouse or touch.
    pub(crate) device: String,
    /// `shown` or `held_out` by definition.
    pub(crate) arm: Option<Map<String, Value>>,
    /// Captured text: data, never markup.
    pub(crate) properties: Option<Map<String, Value>>,
}

/// The page of an event.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct KeptPage {
    /// Its name in the config.
    #[serde(rename = "type")]
    pub(crate) page_type: Option<String>,
    /// Its path as a template.
    pub(crate) path: String,
}

/// Whether a batch was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is on the disk now.
    Now,
    /// Its id was there already: nothing was stored a second time.
    Before,
}

/// The batch isn't on the disk; the client should keep it and come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotKept;

/// A batch on its way to the disk.
#[derive(Debug)]
struct Waiting {
    batch: Batch,
    arrived_ms: i64,
    /// The body, if it is to be sent on.
    body: Option<Bytes>,
    answer: oneshot::Sender<Result<Kept, NotKept>>,
}

/// Keeps batches in one transaction, without a writer's thread.
///
/// # Errors
/// When the file can't be written.
pub(crate) fn keep_all(
    path: &Path,
    batches: &[(Batch, i64)],
) -> Result<Connection, rusqlite::Error> {
    let mut connection = schema::open_to_write(path)?;
    let transaction = connection.transaction()?;
    for (batch, arrived_ms) in batches {
        write::batch(&transaction, batch, *arrived_ms)?;
    }
    transaction.commit()?;
    Ok(connection)
}

/// Something to write.
#[derive(Debug)]
enum Work {
    /// A batch to keep.
    Keep(Waiting),
    /// What became of a batch that was sent on; answered when it is noted.
    Sent(String, outbox::Sent, oneshot::Sender<()>),
    /// Some of what happened or arrived before this time is to go; the answer is how many rows.
    Expire(i64, oneshot::Sender<usize>),
}

/// The database.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    path: Arc<Path>,
    writer: mpsc::Sender<Work>,
    counted: broadcast::Sender<Arc<[KeptEvent]>>,
    readers: Arc<Semaphore>,
    /// Rings when a batch to be sent on was committed.
    forwarded: Arc<Notify>,
}

impl Store {
    /// Starts the writer. It ends when the last `Store` is gone.
    ///
    /// A file that can't be opened now is no reason to stop: batches are refused with 503
    /// until it can.
    ///
    /// # Errors
    /// When the machine gives no thread.
    pub(crate) fn open(path: PathBuf) -> Result<(Store, JoinHandle<()>), String> {
        let (writer, waiting) = mpsc::channel(MAX_WAITING);
        let (counted, _) = broadcast::channel(MAX_BEHIND);
        let store = Store {
            path: Arc::from(path.as_path()),
            writer,
            counted: counted.clone(),
            readers: Arc::new(Semaphore::new(MAX_READERS)),
            forwarded: Arc::default(),
        };
        let writer = writer::Writer::new(path, counted, Arc::clone(&store.forwarded));
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run(waiting))
            .map_err(|error| format!("the writer's thread: {error}"))?;
        Ok((store, thread))
    }

    /// Keeps a batch, and its body if it is to be sent on; the answer comes after the commit.
    pub(crate) async fn keep(
        &self,
        batch: Batch,
        arrived_ms: i64,
        body: Option<Bytes>,
    ) -> Result<Kept, NotKept> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            batch,
            arrived_ms,
            body,
            answer,
        };
        self.writer
            .try_send(Work::Keep(waiting))
            .map_err(|_full| NotKept)?;
        answered.await.unwrap_or(Err(NotKept))
    }

    /// Notes what became of a batch that was sent on; says whether that is on the disk.
    ///
    /// A note that gets lost with a failing disk makes the batch be sent once more, under the
    /// same id.
    pub(crate) async fn sent(&self, batch: String, sent: outbox::Sent) -> bool {
        let (answer, answered) = oneshot::channel();
        // The writer ends only with the collector.
        let _ended = self.writer.send(Work::Sent(batch, sent, answer)).await;
        answered.await.is_ok()
    }

    /// Resolves when a batch to be sent on may have come.
    pub(crate) async fn to_forward(&self) {
        self.forwarded.notified().await;
    }

    /// Deletes some of what happened or arrived before a time; says how many rows, 0 when there
    /// are no more or the disk fails.
    pub(crate) async fn expire(&self, before_ms: i64) -> usize {
        let (answer, answered) = oneshot::channel();
        let _ended = self.writer.send(Work::Expire(before_ms, answer)).await;
        answered.await.unwrap_or_default()
    }

    /// The events of each batch from now on, as it is committed.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<[KeptEvent]>> {
        self.counted.subscribe()
    }

    /// Reads with a connection of its own, off the async threads.
    ///
    /// # Errors
    /// A sentence for the one who runs the collector.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Connection) -> Result<T, rusqlite::Error> + Send + 'static,
    ) -> Result<T, String> {
        let failed = |what: String| format!("the database can't be read: {what}");
        let path = Arc::clone(&self.path);
        let _seat = self
            .readers
            .acquire()
            .await
            .map_err(|error| failed(error.to_string()))?;
        tokio::task::spawn_blocking(move || read(&mut schema::open_to_read(&path)?))
            .await
            .map_err(|error| failed(error.to_string()))?
            .map_err(|error| failed(error.to_string()))
    }
}
