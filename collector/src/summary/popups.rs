//! Popups: how often one was called for, shown, accepted and dismissed, and whether
//! sessions that saw it go further than those it was held back from.

use rusqlite::Connection;
use serde::Serialize;

use super::cube::{Cube, Span};
use super::{interval, rate};
use crate::config::Config;

#[derive(Debug, Serialize, PartialEq)]
pub(super) struct Popup {
    name: String,
    /// How often it was called for.
    counted: i64,
    /// Of these, how often nothing was to be shown, because the session is held back.
    held_back: i64,
    shown: i64,
    accepted: i64,
    dismissed: i64,
    /// Shown among those that were not held back.
    shown_rate: Option<f64>,
    /// Accepted among shown.
    accepted_rate: Option<f64>,
    /// Dismissed among shown.
    dismissed_rate: Option<f64>,
    /// For each funnel step; empty without a holdout.
    uplift: Vec<Uplift>,
}

/// Sessions that reached a step for the first time after the popup was called for, by arm.
#[derive(Debug, Serialize, PartialEq)]
struct Uplift {
    step: String,
    shown: Arm,
    held_out: Arm,
    /// Share in `shown` less share in `held_out`, with its interval of 95 %.
    difference: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Debug, Clone, Copy, Serialize, PartialEq)]
struct Arm {
    /// Sessions in this arm.
    sessions: i64,
    /// Those that reached the step.
    reached: i64,
}

/// Events by definition, arm and name: the definition's own, and first events of steps.
struct ArmCount {
    definition: String,
    arm: String,
    name: String,
    /// The first ones of their sessions.
    sessions: i64,
    events: i64,
}

pub(super) fn popups(
    connection: &Connection,
    span: &Span,
    cube: &Cube,
    config: &Config,
) -> Result<Vec<Popup>, rusqlite::Error> {
    let arms = arm_counts(connection, span)?;
    Ok(config
        .popups
        .iter()
        .map(|name| popup(name, cube, &arms, &config.funnel))
        .collect())
}

fn popup(name: &str, cube: &Cube, arms: &[ArmCount], funnel: &[String]) -> Popup {
    let outcome = |outcome: &str| {
        let event = format!("{name}_{outcome}");
        cube.count(|cell| cell.name == event)
    };
    let counted = cube.count(|cell| cell.name == name);
    let held_back = arms
        .iter()
        .filter(|known| known.definition == name && known.arm == "held_out" && known.name == name)
        .map(|known| known.events)
        .sum();
    let (shown, accepted, dismissed) =
        (outcome("shown"), outcome("accepted"), outcome("dismissed"));
    Popup {
        name: name.to_owned(),
        counted,
        held_back,
        shown,
        accepted,
        dismissed,
        shown_rate: rate(shown, counted - held_back),
        accepted_rate: rate(accepted, shown),
        dismissed_rate: rate(dismissed, shown),
        uplift: uplift(name, arms, funnel),
    }
}

fn uplift(definition: &str, arms: &[ArmCount], funnel: &[String]) -> Vec<Uplift> {
    let count = |arm: &str, name: &str| -> i64 {
        let counts = arms.iter().filter(|known| {
            known.definition == definition && known.arm == arm && known.name == name
        });
        counts.map(|known| known.sessions).sum()
    };
    if count("held_out", definition) == 0 {
        return Vec::new();
    }
    let compare = |step: &String| {
        let arm = |name| Arm {
            sessions: count(name, definition),
            reached: count(name, step),
        };
        let (shown, held_out) = (arm("shown"), arm("held_out"));
        let found = interval::difference(
            shown.reached,
            shown.sessions,
            held_out.reached,
            held_out.sessions,
        );
        Uplift {
            step: step.clone(),
            shown,
            held_out,
            difference: found.map(|found| found.difference),
            low: found.map(|found| found.low),
            high: found.map(|found| found.high),
        }
    };
    funnel.iter().map(compare).collect()
}

fn arm_counts(connection: &Connection, span: &Span) -> Result<Vec<ArmCount>, rusqlite::Error> {
    connection
        .prepare(
            "SELECT arms.key, arms.value, name, SUM(nth = 1), COUNT(*)
             FROM events JOIN batches ON batches.id = events.batch, json_each(events.arm) AS arms
             WHERE site = ?1 AND ?2 <= occurred_ms
             GROUP BY 1, 2, 3",
        )?
        .query_map((&span.site, span.since_ms()), |row| {
            Ok(ArmCount {
                definition: row.get(0)?,
                arm: row.get(1)?,
                name: row.get(2)?,
                sessions: row.get(3)?,
                events: row.get(4)?,
            })
        })?
        .collect()
}
