//! Matches texts of a fixed form, such as "NNN~NNN~NNN~NN", at one place.
//!
//! | in a pattern | stands for |
//! | --- | --- |
//! | `N` | a digit |
//! | `o` | a digit up to 6 |
//! | `h` | a hexadecimal digit |
//! | `L` | a letter |
//! | `X` | a letter or a digit |
//! | `Q` | one of A, B, C, D |
//! | `S` | a letter or sign between date and number: `-`, `+`, A to F, U to Y |
//! | `YY`, `MM`, `DD` | two digits of a year, month, day |
//! | `mm`, `dd` | month and day to which 20, 40, 50, 60 or 80 may be added |
//! | `~` | at most one of space ` `, `-`, `.`, `/`; at all of them or at none, or before the check digits alone, but in a pattern with a date or letter |
//! | others | themselves; letters, written small, in either case |

/// Most check digits that stand apart.
const MAX_CHECKS: usize = 2;

/// What stood for the digits and letters of a pattern, in upper case; separators and the pattern's
/// own letters are left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matched {
    values: [u8; Matched::MAX],
    length: usize,
    /// Where the text ends.
    pub(super) end: usize,
}

impl Matched {
    /// Longest pattern, separators not counted: a UUID.
    const MAX: usize = 32;

    pub(super) fn values(&self) -> &[u8] {
        self.values.get(..self.length).unwrap_or_default()
    }
}

/// Matches `pattern` at `start`; what is behind it must be no letter or digit.
#[inline(never)]
pub(super) fn matched(bytes: &[u8], start: usize, pattern: &str) -> Option<Matched> {
    let mut found = Matched {
        values: [0; Matched::MAX],
        length: 0,
        end: start,
    };
    let mut at = start;
    let mut last = 0;
    let (mut separated, mut joined) = (false, false);
    let mut rest = pattern.bytes();
    while let Some(wanted) = rest.next() {
        super::step();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let upper = byte.to_ascii_uppercase();
        if wanted == b'~' {
            let separator = matches!(byte, b' ' | b'-' | b'.' | b'/');
            // All are there or none, or the one before the check digits alone; but beside a date or a letter.
            let alone = joined && MAX_CHECKS < rest.len();
            let odd = separated && !separator || separator && alone;
            if odd
                && !pattern
                    .bytes()
                    .any(|byte| matches!(byte, b'M' | b'm' | b'L'))
            {
                return None;
            }
            separated |= separator;
            joined |= !separator;
            at += usize::from(separator);
            continue;
        }
        let right = match wanted {
            b'N' | b'Y' => byte.is_ascii_digit(),
            b'M' | b'D' | b'm' | b'd' => byte.is_ascii_digit(),
            b'o' => matches!(byte, b'0'..=b'6'),
            b'h' => byte.is_ascii_hexdigit(),
            b'L' => byte.is_ascii_alphabetic(),
            b'X' => byte.is_ascii_alphanumeric(),
            b'Q' => matches!(upper, b'A'..=b'D'),
            b'S' => matches!(upper, b'-' | b'+' | b'A'..=b'F' | b'U'..=b'Y'),
            _ => upper == wanted.to_ascii_uppercase(),
        };
        if !right {
            return None;
        }
        at += 1;
        if wanted.is_ascii_punctuation() || wanted == b'S' {
            continue;
        }
        if last == wanted && matches!(wanted, b'M' | b'm' | b'D' | b'd') {
            let tens = found.values().last().copied().unwrap_or_default();
            if !in_calendar(wanted, (tens - b'0') * 10 + (byte - b'0')) {
                return None;
            }
            last = 0;
        } else {
            last = wanted;
        }
        if !is_own_letter(wanted) {
            *found.values.get_mut(found.length)? = upper;
            found.length += 1;
        }
    }
    let ends = !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    found.end = at;
    ends.then_some(found)
}

fn is_own_letter(wanted: u8) -> bool {
    wanted.is_ascii_lowercase() && !matches!(wanted, b'o' | b'h' | b'm' | b'd')
}

fn in_calendar(unit: u8, number: u8) -> bool {
    match unit {
        b'M' => (1..=12).contains(&number),
        b'D' => (1..=31).contains(&number),
        b'm' => (1..=12).contains(&(number % 20)) || (1..=12).contains(&(number % 50)),
        _ => (1..=31).contains(&(number % 40)) || (61..=91).contains(&number),
    }
}
