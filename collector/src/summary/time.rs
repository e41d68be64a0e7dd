//! Events over time, in buckets of a round length.

use rusqlite::Connection;
use serde::Serialize;

use super::cube::Span;

/// Most buckets in a chart, so that a bar is wide enough to point at.
const MAX_BUCKETS: i64 = 60;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Lengths that a clock or a calendar shows well, shortest first.
const BUCKETS_MS: [i64; 14] = [
    15 * SECOND_MS,
    30 * SECOND_MS,
    MINUTE_MS,
    2 * MINUTE_MS,
    5 * MINUTE_MS,
    10 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    3 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    DAY_MS,
    7 * DAY_MS,
    30 * DAY_MS,
];

#[derive(Debug, Serialize, PartialEq)]
pub(super) struct Counts {
    bucket_ms: i64,
    /// Where the first bucket begins.
    start_ms: i64,
    buckets: i64,
    /// By event, the most frequent first.
    pub(super) series: Vec<Series>,
}

#[derive(Debug, Serialize, PartialEq)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) total: i64,
    /// One for each bucket.
    pub(super) counts: Vec<i64>,
}

pub(super) fn counts(connection: &Connection, span: &Span) -> Result<Counts, rusqlite::Error> {
    let first_ms = match span.minutes {
        Some(_) => span.since_ms(),
        None => earliest(connection, span)?.unwrap_or(span.now_ms),
    };
    let mut counts = empty(first_ms, span.now_ms);
    let mut statement = connection.prepare(
        "SELECT name, (occurred_ms - ?3) / ?4, COUNT(*)
         FROM events JOIN batches ON batches.id = events.batch
         WHERE site = ?1 AND ?2 <= occurred_ms
         GROUP BY 1, 2 ORDER BY 1, 2",
    )?;
    let mut rows = statement.query((
        &span.site,
        span.since_ms(),
        counts.start_ms,
        counts.bucket_ms,
    ))?;
    while let Some(row) = rows.next()? {
        counts.add(row.get(0)?, row.get(1)?, row.get(2)?);
    }
    counts
        .series
        .sort_by_key(|series| std::cmp::Reverse(series.total));
    Ok(counts)
}

fn earliest(connection: &Connection, span: &Span) -> Result<Option<i64>, rusqlite::Error> {
    connection.query_row(
        "SELECT MIN(occurred_ms) FROM events JOIN batches ON batches.id = events.batch
         WHERE site = ?1",
        [&span.site],
        |row| row.get(0),
    )
}

fn empty(first_ms: i64, now_ms: i64) -> Counts {
    let bucket_ms = bucket_ms(now_ms - first_ms);
    let start_ms = first_ms.div_euclid(bucket_ms) * bucket_ms;
    let buckets = (now_ms - start_ms).div_euclid(bucket_ms) + 1;
    Counts {
        bucket_ms,
        start_ms,
        buckets: buckets.max(1),
        series: Vec::new(),
    }
}

fn bucket_ms(length_ms: i64) -> i64 {
    let round = BUCKETS_MS
        .into_iter()
        .find(|bucket_ms| length_ms <= bucket_ms * MAX_BUCKETS);
    round.unwrap_or(length_ms / MAX_BUCKETS)
}

impl Counts {
    /// Rows come ordered by name.
    fn add(&mut self, name: String, bucket: i64, count: i64) {
        if self.series.last().is_none_or(|series| series.name != name) {
            let buckets = usize::try_from(self.buckets).unwrap_or_default();
            self.series.push(Series {
                name,
                total: 0,
                counts: vec![0; buckets],
            });
        }
        let Some(series) = self.series.last_mut() else {
            return;
        };
        series.total += count;
        // An event that arrived after `now` was read belongs to the last bucket.
        let bucket = bucket.min(self.buckets - 1);
        let slot = usize::try_from(bucket)
            .ok()
            .and_then(|bucket| series.counts.get_mut(bucket));
        if let Some(slot) = slot {
            *slot += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_round_and_few() {
        assert_eq!(bucket_ms(15 * MINUTE_MS), 15 * SECOND_MS);
        assert_eq!(bucket_ms(HOUR_MS), MINUTE_MS);
        assert_eq!(bucket_ms(24 * HOUR_MS), 30 * MINUTE_MS);
        assert_eq!(bucket_ms(0), 15 * SECOND_MS);
        assert_eq!(bucket_ms(6_000 * DAY_MS), 100 * DAY_MS);
    }

    #[test]
    fn the_first_bucket_starts_at_a_round_time_and_the_last_one_holds_now() {
        let counts = empty(61_000, 125_000);
        assert_eq!(
            (counts.start_ms, counts.bucket_ms, counts.buckets),
            (60_000, 15_000, 5)
        );
    }

    #[test]
    fn a_late_event_falls_in_the_last_bucket() {
        let mut counts = empty(0, 29_000);
        counts.add("search".to_owned(), 0, 1);
        counts.add("search".to_owned(), 9, 2);
        assert_eq!(counts.series[0].counts, [1, 2]);
        assert_eq!(counts.series[0].total, 3);
    }
}
