//! The batches that are to be sent on: put in with their events, taken out when acknowledged.

use rusqlite::{Connection, OptionalExtension};

/// What became of a batch that was sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It was acknowledged.
    Acknowledged,
    /// One of its requests was, and there are more.
    InPart,
    /// It has to be sent again.
    Again,
    /// It was refused for good, with this status.
    Refused(u16),
    /// The engine can't read it, so it can't be put into another format.
    Unreadable,
}

/// A batch whose turn it is.
#[derive(Debug)]
pub(crate) struct Due {
    /// Its id.
    pub(crate) batch: String,
    /// The body as it was accepted.
    pub(crate) body: String,
    /// When it was.
    pub(crate) arrived_ms: i64,
    /// How many of its requests were acknowledged.
    pub(crate) done: i64,
}

/// What is kept of a batch that can't be read, in place of a status.
const UNREADABLE: u16 = 0;

/// How many wait, and how many are not sent again by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Not acknowledged yet.
    pub(crate) waiting: i64,
    /// The receiver wants them not.
    pub(crate) refused: i64,
    /// The engine can't read them.
    pub(crate) unreadable: i64,
}

/// Puts an accepted batch in.
pub(super) fn put(
    transaction: &Connection,
    batch: &str,
    arrived_ms: i64,
    body: &[u8],
) -> Result<(), rusqlite::Error> {
    // It was read as JSON, so it is UTF-8.
    let body = String::from_utf8_lossy(body);
    transaction
        .prepare_cached("INSERT INTO outbox (batch, body, arrived_ms) VALUES (?1, ?2, ?3)")?
        .execute((batch, body, arrived_ms))?;
    Ok(())
}

/// Notes what became of one.
pub(super) fn note(
    transaction: &Connection,
    batch: &str,
    sent: Sent,
) -> Result<(), rusqlite::Error> {
    let change = |statement| transaction.prepare_cached(statement);
    match sent {
        Sent::Acknowledged => change("DELETE FROM outbox WHERE batch = ?1")?.execute([batch]),
        Sent::InPart => {
            change("UPDATE outbox SET done = done + 1 WHERE batch = ?1")?.execute([batch])
        }
        Sent::Again => {
            change("UPDATE outbox SET tries = tries + 1 WHERE batch = ?1")?.execute([batch])
        }
        Sent::Refused(status) => keep(transaction, batch, status),
        Sent::Unreadable => keep(transaction, batch, UNREADABLE),
    }?;
    Ok(())
}

/// Keeps it aside, for somebody to look at.
fn keep(transaction: &Connection, batch: &str, status: u16) -> Result<usize, rusqlite::Error> {
    transaction
        .prepare_cached("UPDATE outbox SET refused = ?2 WHERE batch = ?1")?
        .execute((batch, status))
}

/// The batch whose turn it is: of those that were tried least, the oldest. So one that a receiver
/// can't take holds up no other.
pub(crate) fn next(connection: &Connection) -> Result<Option<Due>, rusqlite::Error> {
    connection
        .query_row(
            "SELECT batch, body, arrived_ms, done FROM outbox WHERE refused IS NULL
             ORDER BY tries, place LIMIT 1",
            [],
            |row| {
                Ok(Due {
                    batch: row.get(0)?,
                    body: row.get(1)?,
                    arrived_ms: row.get(2)?,
                    done: row.get(3)?,
                })
            },
        )
        .optional()
}

/// How many are in it.
pub(crate) fn counts(connection: &Connection) -> Result<Counts, rusqlite::Error> {
    connection.query_row(
        "SELECT COUNT(*) - COUNT(refused), COUNT(refused) FILTER (WHERE refused <> ?1),
            COUNT(refused) FILTER (WHERE refused = ?1) FROM outbox",
        [UNREADABLE],
        |row| {
            Ok(Counts {
                waiting: row.get(0)?,
                refused: row.get(1)?,
                unreadable: row.get(2)?,
            })
        },
    )
}
