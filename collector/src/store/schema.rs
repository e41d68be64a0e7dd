//! The tables, and how a connection is opened so that an acknowledged batch stays.
//!
//! No address, header or user agent has a column here.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// The layout below; it grows when a table changes.
const SCHEMA_VERSION: i64 = 3;
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

/// Since version 2: what is to be sent on. A batch comes in with its events and leaves when it was
/// acknowledged; one that was refused for good stays with the answer's status, one that can't be read with 0.
const OUTBOX: &str = "
    CREATE TABLE outbox (
        place      INTEGER PRIMARY KEY,
        batch      TEXT UNIQUE NOT NULL,
        body       TEXT NOT NULL,
        arrived_ms INTEGER NOT NULL,
        tries      INTEGER NOT NULL DEFAULT 0,
        refused    INTEGER
    );
    CREATE INDEX outbox_by_turn ON outbox (tries, place) WHERE refused IS NULL;
";

/// Since version 3: how many of a batch's requests were acknowledged, where a format makes several of it.
const REQUESTS_DONE: &str = "ALTER TABLE outbox ADD COLUMN done INTEGER NOT NULL DEFAULT 0;";

/// Opens the one connection that writes; makes the tables in a new file.
pub(super) fn open_to_write(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // WAL lets the dashboard read while a batch is written. FULL waits for the disk at each
    // commit: with NORMAL a power cut takes acknowledged batches back.
    // https://www.sqlite.org/pragma.html#pragma_synchronous
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Events are deleted by their time and batches by theirs, so a batch may outlive its events;
    // that each event has a batch is kept by the transaction that writes both.
    connection.pragma_update(None, "foreign_keys", false)?;
    let missing = match version(&connection)? {
        0 => [TABLES, OUTBOX, REQUESTS_DONE].concat(),
        1 => [OUTBOX, REQUESTS_DONE].concat(),
        2 => REQUESTS_DONE.to_owned(),
        SCHEMA_VERSION => String::new(),
        _ => return Err(rusqlite::Error::InvalidQuery),
    };
    if !missing.is_empty() {
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {missing} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        ))?;
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
            .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
            .unwrap();
        assert!(open_to_write(&path).is_err());
    }

    #[test]
    fn a_file_of_the_second_version_goes_on_sending_what_waits_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tally.sqlite");
        let second = Connection::open(&path).unwrap();
        second
            .execute_batch(&format!(
                "{TABLES} {OUTBOX} PRAGMA user_version = 2;
                 INSERT INTO outbox (batch, body, arrived_ms) VALUES ('1', '{{}}', 5)"
            ))
            .unwrap();
        drop(second);
        let connection = open_to_write(&path).unwrap();
        let waiting = connection.query_row("SELECT batch, done FROM outbox", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        });
        assert_eq!(waiting.unwrap(), ("1".to_owned(), 0));
    }

    #[test]
    fn a_file_of_the_first_version_is_taken_up_with_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tally.sqlite");
        let first = Connection::open(&path).unwrap();
        first
            .execute_batch(&format!(
                "{TABLES} PRAGMA user_version = 1;
                 INSERT INTO batches VALUES ('1', 'waystone', '0.1.0', 5)"
            ))
            .unwrap();
        drop(first);
        let connection = open_to_write(&path).unwrap();
        let counts = "SELECT (SELECT COUNT(*) FROM batches), (SELECT COUNT(*) FROM outbox)";
        let counts = connection.query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?)));
        assert_eq!(counts.unwrap(), (1, 0));
        assert_eq!(version(&connection).unwrap(), SCHEMA_VERSION);
    }
}
