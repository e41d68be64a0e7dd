//! Merges rows that stand for few events into one row `<other>`, so that no row tells of one
//! shopper alone.
//!
//! If the merged rows are still few together, the next smallest row joins them. Totals, funnel
//! steps and popups are the shop's own lists and stay: they name nothing that a page captured.

use super::time::Series;
use super::{Channel, Reason, Summary, Transition};

/// The row that stands for the merged ones.
pub(crate) const OTHER: &str = "<other>";

/// A row that can be merged.
trait Row: Sized {
    fn events(&self) -> i64;
    /// This row and the others in one.
    fn merged(self, others: Vec<Self>) -> Self;
}

impl Summary {
    /// The same with rows of fewer than `least` events merged.
    pub(crate) fn merged(mut self, least: i64) -> Summary {
        self.min_group = Some(least);
        self.transitions = merge(self.transitions, least);
        self.channels = merge(self.channels, least);
        self.counts.series = merge(self.counts.series, least);
        self.losses = merge(self.losses, least);
        for attempts in &mut self.attempts {
            attempts.reasons = merge(std::mem::take(&mut attempts.reasons), least);
        }
        self
    }
}

fn merge<R: Row>(mut rows: Vec<R>, least: i64) -> Vec<R> {
    // Stable, so that rows of equal counts keep their order.
    rows.sort_by_key(|row| std::cmp::Reverse(row.events()));
    let mut kept = rows.partition_point(|row| least <= row.events());
    let mut few = rows.split_off(kept);
    while !few.is_empty() && few.iter().map(Row::events).sum::<i64>() < least && 0 < kept {
        few.extend(rows.pop());
        kept -= 1;
    }
    if let Some(first) = few.pop() {
        rows.push(first.merged(few));
    }
    rows
}

impl Row for Transition {
    fn events(&self) -> i64 {
        self.count
    }

    fn merged(self, others: Vec<Transition>) -> Transition {
        Transition {
            from: Some(OTHER.to_owned()),
            name: OTHER.to_owned(),
            count: others.iter().map(Row::events).sum::<i64>() + self.count,
        }
    }
}

impl Row for Reason {
    fn events(&self) -> i64 {
        self.count
    }

    fn merged(self, others: Vec<Reason>) -> Reason {
        Reason {
            reason: OTHER.to_owned(),
            count: others.iter().map(Row::events).sum::<i64>() + self.count,
        }
    }
}

impl Row for Channel {
    fn events(&self) -> i64 {
        self.events
    }

    fn merged(mut self, others: Vec<Channel>) -> Channel {
        self.channel = OTHER.to_owned();
        for other in others {
            self.events += other.events;
            add(&mut self.sessions, &other.sessions);
        }
        self
    }
}

impl Row for Series {
    fn events(&self) -> i64 {
        self.total
    }

    fn merged(mut self, others: Vec<Series>) -> Series {
        self.name = OTHER.to_owned();
        for other in others {
            self.total += other.total;
            add(&mut self.counts, &other.counts);
        }
        self
    }
}

fn add(sums: &mut [i64], more: &[i64]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(counts: &[i64], least: i64, expected: &[(&str, i64)]) {
        let row = |(at, count): (usize, &i64)| Reason {
            reason: format!("r{at}"),
            count: *count,
        };
        let merged = merge(counts.iter().enumerate().map(row).collect(), least);
        let found: Vec<(&str, i64)> = merged
            .iter()
            .map(|row| (row.reason.as_str(), row.count))
            .collect();
        assert_eq!(found, expected, "{counts:?}");
    }

    #[test]
    fn no_row_stands_for_fewer_than_the_least() {
        check(&[9, 5, 5], 5, &[("r0", 9), ("r1", 5), ("r2", 5)]);
        check(&[9, 3, 2, 1], 5, &[("r0", 9), (OTHER, 6)]);
        // Alone the small one would be told apart, so the next joins it.
        check(&[9, 6, 1], 5, &[("r0", 9), (OTHER, 7)]);
        check(&[9, 1], 5, &[(OTHER, 10)]);
        check(&[1, 1], 5, &[(OTHER, 2)]);
        check(&[], 5, &[]);
    }

    #[test]
    fn a_merged_channel_has_the_sessions_of_all_in_it() {
        let channel = |name: &str, events, sessions: [i64; 2]| Channel {
            channel: name.to_owned(),
            events,
            sessions: sessions.to_vec(),
        };
        let rows = vec![
            channel("search", 9, [4, 2]),
            channel("email", 3, [2, 1]),
            channel("paid", 2, [1, 0]),
        ];
        let expected = [channel("search", 9, [4, 2]), channel(OTHER, 5, [3, 1])];
        assert_eq!(merge(rows, 5), expected);
    }
}
