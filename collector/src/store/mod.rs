//! Keeps batches: one thread writes, and answers only after the commit.
//!
//! What waits when the thread is free goes into one transaction (group commit), so that a
//! wait for the disk is shared. A failure fails that transaction as a whole, closes the
//! connection and is tried afresh with the next batch, so the collector recovers without a
//! restart. Nothing is retried here: the client keeps a batch that isn't acknowledged.

mod schema;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::{Semaphore, broadcast, mpsc, oneshot};

use crate::batch::Batch;

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
    /// This is the nth such event of its session.
    pub(crate) nth: i64,
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
    answer: oneshot::Sender<Result<Kept, NotKept>>,
}

/// The database.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    path: Arc<Path>,
    writer: mpsc::Sender<Waiting>,
    counted: broadcast::Sender<Arc<[KeptEvent]>>,
    readers: Arc<Semaphore>,
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
        };
        let mut writer = Writer {
            path,
            connection: None,
            failing: false,
            counted,
        };
        let opened = writer.open().map(|_connection| ());
        writer.report(opened.as_ref().err());
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run(waiting))
            .map_err(|error| format!("the writer's thread: {error}"))?;
        Ok((store, thread))
    }

    /// Keeps a batch; the answer comes after the commit.
    pub(crate) async fn keep(&self, batch: Batch, arrived_ms: i64) -> Result<Kept, NotKept> {
        let (answer, answered) = oneshot::channel();
        self.writer
            .try_send(Waiting {
                batch,
                arrived_ms,
                answer,
            })
            .map_err(|_full| NotKept)?;
        answered.await.unwrap_or(Err(NotKept))
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

struct Writer {
    path: PathBuf,
    connection: Option<Connection>,
    failing: bool,
    counted: broadcast::Sender<Arc<[KeptEvent]>>,
}

impl Writer {
    fn run(mut self, mut waiting: mpsc::Receiver<Waiting>) {
        while let Some(first) = waiting.blocking_recv() {
            let mut group = vec![first];
            while group.len() < MAX_GROUP
                && let Ok(next) = waiting.try_recv()
            {
                group.push(next);
            }
            let kept = self.write(&group);
            self.report(kept.as_ref().err());
            self.answer(group, kept);
        }
    }

    fn open(&mut self) -> Result<&mut Connection, rusqlite::Error> {
        match self.connection.take() {
            Some(connection) => Ok(self.connection.insert(connection)),
            None => Ok(self.connection.insert(schema::open_to_write(&self.path)?)),
        }
    }

    fn write(&mut self, group: &[Waiting]) -> Result<Vec<Option<Vec<i64>>>, rusqlite::Error> {
        let written = self.open().and_then(|connection| {
            let transaction = connection.transaction()?;
            let kept = group
                .iter()
                .map(|waiting| write::batch(&transaction, &waiting.batch, waiting.arrived_ms))
                .collect::<Result<Vec<_>, _>>()?;
            transaction.commit()?;
            Ok(kept)
        });
        if written.is_err() {
            self.connection = None;
        }
        written
    }

    fn answer(&self, group: Vec<Waiting>, kept: Result<Vec<Option<Vec<i64>>>, rusqlite::Error>) {
        let Ok(kept) = kept else {
            for waiting in group {
                // A client that hung up needs no answer: it will send the batch again.
                let _gone = waiting.answer.send(Err(NotKept));
            }
            return;
        };
        for (waiting, event_ids) in group.into_iter().zip(kept) {
            let answer = if event_ids.is_some() {
                Kept::Now
            } else {
                Kept::Before
            };
            let _gone = waiting.answer.send(Ok(answer));
            let Some(event_ids) = event_ids.filter(|_| 0 < self.counted.receiver_count()) else {
                continue;
            };
            // Nobody may be listening any more.
            let events = write::kept(waiting.batch, waiting.arrived_ms, event_ids).collect();
            let _unheard = self.counted.send(events);
        }
    }

    /// Says once that writing fails, and once that it works again.
    fn report(&mut self, problem: Option<&rusqlite::Error>) {
        match (problem, self.failing) {
            (Some(problem), false) => eprintln!(
                "{}: {problem}; batches are answered 503 until it can be written",
                self.path.display()
            ),
            (None, true) => eprintln!("{}: written again", self.path.display()),
            (Some(_), true) | (None, false) => {}
        }
        self.failing = problem.is_some();
    }
}
