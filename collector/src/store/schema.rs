//! The tables, and how a connection is opened so that an acknowledged batch stays.
//!
//! No address, header or user agent has a column here.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// The layout below; it grows when a table changes.
const SCHEMA_VERSION: i64 = 1;
/// How long a statement waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

const TABLES: &str = "
    CREATE TABLE batches (
        id          TEXT PRIMARY KEY NOT NULL,
        site        TEXT NOT NULL,
        sdk         TEXT NOT NULL,
        received_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE events (
        id          INTEGER PRIMARY KEY,
        batch       TEXT NOT NULL REFERENCES batches (id),
        seq         INTEGER NOT NULL,
        name        TEXT NOT NULL,
        occurred_ms INTEGER NOT NULL,
        page_type   TEXT,
        page_path   TEXT NOT NULL,
        nth         INTEGER NOT NULL,
        from_step   TEXT,
        channel     TEXT NOT NULL,
        device      TEXT NOT NULL,
        arm         TEXT,
        properties  TEXT
    );
    CREATE INDEX events_by_time ON events (occurred_ms);
    CREATE TABLE losses (
        batch  TEXT NOT NULL REFERENCES batches (id),
        reason TEXT NOT NULL,
        count  INTEGER NOT NULL,
        PRIMARY KEY (batch, reason)
    ) WITHOUT ROWID;
";

/// Opens the one connection that writes; makes the tables in a new file.
pub(super) fn open_to_write(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // WAL lets the dashboard read while a batch is written. FULL waits for the disk at each
    // commit: with NORMAL a power cut takes acknowledged batches back.
    // https://www.sqlite.org/pragma.html#pragma_synchronous
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    match version(&connection)? {
        0 => connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        ))?,
        SCHEMA_VERSION => {}
        _ => return Err(rusqlite::Error::InvalidQuery),
    }
    Ok(connection)
}

/// Opens a connection for one reader.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_waits_for_the_disk_and_readers_do_not_wait_for_writers() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_to_write(&folder.path().join("tally.sqlite")).unwrap();
        let pragma =
            |name| connection.pragma_query_value(None, name, |row| row.get::<_, String>(0));
        assert_eq!(pragma("journal_mode").unwrap(), "wal");
        let synchronous: i64 = connection
            .pragma_query_value(None, "synchronous", |row| row.get(0))
            .unwrap();
        assert_eq!(synchronous, 2, "FULL");
    }

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tally.sqlite");
        open_to_write(&path)
            .unwrap()
            .pragma_update(None, "user_version", 2)
            .unwrap();
        assert!(open_to_write(&path).is_err());
    }
}
