//! What is wrong in a config, where, and what to write instead.

use super::text::joined;
use super::watch::WatchId;
use super::{Engine, Owner};

/// One finding: `definitions[2].trigger: unknown trigger "clik"; did you mean "click"?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Path of the value in the file; empty for the file itself.
    pub place: String,
    /// What was found and what to write: lower case, no full stop.
    pub text: String,
}

/// The candidate that is at most two edits away from `found`, the nearest first.
///
/// Levenshtein distance in one row: https://en.wikipedia.org/wiki/Levenshtein_distance. Cost is
/// the product of the lengths, so longer names than 40 bytes get no suggestion.
pub(crate) fn nearest<'a>(found: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let mut best: Option<(&'a str, usize)> = None;
    for candidate in candidates {
        let distance = distance(found.as_bytes(), candidate.as_bytes());
        if distance <= 2 && best.is_none_or(|(_, least)| distance < least) {
            best = Some((candidate, distance));
        }
    }
    best.map(|(candidate, _)| candidate)
}

const MAX_COMPARED_BYTES: usize = 40;

fn distance(left: &[u8], right: &[u8]) -> usize {
    let mut row = [0_usize; MAX_COMPARED_BYTES + 1];
    if MAX_COMPARED_BYTES < left.len() || MAX_COMPARED_BYTES < right.len() {
        return usize::MAX;
    }
    for (place, cell) in row.iter_mut().enumerate() {
        *cell = place;
    }
    for (line, a) in left.iter().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        let Some((first, cells)) = row.split_first_mut() else {
            break;
        };
        *first = line + 1;
        for (cell, b) in cells.iter_mut().zip(right) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            *cell = replaced.min(diagonal + 1).min(before + 1);
            before = *cell;
        }
    }
    row.get(right.len()).copied().unwrap_or(usize::MAX)
}

impl Engine {
    /// Notes that the browser can't use a selector of a watch; the watch stays blind. Watches of no definition
    /// are those of `look_inside`.
    pub fn unusable(&mut self, watch: WatchId, selector: &str) {
        let mut place = "look_inside";
        if let Some(Owner::Trigger(id) | Owner::Proof(id, _)) = self.owners.get(watch)
            && let Some(definition) = self.config.definitions.get(*id)
        {
            place = &definition.place;
        }
        let text = joined(&[
            "\"",
            selector,
            "\" is no CSS selector; try it in the browser's console",
        ]);
        let problem = Problem {
            place: place.to_owned(),
            text,
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_gets_the_nearest_name() {
        let check = |found: &str, expected: Option<&str>| {
            assert_eq!(
                nearest(found, &["click", "submit", "change"]),
                expected,
                "{found}"
            );
        };
        check("clik", Some("click"));
        check("chnage", Some("change"));
        check("sumbit", Some("submit"));
        check("navigation", None);
        check("", None);
        check(&"c".repeat(100), None);
    }
}
