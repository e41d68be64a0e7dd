//! Numbers in localised prose: "1.299 Ergebnisse", "Showing 1–12 of 17 results".
//!
//! Reads ASCII digits only, and knows no language. Linear in the text. Currencies are the
//! business of `money`.

use super::{Decimal, TOO_LARGE, from_parts};
use crate::engine::text::fold_space;

/// Which of several numbers in a text is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    /// The one that stands first.
    First,
    /// The one that stands last.
    Last,
    /// The largest; of equal ones the first.
    Largest,
    /// The smallest; of equal ones the first.
    Smallest,
}

/// A number that stands in a text, and where its digits stand (in bytes, the minus left out).
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The number, with its sign.
    pub(crate) value: Decimal,
    /// Where the first digit stands.
    pub(crate) start: usize,
    /// Where the last digit ends.
    pub(crate) end: usize,
}

/// Finds a number in prose such as "1,299 results", "1.299 Ergebnisse" or "Showing 1–12 of 17".
///
/// See [`next_number`] for how a number is told from a date and a separator from a point.
pub(crate) fn number_in_prose(text: &str, pick: Pick) -> Option<Decimal> {
    let text = fold_space(text);
    let mut picked: Option<Decimal> = None;
    let mut from = 0;
    while let Some(found) = next_number(text.as_bytes(), from) {
        from = found.end;
        let better = match (&picked, pick) {
            (None, _) | (_, Pick::Last) => true,
            (Some(_), Pick::First) => break,
            (Some(largest), Pick::Largest) => largest.to_f64() < found.value.to_f64(),
            (Some(smallest), Pick::Smallest) => found.value.to_f64() < smallest.to_f64(),
        };
        if better {
            picked = Some(found.value);
        }
    }
    picked
}

/// The next number at or after byte `from` of a text whose spaces are folded.
///
/// A dot or a comma groups thousands if it repeats, if the other one follows, or if exactly
/// three digits stand after it and one to three before, the first of them not 0 ("1.299",
/// but "0.999"). Spaces and apostrophes group only threes. Indian grouping (1,23,456) is read.
/// What fits none of these (21.11.2026, 1.2.3) is skipped as a whole, as are digits behind an
/// ASCII letter (MP3). A minus counts if it touches the digits and is no dash of a range or a
/// hyphen.
pub(crate) fn next_number(bytes: &[u8], from: usize) -> Option<Found> {
    let mut start = from;
    loop {
        start += bytes.get(start..)?.iter().position(u8::is_ascii_digit)?;
        let (value, end) = read_number(bytes, start);
        let before = bytes.get(..start).unwrap_or_default();
        let in_word = before
            .last()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        match value {
            Some(value) if !in_word => {
                let value = if minus_before(before) {
                    value.negative()
                } else {
                    value
                };
                return Some(Found { value, start, end });
            }
            Some(_) | None => start = end,
        }
    }
}

/// Whether the text ends in a minus that is neither a hyphen nor the dash of a range.
pub(crate) fn minus_before(before: &[u8]) -> bool {
    let before = match before {
        [rest @ .., b'-'] => rest,
        // U+2212, the minus sign.
        [rest @ .., 0xe2, 0x88, 0x92] => rest,
        _ => return false,
    };
    match before {
        [.., b' '] => !before
            .trim_ascii_end()
            .last()
            .is_some_and(u8::is_ascii_digit),
        [.., byte] => !byte.is_ascii_alphanumeric(),
        [] => true,
    }
}

/// Reads the number whose first digit stands at `start`; gives also where it ends.
fn read_number(bytes: &[u8], start: usize) -> (Option<Decimal>, usize) {
    let mut rest = bytes.get(start..).unwrap_or_default();
    let may_start_groups = !rest.starts_with(b"0");
    let mut right = true;
    let mut digits = 0u64;
    let mut separators = 0;
    // The first separator groups thousands, if it is no decimal point.
    let mut grouping = b' ';
    let mut last = b' ';
    let mut first_len = 0;
    let mut len_before = 0;
    let mut len;
    loop {
        len = 0;
        while let [digit @ b'0'..=b'9', behind @ ..] = rest {
            right = right && digits < TOO_LARGE;
            if right {
                digits = digits * 10 + u64::from(digit - b'0');
            }
            len += 1;
            rest = behind;
        }
        if separators == 0 {
            first_len = len;
        }
        let Some((separator, behind)) = separator(rest) else {
            break;
        };
        let next_len = behind
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(behind.len());
        // Only threes may be grouped by what else stands between words.
        let threes = next_len == 3
            && first_len <= 3
            && may_start_groups
            && (separators == 0 || grouping == separator && last == separator);
        let point = separator == b'.' || separator == b',';
        if next_len == 0 || !point && !threes {
            break;
        }
        if separators == 0 {
            grouping = separator;
        } else {
            // Indian grouping has twos before the last three.
            right = right && last == grouping && (len == 2 || len == 3);
        }
        separators += 1;
        len_before = len;
        last = separator;
        rest = behind;
    }
    let groups = may_start_groups && first_len <= 3;
    let fraction = match separators {
        0 => 0,
        1 if groups && len == 3 => 0,
        1 => len,
        _ if last == grouping => {
            right = right && groups && len == 3;
            0
        }
        _ => {
            right = right && groups && len_before == 3;
            len
        }
    };
    let value = if right {
        from_parts(false, digits, 0i32.saturating_sub(fraction))
    } else {
        None
    };
    (value, bytes.len() - rest.len())
}

/// The separator at the start, as one of `.` `,` `'` and space; and what follows it.
fn separator(bytes: &[u8]) -> Option<(u8, &[u8])> {
    match bytes {
        [byte @ (b'.' | b',' | b'\'' | b' '), rest @ ..] => Some((*byte, rest)),
        // U+2019, the typographic apostrophe of Swiss prices.
        [0xe2, 0x80, 0x99, rest @ ..] => Some((b'\'', rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_number_is_found_in_prose() {
        fn check(text: &str, first: &str, last: &str, largest: &str) {
            for (pick, expected) in [
                (Pick::First, first),
                (Pick::Last, last),
                (Pick::Largest, largest),
            ] {
                let number = number_in_prose(text, pick);
                assert_eq!(
                    number.as_ref().map_or("", Decimal::as_str),
                    expected,
                    "{text} {pick:?}"
                );
            }
        }
        fn check_only(text: &str, expected: &str) {
            check(text, expected, expected, expected);
        }
        check_only("", "");
        check_only("Showing the single result", "");
        check_only("No results", "");
        check_only("0", "0");
        check_only("(3)", "3");
        check_only("17 results", "17");
        check_only("17results", "17");
        check_only("1,299 results", "1299");
        check_only("1.299 Ergebnisse", "1299");
        check_only("1 299 produits", "1299");
        check_only("1\u{a0}299 produits", "1299");
        check_only("1\u{202f}299 produits", "1299");
        check_only("1\u{2009}299\u{2009}000 produits", "1299000");
        check_only("1'299 Treffer", "1299");
        check_only("1’299’000 Treffer", "1299000");
        check_only("1,23,456 results", "123456");
        check_only("12,34,56,789 results", "123456789");
        check_only("1.299.000 Ergebnisse", "1299000");
        check_only("1,299,000.5", "1299000.5");
        check_only("1.299.000,5", "1299000.5");
        check_only("1 299,5", "1299.5");
        check_only("4.5 stars", "4.5");
        check_only("4,5 Sterne", "4.5");
        check_only("0.999 kg", "0.999");
        check_only("1299.999", "1299.999");
        check_only("12.3456", "12.3456");
        check_only("共17件", "17");
        check_only("約1,299件", "1299");
        check_only("Seite 3.", "3");
        check_only("50%", "50");
        check("Showing 1–12 of 17 results", "1", "17", "17");
        check("Showing 1-12 of 17 results", "1", "17", "17");
        check("1 - 12 of 1,017", "1", "1017", "1017");
        check("97–108 von 1.017 Artikeln", "97", "1017", "1017");
        check("17 Treffer auf 2 Seiten", "17", "2", "17");
        check("129 000 12", "129000", "12", "129000");
        check("299.00 129.00", "299", "129", "299");
        check("MP3 players: 12 results", "12", "12", "12");
        check("12 results for WS_1001", "12", "12", "12");
        check("Sold on 21.11.2026: 5", "5", "5", "5");
        check("version 1.2.3 has 7 parts", "7", "7", "7");
        check("1,299,2 and 4", "4", "4", "4");
        check("-5", "-5", "-5", "-5");
        check("\u{2212}5 °C", "-5", "-5", "-5");
        check("total -5", "-5", "-5", "-5");
        check("(-5)", "-5", "-5", "-5");
        check("10 -5", "10", "5", "10");
        check("10-5", "10", "5", "10");
        check("WS-1001", "1001", "1001", "1001");
        check("- 5", "5", "5", "5");
        check("-3 -2", "-3", "2", "2");
        check_only(&"1".repeat(18), "");
        check_only(&"1,234".repeat(20), "");
        assert!(number_in_prose(&"1,111".repeat(20_000), Pick::Last).is_none());
        assert!(number_in_prose(&"1 111 ".repeat(20_000), Pick::Last).is_some());
    }
}
