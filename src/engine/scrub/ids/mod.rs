//! Knows national identity, tax and social security numbers, and those of vehicles and phones.
//!
//! Nearly all are one sum: each digit times its weight, modulo a number, says which character the
//! check is. So they are rows of data (`schemes`); a few have a rule of their own (`special`).
//! The algorithms are the issuers' own; a test compares each row with python-stdnum.

mod schemes;
mod special;

use super::Kind;
use super::pattern::{Matched, matched};
use super::phone::{are_lengths, is_price, is_round};
use super::scan::{has, is_digit, run, run_back};
use crate::engine::text::{cut, piece};
use schemes::{SCHEMES, Scheme};

/// Fewest digits of a number, and most bytes with its separators: most words have none, and need
/// not be compared with every scheme.
const MIN_DIGITS: usize = 4;
const MAX_BYTES: usize = 24;

/// Most that one size is larger than the one before it.
const MAX_STEP: u64 = 30;

/// A number, and how sure it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Whether more than one weighted sum speaks for it: a date, a second check digit.
    pub(super) strong: bool,
}

/// The longest number that begins at `at`.
///
/// Up to `product` the digits have the right check digit of an article's number, so only schemes
/// that prove more count there.
#[inline(never)]
pub(super) fn find(bytes: &[u8], at: usize, product: usize) -> Option<Found> {
    let mut best: Option<Found> = None;
    let digits = bytes
        .iter()
        .skip(at)
        .take(MAX_BYTES)
        .filter(|byte| byte.is_ascii_digit());
    if digits.count() < MIN_DIGITS {
        return None;
    }
    let mut rest = SCHEMES;
    while let Some((line, behind)) = cut(rest, b'\n') {
        rest = behind;
        let Some((form, row)) = line.get(1..).and_then(|line| cut(line, b'|')) else {
            continue;
        };
        let Some(found) = matched(bytes, at, form) else {
            continue;
        };
        let flag = line.as_bytes().first().copied().unwrap_or_default();
        let Some(scheme) = Scheme::read(flag, form, row) else {
            continue;
        };
        let strong = scheme.is_strong();
        let known =
            best.is_some_and(|best| found.end < best.end + usize::from(best.strong || !strong));
        let rival = found.end <= product && !scheme.proves;
        if !known
            && !rival
            && is_free(bytes, at, found.end, !scheme.is_dated())
            && is_right(&scheme, &found)
        {
            best = Some(Found {
                end: found.end,
                kind: scheme.kind,
                strong,
            });
        }
    }
    best.or_else(|| special::vehicle(bytes, at))
}

/// Whether no longer number or code begins before it or goes on behind it.
///
/// A `weak` number may be a part of a longer one, and round.
fn is_free(bytes: &[u8], start: usize, end: usize, weak: bool) -> bool {
    let before = bytes.get(..start).unwrap_or_default();
    let after = bytes.get(end..).unwrap_or_default();
    let joined = |byte: u8| matches!(byte, b'-' | b'.' | b'/' | b',' | b'_');
    let longer_before =
        matches!(before, [.., far, near] if joined(*near) && far.is_ascii_alphanumeric());
    let longer_after =
        matches!(after, [near, far, ..] if joined(*near) && far.is_ascii_alphanumeric());
    let signed = matches!(before, [.., b'+' | b'_']);
    let text = bytes.get(start..end).unwrap_or_default();
    // Groups with spaces between go on behind a space.
    let spaced = has(text, b' ');
    // A number of other size ("size 42") is none of the groups of a number in fours.
    let least = if run(text, 4, is_digit) == 4 { 4 } else { 1 };
    let split = [
        before
            .strip_suffix(b" ")
            .map_or(0, |rest| run_back(rest, 4, is_digit)),
        after
            .strip_prefix(b" ")
            .map_or(0, |rest| run(rest, 4, is_digit)),
    ];
    if spaced && weak && split.iter().any(|length| least <= *length) {
        return false;
    }
    let grouped = !text.iter().all(u8::is_ascii_alphanumeric);
    // Orders are counted from 100000001 on.
    let sizes = weak && (text.ends_with(b"000") || text.starts_with(b"1000"))
        || grouped && is_series(text)
        || weak && spaced && is_round(text, b"0")
        || weak && (spaced || has(text, b'/')) && are_lengths(text) && is_round(text, b"05");
    !(longer_before || longer_after || signed || sizes || is_price(before, after))
}

/// Whether the numbers grow in small steps, as sizes do: "98 104 110 116".
fn is_series(text: &[u8]) -> bool {
    let mut last = None;
    for group in text.split(|byte| !byte.is_ascii_digit()) {
        let number = group.iter().fold(0u64, |number, digit| {
            number
                .wrapping_mul(10)
                .wrapping_add(u64::from(digit - b'0'))
        });
        if let Some(last) = last
            && !(last..=last + MAX_STEP).contains(&number)
        {
            return false;
        }
        last = Some(number);
    }
    true
}

fn is_right(scheme: &Scheme, found: &Matched) -> bool {
    let values = found.values();
    match scheme.modulus {
        0 => true,
        97 | 101 => special::two_digits(scheme, values),
        special::FRENCH_TAX => special::french_tax(values),
        special::PORTUGAL => special::portugal(values),
        special::ISO_7064_11_10 => special::hybrid(values),
        special::VERHOEFF => special::verhoeff(values),
        special::ITALY => special::italy(values),
        modulus => scheme
            .weights
            .split_ascii_whitespace()
            .all(|stage| is_sum_right(scheme, modulus, stage, values)),
    }
}

/// Whether one of the alternative weights of a stage, apart by `/`, gives the check character.
///
/// Without check characters the sum over all has to be a multiple of the modulus. A check character
/// `-` leaves the answer to the next alternative, and after the last one it is 0.
fn is_sum_right(scheme: &Scheme, modulus: u32, stage: &str, values: &[u8]) -> bool {
    let mut left = Some(stage);
    while let Some(weights) = piece(&mut left, b'/') {
        let mut sum = scheme.start;
        let mut check = values.get(weights.len()).copied();
        for (weight, value) in weights.bytes().zip(values) {
            if weight == b'*' {
                check = Some(*value);
                continue;
            }
            let number = match value {
                b'0'..=b'9' => u32::from(value - b'0'),
                _ => u32::from(value & 0x1f),
            };
            sum += match weight {
                b'L' => number * 2 / 10 + number * 2 % 10,
                _ => number * u32::from(weight - b'0'),
            };
        }
        let rest = sum % modulus;
        if scheme.checks.is_empty() {
            return rest == 0;
        }
        match scheme.checks.as_bytes().get(rest as usize).copied() {
            Some(b'-') => {}
            wanted => return wanted == check,
        }
        if stage.len() == weights.len() {
            return false;
        }
    }
    values.last() == Some(&b'0')
}

#[cfg(test)]
#[path = "../tests/ids.rs"]
mod tests;
