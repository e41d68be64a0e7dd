//! Finds geographical coordinates: pairs of degrees with four or more decimals, degrees with minutes
//! and seconds, and single ones that are named.
//!
//! Four decimals are eleven metres; prices and measures have fewer.

use super::digits::words_before;
use super::draft::Draft;
use super::net::is_start;
use super::{Field, Kind};

const NAMES: &str =
    "lat latitude lng lon long longitude breite laenge geo coords coordinates gps location";

pub(super) fn mark(draft: &mut Draft, field: Field) {
    if field == Field::Code {
        return;
    }
    let mut at = 0;
    while at < draft.bytes.len() {
        let begins =
            draft.bytes.get(at).is_some_and(u8::is_ascii_digit) && is_start(&draft.bytes, at);
        let found = if begins {
            place(&draft.bytes, at)
        } else {
            None
        };
        match found {
            Some(end) => {
                let signed = at
                    .checked_sub(1)
                    .filter(|sign| draft.bytes.get(*sign) == Some(&b'-'));
                draft.mark(signed.unwrap_or(at), end, Kind::Geo);
                at = end;
            }
            None => at += 1,
        }
    }
}

/// A number of degrees: how it is written, and where it ends with its sign for north and the like.
struct Angle {
    value: u32,
    decimals: usize,
    /// It has a sign for degrees, or a letter for the direction.
    marked: bool,
    end: usize,
}

/// Where the coordinates end that begin at `at`.
fn place(bytes: &[u8], at: usize) -> Option<usize> {
    let before = bytes.get(..at)?;
    if let [.., b'0'..=b'9', b'.' | b','] = before {
        return None;
    }
    let first = angle(bytes, at)?;
    if 180 < first.value {
        return None;
    }
    let precise = |angle: &Angle| 4 <= angle.decimals || angle.marked;
    let mut second = first.end;
    for _ in 0..3 {
        if let Some(b' ' | b',' | b';' | b'/' | b'|' | b'+') = bytes.get(second) {
            second += 1;
        }
    }
    if first.end < second {
        let signed = second + usize::from(matches!(bytes.get(second), Some(b'-' | b'+')));
        if let Some(other) = angle(bytes, signed)
            && other.value <= 180
            && first.value.min(other.value) <= 90
            && precise(&first)
            && precise(&other)
        {
            return Some(other.end);
        }
    }
    let named = 3 <= first.decimals && words_before(before, NAMES, "n s e w deg");
    named.then_some(first.end)
}

fn angle(bytes: &[u8], at: usize) -> Option<Angle> {
    let (value, mut end) = number(bytes, at)?;
    if 3 < end - at {
        return None;
    }
    let mut decimals = 0;
    if let Some([b'.', b'0'..=b'9', ..]) = bytes.get(end..) {
        let (_, behind) = number(bytes, end + 1)?;
        decimals = behind - end - 1;
        end = behind;
    }
    if 15 < decimals {
        return None;
    }
    let mut angle = Angle {
        value,
        decimals,
        marked: false,
        end,
    };
    // The degree sign is two bytes, the signs for minutes and seconds one to three.
    let mut degrees = false;
    let mut signs = 0;
    loop {
        let rest = bytes.get(angle.end..)?;
        let (length, digits) = match rest {
            [b' ', 0xc2, 0xb0 | 0xba, ..] => (3, false),
            [0xc2, 0xb0 | 0xba, ..] => (2, false),
            [b' ', b'0'..=b'9', ..] if degrees && signs < 3 => (1, true),
            [b'0'..=b'9', ..] if degrees && signs < 3 => (0, true),
            [0xe2, 0x80, 0xb2 | 0xb3 | 0x99 | 0x9d, ..] if degrees => (3, false),
            [b'\'' | b'"', ..] if degrees => (1, false),
            _ => break,
        };
        degrees = true;
        angle.end += length;
        if digits {
            let (_, mut behind) = number(bytes, angle.end)?;
            if let Some([b'.', b'0'..=b'9', ..]) = bytes.get(behind..) {
                behind = number(bytes, behind + 1)?.1;
            }
            angle.end = behind;
            signs += 1;
        }
    }
    let rest = bytes.get(angle.end..)?;
    let letter = match rest {
        [b'N' | b'S' | b'E' | b'W' | b'O', after @ ..] => Some((1, after)),
        [b' ', b'N' | b'S' | b'E' | b'W' | b'O', after @ ..] => Some((2, after)),
        _ => None,
    };
    if let Some((length, after)) = letter
        && !after.first().is_some_and(u8::is_ascii_alphanumeric)
        && (degrees || 2 <= angle.decimals)
    {
        angle.end += length;
        angle.marked = true;
    }
    let marked = degrees && (2 <= angle.decimals || 0 < signs);
    angle.marked |= marked;
    Some(angle)
}

/// Digits: their value, and where they end.
fn number(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let mut value = 0u32;
    let mut end = at;
    while let Some(digit @ b'0'..=b'9') = bytes.get(end) {
        value = value
            .saturating_mul(10)
            .saturating_add(u32::from(digit - b'0'));
        end += 1;
    }
    (at < end).then_some((value, end))
}
