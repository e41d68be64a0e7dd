//! What the operator hears: one JSON object a line, on standard error.
//!
//! Only what the collector did, never who asked: no address, header, path, query or body of a
//! client comes into this file, so none can be written.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value, json};

use crate::clock;

/// Writes a line: the time, what happened, and what belongs to it.
pub(crate) fn line(event: &str, more: Value) {
    eprintln!("{}", written(clock::now_ms(), event, more));
}

fn written(now_ms: i64, event: &str, more: Value) -> String {
    let mut line = json!({ "at": clock::iso(now_ms), "event": event });
    if let (Value::Object(line), Value::Object(more)) = (&mut line, more) {
        line.extend(more);
    }
    line.to_string()
}

/// The answers to `POST /v1/events` that are counted for the log.
const STATUSES: [u16; 7] = [204, 400, 405, 408, 413, 415, 503];

/// How often each answer was given since the last report.
#[derive(Debug, Default)]
pub(crate) struct Answers([AtomicU64; STATUSES.len()]);

impl Answers {
    /// Counts one.
    pub(crate) fn count(&self, status: u16) {
        let place = STATUSES.iter().position(|known| *known == status);
        if let Some(counter) = place.and_then(|place| self.0.get(place)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes a line if there was any, and begins anew.
    pub(crate) fn report(&self) {
        let counts = self.take();
        if !counts.is_empty() {
            line("answers", Value::Object(counts));
        }
    }

    fn take(&self) -> Map<String, Value> {
        let counts = STATUSES.iter().zip(&self.0);
        counts
            .map(|(status, counter)| (status, counter.swap(0, Ordering::Relaxed)))
            .filter(|(_, count)| 0 < *count)
            .map(|(status, count)| (status.to_string(), json!(count)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_json_object_whatever_is_in_it() {
        let line = written(0, "kept", json!({ "why": "two\nlines \"quoted\"" }));
        assert_eq!(
            line,
            r#"{"at":"1970-01-01T00:00:00.000Z","event":"kept","why":"two\nlines \"quoted\""}"#
        );
    }

    #[test]
    fn answers_are_counted_once_for_each_report() {
        let answers = Answers::default();
        for status in [204, 204, 400, 599] {
            answers.count(status);
        }
        assert_eq!(Value::Object(answers.take()), json!({ "204": 2, "400": 1 }));
        assert!(answers.take().is_empty());
    }
}
