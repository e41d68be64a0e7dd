//! Numbers made of groups of digits, and their check sums: what `card` and `phone` share; and the one
//! walk over a text's numbers, in which the longest find at a place counts.
//!
//! Linear in the text: from each group at most 19 digits are tried.

use super::draft::Draft;
use super::net::is_start;
use super::scan::{is_among, is_letter, run_back};
use super::{Field, Kind, card, ids, phone};

/// Most digits of anything that is looked for.
const MAX_DIGITS: usize = 19;

/// Most characters between two groups, as in "(030) / 12".
const MAX_SEPARATORS: usize = 3;

/// Most words before a number that are read, and most letters of each.
const MAX_WORDS: usize = 4;
const MAX_LETTERS: usize = 20;

/// Some groups of digits with what is around them.
#[derive(Debug)]
pub(super) struct Number<'a> {
    /// The text before it.
    pub(super) before: &'a [u8],
    /// From its first digit to its last.
    pub(super) text: &'a [u8],
    /// The text after it.
    pub(super) after: &'a [u8],
    /// The values of its digits.
    pub(super) values: Vec<u8>,
    /// The length of each group as a digit; 9 stands for more, too.
    pub(super) shape: String,
    /// What it stands in.
    pub(super) field: Field,
    /// Whether a word such as "tel" stands before it.
    pub(super) is_phone: bool,
    /// Whether a word such as "item" or "order" does.
    pub(super) is_article: bool,
}

/// What a detector says about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is what is looked for.
    Hit(Kind),
    /// It is certainly something else, as are its parts.
    Product,
    /// Neither.
    Unknown,
}

/// What begins at one place.
#[derive(Debug, Default)]
struct Found {
    /// Where the longest find ends, and what it is.
    best: Option<(usize, Kind)>,
    /// Where the product ends that begins here, if one does.
    product: usize,
    /// Whether it is grouped, not like a date and a number, or begins with 0.
    firm: bool,
    /// Whether a word before it says that it is an article's or an order's number.
    is_article: bool,
    /// Where to go on if nothing was found.
    next: usize,
}

pub(super) fn mark(draft: &mut Draft, field: Field) {
    let mut at = 0;
    while at < draft.bytes.len() {
        let bytes = draft.bytes.as_slice();
        let found = begins(bytes, at, field);
        let Some((mut end, mut kind)) = found.best else {
            at = found.next;
            continue;
        };
        // In "size 42 2131 239338 09637" a phone number seems to begin too early: whatever begins in
        // a find and ends behind it belongs to it.
        let mut inner = at + 1;
        while inner < end {
            let later = begins(bytes, inner, field);
            inner = later.next;
            if let Some((later_end, later_kind)) = later.best
                && end < later_end
            {
                (end, kind) = (later_end, later_kind);
            }
        }
        let (start, end) = if kind == Kind::Phone {
            phone::whole(bytes, at, end)
        } else {
            (at, end)
        };
        draft.mark(start, end, kind);
        at = end;
    }
}

/// What begins at `at`.
fn begins(bytes: &[u8], at: usize, field: Field) -> Found {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let mut found = Found {
        next: at + 1,
        ..Found::default()
    };
    if let Some(byte) = bytes.get(at) {
        if byte.is_ascii_digit() && !before.is_some_and(u8::is_ascii_digit) {
            number(bytes, at, field, &mut found);
        }
        let may_be_id = field == Field::FreeText && !found.is_article;
        if may_be_id && byte.is_ascii_alphanumeric() && is_start(bytes, at) {
            // What is grouped like a phone number, or has a trunk 0, is rather that.
            let end = found.best.map_or(0, |(end, _)| end);
            if let Some(id) = ids::find(bytes, at, found.product)
                && end + usize::from(found.firm || !id.strong) <= id.end + usize::from(end == 0)
            {
                found.best = Some((id.end, id.kind));
            }
        }
    }
    found
}

/// Tries the groups of digits from `start` on. Groups may be up to three of ` -./()`, or a `+`, apart.
fn number(bytes: &[u8], start: usize, field: Field, found: &mut Found) {
    let before = bytes.get(..start).unwrap_or_default();
    let mut number = Number {
        before,
        text: &[],
        after: bytes.get(start..).unwrap_or_default(),
        values: Vec::new(),
        shape: String::new(),
        field,
        is_phone: phone::is_named(before),
        is_article: phone::is_article(before, bytes.get(start) == Some(&b'0')),
    };
    found.is_article = number.is_article && !number.is_phone;
    let mut more = take_group(&mut number);
    found.next = bytes.len() - number.after.len();
    while more {
        let end = bytes.len() - number.after.len();
        number.text = bytes.get(start..end).unwrap_or_default();
        let verdict = match card::judge(&number) {
            Verdict::Unknown => phone::judge(&number),
            verdict @ (Verdict::Hit(_) | Verdict::Product) => verdict,
        };
        match verdict {
            Verdict::Hit(kind) => {
                found.best = Some((end, kind));
                let grouped = number.shape.len() != 1 && !number.shape.starts_with('6');
                found.firm = grouped || number.values.first() == Some(&0);
            }
            Verdict::Product => {
                found.next = end;
                found.product = end;
            }
            Verdict::Unknown => {}
        }
        more = take_group(&mut number);
    }
}

/// Adds the next group to a number; false if none follows, or if there are too many digits.
fn take_group(number: &mut Number) -> bool {
    let mut rest = number.after;
    if !number.values.is_empty() {
        for _ in 0..MAX_SEPARATORS {
            if let [b' ' | b'-' | b'.' | b'/' | b'(' | b')', behind @ ..] = rest {
                rest = behind;
            }
        }
        // A space of a form's encoding.
        if let [b'+', behind @ ..] = number.after {
            rest = behind;
        }
    }
    let mut length = 0;
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        super::step();
        // One digit too many is enough to know that it is none.
        if number.values.len() <= MAX_DIGITS {
            number.values.push(digit - b'0');
        }
        length = u8::min(length + 1, 9);
        rest = behind;
    }
    number.shape.push(char::from(b'0' + length));
    number.after = rest;
    length > 0 && number.values.len() <= MAX_DIGITS
}

/// Whether one of the last words of the text is among `wanted`; `fillers` may stand behind it.
#[inline(never)]
pub(super) fn words_before(mut before: &[u8], wanted: &str, fillers: &str) -> bool {
    for _ in 0..MAX_WORDS {
        super::step();
        loop {
            before = match before {
                [
                    rest @ ..,
                    b' ' | b':' | b'.' | b'=' | b'-' | b'/' | b'"' | b'\'' | b'#' | b'(' | b'+'
                    | b'_' | b',' | b'[',
                ] => rest,
                // "ISBN-13", "GTIN14".
                [rest @ .., b'1', b'0' | b'2'..=b'4']
                    if rest
                        .last()
                        .is_some_and(|byte| *byte == b'-' || is_letter(*byte)) =>
                {
                    rest
                }
                _ => break,
            };
        }
        let letters = run_back(before, MAX_LETTERS, is_letter);
        let (rest, word) = before.split_at(before.len() - letters);
        if word.is_empty() {
            return false;
        }
        if is_among(wanted, word) {
            return true;
        }
        // A single letter belongs to the number: "part no. A 222 401 27 00".
        let skipped = 1 < word.len() || fillers.is_empty();
        if skipped && !is_among(fillers, word) {
            return false;
        }
        before = rest;
    }
    false
}

/// Whether it is a GTIN-8, -12, -13 or -14 (EAN, UPC, ISBN-13) with the right check digit.
///
/// Source: GS1 General Specifications, section 7.9.
pub(super) fn is_gtin(values: &[u8]) -> bool {
    matches!(values.len(), 8 | 12 | 13 | 14)
        && sum_from_the_right(values, [0, 3, 6, 9, 2, 5, 8, 1, 4, 7]) == 0
}

/// Whether the check digit is right by the Luhn formula.
///
/// Source: ISO/IEC 7812-1, annex B.
pub(super) fn is_luhn(values: &[u8]) -> bool {
    sum_from_the_right(values, [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]) == 0
}

/// The last digit of the sum, to which every second digit from the right adds its `weighted` value.
fn sum_from_the_right(values: &[u8], weighted: [u8; 10]) -> u8 {
    let mut sum = 0;
    let mut second = false;
    for value in values.iter().rev() {
        let value = if second {
            weighted.get(usize::from(*value))
        } else {
            Some(value)
        };
        sum = (sum + value.copied().unwrap_or_default()) % 10;
        second = !second;
    }
    sum
}

#[cfg(test)]
#[path = "tests/digits.rs"]
mod tests;
