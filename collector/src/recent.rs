//! The last events, as `GET /api/events` gives them: newest first.

use rusqlite::types::Type;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use crate::store::{KeptEvent, KeptPage};

/// Most events in one answer.
pub(crate) const MAX_EVENTS: i64 = 500;

/// Reads the last events of a site.
///
/// # Errors
/// When the database can't be read.
pub(crate) fn events(
    connection: &Connection,
    site: &str,
    limit: i64,
) -> Result<Vec<KeptEvent>, rusqlite::Error> {
    connection
        .prepare(
            "SELECT events.id, site, name, occurred_ms, seq, page_type, page_path, nth, from_step,
                 channel, device, arm, properties
             FROM events JOIN batches ON batches.id = events.batch
             WHERE site = ?1 ORDER BY events.id DESC LIMIT ?2",
        )?
        .query_map((site, limit.min(MAX_EVENTS)), event)?
        .collect()
}

fn event(row: &Row<'_>) -> Result<KeptEvent, rusqlite::Error> {
    Ok(KeptEvent {
        id: row.get(0)?,
        site: row.get(1)?,
        name: row.get(2)?,
        occurred_ms: row.get(3)?,
        seq: row.get(4)?,
        page: KeptPage {
            page_type: row.get(5)?,
            path: row.get(6)?,
        },
        nth: row.get(7)?,
        from: row.get(8)?,
        channel: row.get(9)?,
        device: row.get(10)?,
        arm: map(row, 11)?,
        properties: map(row, 12)?,
    })
}

fn map(row: &Row<'_>, column: usize) -> Result<Option<Map<String, Value>>, rusqlite::Error> {
    let text: Option<String> = row.get(column)?;
    let wrong =
        |error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error));
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(wrong)
}
