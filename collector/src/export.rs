//! `GET /api/export`: all events of a site, as lines of JSON or as CSV.
//!
//! Read and sent a page at a time, each page in a short read of its own: a slow reader holds
//! nothing open. Events are in the order of their arrival.

mod csv;

use std::collections::{HashMap, HashSet};

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use rusqlite::Connection;
use serde_json::Value;

use crate::clock;
use crate::recent;
use crate::routes::{Collector, MAX_MINUTES, fresh, unavailable, whole, wrong};
use crate::store::{KeptEvent, Store};
use crate::summary::{OTHER, Span};

/// Events in a page.
const PAGE: i64 = 2_000;
/// Most properties that get a column of their own.
const MAX_COLUMNS: usize = 100;

/// How events are written.
#[derive(Debug, Clone)]
enum Format {
    /// A JSON object a line.
    Ndjson,
    /// RFC 4180, with a column for each of these properties.
    Csv(Vec<String>),
}

/// Values that many events have, by property; others are not told.
type Common = HashSet<(String, String)>;

/// An export under way.
struct Export {
    store: Store,
    span: Span,
    format: Format,
    common: Option<Common>,
    /// The last event that was written; none before the first page.
    after: Option<i64>,
}

/// Starts an export.
pub(crate) async fn get(
    State(collector): State<Collector>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let format = match format(&query) {
        Ok(format) => format,
        Err(error) => return wrong(&error),
    };
    let minutes = match whole(&query, "minutes", MAX_MINUTES) {
        Ok(minutes) => minutes,
        Err(error) => return wrong(&error),
    };
    let site = query.get("site").unwrap_or(&collector.config.1.site);
    let span = Span {
        site: site.clone(),
        minutes,
        now_ms: clock::now_ms(),
    };
    let common = match collector.min_group {
        None => None,
        Some(least) => {
            let span = span.clone();
            let read = move |reader: &mut Connection| common(reader, &span, least);
            match collector.store.read(read).await {
                Ok(common) => Some(common),
                Err(error) => return unavailable(&error),
            }
        }
    };
    let (content_type, name) = match format {
        Format::Ndjson => ("application/x-ndjson", "events.ndjson"),
        Format::Csv(_) => ("text/csv;charset=utf-8", "events.csv"),
    };
    let export = Export {
        store: collector.store,
        span,
        format,
        common,
        after: None,
    };
    let mut answer = fresh(Body::from_stream(stream::unfold(Some(export), next)));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    answer
}

fn format(query: &HashMap<String, String>) -> Result<Format, String> {
    let columns = query.get("columns").map_or("", String::as_str);
    match query.get("format").map_or("ndjson", String::as_str) {
        "ndjson" => Ok(Format::Ndjson),
        "csv" => {
            let columns = columns.split(',').filter(|name| !name.is_empty());
            let columns: Vec<String> = columns.map(str::to_owned).collect();
            if MAX_COLUMNS < columns.len() {
                return Err(format!(
                    "columns: expected at most {MAX_COLUMNS} properties"
                ));
            }
            Ok(Format::Csv(columns))
        }
        _ => Err("format: expected ndjson or csv".to_owned()),
    }
}

/// The next page. An export that can't be read on breaks off, so that nobody takes a part of it
/// for the whole.
async fn next(export: Option<Export>) -> Option<(Result<Bytes, std::io::Error>, Option<Export>)> {
    let mut export = export?;
    let (span, after) = (export.span.clone(), export.after);
    let page = export
        .store
        .read(move |reader| recent::after(reader, &span, after.unwrap_or_default(), PAGE));
    let mut events = match page.await {
        Ok(events) => events,
        Err(problem) => return Some((Err(std::io::Error::other(problem)), None)),
    };
    if let Some(common) = &export.common {
        events.iter_mut().for_each(|event| hide(event, common));
    }
    let mut text = String::new();
    if let (None, Format::Csv(columns)) = (export.after, &export.format) {
        csv::push_head(&mut text, columns);
    }
    for event in &events {
        match &export.format {
            Format::Ndjson => {
                text += &serde_json::to_string(event).unwrap_or_default();
                text.push('\n');
            }
            Format::Csv(columns) => csv::push_row(&mut text, event, columns),
        }
    }
    export.after = Some(events.last().map_or(i64::MAX, |event| event.id));
    let is_last = i64::try_from(events.len()).is_ok_and(|events| events < PAGE);
    Some((Ok(Bytes::from(text)), (!is_last).then_some(export)))
}

/// What at least `least` events of the span have.
fn common(connection: &Connection, span: &Span, least: i64) -> Result<Common, rusqlite::Error> {
    connection
        .prepare(
            "SELECT pairs.key, CAST(pairs.value AS TEXT)
             FROM events JOIN batches ON batches.id = events.batch, json_each(events.properties) AS pairs
             WHERE site = ?1 AND ?2 <= occurred_ms
             GROUP BY 1, 2 HAVING ?3 <= COUNT(*)",
        )?
        .query_map((&span.site, span.since_ms(), least), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect()
}

/// Puts `<other>` in place of a text that few events have.
fn hide(event: &mut KeptEvent, common: &Common) {
    for (name, value) in event.properties.iter_mut().flatten() {
        if let Value::String(text) = value
            && !common.contains(&(name.clone(), text.clone()))
        {
            *value = Value::from(OTHER);
        }
    }
}
