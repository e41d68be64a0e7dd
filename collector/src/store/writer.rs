//! The one thread that writes: takes what waits, writes it in one transaction, answers after the
//! commit.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::json;
use tokio::sync::{Notify, broadcast, mpsc};

use super::{Kept, KeptEvent, MAX_GROUP, NotKept, Waiting, Work, expiry, outbox, schema, write};
use crate::log;

/// What a piece of work came to.
enum Done {
    /// A batch: the ids of its events, or none if it was there before.
    Batch(Option<Vec<i64>>),
    /// A note about a batch that was sent on.
    Noted,
    /// So many rows are gone.
    Expired(usize),
}

/// The thread's state.
pub(super) struct Writer {
    path: PathBuf,
    connection: Option<Connection>,
    failing: bool,
    counted: broadcast::Sender<Arc<[KeptEvent]>>,
    forwarded: Arc<Notify>,
}

impl Writer {
    /// Opens the file; one that can't be opened is tried again with each piece of work.
    pub(super) fn new(
        path: PathBuf,
        counted: broadcast::Sender<Arc<[KeptEvent]>>,
        forwarded: Arc<Notify>,
    ) -> Writer {
        let mut writer = Writer {
            path,
            connection: None,
            failing: false,
            counted,
            forwarded,
        };
        let opened = writer.open().map(|_connection| ());
        writer.report(opened.as_ref().err());
        writer
    }

    /// Works until the last sender is gone.
    pub(super) fn run(mut self, mut waiting: mpsc::Receiver<Work>) {
        while let Some(first) = waiting.blocking_recv() {
            let mut group = vec![first];
            while group.len() < MAX_GROUP
                && let Ok(next) = waiting.try_recv()
            {
                group.push(next);
            }
            let done = self.write(&group);
            self.report(done.as_ref().err());
            match done {
                Ok(done) => self.answer(group, done),
                Err(_failed) => fail(group),
            }
        }
    }

    fn open(&mut self) -> Result<&mut Connection, rusqlite::Error> {
        match self.connection.take() {
            Some(connection) => Ok(self.connection.insert(connection)),
            None => Ok(self.connection.insert(schema::open_to_write(&self.path)?)),
        }
    }

    fn write(&mut self, group: &[Work]) -> Result<Vec<Done>, rusqlite::Error> {
        let written = self.open().and_then(|connection| {
            let transaction = connection.transaction()?;
            let done = group
                .iter()
                .map(|work| carry_out(&transaction, work))
                .collect::<Result<Vec<_>, _>>()?;
            transaction.commit()?;
            Ok(done)
        });
        if written.is_err() {
            self.connection = None;
        }
        written
    }

    fn answer(&self, group: Vec<Work>, done: Vec<Done>) {
        for (work, done) in group.into_iter().zip(done) {
            // A client that hung up needs no answer: it will send the batch again.
            match (work, done) {
                (Work::Keep(waiting), Done::Batch(event_ids)) => self.kept(waiting, event_ids),
                (Work::Expire(_, answer), Done::Expired(rows)) => drop(answer.send(rows)),
                (Work::Sent(_, _, answer), Done::Noted) => drop(answer.send(())),
                (Work::Keep(_) | Work::Sent(..) | Work::Expire(..), _) => {}
            }
        }
    }

    fn kept(&self, waiting: Waiting, event_ids: Option<Vec<i64>>) {
        let answer = if event_ids.is_some() {
            Kept::Now
        } else {
            Kept::Before
        };
        let _gone = waiting.answer.send(Ok(answer));
        if waiting.body.is_some() {
            self.forwarded.notify_one();
        }
        let Some(event_ids) = event_ids.filter(|_| 0 < self.counted.receiver_count()) else {
            return;
        };
        // Nobody may be listening any more.
        let events = write::kept(waiting.batch, waiting.arrived_ms, event_ids).collect();
        let _unheard = self.counted.send(events);
    }

    /// Says once that writing fails, and once that it works again.
    fn report(&mut self, problem: Option<&rusqlite::Error>) {
        let database = self.path.display().to_string();
        match (problem, self.failing) {
            (Some(problem), false) => log::line(
                "database_failing",
                json!({ "database": database, "problem": problem.to_string(),
                    "meanwhile": "batches are answered 503" }),
            ),
            (None, true) => log::line("database_recovered", json!({ "database": database })),
            (Some(_), true) | (None, false) => {}
        }
        self.failing = problem.is_some();
    }
}

fn carry_out(transaction: &Connection, work: &Work) -> Result<Done, rusqlite::Error> {
    match work {
        Work::Keep(waiting) => {
            let ids = write::batch(transaction, &waiting.batch, waiting.arrived_ms)?;
            if let (Some(_), Some(body)) = (&ids, &waiting.body) {
                outbox::put(transaction, &waiting.batch.id, waiting.arrived_ms, body)?;
            }
            Ok(Done::Batch(ids))
        }
        Work::Sent(batch, sent, _) => {
            outbox::note(transaction, batch, *sent)?;
            Ok(Done::Noted)
        }
        Work::Expire(before_ms, _) => Ok(Done::Expired(expiry::some(transaction, *before_ms)?)),
    }
}

fn fail(group: Vec<Work>) {
    for work in group {
        match work {
            Work::Keep(waiting) => drop(waiting.answer.send(Err(NotKept))),
            Work::Expire(_, answer) => drop(answer.send(0)),
            // Its sender hears that nothing was noted when the answer's channel closes.
            Work::Sent(..) => {}
        }
    }
}
