//! The one query most figures come from: events counted by name, step before, channel, and
//! whether each was its session's first.

use rusqlite::Connection;

const MINUTE_MS: i64 = 60_000;

/// Which events a summary is about.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// The shop.
    pub(crate) site: String,
    /// How far back; none means all there is.
    pub(crate) minutes: Option<i64>,
    /// The span's end.
    pub(crate) now_ms: i64,
}

impl Span {
    /// The first millisecond of the span.
    pub(crate) fn since_ms(&self) -> i64 {
        match self.minutes {
            Some(minutes) => self
                .now_ms
                .saturating_sub(minutes.saturating_mul(MINUTE_MS)),
            None => i64::MIN,
        }
    }
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) name: String,
    pub(super) from_step: Option<String>,
    pub(super) channel: String,
    /// These were the first such events of their sessions; false also where that isn't told.
    pub(super) first: bool,
    pub(super) count: i64,
}

#[derive(Debug)]
pub(super) struct Cube {
    cells: Vec<Cell>,
}

impl Cube {
    pub(super) fn read(connection: &Connection, span: &Span) -> Result<Cube, rusqlite::Error> {
        let cells = connection
            .prepare(
                "SELECT name, from_step, channel, nth = 1, COUNT(*)
                 FROM events JOIN batches ON batches.id = events.batch
                 WHERE site = ?1 AND ?2 <= occurred_ms
                 GROUP BY 1, 2, 3, 4",
            )?
            .query_map((&span.site, span.since_ms()), |row| {
                Ok(Cell {
                    name: row.get(0)?,
                    from_step: row.get(1)?,
                    channel: row.get(2)?,
                    first: row.get(3)?,
                    count: row.get(4)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(Cube { cells })
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter()
    }

    pub(super) fn count(&self, counted: impl Fn(&Cell) -> bool) -> i64 {
        self.cells
            .iter()
            .filter(|cell| counted(cell))
            .map(|cell| cell.count)
            .sum()
    }

    /// Sessions with at least one such event.
    pub(super) fn sessions(&self, name: &str) -> i64 {
        self.count(|cell| cell.first && cell.name == name)
    }
}

/// Batches that arrived in the span.
pub(super) fn batches(connection: &Connection, span: &Span) -> Result<i64, rusqlite::Error> {
    connection.query_row(
        "SELECT COUNT(*) FROM batches WHERE site = ?1 AND ?2 <= received_ms",
        (&span.site, span.since_ms()),
        |row| row.get(0),
    )
}

/// Events of the site at any time.
pub(super) fn events_ever(connection: &Connection, span: &Span) -> Result<i64, rusqlite::Error> {
    connection.query_row(
        "SELECT COUNT(*) FROM events JOIN batches ON batches.id = events.batch WHERE site = ?1",
        [&span.site],
        |row| row.get(0),
    )
}
