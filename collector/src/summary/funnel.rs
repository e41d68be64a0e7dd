//! The funnel: sessions by step, the share that goes on, and where most are lost.

use serde::Serialize;

use super::cube::Cube;
use super::rate;

#[derive(Debug, Serialize, PartialEq)]
pub(super) struct Funnel {
    steps: Vec<Step>,
    /// Sessions with the last step among those with the first.
    conversion: Option<f64>,
    worst_drop_off: Option<DropOff>,
}

#[derive(Debug, Serialize, PartialEq)]
struct Step {
    name: String,
    /// Sessions with at least one.
    sessions: i64,
    /// All such events.
    events: i64,
    /// Among the sessions of the step before; above 1 where sessions skip that step.
    rate_from_previous: Option<f64>,
    /// Among the sessions of the first step.
    rate_from_first: Option<f64>,
}

#[derive(Debug, Serialize, PartialEq)]
struct DropOff {
    from: String,
    to: String,
    /// Sessions that did the one and not the other.
    lost: i64,
    /// Their share.
    rate: f64,
}

pub(super) fn funnel(cube: &Cube, names: &[String]) -> Funnel {
    let sessions: Vec<i64> = names.iter().map(|name| cube.sessions(name)).collect();
    let first = sessions.first().copied().unwrap_or_default();
    let previous = std::iter::once(None).chain(sessions.iter().copied().map(Some));
    let steps: Vec<Step> = names
        .iter()
        .zip(sessions.iter().copied())
        .zip(previous)
        .map(|((name, sessions), previous)| Step {
            name: name.clone(),
            sessions,
            events: cube.count(|cell| cell.name == *name),
            rate_from_previous: previous.and_then(|previous| rate(sessions, previous)),
            rate_from_first: rate(sessions, first),
        })
        .collect();
    Funnel {
        conversion: steps
            .last()
            .filter(|_| 1 < steps.len())
            .and_then(|last| last.rate_from_first),
        worst_drop_off: worst_drop_off(&steps),
        steps,
    }
}

fn worst_drop_off(steps: &[Step]) -> Option<DropOff> {
    let drops = steps
        .iter()
        .zip(steps.iter().skip(1))
        .filter_map(|(from, to)| {
            let lost = from.sessions - to.sessions;
            let rate = rate(lost, from.sessions).filter(|rate| 0.0 < *rate)?;
            Some(DropOff {
                from: from.name.clone(),
                to: to.name.clone(),
                lost,
                rate,
            })
        });
    // Of equal shares the earlier step counts: it concerns more people.
    drops.reduce(|worst, next| if worst.rate < next.rate { next } else { worst })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(sessions: &[i64]) -> Vec<Step> {
        let step = |(at, &sessions)| Step {
            name: format!("step_{at}"),
            sessions,
            events: sessions,
            rate_from_previous: None,
            rate_from_first: None,
        };
        sessions.iter().enumerate().map(step).collect()
    }

    fn check(sessions: &[i64], expected: Option<(&str, i64)>) {
        let found = worst_drop_off(&steps(sessions));
        assert_eq!(
            found.as_ref().map(|drop| (drop.from.as_str(), drop.lost)),
            expected,
            "{sessions:?}"
        );
    }

    #[test]
    fn the_worst_drop_off_is_the_largest_share_that_does_not_go_on() {
        check(&[100, 50, 40, 8], Some(("step_2", 32)));
        check(&[100, 50, 25], Some(("step_0", 50)));
        check(&[10, 12, 12], None);
        check(&[0, 0], None);
        check(&[5], None);
        check(&[], None);
    }
}
