//! Finds numbers of payment cards: 13 to 19 digits of an issuer, with the right check digit.
//!
//! A number that is also a valid GTIN is a product. The digits stand together, in groups of four
//! or more, or each alone.

use super::digits::{self, Number, Verdict, is_gtin, is_luhn};

/// The next card number at or after byte `from`; where it starts and ends.
pub(super) fn find(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    digits::find(bytes, from, judge)
}

fn judge(number: &Number) -> Verdict {
    let values = &number.values;
    let shape = number.shape.as_bytes();
    // The last group may be shorter: 4-4-4-1.
    let grouped = shape.iter().rev().skip(1).all(|length| b'4' <= *length);
    let single = shape.iter().all(|length| *length == b'1');
    if (grouped || single) && is_issued(values) && is_luhn(values) && !is_gtin(values) {
        return Verdict::Hit;
    }
    Verdict::Unknown
}

/// Whether a card of this length can begin like this.
///
/// Source: the ranges that the card networks publish; ISO/IEC 7812-1 allows up to 19 digits, and
/// the shortest in use have 13.
fn is_issued(values: &[u8]) -> bool {
    let prefix = values
        .iter()
        .take(4)
        .fold(0, |prefix, value| prefix * 10 + u32::from(*value));
    let length = values.len();
    match prefix {
        // Visa.
        4000..=4999 => matches!(length, 13 | 16 | 19),
        // American Express.
        3400..=3499 | 3700..=3799 => length == 15,
        // Diners Club.
        3000..=3099 | 3600..=3699 | 3800..=3999 => 14 <= length,
        // Mastercard, Mir, Maestro, Discover, UnionPay, RuPay, JCB.
        2200..=2720 | 3528..=3589 | 5000..=6999 | 8100..=8299 => 16 <= length,
        _ => false,
    }
}
