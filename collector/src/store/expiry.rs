//! Deletes what is too old to keep, a little at a time, so that no batch waits for it long.
//!
//! Events go by when they happened, batches and their losses by when they arrived. An event
//! never happens after it arrives, so no event outlives its batch.

use rusqlite::Connection;

/// Rows of each table that go in one transaction.
const MAX_ROWS: i64 = 2_000;

/// Deletes some rows that are older; says how many.
pub(super) fn some(transaction: &Connection, before_ms: i64) -> Result<usize, rusqlite::Error> {
    let delete = |statement: &str| {
        transaction
            .prepare_cached(statement)?
            .execute((before_ms, MAX_ROWS))
    };
    let events = delete(
        "DELETE FROM events WHERE id IN
             (SELECT id FROM events WHERE occurred_ms < ?1 ORDER BY occurred_ms LIMIT ?2)",
    )?;
    let losses = delete(
        "DELETE FROM losses WHERE batch IN
             (SELECT id FROM batches WHERE received_ms < ?1 ORDER BY id LIMIT ?2)",
    )?;
    let batches = delete(
        "DELETE FROM batches WHERE id IN
             (SELECT id FROM batches WHERE received_ms < ?1 ORDER BY id LIMIT ?2)",
    )?;
    Ok(events + losses + batches)
}
