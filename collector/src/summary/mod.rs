//! The dashboard's figures, worked out from the events of one site and one span of time.
//!
//! Sessions are never stored: the first event of a funnel's step in a session says so itself
//! (`nth` is 1), so a count of those is a count of sessions. All figures of one summary come
//! from one read transaction, so they agree with each other.

mod cube;
mod funnel;
mod interval;
mod merge;
mod popups;
mod time;

use rusqlite::Connection;
use serde::Serialize;

use crate::config::Config;
use cube::Cube;
pub(crate) use cube::Span;
pub(crate) use merge::OTHER;

/// Everything the dashboard shows, as `GET /api/summary` answers it.
#[derive(Debug, Serialize, PartialEq)]
pub(crate) struct Summary {
    /// The shop these figures are of.
    site: String,
    /// All shops that have sent something.
    sites: Vec<String>,
    /// The span asked for; none means all there is.
    minutes: Option<i64>,
    /// When this was worked out.
    now_ms: i64,
    /// Rows of fewer events are merged into `<other>`; none if they aren't.
    min_group: Option<i64>,
    /// What is wrong with the config file now, if something is.
    problem: Option<String>,
    totals: Totals,
    funnel: funnel::Funnel,
    transitions: Vec<Transition>,
    counts: time::Counts,
    channels: Vec<Channel>,
    attempts: Vec<Attempts>,
    popups: Vec<popups::Popup>,
    losses: Vec<Reason>,
}

#[derive(Debug, Serialize, PartialEq)]
struct Totals {
    /// Events that happened in the span.
    events: i64,
    /// Batches that arrived in the span.
    batches: i64,
    /// Events that senders reported as lost.
    lost: i64,
    /// Events of this site at any time: 0 means that nothing was ever received.
    events_ever: i64,
    /// Sessions with at least one `add_to_cart`, if that is a step of the funnel.
    sessions_with_an_add: i64,
}

/// Sessions that came to a funnel step for the first time, by the step before; `from` is none where it was the first of all.
#[derive(Debug, Serialize, PartialEq)]
struct Transition {
    from: Option<String>,
    name: String,
    count: i64,
}

#[derive(Debug, Serialize, PartialEq)]
struct Channel {
    channel: String,
    events: i64,
    /// Sessions by funnel step, in the funnel's order.
    sessions: Vec<i64>,
}

/// Attempts of one definition: those that were confirmed and those that were not.
#[derive(Debug, Serialize, PartialEq)]
struct Attempts {
    name: String,
    failed_name: String,
    attempts: i64,
    confirmed: i64,
    failed: i64,
    failed_rate: Option<f64>,
    reasons: Vec<Reason>,
}

#[derive(Debug, Serialize, PartialEq)]
struct Reason {
    reason: String,
    count: i64,
}

/// Works a summary out.
///
/// # Errors
/// When the database can't be read.
pub(crate) fn summary(
    connection: &mut Connection,
    span: &Span,
    config: &Config,
    problem: Option<String>,
) -> Result<Summary, rusqlite::Error> {
    let transaction = connection.transaction()?;
    let cube = Cube::read(&transaction, span)?;
    let losses = losses(&transaction, span)?;
    Ok(Summary {
        site: span.site.clone(),
        sites: texts(
            &transaction,
            "SELECT DISTINCT site FROM batches ORDER BY site",
        )?,
        minutes: span.minutes,
        now_ms: span.now_ms,
        min_group: None,
        problem,
        totals: Totals {
            events: cube.count(|_| true),
            batches: cube::batches(&transaction, span)?,
            lost: losses.iter().map(|loss| loss.count).sum(),
            events_ever: cube::events_ever(&transaction, span)?,
            sessions_with_an_add: cube.sessions("add_to_cart"),
        },
        funnel: funnel::funnel(&cube, &config.funnel),
        transitions: transitions(&cube, &config.funnel),
        counts: time::counts(&transaction, span)?,
        channels: channels(&cube, &config.funnel),
        attempts: attempts(&transaction, span, &cube, config)?,
        popups: popups::popups(&transaction, span, &cube, config)?,
        losses,
    })
}

/// A share, or none where there is nothing to share.
fn rate(part: i64, whole: i64) -> Option<f64> {
    (0 < whole).then(|| part as f64 / whole as f64)
}

fn texts(connection: &Connection, query: &str) -> Result<Vec<String>, rusqlite::Error> {
    connection
        .prepare(query)?
        .query_map([], |row| row.get(0))?
        .collect()
}

fn transitions(cube: &Cube, funnel: &[String]) -> Vec<Transition> {
    let mut transitions: Vec<Transition> = Vec::new();
    for cell in cube
        .cells()
        .filter(|cell| cell.first && funnel.contains(&cell.name))
    {
        match transitions
            .iter_mut()
            .find(|known| known.name == cell.name && known.from == cell.from_step)
        {
            Some(known) => known.count += cell.count,
            None => transitions.push(Transition {
                from: cell.from_step.clone(),
                name: cell.name.clone(),
                count: cell.count,
            }),
        }
    }
    transitions.sort_by(|a, b| (b.count, &a.from, &a.name).cmp(&(a.count, &b.from, &b.name)));
    transitions
}

fn channels(cube: &Cube, funnel: &[String]) -> Vec<Channel> {
    let mut names: Vec<&str> = cube.cells().map(|cell| cell.channel.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut channels: Vec<Channel> = names
        .into_iter()
        .map(|channel| Channel {
            channel: channel.to_owned(),
            events: cube.count(|cell| cell.channel == channel),
            sessions: funnel
                .iter()
                .map(|step| {
                    cube.count(|cell| cell.first && cell.channel == channel && cell.name == *step)
                })
                .collect(),
        })
        .collect();
    // Stable, so equal channels stay in the order of the alphabet.
    channels.sort_by_key(|channel| std::cmp::Reverse(channel.events));
    channels
}

fn attempts(
    connection: &Connection,
    span: &Span,
    cube: &Cube,
    config: &Config,
) -> Result<Vec<Attempts>, rusqlite::Error> {
    let attempts = config.attempts.iter().map(|attempt| {
        let confirmed = cube.count(|cell| cell.name == attempt.name);
        let failed = cube.count(|cell| cell.name == attempt.failed_name);
        Ok(Attempts {
            name: attempt.name.clone(),
            failed_name: attempt.failed_name.clone(),
            attempts: confirmed + failed,
            confirmed,
            failed,
            failed_rate: rate(failed, confirmed + failed),
            reasons: reasons(connection, span, &attempt.failed_name)?,
        })
    });
    attempts.collect()
}

fn reasons(
    connection: &Connection,
    span: &Span,
    name: &str,
) -> Result<Vec<Reason>, rusqlite::Error> {
    connection
        .prepare(
            "SELECT COALESCE(json_extract(properties, '$.reason'), 'unknown'), COUNT(*)
             FROM events JOIN batches ON batches.id = events.batch
             WHERE site = ?1 AND ?2 <= occurred_ms AND name = ?3
             GROUP BY 1 ORDER BY 2 DESC, 1",
        )?
        .query_map((&span.site, span.since_ms(), name), |row| {
            // A sender may have put a number or `true` there.
            let reason = row.get_ref(0)?.as_str().unwrap_or("unknown").to_owned();
            Ok(Reason {
                reason,
                count: row.get(1)?,
            })
        })?
        .collect()
}

fn losses(connection: &Connection, span: &Span) -> Result<Vec<Reason>, rusqlite::Error> {
    connection
        .prepare(
            "SELECT reason, SUM(count) FROM losses JOIN batches ON batches.id = losses.batch
             WHERE site = ?1 AND ?2 <= received_ms AND 0 < count
             GROUP BY 1 ORDER BY 2 DESC, 1",
        )?
        .query_map((&span.site, span.since_ms()), |row| {
            Ok(Reason {
                reason: row.get(0)?,
                count: row.get(1)?,
            })
        })?
        .collect()
}
