//! Events as they were kept: the last ones for `GET /api/events`, all of them for an export.

use rusqlite::types::Type;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use crate::store::{KeptEvent, KeptPage, NOT_TOLD};
use crate::summary::Span;

/// Most events in one answer.
pub(crate) const MAX_EVENTS: i64 = 500;

const COLUMNS: &str =
    "SELECT events.id, site, name, occurred_ms, seq, page_type, page_path, nth, from_step,
    channel, device, arm, properties FROM events JOIN batches ON batches.id = events.batch ";

/// Reads the last events of a site.
///
/// # Errors
/// When the database can't be read.
pub(crate) fn events(
    connection: &Connection,
    site: &str,
    limit: i64,
) -> Result<Vec<KeptEvent>, rusqlite::Error> {
    let query = [COLUMNS, "WHERE site = ?1 ORDER BY events.id DESC LIMIT ?2"].concat();
    connection
        .prepare(&query)?
        .query_map((site, limit.min(MAX_EVENTS)), event)?
        .collect()
}

/// Reads the events of a span that arrived after the one with this id, in order.
///
/// # Errors
/// When the database can't be read.
pub(crate) fn after(
    connection: &Connection,
    span: &Span,
    id: i64,
    limit: i64,
) -> Result<Vec<KeptEvent>, rusqlite::Error> {
    let query = [
        COLUMNS,
        "WHERE site = ?1 AND ?2 <= occurred_ms AND ?3 < events.id ORDER BY events.id LIMIT ?4",
    ]
    .concat();
    connection
        .prepare(&query)?
        .query_map((&span.site, span.since_ms(), id, limit), event)?
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
        nth: Some(row.get(7)?).filter(|nth| *nth != NOT_TOLD),
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
