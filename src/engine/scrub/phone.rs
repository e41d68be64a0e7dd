//! Finds phone numbers: international ones, and the national forms that people write.
//!
//! A number counts by how it begins (`+`, `00`, a trunk `0`), by the lengths of its groups, or by
//! the word before it. Prices, sizes, dates, versions, part numbers and whatever has a right
//! GTIN check digit are no phone numbers; neither is a number of up to eight digits without a
//! separator.

use super::digits::{self, Number, Verdict, is_gtin};
use crate::engine::text::has_word;

/// Fewest and most digits of a phone number: E.164, section 6.2.1, and what is worth finding.
const MIN_DIGITS: usize = 7;
const MAX_DIGITS: usize = 15;

/// Words before a number that say that it is one, or that it is none.
const PHONE_WORDS: &str = "tel telefon telefonnummer telephone phone mobile mobil handy handynummer cell call fax sms whatsapp";
const PRODUCT_WORDS: &str = "isbn ean gtin upc asin sku mpn art item ref model";

/// Signs beside a number that say that it is a price or a share.
const PRICE_SIGNS: [&str; 7] = ["$", "%", "€", "£", "¥", "₹", "₩"];

/// How articles' numbers are grouped in print: EAN-13 and UPC-A.
const PRODUCT_SHAPES: &str = "9 8 166 76 1551";

/// Lengths of the groups of national numbers, after a letter for the first digit: `a` for 1, `b`
/// for 2 to 4, `c` for 5 to 9. Those with a trunk 0 need no shape.
///
/// North America 555-010-9999, 1-800-555-0199; Russia 8 800 555-35-35; China 138 1234 5678;
/// Australia 1300 123 456; Spain, Portugal, Poland, Turkey 612 345 678, 612 34 56 78,
/// 532 123 45 67; India 98765 43210; Italy 347 1234567; Brazil 11 91234-5678; Norway 412 34 567;
/// Denmark 20 12 34 56. Source: ITU-T E.123 and the numbering plans.
const SHAPES: &str = "b334 c334 a1334 c1334 c13322 a344 a433 c333 c3222 c3322 c55 b37 c37 a254 b254 c254 b323 c323 \
    b2222 c2222";

/// The next phone number at or after byte `from`; where it starts and ends.
pub(super) fn find(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let (start, end) = digits::find(bytes, from, judge)?;
    let before = bytes.get(from..start)?;
    Some((from + without_opening(before).len(), end))
}

/// The text without a `+` or `(` at its end, which belongs to the number behind it.
fn without_opening(mut before: &[u8]) -> &[u8] {
    while let [rest @ .., b'+' | b'('] = before {
        before = rest;
    }
    before
}

fn judge(number: &Number) -> Verdict {
    let values = &number.values;
    let before = without_opening(number.before);
    let opening = number.before.get(before.len()..).unwrap_or_default();
    let word = word_before(before);
    let named = has_word(PHONE_WORDS, &word);
    if !named && !opening.contains(&b'+') && is_product(number, &word) {
        return Verdict::Product;
    }
    let international = opening.contains(&b'+') && values.first() != Some(&0);
    let [before_near, before_far] =
        [0, 1].map(|index| before.iter().rev().nth(index).map_or(b' ', |byte| *byte));
    let [after_near, after_far] =
        [0, 1].map(|index| number.after.get(index).map_or(b' ', |byte| *byte));
    let ends =
        !(after_far.is_ascii_digit() && matches!(after_near, b'-' | b'.' | b'/' | b'(' | b')'));
    let certain = (international || named) && ends;
    let free = !touches(before_near, before_far)
        && !touches(after_near, after_far)
        && !is_price(before, number.after);
    let right_length = (MIN_DIGITS..=MAX_DIGITS).contains(&values.len());
    if right_length && (certain || free && is_national(number, !opening.is_empty())) {
        return Verdict::Hit;
    }
    Verdict::Unknown
}

/// Whether it is an article's number: the word before says so, or its check digit and its form.
fn is_product(number: &Number, word: &str) -> bool {
    let book = matches!(number.values.as_slice(), [9, 7, 8 | 9, ..]);
    let printed = book || has_word(PRODUCT_SHAPES, &number.shape);
    printed && is_gtin(&number.values) || has_word(PRODUCT_WORDS, word)
}

/// The last word of the text, in lower case.
fn word_before(mut before: &[u8]) -> String {
    while let [rest @ .., b' ' | b':' | b'.' | b'=' | b'-' | b'/'] = before {
        before = rest;
    }
    let letters = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let mut word = String::new();
    for byte in before.iter().skip(before.len() - letters) {
        word.push(char::from(byte.to_ascii_lowercase()));
    }
    word
}

/// Whether a number beside these two characters is part of a word ("WS-1001-2002-M", "205/55
/// 1600R") or of a longer number.
fn touches(near: u8, far: u8) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    word(near)
        || near == b'-' && word(far)
        || far.is_ascii_digit() && matches!(near, b'.' | b'/' | b',' | b')')
}

fn is_price(before: &[u8], after: &[u8]) -> bool {
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let after = after.strip_prefix(b" ").unwrap_or(after);
    PRICE_SIGNS
        .iter()
        .any(|sign| before.ends_with(sign.as_bytes()) || after.starts_with(sign.as_bytes()))
}

/// Whether the groups are one number as people of some country write it.
fn is_national(number: &Number, in_brackets: bool) -> bool {
    let values = number.values.as_slice();
    let shape = number.shape.as_bytes();
    let has = |separator: u8| number.text.contains(&separator);
    if let [_] = shape {
        return 9 <= values.len();
    }
    // Days with a year: 21.11.2026.
    if let [b'1' | b'2', b'1' | b'2', b'4', ..] = shape {
        return false;
    }
    if shape.iter().all(|length| *length == b'2') {
        // Sizes ("36 38 40 42", "06-12 12-18 18-24") and days ("21.11.26"); in France, five pairs
        // with a trunk 0 are a number.
        let french = shape.len() == 5 && values.first() == Some(&0);
        if is_ascending(values) && !french || shape.len().is_multiple_of(3) {
            return false;
        }
    }
    match values {
        [0, 0, 1..=9, ..] if 11 <= values.len() => return true,
        [0, 1..=9, ..] if shape.first() != Some(&b'1') => {
            let least = if has(b'.') || 3 < shape.len() { 9 } else { 8 };
            return (least..=12).contains(&values.len());
        }
        _ => {}
    }
    if in_brackets && has(b')') && 8 <= values.len() {
        // An area code, and no year.
        let year = matches!(values, [1, 9, ..] | [2, 0, ..]);
        return matches!(shape, [b'2' | b'3' | b'5', ..]) || matches!(shape, [b'4', ..] if !year);
    }
    let class = match values {
        [0, ..] | [] => 'x',
        [1, ..] => 'a',
        [2..=4, ..] => 'b',
        _ => 'c',
    };
    let mut key = String::from(class);
    key.push_str(&number.shape);
    let dotted_right = !has(b'.') || number.shape == "334";
    dotted_right && !has(b'/') && !is_round(number.text) && has_word(SHAPES, &key)
}

/// Whether all groups end in 0, as those of prices and measures do.
fn is_round(text: &[u8]) -> bool {
    let mut last = b'0';
    for byte in text {
        if !byte.is_ascii_digit() && last.is_ascii_digit() && last != b'0' {
            return false;
        }
        last = *byte;
    }
    last == b'0'
}

/// Whether no pair of digits is larger than the one after it.
fn is_ascending(values: &[u8]) -> bool {
    let mut last: &[u8] = &[];
    for pair in values.chunks(2) {
        if pair < last {
            return false;
        }
        last = pair;
    }
    true
}
